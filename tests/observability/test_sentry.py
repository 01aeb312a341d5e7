import logging
from typing import Any

import pytest
from django.test import RequestFactory

from hotelops.observability.sentry import scrubbed

PASSPORT = "ZK5027613"


def event(logger, **more):
    said = {"message": "%s", "formatted": f"Guest {PASSPORT}", "params": [PASSPORT]}
    return {"platform": "python", "logger": logger, "logentry": said, **more}


def sent(given, **hint) -> Any:
    return scrubbed(given, hint)


class TestEvent:
    @pytest.mark.parametrize("logger", ["urllib3.connectionpool", "somebody", "hotel", "djangorequest"])
    def test_of_another_program_has_no_message(self, logger):
        assert PASSPORT not in str(sent(event(logger)))

    @pytest.mark.parametrize("logger", ["hotelops.api.problems", "guestcheckin", "idempotency.replay_cache"])
    def test_of_this_one_has_the_message_of_its_log(self, logger):
        assert sent(event(logger))["logentry"] == {"message": f"Guest {PASSPORT}"}

    def test_keeps_nothing_that_is_not_known_to_be_harmless(self):
        given = dict.fromkeys(("request", "user", "extra", "breadcrumbs", "contexts", "new"), PASSPORT)
        frame = {"function": "create", "lineno": 1, "vars": {"passport": PASSPORT}}
        failure = {"type": "ValueError", "value": PASSPORT, "stacktrace": {"frames": [frame]}}
        kept = sent(event("somebody", exception={"values": [failure]}, **given))
        assert PASSPORT not in str(kept)
        [told] = kept["exception"]["values"]
        assert told["type"] == "ValueError"
        assert told["stacktrace"] == {"frames": [{"function": "create", "lineno": 1}]}

    def test_about_a_status_alone_is_none(self):
        assert sent(event("django.request")) is None

    def test_names_the_route_of_the_request_and_not_its_path(self):
        record = logging.makeLogRecord({"request": RequestFactory().get(f"/{PASSPORT}")})
        assert sent(event("somebody"), log_record=record)["tags"]["route"] == "GET unknown"
