import pytest
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.trace.status import Status, StatusCode

from hotelops.observability.traces import scrubbed

PASSPORT = "ZK5027613"


def statement_of(**attributes):
    span = ReadableSpan("SELECT", attributes=attributes)
    return (scrubbed(span).attributes or {}).get("db.statement")


class TestSpan:
    def test_keeps_nothing_that_is_not_known_to_be_harmless(self):
        span = ReadableSpan(
            "GET /x",
            attributes={"http.route": "/x", "http.target": PASSPORT, "net.peer.ip": PASSPORT},
            events=[Event("exception", {"exception.message": PASSPORT})],
            status=Status(StatusCode.ERROR, PASSPORT),
        )
        kept = scrubbed(span)
        assert dict(kept.attributes or {}) == {"http.route": "/x"}
        assert (kept.name, kept.events, kept.status.description) == ("GET /x", (), None)
        assert kept.status.status_code == StatusCode.ERROR

    @pytest.mark.parametrize(
        ("statement", "system", "is_kept"),
        [
            ("SELECT 1 WHERE id = %s", "postgresql", True),
            ("SELECT 1 WHERE phone = '98'", "postgresql", False),
            ("GET idempotency:1:key", "redis", False),
        ],
    )
    def test_keeps_a_statement_that_can_hold_no_text(self, statement, system, is_kept):
        kept = statement_of(**{"db.system": system, "db.statement": statement})
        assert kept == (statement if is_kept else None)
