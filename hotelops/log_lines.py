"""How a log line looks. Knows no settings: the server's main process, which outlives them, logs so, too."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

FORMATS: Final = ("json", "line")
ENCODER: Final = json.JSONEncoder(default=lambda value: type(value).__name__)
LINE: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Line(logging.Formatter):
    """For people; the facts that a record has stand behind its message."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return " ".join([super().formatMessage(record), *(f"{k}={v}" for k, v in facts_of(record).items())])


class JSONLine(JsonFormatter):
    """One object a line, of named fields alone: whatever else a record carries may hold values."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data |= {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.message,
            **facts_of(record),
        }
        if "exc_info" in message_dict:
            log_data["traceback"] = message_dict["exc_info"]

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        return ENCODER.encode(log_data)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    return getattr(record, "facts", {})


def server_logging(log_format: str) -> dict[str, Any]:
    """The configuration of granian's own loggers."""
    formatter = {"()": "hotelops.log_lines.JSONLine" if log_format == "json" else "hotelops.log_lines.Line"}
    handler = {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stdout"}
    return {
        "formatters": {"line": formatter},
        "handlers": {"console": handler},
        "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
    }
