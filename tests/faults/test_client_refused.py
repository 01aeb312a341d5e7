"""A client that is refused before its body was read still gets to know why, through nginx, too."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import pytest

from tests.product.phone import EXPENSES, outcome

from .client_doors import door, nginx, phone  # noqa: F401 fixtures

pytestmark = pytest.mark.product

TIMES = 4
MEBIBYTE = 2**20
FORM = {"Content-Type": "multipart/form-data; boundary=first"}
JSON = {"Content-Type": "application/json"}
STRANGER = {"Authorization": "Bearer expired"}
REFUSED = {
    "JSON": (3 * MEBIBYTE, EXPENSES, JSON, (413, "body_too_large")),
    "large JSON": (20 * MEBIBYTE, EXPENSES, JSON, (413, "body_too_large")),
    "form": (50 * MEBIBYTE + 1, "/v1/uploads/file", FORM, (413, "body_too_large")),
    "stranger's form": (50 * MEBIBYTE, "/v1/uploads/file", FORM | STRANGER, (401, "invalid_token")),
    "form that leads nowhere": (20 * MEBIBYTE, "/v1/nowhere", FORM, (404, "not_found")),
}


class TestRefusal:
    @pytest.mark.parametrize(("size", "path", "headers", "refusal"), REFUSED.values(), ids=REFUSED)
    def test_reaches_a_client_that_sends_all_it_has(self, phone, key, size, path, headers, refusal, measured):
        all_headers = phone.headers | {"Idempotency-Key": key} | headers
        answers = [phone.client.post(path, content=bytes(size), headers=all_headers) for _ in range(TIMES)]
        assert {outcome(answer) for answer in answers} == {refusal}
        measured(f"{TIMES} of {TIMES} × {refusal[0]}")
