import csv
import io
from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from .summary import Line


class SummaryCSVRenderer(BaseRenderer):
    """Lines of a summary as CSV (RFC 4180), long format: one sum a row."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: list[Line],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        table = io.StringIO(newline="")
        writer = csv.writer(table)
        writer.writerow(["currency", "kind", "dimension", "value", "amountCents"])
        writer.writerows(data)
        return table.getvalue().encode()
