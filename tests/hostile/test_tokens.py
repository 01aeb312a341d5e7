"""Tokens with any document or text for a header or a payload."""

from base64 import urlsafe_b64encode
from typing import Final

import pytest

from .lists import DOCUMENTS, TEXTS, share
from .sweep import answer_of
from .writer import undone

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

HEADER: Final = b'{"alg":"HS256","typ":"JWT"}'
ODD: Final = (
    b"[" * 3000,
    b'{"alg":"none"}',
    b'{"alg":["HS256"]}',
    b'{"alg":"RS256","typ":"JWT"}',
    b'{"alg":"HS256","kid":{}}',
    b'{"alg":"HS256","crit":["b64"],"b64":false}',
    *DOCUMENTS.values(),
    *(text.encode("utf-8", "surrogatepass") for text in TEXTS),
)


def signed(header: bytes, payload: bytes) -> str:
    """As a token looks, with a signature of nobody's."""
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in (header, payload, b"nobody"))


TOKENS: Final = [token for odd in ODD for token in (signed(odd, b"{}"), signed(HEADER, odd))]


class TestToken:
    def test_that_is_odd_lets_nobody_in(self, api, sweep):
        api.raise_request_exception = False
        for token in share(TOKENS, 4):
            sweep.see(
                token[:60], answer_of(api.get("/auth/me", headers={"Authorization": f"Bearer {token}"}))
            )
        assert set(sweep.statuses) == {401}

    def test_that_is_odd_refreshes_nothing(self, api, sweep):
        api.raise_request_exception = False
        for token in share(TOKENS, 4, 1):
            with undone():
                sweep.see(token[:60], answer_of(api.post("/auth/refresh", {"refreshToken": token})))
        assert set(sweep.statuses) <= {400, 401}
