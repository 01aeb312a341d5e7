import os
import sys
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

BANNER = """
hotelops is starting.
  API    {base}
  Docs   {base}/docs
  Admin  {base}/admin/
"""
DEMO_LOGIN = "  Login  user@example.com / changeme   (admin site: admin@example.com / changeme)\n"


class Command(BaseCommand):
    help = "Becomes the HTTP server: granian with the settings HOST, PORT, WORKERS and THREADS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="first migrate and, where DEBUG is on, create the demo data"
        )

    def handle(self, *, demo: bool, **options: object) -> None:
        if demo:
            self.set_up_demo()
        host = settings.HOST.replace("127.0.0.1", "localhost")
        self.stdout.write(BANNER.format(base=f"http://{host}:{settings.PORT}"), ending="")
        if demo and settings.DEBUG:
            self.stdout.write(DEMO_LOGIN)
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "granian", *granian_arguments()])  # noqa: S606

    def set_up_demo(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEBUG:
            call_command("create_demo_data", stdout=StringIO())
        connections.close_all()


def granian_arguments() -> list[str]:
    """The flags of the server; without respawning, one killed worker would end all of it."""
    return [
        *("--host", settings.HOST),
        *("--port", str(settings.PORT)),
        *("--interface", "wsgi"),
        *("--http", "1"),
        "--no-ws",
        *("--workers", str(settings.WORKERS)),
        *("--blocking-threads", str(settings.THREADS)),
        "--respawn-failed-workers",
        *("--respawn-interval", "0.2"),
        *("--workers-kill-timeout", "30"),
        "hotelops.wsgi:application",
    ]
