from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from redis.exceptions import RedisError

from hotelops.files.admin import StoredFileAdmin
from hotelops.files.blobs import discard
from hotelops.files.store import storage

from .models import Upload
from .services import delete_upload

WITHOUT_REDIS: Final = (
    "Nothing was deleted, since Redis, which holds answers about it, does not answer. Try again when it does."
)
REFERRED_TO: Final = "Nothing was deleted, since something has just come to refer to it."
FILE_IS_LEFT: Final = (
    "The file of {} is left in the store for now. `manage.py sweep_uploads` removes it an hour from now."
)


@admin.register(Upload)
class UploadAdmin(StoredFileAdmin):
    """For looking. Superusers delete what nothing refers to, such as a guest's document of no stay."""

    list_display = ("file_name", "purpose", "content_type", "size", "created_by", "created_at", "content")
    csv_columns = (
        "id",
        "file_name",
        "purpose",
        "content_type",
        "size_bytes",
        "sha256",
        "created_by",
        "created_at",
    )
    list_filter = ("purpose", "content_type", "created_at")
    search_fields = ("file_name", "=sha256", "=id")
    search_help_text = "Part of a file's name, or a whole SHA-256 or id"
    date_hierarchy = "created_at"
    readonly_fields = ("content",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Names what refers to it, where Django would ask for the permission to delete that as well."""
        objects, counts, needed, protected = super().get_deleted_objects(objs, request)
        return objects, counts, set() if protected else needed, protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (RedisError, IntegrityError) as error:
            self.refuse(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Upload], *args: Any
    ) -> HttpResponse | None:
        """In one transaction, unlike Django's: the log must not tell of deletions that failed."""
        try:
            with transaction.atomic():
                return super().response_action(request, queryset, *args)
        except (RedisError, IntegrityError) as error:
            self.refuse(request, error)
            return None

    def refuse(self, request: HttpRequest, error: Exception) -> None:
        reason = WITHOUT_REDIS if isinstance(error, RedisError) else REFERRED_TO
        self.message_user(request, reason, messages.ERROR)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Upload]) -> None:
        for upload in queryset:
            self.delete_model(request, upload)

    def delete_model(self, request: HttpRequest, obj: Upload) -> None:
        name, blob = str(obj), {obj.sha256: obj.created_at}
        delete_upload(upload=obj)
        transaction.on_commit(partial(self.discard, request, name, obj.organisation_id, blob), robust=True)

    def discard(self, request: HttpRequest, name: str, organisation_id: int, blob: dict[str, Any]) -> None:
        try:
            is_left = discard(organisation_id, blob) > 0
        except storage().errors:
            is_left = True
        if is_left:
            self.message_user(request, FILE_IS_LEFT.format(name), messages.WARNING)
