from django.contrib import admin
from django.http import HttpRequest

from .models import LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read-only, and without the sealed answers: what was done cannot be undone by forgetting it."""

    list_display = ("key", "scope", "user_id", "method", "path", "status", "created_at", "expires_at")
    list_filter = ("method", "status", "created_at")
    search_fields = ("key", "=scope", "=user_id", "path")
    fields = ("scope", "key", "user_id", "method", "path", "status", "location", "created_at", "expires_at")
    date_hierarchy = "created_at"
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        """The ledger knows scopes, not organisations, so only superusers see it."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LedgerEntry | None = None) -> bool:
        return False
