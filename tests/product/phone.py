"""A client of the running product."""

import json
from typing import Any

import httpx

from tests.examples import EXPENSE, LOGIN
from tests.servers import Product, wait_until

EXPENSES = "/v1/finance/expenses"
REVENUES = "/v1/finance/revenues"
NEW_CONNECTION_EACH = httpx.Limits(max_keepalive_connections=0)


class Phone:
    """Logged in as the demo manager.

    Each request takes a new connection, and so any of the processes, unless `client` keeps one.
    """

    def __init__(self, product: Product, token: str, client: httpx.Client | None = None) -> None:
        self.client = client or product.client(limits=NEW_CONNECTION_EACH, timeout=20)
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, key: str, body: dict[str, Any] = EXPENSE, path: str = EXPENSES) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers | {"Idempotency-Key": key})

    def insist(self, key: str, *, while_told: tuple[int, str]) -> httpx.Response:
        """Posts again and again until the outcome is another one, and gives that answer."""
        answers: list[httpx.Response] = []

        def is_told_otherwise() -> bool:
            answers.append(self.post(key))
            return outcome(answers[-1]) != while_told

        assert wait_until(is_told_otherwise, seconds=20)
        return answers[-1]

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.client.get(path, params=parameters, headers=self.headers)

    def expenses(self, description: str) -> list[dict[str, Any]]:
        rows = self.get(EXPENSES, limit=200).json()["results"]
        return [row for row in rows if row["description"] == description]

    def raw(self, *lines: str, key: str, path: str = EXPENSES) -> bytes:
        """The head of a POST as it goes over the wire, with these lines more."""
        head = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            f"Authorization: {self.headers['Authorization']}",
            "Content-Type: application/json",
            f"Idempotency-Key: {key}",
            *lines,
        ]
        return "\r\n".join([*head, "", ""]).encode()


def token_of(product: Product) -> str:
    with product.client(timeout=20) as client:
        token: str = client.post("/auth/login", json=LOGIN).raise_for_status().json()["accessToken"]
    return token


def as_bytes(body: dict[str, Any] = EXPENSE) -> bytes:
    return json.dumps(body).encode()


def is_replay(answer: httpx.Response) -> bool:
    return answer.headers.get("Idempotent-Replayed") == "true"


def outcome(answer: httpx.Response) -> tuple[int, str]:
    """The status, and of an error its code."""
    return answer.status_code, "" if answer.is_success else answer.json()["code"]


CREATED = (201, "")
IN_PROGRESS = (409, "idempotency_in_progress")
