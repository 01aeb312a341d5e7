import logging
import logging.config
import sys

import pytest
from django.db import IntegrityError, connection

from hotelops.accounts.models import Organisation, User
from hotelops.api import health
from hotelops.api.logs import KnownPathsOnly, ValueFreeJSON, ValueFreeLine
from hotelops.logs import logging_settings

PASSPORT = "ZK5027613"


def logged(error: BaseException) -> str:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("hotelops", logging.ERROR, __file__, 1, "Failed", (), sys.exc_info())
    return ValueFreeLine().format(record).partition("hotelops ")[2]


class TestTraceback:
    def test_shows_where_and_what(self):
        text = logged(ZeroDivisionError("by nought"))
        assert text.startswith("Failed\nTraceback (most recent call last):\n")
        assert "in logged" in text
        assert text.endswith("builtins.ZeroDivisionError: by nought")

    def test_shows_the_cause(self):
        error = ValueError("second")
        error.__cause__ = ZeroDivisionError("first")
        text = logged(error)
        assert text.index("first") < text.index("direct cause") < text.index("second")

    def test_survives_an_error_that_causes_itself(self):
        first, second = ValueError("first"), ValueError("second")
        first.__cause__, second.__cause__ = second, first
        assert "first" in logged(first)

    @pytest.mark.django_db
    def test_of_a_database_error_shows_no_value(self):
        organisation = Organisation.objects.create(name="Hotel")
        email = "@".join(("guest.name", "example.com"))
        User.objects.create_user(email, organisation=organisation)
        with pytest.raises(IntegrityError) as duplicate:
            User.objects.create_user(email, organisation=organisation)
        text = logged(duplicate.value)
        assert "guest.name" not in text
        assert "django.db.utils.IntegrityError" in text
        if connection.vendor == "postgresql":
            assert "sqlstate 23505, constraint accounts_user" in text


@pytest.fixture
def record_of(client, caplog):
    """Gives what Django logs about a GET, as the filters leave it."""
    client.raise_request_exception = False

    def record(path, logger, **headers):
        client.get(path, headers=headers)
        [record] = [record for record in caplog.records if record.name == logger]
        for name in logging_settings("json", "INFO")["filters"].values():
            assert logging.config.BaseConfigurator({}).configure_custom(dict(name)).filter(record)
        return record

    return record


class TestRequest:
    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch):
        monkeypatch.setattr(health, "states", lambda: 1 / 0)

    def test_that_fails_is_logged_with_its_route(self, record_of):
        assert record_of("/health/ready", "hotelops.api.problems").getMessage() == (
            "Unhandled exception in GET /health/ready"
        )

    @pytest.mark.parametrize("path", ["/v1/guest-checkin/K1234567", "/K1234567", "/admin/K1234567"])
    def test_to_an_unknown_path_is_logged_without_it(self, client, path):
        request = client.get(path).wsgi_request
        record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Odd", request.path), "request": request})
        assert KnownPathsOnly().filter(record)
        assert record.getMessage() == "Odd: (unknown path)"

    def test_that_is_refused_has_its_access_line_only(self, client, caplog):
        client.get("/K1234567")
        assert [record.name for record in caplog.records] == ["hotelops.api.access"]

    def test_for_an_odd_host_is_one_warning_without_it(self, record_of):
        record = record_of("/health/live", "django.security.DisallowedHost", host=f"{PASSPORT}.example")
        assert (record.levelname, record.getMessage()) == ("WARNING", "Refused a request: DisallowedHost")
        assert PASSPORT not in ValueFreeJSON().format(record)


class TestLibrary:
    @pytest.mark.parametrize("name", ["PIL.TiffImagePlugin", "botocore.auth", "django.db.backends"])
    def test_that_quotes_what_it_reads_is_never_at_debug(self, name, caplog):
        caplog.set_level(logging.DEBUG)
        assert logging.getLogger("hotelops").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
