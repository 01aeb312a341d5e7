import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandParser

from idempotency.stats import Stats, collect


class Command(BaseCommand):
    help = "Shows what Redis and the ledger hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object, names in camelCase")

    def handle(self, *, json: bool, **options: object) -> str:
        stats = collect()
        return as_json(stats) if json else as_text(stats)


def as_json(stats: Stats) -> str:
    return json.dumps({camel(name): value for name, value in asdict(stats).items()}, indent=2)


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def as_text(stats: Stats) -> str:
    """One line a figure; a figure that cannot be known says so."""
    lines = {
        "Redis": "connected" if stats.redis_connected else "not reachable: the ledger answers alone",
        "Kept answers": shown(stats.keys) + (" or more" if stats.keys_are_at_least else ""),
        "Redis memory used": shown(stats.memory_used, " bytes"),
        "TTL": f"{stats.ttl_seconds} s",
        "Ledger entries": f"{stats.ledger_rows} ({stats.ledger_expired} expired)",
        "Oldest entry": stats.ledger_oldest or "none",
        "Ledger retention": f"{stats.ledger_retention_seconds} s",
    }
    return "\n".join(f"{name:<18} {value}" for name, value in lines.items())


def shown(figure: int | None, unit: str = "") -> str:
    return "unknown" if figure is None else f"{figure}{unit}"
