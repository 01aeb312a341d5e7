from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from idempotency.outcomes import Outcome
from idempotency.stats import collect

from .charts import charts
from .counts import KINDS
from .figures import sections
from .looking import BoundedPaginator, Looking, OneOf

REFRESHED_EVERY = 10
"""Seconds."""


class OutcomeFilter(OneOf):
    title = parameter_name = "outcome"
    values = tuple(Outcome)


class OutcomeCountAdmin(Looking):
    """What was counted, by the minute, and the dashboard that shows it."""

    list_display = ("minute", "outcome", "count")
    list_display_links = None
    list_filter = (OutcomeFilter, "minute")
    search_fields = ("=outcome",)
    search_help_text = "An outcome, such as replayed"
    date_hierarchy = "minute"
    ordering = ("-minute", "outcome")
    paginator = BoundedPaginator
    index_pages = (("Dashboard", "idempotency_dashboard"),)
    """Pages beside the list, for the index of the admin site: titles and names of routes."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("dashboard/", wrap(self.dashboard), name="idempotency_dashboard"),
            path("dashboard/live/", wrap(self.live), name="idempotency_dashboard_live"),
            *super().get_urls(),
        ]

    def dashboard(self, request: HttpRequest) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Idempotency dashboard",
            "opts": self.opts,
            "live_url": reverse(f"{self.admin_site.name}:idempotency_dashboard_live"),
            "seconds": REFRESHED_EVERY,
        }
        return self.shown(request, "admin/idempotency/dashboard.html", context)

    def live(self, request: HttpRequest) -> TemplateResponse:
        """The part of the dashboard that changes."""
        return self.shown(request, "admin/idempotency/dashboard_live.html", {})

    def shown(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        now, stats = timezone.now(), collect()
        figures = {"warnings": stats.warnings, "sections": sections(stats), "charts": charts(now)}
        context |= figures | {"now": now, "kinds": KINDS}
        return TemplateResponse(request, template, context)
