"""One thing after the other breaks, and everything that the product says to it is gathered."""

import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from hotelops.environment import BASE_DIR
from tests.examples import EXPENSE, LOGIN
from tests.pictures import jpeg
from tests.servers import Postgres, Product, Valkey

NO_STORE = {"UPLOADS_BUCKET": "files", "UPLOADS_ENDPOINT_URL": "http://127.0.0.1:1", "UPLOADS_REGION": "a"}
"""A bucket that nobody has; its keys are the caller's."""
NO_TABLES = "DROP TABLE finance_expense, django_session CASCADE"
SESSION = {"Cookie": f"sessionid={'a' * 32}; __Host-sessionid={'a' * 32}"}


@dataclass
class Breakage:
    postgres: Postgres
    valkey: Valkey
    product: Product
    client: httpx.Client
    answers: list[httpx.Response] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    def log_in(self) -> None:
        self.ask("POST", "/auth/login", json=LOGIN)
        self.client.headers["Authorization"] = f"Bearer {self.answers[-1].json()['accessToken']}"

    def send_nonsense(self) -> None:
        self.ask("GET", "/health/live", headers={"Host": "evil.example"})
        self.ask("POST", "/auth/login", content="{", headers={"Content-Type": "application/json"})
        self.ask("GET", "/auth/me", headers={"Authorization": "Bearer abc.def.ghi"})

    def be_without_store(self) -> None:
        self.post("/v1/uploads/file", data={"purpose": "other"}, files={"file": ("a.jpg", jpeg())})

    def be_without_redis(self) -> None:
        self.valkey.stop()
        for _ in range(4):
            self.post("/v1/finance/expenses", json=EXPENSE)
        self.ask("GET", "/health/ready")

    def be_without_tables(self) -> None:
        with psycopg.connect(self.product.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(NO_TABLES)
        self.ask("GET", "/v1/finance/expenses")
        self.post("/v1/finance/expenses", json=EXPENSE)
        self.ask("GET", "/admin/", headers=SESSION)

    def be_without_database(self, name: str) -> None:
        self.postgres.ask(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.postgres.ask(
            f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        self.ask("GET", "/health/ready")
        self.ask("POST", "/auth/login", json=LOGIN)

    def post(self, path: str, **options: Any) -> None:
        self.ask("POST", path, headers={"Idempotency-Key": str(uuid4())}, **options)

    def ask(self, method: str, path: str, **options: Any) -> None:
        self.answers.append(self.client.request(method, path, **options))

    def manage(self, *arguments: str, **settings: str) -> None:
        """Runs a management command, which may well fail."""
        command = [sys.executable, "manage.py", *arguments]
        environment = self.product.environment | settings
        result = subprocess.run(
            command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        self.outputs.append(result.stdout + result.stderr)


def text_of(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.headers}\n{answer.text}"
