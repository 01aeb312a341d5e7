import json
import re

import pytest
from django.test import Client

from hotelops.api import health
from hotelops.api.request_ids import current_request_id

HEADER = "X-Request-ID"
A_UUID = "6f1c0d3e-6f5e-4c7e-9c0e-0a8f3d3c2b1a"
DIGITS = A_UUID.replace("-", "")
FRESH = re.compile("[0-9a-f]{32}")
PATHS = [
    "/health/live",
    "/health/ready",
    "/schema",
    "/docs",
    "/metrics",
    "/admin/login/",
    "/admin/nowhere",
    "/nowhere",
    "/v1/finance/expenses",
    "/static/admin/css/base.css",
]


class TestAnswer:
    @pytest.mark.django_db
    @pytest.mark.parametrize("path", PATHS)
    def test_of_every_kind_names_its_request(self, client, redis_client, path):
        answer = client.get(path)
        answer.close()
        assert FRESH.fullmatch(answer[HEADER])
        if "problem" in answer["Content-Type"]:
            assert answer.json()["requestId"] == answer[HEADER]

    @pytest.mark.parametrize("host", ["evil.example", "a b"])
    def test_to_an_odd_host_names_its_request(self, client, host):
        answer = client.get("/health/live", headers={"host": host})
        assert answer.status_code == 400
        assert answer.json()["requestId"] == answer[HEADER]

    def test_of_an_error_of_the_product_names_its_request(self, monkeypatch):
        monkeypatch.setattr(health, "database_state", lambda: 1 / 0)
        answer = Client(raise_request_exception=False).get("/health/ready")
        assert answer.status_code == 500
        assert answer.json()["requestId"] == answer[HEADER]

    def test_of_another_request_has_another_id(self, client):
        assert client.get("/health/live")[HEADER] != client.get("/health/live")[HEADER]

    def test_may_be_read_by_pages_of_other_origins(self, client, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://desk.example"]
        answer = client.get("/health/live", headers={"origin": "https://desk.example"})
        assert HEADER in answer["Access-Control-Expose-Headers"]


class TestOfferedId:
    @pytest.mark.parametrize("offered", [A_UUID, DIGITS, DIGITS.upper()])
    def test_is_taken(self, client, offered):
        assert client.get("/health/live", headers={HEADER: offered})[HEADER] == offered
        assert current_request_id() == offered

    @pytest.mark.parametrize(
        "offered",
        [
            "",
            "Zebulon Quillfeather",
            "+919812376450",
            DIGITS[:31],
            f"{DIGITS}0",
            f"{DIGITS}\n",
            f"{A_UUID}, {A_UUID}",
            "١" * 32,
            A_UUID.replace("-", "_"),
        ],
    )
    def test_of_another_form_is_replaced(self, client, offered):
        answer = client.get("/health/live", headers={HEADER: offered})
        assert FRESH.fullmatch(answer[HEADER])


class TestReplay:
    def test_has_an_id_of_its_own(self, own, redis_client):
        sent = {"data": {"reason": "Entered twice"}, "headers": {"Idempotency-Key": "void-1"}}
        path = f"/v1/finance/expenses/{own.row('finance.Expense')}/void"
        first, replay = (own.client.post(path, **sent) for _ in range(2))
        assert (first.status_code, replay["Idempotent-Replayed"]) == (200, "true")
        assert replay.content == first.content
        assert replay[HEADER] != first[HEADER]
        assert HEADER.encode() not in first.content
        assert "requestId" not in json.loads(first.content)
