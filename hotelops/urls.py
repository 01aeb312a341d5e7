"""The whole API on one screen."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from finance.views import ExpenseViewSet, RevenueViewSet, SummaryViewSet
from guestcheckin.views import DocumentViewSet, StayViewSet
from hotelops.accounts import urls as accounts
from hotelops.accounts.roles import IsMember
from hotelops.api import health, problems
from hotelops.metrics.views import MetricsView
from idempotency.views import KeyView
from staff.views import AttendanceViewSet, ShiftViewSet
from uploads.views import UploadViewSet

router = SimpleRouter(trailing_slash=False)
router.register("v1/finance/expenses", ExpenseViewSet, basename="expenses")
router.register("v1/finance/revenues", RevenueViewSet, basename="revenues")
router.register("v1/finance", SummaryViewSet, basename="finance-summary")
router.register("v1/guest-checkin/documents", DocumentViewSet, basename="guest-documents")
router.register("v1/guest-checkin", StayViewSet, basename="guest-checkin")
router.register("v1/staff/shifts", ShiftViewSet, basename="shifts")
router.register("v1/staff", AttendanceViewSet, basename="staff")
router.register("v1/uploads", UploadViewSet, basename="uploads")

urlpatterns = [
    path("auth/", include(accounts)),
    path("", include(router.urls)),
    re_path(r"^v1/idempotency/keys/(?P<key>(?s:.*))$", KeyView.as_view(permission_classes=(IsMember,))),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", MetricsView.as_view()),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(template_name="docs.html"), name="docs"),
    path("favicon.ico", RedirectView.as_view(url="/static/hotelops/icon.svg")),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    re_path("", problems.not_found_view),
]

handler400 = problems.handler400
handler403 = problems.handler403
handler404 = problems.handler404
handler500 = problems.handler500
