from django.contrib import admin

from hotelops.files.admin import StoredFileAdmin

from .models import Upload


@admin.register(Upload)
class UploadAdmin(StoredFileAdmin):
    list_display = ("file_name", "content_type", "purpose", "size_bytes", "created_at", "content")
    list_filter = ("purpose", "content_type", "created_at")
    search_fields = ("file_name", "=sha256", "=id")
    date_hierarchy = "created_at"
    readonly_fields = ("content",)
