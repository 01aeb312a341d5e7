from django.urls import path

from . import views

urlpatterns = [
    path("login", views.LoginView.as_view(), name="login"),
    path("refresh", views.RefreshView.as_view(), name="refresh"),
    path("logout", views.LogoutView.as_view(), name="logout"),
    path("password", views.PasswordView.as_view(), name="password"),
    path("me", views.MeView.as_view(), name="me"),
]
