from django.urls import path
from rest_framework.routers import SimpleRouter

from .views import CountView, GroupViewSet, OpenUploadView, count

router = SimpleRouter(trailing_slash=False)
router.register("groups", GroupViewSet, basename="groups")

urlpatterns = [
    *router.urls,
    path("count-method", CountView.as_view()),
    path("count-function", count),
    path("open-upload", OpenUploadView.as_view()),
]
