import os
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from hotelops import embedded_redis
from hotelops.environment import BASE_DIR, text
from hotelops.metrics import files

BANNER = """
hotelops is starting.
  API    {base}
  Docs   {base}/docs
  Admin  {base}/admin/
"""
DEMO_LOGIN = "  Login  user@example.com / changeme   (admin site: admin@example.com / changeme)\n"


class Command(BaseCommand):
    help = "Becomes the HTTP server, as the settings HOST, PORT, WORKERS and THREADS say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="first migrate and, where DEBUG is on, create the demo data"
        )

    def handle(self, *, demo: bool, **options: object) -> None:
        if demo:
            self.set_up_demo()
        if settings.LOG_FORMAT == "line":
            self.greet(demo)
        os.chdir(BASE_DIR)
        if not text("REDIS_URL"):
            self.start_redis()
        if settings.METRICS_TOKEN:
            files.prepare(Path(os.environ.get(files.VARIABLE) or self.metrics_folder()))
        # Otherwise glibc keeps, for each thread, the memory that a large picture took.
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(1024 * 1024))
        chosen = (settings.HOST, settings.PORT, settings.WORKERS, settings.THREADS, settings.LOG_FORMAT)
        place = [*map(str, chosen)]
        os.execv(sys.executable, [sys.executable, "-m", "hotelops.server", *place])  # noqa: S606 # nosec B606

    def greet(self, demo: bool) -> None:
        host = settings.HOST.replace("127.0.0.1", "localhost")
        self.stdout.write(BANNER.format(base=f"http://{host}:{settings.PORT}"), ending="")
        if demo and settings.DEBUG:
            self.stdout.write(DEMO_LOGIN)
        self.stdout.flush()

    def metrics_folder(self) -> Path:
        """One for each server that shares the data folder."""
        return settings.DATA_DIR / "metrics" / str(settings.PORT)

    def start_redis(self) -> None:
        embedded_redis.start(settings.DATA_DIR)
        if not settings.DEBUG:
            self.stderr.write("REDIS_URL is not set: an embedded Redis serves, for this machine alone.")

    def set_up_demo(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEBUG:
            call_command("create_demo_data", stdout=StringIO())
        connections.close_all()
