import logging
import sys

import pytest
from django.db import IntegrityError, connection

from hotelops.accounts.models import Organisation, User
from hotelops.api.logs import ValueFreeFormatter


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
