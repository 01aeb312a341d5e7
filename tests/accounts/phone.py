"""What a phone sends and gets."""

from typing import Any

from rest_framework.test import APIClient


def refresh(api: APIClient, token: Any) -> Any:
    return api.post("/auth/refresh", {"refreshToken": token})


def refusal(answer: Any) -> str:
    """The code of a 401."""
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["code"]
