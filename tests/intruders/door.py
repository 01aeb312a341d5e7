"""Where strangers and phones come in."""

from typing import Any, NamedTuple

import httpx

from tests.product.phone import NEW_CONNECTION_EACH, outcome
from tests.request_ids import said
from tests.servers import Product, wait_until

BUSY = (503, "too_many_logins")


class Keys(NamedTuple):
    """What a phone has of a session."""

    access: str
    refresh: str


class Door:
    """Each request takes a new connection, and so any of the processes."""

    def __init__(self, product: Product) -> None:
        self.client = product.client(limits=NEW_CONNECTION_EACH, timeout=60)

    def post(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        """Again and again while others keep the product busy with passwords, as a phone does."""
        answers: list[httpx.Response] = []

        def is_answered() -> bool:
            answers.append(self.client.post(path, json=body, headers=headers))
            return outcome(answers[-1]) != BUSY

        assert wait_until(is_answered, seconds=60)
        return answers[-1]

    def try_login(self, email: str, password: str, **more: Any) -> httpx.Response:
        return self.post("/auth/login", email=email, password=password, **more)

    def log_in(self, email: str, password: str, **more: str) -> Keys:
        return keys_in(self.try_login(email, password, **more))

    def refresh(self, token: str) -> httpx.Response:
        return self.post("/auth/refresh", refreshToken=token)

    def log_out(self, token: str) -> httpx.Response:
        return self.post("/auth/logout", refreshToken=token)

    def change_password(self, access: str, current: str, new: str) -> httpx.Response:
        return self.post("/auth/password", bearer(access), currentPassword=current, newPassword=new)

    def me(self, access: str) -> httpx.Response:
        return self.client.get("/auth/me", headers=bearer(access))


def bearer(access: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access}"}


def keys_in(answer: httpx.Response) -> Keys:
    body = answer.raise_for_status().json()
    return Keys(body["accessToken"], body["refreshToken"])


def without_date(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that an answer tells but the time and the id of its request."""
    own = ("date", "x-request-id")
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in own]
    return answer.status_code, said(answer), headers
