import json
import logging
import logging.config
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError

from hotelops.api.logs import RequestFacts, ValueFreeJSON, ValueFreeLine
from hotelops.logs import chosen_format, logging_settings

PASSPORT = "ZK5027613"


class TestJSON:
    def line(self, **attributes):
        record = logging.makeLogRecord({"name": "hotelops", "levelname": "INFO", "msg": "Done", **attributes})
        return json.loads(ValueFreeJSON().format(record))

    def test_has_time_level_logger_and_message(self):
        assert self.line(created=1.5) == {
            "time": "1970-01-01T00:00:01.500+00:00",
            "level": "INFO",
            "logger": "hotelops",
            "message": "Done",
        }

    def test_has_the_facts_and_nothing_else_that_a_record_carries(self):
        line = self.line(facts={"status": 201}, guest=PASSPORT, args=())
        assert line["status"] == 201
        assert PASSPORT not in str(line)

    def test_is_one_line_whatever_is_in_it(self):
        record = logging.makeLogRecord({"msg": "a\nb\u2028c"})
        assert len(ValueFreeJSON().format(record).splitlines()) == 1

    def test_has_the_traceback_without_values(self):
        try:
            raise IntegrityError(f"Key (phone)=({PASSPORT})")
        except IntegrityError:
            line = self.line(exc_info=sys.exc_info())
        assert "django.db.utils.IntegrityError: message withheld" in line["traceback"]
        assert PASSPORT not in str(line)

    def test_names_the_request(self, client):
        request_id = client.get("/health/live")["X-Request-ID"]
        record = logging.makeLogRecord({"msg": "Done"})
        assert RequestFacts().filter(record)
        assert json.loads(ValueFreeJSON().format(record))["requestId"] == request_id
        assert ValueFreeLine().format(record).endswith(f"Done requestId={request_id}")


class TestFormat:
    @pytest.mark.parametrize(
        ("name", "debug", "chosen"),
        [("", False, "json"), ("", True, "line"), ("line", False, "line"), ("json", True, "json")],
    )
    def test_is_for_machines_in_production(self, name, debug, chosen):
        assert chosen_format(name, debug=debug) == chosen

    def test_of_another_name_is_refused(self):
        with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is neither of json and line"):
            chosen_format("xml", debug=False)

    @pytest.mark.parametrize("name", ["json", "line"])
    def test_can_be_configured(self, name):
        configurator = logging.config.DictConfigurator(logging_settings(name, "INFO"))
        for part in ("formatters", "filters"):
            for described in configurator.config[part].values():
                assert configurator.configure_custom(dict(described))
