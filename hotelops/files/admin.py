from typing import Any, ClassVar

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from rest_framework.exceptions import APIException

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly

from .downloads import download
from .models import StoredFile


class StoredFileAdmin(ReadOnly, OrganisationAdmin):
    """Whoever sees a row may download its content."""

    list_select_related: ClassVar[Any] = ("created_by", "organisation")
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_content"
        content = self.admin_site.admin_view(self.content_view)
        return [path("<path:object_id>/content/", content, name=name), *super().get_urls()]

    def content_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        try:
            return download(row)
        except APIException as error:
            return HttpResponse(str(error.detail), "text/plain", status=error.status_code)

    @admin.display(description="size", ordering="size_bytes")
    def size(self, row: StoredFile) -> str:
        return filesizeformat(row.size_bytes) if row.size_bytes else "–"

    @admin.display(description="content")
    def content(self, row: StoredFile) -> str:
        if not row.sha256:
            return "–"
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_content"
        return format_html('<a href="{}">Download</a>', reverse(name, args=[row.pk]))
