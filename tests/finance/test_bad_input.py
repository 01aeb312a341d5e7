import json

import pytest

from finance.models import Expense
from tests.request_ids import said

from .conftest import fresh_key

EXPENSES = "/v1/finance/expenses"
HUGE = 10**299


@pytest.fixture
def client(login, staff):
    return login(staff)


def send(client, body: bytes, content_type="application/json"):
    return client.generic("POST", EXPENSES, body, content_type, headers=fresh_key())


def refusals(response):
    """Field and code of each error; and nothing was stored."""
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["code"]) == (400, "validation_error"), body
    assert Expense.objects.count() == 0
    return {(error["field"], error["code"]) for error in body["errors"]}


class TestField:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("amountCents", "50000", "wrong_type"),
            ("amountCents", 500.5, "wrong_type"),
            ("amountCents", 500.0, "wrong_type"),
            ("amountCents", True, "wrong_type"),
            ("amountCents", [1], "wrong_type"),
            ("amountCents", None, "null"),
            ("amountCents", 0, "min_value"),
            ("amountCents", -1, "min_value"),
            ("amountCents", 10**12 + 1, "max_value"),
            ("amountCents", 2**63, "max_value"),
            ("amountCents", HUGE, "max_value"),
            ("amountCents", -HUGE, "min_value"),
            ("currency", "XYZ", "unknown_currency"),
            ("currency", "inr", "unknown_currency"),
            ("currency", "RUPEE", "max_length"),
            ("currency", "", "blank"),
            ("currency", 356, "wrong_type"),
            ("category", "fun", "invalid_choice"),
            ("category", None, "null"),
            ("category", {}, "wrong_type"),
            ("paymentMode", "bitcoin", "invalid_choice"),
            ("paymentMode", "CASH", "invalid_choice"),
            ("description", "", "blank"),
            ("description", " \t ", "blank"),
            ("description", "x" * 501, "max_length"),
            ("description", 5, "wrong_type"),
            ("description", "a\x00b", "null_characters_not_allowed"),
            ("paymentReference", "x" * 101, "max_length"),
            ("vendor", "x" * 201, "max_length"),
            ("vendor", "\x00", "null_characters_not_allowed"),
            ("category", "\x00", "invalid_choice"),
            ("currency", "IN\x00", "null_characters_not_allowed"),
            ("expenseDate", "2025-12-13T10:00:00", "zone_missing"),
            ("expenseDate", "2025-12-13", "zone_missing"),
            ("expenseDate", "13/12/2025", "invalid"),
            ("expenseDate", 1765620000, "wrong_type"),
            ("expenseDate", "1999-12-31T00:00:00Z", "out_of_range"),
            ("expenseDate", "2100-01-01T00:00:00Z", "out_of_range"),
            ("propertyId", "1", "incorrect_type"),
            ("propertyId", True, "incorrect_type"),
            ("propertyId", 1.0, "incorrect_type"),
            ("propertyId", 0, "does_not_exist"),
            ("propertyId", -1, "does_not_exist"),
            ("propertyId", 999_999, "does_not_exist"),
            ("propertyId", HUGE, "does_not_exist"),
            ("propertyId", None, "null"),
            ("receiptId", "x", "invalid"),
            ("receiptId", 1, "does_not_exist"),
            ("receiptId", "6f1c0d3e-6f5e-4c7e-9c0e-0a8f3d3c2b1a", "does_not_exist"),
            ("checkInId", 1, "unknown_field"),
            ("amount_cents", 1, "unknown_field"),
            ("id", 1, "unknown_field"),
            ("createdById", 1, "unknown_field"),
            ("voidedAt", "2025-12-13T10:00:00Z", "unknown_field"),
            ("\x00", 1, "unknown_field"),
        ],
    )
    def test_that_is_wrong_is_named(self, client, post, expense, field, value, code):
        response = post(client, EXPENSES, expense | {field: value})
        assert (field, code) in refusals(response)

    def test_that_is_missing_is_named(self, client, post, expense):
        required = set(expense)
        assert refusals(post(client, EXPENSES, {})) == {(field, "required") for field in required}

    def test_of_another_organisation_looks_like_an_unknown_one(self, client, post, expense, other_property):
        foreign, unknown = (
            post(client, EXPENSES, expense | {"propertyId": property_id})
            for property_id in (other_property.pk, other_property.pk + 1000)
        )
        assert refusals(foreign) == {("propertyId", "does_not_exist")}
        assert said(foreign) == said(unknown)


class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"{", id="cut off"),
            pytest.param(b'"text"', id="a string"),
            pytest.param(b"null", id="null"),
            pytest.param(b"[]", id="a list"),
            pytest.param(b"NaN", id="NaN"),
            pytest.param(b'{"amountCents": 1e400}', id="1e400"),
            pytest.param(b'{"amountCents": ' + b"9" * 5000 + b"}", id="5,000 digits"),
            pytest.param(b'{"vendor": "\\ud800"}', id="lone surrogate"),
            pytest.param(b'{"\\ud800": 1}', id="lone surrogate in a name"),
            pytest.param(b'{"vendor": "\xff"}', id="not UTF-8"),
            pytest.param(b'{"vendor": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", id="10,000 deep"),
            pytest.param(b'{"vendor": ' + b'{"a":' * 500 + b"1" + b"}" * 501, id="500 deep"),
        ],
    )
    def test_that_is_no_sound_object_is_a_400(self, client, body):
        response = send(client, body)
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] in ("parse_error", "validation_error")
        assert Expense.objects.count() == 0

    def test_with_a_key_twice_is_a_400(self, client, expense):
        body = json.dumps(expense)[:-1] + ', "amountCents": 1}'
        response = send(client, body.encode())
        assert (response.status_code, response.json()["code"]) == (400, "parse_error")
        assert Expense.objects.count() == 0

    @pytest.mark.parametrize(
        "content_type", ["text/plain", "application/xml", "multipart/form-data", "nonsense"]
    )
    def test_of_another_media_type_is_a_415(self, client, expense, content_type):
        response = send(client, json.dumps(expense).encode(), content_type)
        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
        assert Expense.objects.count() == 0

    def test_of_3_mb_is_a_413(self, client, expense):
        response = send(client, json.dumps(expense | {"description": "x" * 3_000_000}).encode())
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
        assert Expense.objects.count() == 0

    def test_with_another_charset_is_read_as_utf8(self, client, expense):
        body = json.dumps(expense | {"vendor": "Café ₹"}, ensure_ascii=False).encode()
        response = send(client, body, "application/json; charset=utf-7")
        assert response.status_code == 201
        assert response.json()["vendor"] == "Café ₹"


class TestRefusedRequest:
    def test_leaves_its_key_free(self, client, expense):
        key = fresh_key()
        wrong = client.post(EXPENSES, expense | {"amountCents": -1}, format="json", headers=key)
        right = client.post(EXPENSES, expense, format="json", headers=key)
        assert (wrong.status_code, right.status_code) == (400, 201)

    def test_without_a_key_is_a_400(self, client, expense):
        response = client.post(EXPENSES, expense, format="json")
        assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
        assert Expense.objects.count() == 0
