"""Lists of the admin site as CSV (RFC 4180), for whoever may see them."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import slugify

ROWS_AT_ONCE: Final = 1000
BYTE_ORDER_MARK: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of text that a spreadsheet would calculate."""


class CsvExport(admin.ModelAdmin):
    """What a list shows, all of it or the rows that are ticked, newest first."""

    csv_columns: ClassVar[tuple[str, ...]] = ()
    """Names as in ``list_display``, which is what they are where none are given."""
    actions: Any = ("export_selected",)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """With the search and the filters of the list that leads here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            raise BadRequest("A filter that makes no sense") from None
        return self.exported(rows)

    @admin.action(description="Export selected rows as CSV", permissions=["view"])
    def export_selected(self, request: HttpRequest, rows: QuerySet[Any]) -> StreamingHttpResponse:
        return self.exported(rows)

    def exported(self, rows: QuerySet[Any]) -> StreamingHttpResponse:
        name = f"{slugify(str(self.opts.verbose_name_plural))}-{timezone.now():%Y-%m-%d}.csv"
        lines = as_csv(chain([self.csv_head()], map(self.csv_row, newest_first(rows))))
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def csv_head(self) -> list[str]:
        return [str(label_for_field(name, self.model, self)) for name in self.columns()]

    def csv_row(self, row: Any) -> list[str]:
        return [cell(*lookup_field(name, row, self)) for name in self.columns()]

    def columns(self) -> tuple[str, ...]:
        return self.csv_columns or tuple(map(str, self.list_display))


def newest_first(rows: QuerySet[Any]) -> Iterator[Any]:
    """Piece by piece, each in a short statement: neither memory nor a time limit bounds them.

    The first piece is there at once, so that what is wrong with the query is known before the answer begins.
    """
    rows = rows.order_by("-pk")
    return chain(first := list(rows[:ROWS_AT_ONCE]), after(rows, first))


def after(rows: QuerySet[Any], piece: list[Any]) -> Iterator[Any]:
    while len(piece) == ROWS_AT_ONCE:
        piece = list(rows.filter(pk__lt=piece[-1].pk)[:ROWS_AT_ONCE])
        yield from piece


def as_csv(rows: Iterable[list[str]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    writer = csv.writer(Written())
    for row in rows:
        yield writer.writerow(row)


class Written:
    """Hands a line back instead of writing it."""

    def write(self, line: str) -> str:
        return line


def cell(field: Any, attribute: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, int | float | Decimal):
        return str(value)
    return harmless(str(dict(getattr(field, "flatchoices", ())).get(value, value)))


def harmless(text: str) -> str:
    """Text that spreadsheets take as text."""
    return f"'{text}" if text.startswith(FORMULAS) else text
