from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis.exceptions import RedisError

from idempotency.attempts import SCOPE
from idempotency.replay_cache import forget


class Command(BaseCommand):
    help = "Removes kept answers from Redis. Safe at any time: the ledger still answers every retry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--org", metavar="ID", help="only the answers of this organisation")
        parser.add_argument("--noinput", action="store_true", help="do not ask")

    def handle(self, *, org: str | None, noinput: bool, **options: object) -> str:
        if org is not None and not SCOPE.fullmatch(org):
            raise CommandError(f"{org!r} is not an organisation's id.")
        whose = f"organisation {org}" if org else "all organisations"
        if not noinput and input(f"Remove the kept answers of {whose} from Redis? [y/N] ").lower() != "y":
            raise CommandError("Nothing was removed.")
        try:
            return f"Removed {forget(org)} kept answers of {whose}."
        except RedisError as error:
            raise CommandError(f"Redis failed ({type(error).__name__}); run the command again.") from error
