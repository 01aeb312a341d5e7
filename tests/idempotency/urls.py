from django.urls import path, re_path
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from idempotency.views import KeyView

from .views import CountView, GroupViewSet, OpenUploadView, count

router = SimpleRouter(trailing_slash=False)
router.register("groups", GroupViewSet, basename="groups")

urlpatterns = [
    *router.urls,
    path("count-method", CountView.as_view()),
    path("count-function", count),
    path("open-upload", OpenUploadView.as_view()),
    re_path(r"^keys/(?P<key>(?s:.*))$", KeyView.as_view(permission_classes=(IsAuthenticated,))),
]
