import logging
import sys

import pytest
from django.db import IntegrityError, connection

from hotelops.accounts.models import Organisation, User
from hotelops.api.logs import KnownPathsOnly, ValueFreeFormatter


def logged(error: BaseException) -> str:
    try:
        raise error
    except type(error):
        record = logging.LogRecord("hotelops", logging.ERROR, __file__, 1, "Failed", (), sys.exc_info())
    return ValueFreeFormatter("%(message)s").format(record)


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


class TestRequest:
    @pytest.fixture
    def line_about(self, client, caplog):
        """Gives what is logged about a GET."""

        def line(path):
            client.get(path)
            (record,) = [record for record in caplog.records if record.name == "django.request"]
            assert KnownPathsOnly().filter(record)
            return record.getMessage()

        return line

    @pytest.mark.django_db
    def test_to_a_known_path_is_logged_with_it(self, line_about):
        assert line_about("/v1/guest-checkin/12") == "Unauthorized: /v1/guest-checkin/12"

    @pytest.mark.parametrize("path", ["/v1/guest-checkin/K1234567", "/K1234567", "/v1/guests?K1234567"])
    def test_to_an_unknown_path_is_logged_without_it(self, line_about, path):
        assert line_about(path) == "Not Found: (unknown path)"


class TestLibrary:
    @pytest.mark.parametrize("name", ["PIL.TiffImagePlugin", "botocore.auth", "django.db.backends"])
    def test_that_quotes_what_it_reads_is_never_at_debug(self, name, caplog):
        caplog.set_level(logging.DEBUG)
        assert logging.getLogger("hotelops").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
