"""What is logged, and how: the setting ``LOGGING``."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from .log_lines import FORMATS

QUOTING: Final = ("PIL", "boto3", "botocore", "django.db.backends", "s3transfer", "urllib3")
"""What these say at DEBUG quotes rows, what pictures hold, and addresses that open a bucket."""
FILTERS: Final = ("KnownPathsOnly", "RefusalsInOneLine", "RequestFacts")


def chosen_format(name: str, *, debug: bool) -> str:
    """For machines in production, for people in development, unless it is chosen."""
    chosen = name or ("line" if debug else "json")
    if chosen not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is neither of {' and '.join(FORMATS)}.")
    return chosen


def logging_settings(log_format: str, level: str) -> dict[str, Any]:
    formatter = "ValueFreeJSON" if log_format == "json" else "ValueFreeLine"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": f"hotelops.api.logs.{formatter}"}},
        "filters": {name: {"()": f"hotelops.api.logs.{name}"} for name in FILTERS},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": [*FILTERS]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},  # of what is refused, the access log has a line
            **{name: {"level": "INFO"} for name in QUOTING},
        },
    }
