"""Errors outside the views are the API's own, too."""

import pytest

pytestmark = pytest.mark.product


class TestUnknownPath:
    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
    def test_is_a_404_problem_for_every_method(self, phone, method):
        answer = phone.client.request(method, "/nowhere", headers=phone.headers)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
