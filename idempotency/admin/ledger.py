from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.timezone import localtime

from idempotency.attempts import redis_key
from idempotency.models import LedgerEntry, LedgerQuerySet

from . import story
from .looking import BoundedPaginator, Looking, OneOf
from .search import HELP, search


class MethodFilter(OneOf):
    title = parameter_name = "method"
    values = ("POST", "PUT", "PATCH", "DELETE")


class StatusFilter(OneOf):
    title = parameter_name = "status"
    values = ("200", "201", "202", "204")


class LedgerEntryAdmin(Looking):
    """Each entry's whole story, without what is sealed. The search is bounded, and so are order and count."""

    list_display = ("at", "key", "scope", "user_id", "request", "status")
    list_display_links = ("key",)
    list_filter = (StatusFilter, MethodFilter, "created_at")
    search_fields = ("key", "scope", "user_id", "path", "status", "created_at")
    search_help_text = HELP
    sortable_by = ()
    ordering = ("-pk",)
    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    fieldsets = (
        ("Request", {"fields": ("key", "scope", "user", "method", "path", "at")}),
        ("What it did", {"fields": ("status", "made")}),
        ("What a retry gets", {"fields": ("in_ledger", "expires_at", "in_redis", "redis_key")}),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["idempotency/ledger.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        """Without what is sealed, of which it is only told whether it is there."""
        facts = {"is_sealed_there": Q(answer__isnull=False), "is_expired": Q(expires_at__lte=Now())}
        entries: LedgerQuerySet = LedgerEntry.objects.defer("answer", "fingerprint").order_by("-pk")
        return entries.annotate(**{name: holds(condition) for name, condition in facts.items()})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search(cast(LedgerQuerySet, queryset), search_term), False

    @admin.display(description="created at")
    def at(self, entry: LedgerEntry) -> str:
        return f"{localtime(entry.created_at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="request")
    def request(self, entry: LedgerEntry) -> str:
        return f"{entry.method} {entry.path}"

    @admin.display(description="user")
    def user(self, entry: LedgerEntry) -> str:
        return story.sender(entry, self.admin_site)

    @admin.display(description="row")
    def made(self, entry: LedgerEntry) -> str:
        return story.made(entry)

    @admin.display(description="in the ledger")
    def in_ledger(self, entry: Any) -> str:
        return story.in_ledger(entry, is_sealed_there=entry.is_sealed_there, is_expired=entry.is_expired)

    @admin.display(description="in Redis")
    def in_redis(self, entry: LedgerEntry) -> str:
        return story.in_redis(entry)

    @admin.display(description="its name there")
    def redis_key(self, entry: LedgerEntry) -> str:
        return redis_key(entry.scope, entry.key)


def holds(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))
