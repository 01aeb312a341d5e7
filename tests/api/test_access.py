import logging
from uuid import uuid4

import pytest
from django.core.management import call_command

from hotelops.api.access import key_hash
from hotelops.api.routes import readable, shown_path
from tests.examples import EXPENSE
from tests.hotels import at_property

ACCESS = "hotelops.api.access"
EXPENSES = "/v1/finance/expenses"


@pytest.fixture
def lines(caplog):
    """Gives the access lines so far."""
    caplog.set_level(logging.DEBUG)

    def told():
        return [record for record in caplog.records if record.name == ACCESS]

    return told


class TestLine:
    def test_says_what_became_of_a_write(self, own, lines, redis_client):
        key, body = str(uuid4()), at_property(EXPENSE, own)
        for _ in range(2):
            own.client.post(EXPENSES, body, headers={"Idempotency-Key": f'"{key}"'})
        first, replay = lines()
        assert first.levelno == logging.INFO
        assert first.getMessage() == "POST /v1/finance/expenses 201"
        assert first.facts.pop("milliseconds") > 0
        assert first.facts.pop("requestId")
        assert first.facts == {
            "method": "POST",
            "route": EXPENSES,
            "status": 201,
            "userId": own.manager.pk,
            "organisationId": own.property.organisation_id,
            "keyHash": key_hash(key),
        }
        assert replay.facts["replayed"] is True

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("method", "path", "said"),
        [
            ("get", "/v1/guest-checkin?name=Quillfeather", "GET /v1/guest-checkin 401"),
            ("get", "/v1/guest-checkin/12", "GET /v1/guest-checkin/{pk} 401"),
            ("get", "/Quillfeather", "GET unknown 404"),
            ("get", "/admin/Quillfeather", "GET unknown 302"),
            ("get", "/static/admin/css/base.css", "GET /static/{file} 200"),
            ("get", "/static/Quillfeather", "GET unknown 404"),
            ("get", "/v1/idempotency/keys/Quillfeather", "GET /v1/idempotency/keys/{key} 401"),
            ("get", "/admin/finance/expense/3/change/", "GET /admin/finance/expense/{object_id}/change/ 302"),
            ("post", "/auth/login", "POST /auth/login 400"),
        ],
    )
    def test_names_the_route_and_nothing_that_was_sent(self, client, lines, method, path, said):
        form = {"data": {"name": "Quillfeather"}, "content_type": "application/json"}
        getattr(client, method)(path, **({} if method == "get" else form)).close()
        [line] = lines()
        assert line.getMessage() == said
        assert "Quillfeather" not in f"{line.facts}"

    def test_names_no_method_that_a_client_made_up(self, client, lines):
        client.generic("QUILLFEATHER", "/health/live")
        assert [line.facts["method"] for line in lines()] == ["OTHER"]

    @pytest.mark.django_db
    def test_names_who_is_logged_in_to_the_admin_site(self, client, manager, lines):
        client.force_login(manager)
        client.get("/admin/finance/expense/")
        assert lines()[-1].facts["userId"] == manager.pk

    @pytest.mark.django_db
    def test_looks_nobody_up(self, client, lines, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/health/live", headers={"cookie": "__Host-sessionid=abc"})
        assert "userId" not in lines()[0].facts

    @pytest.mark.parametrize("path", ["/health/live", "/metrics"])
    def test_about_what_machines_ask_all_the_time_is_at_debug(self, client, lines, path):
        client.get(path)
        assert [line.levelno for line in lines()] == [logging.DEBUG]


class TestKeyHash:
    def test_is_the_same_for_the_same_key_and_does_not_show_it(self):
        assert key_hash("abc") == key_hash("abc") != key_hash("abd")
        assert len(key_hash("+919812376450")) == 16

    def test_is_told_by_a_command(self, capsys):
        call_command("key_hash", '"abc"')
        assert capsys.readouterr().out == f"{key_hash('abc')}\n"

    def test_depends_on_a_secret(self, settings):
        before = key_hash("+919812376450")
        settings.SECRET_KEY = settings.SECRET_KEY[::-1]
        assert key_hash("+919812376450") != before


class TestShownPath:
    @pytest.mark.parametrize(
        ("path", "shown"),
        [
            ("/v1/guest-checkin/12", "/v1/guest-checkin/12"),
            ("/v1/guest-checkin/739184620556", "/v1/guest-checkin/{pk}"),
            ("/v1/uploads/6f1c0d3e-6f5e-4c7e-9c0e-0a8f3d3c2b1a", None),
            ("/v1/idempotency/keys/K1234567", "/v1/idempotency/keys/{key}"),
            ("/v1/idempotency/keys/6f1c0d3e-6f5e-4c7e-9c0e-0a8f3d3c2b1a", "/v1/idempotency/keys/{key}"),
            ("/admin/K1234567", "(unknown path)"),
            ("/K1234567", "(unknown path)"),
        ],
    )
    @pytest.mark.django_db
    def test_has_ids_of_rows_and_nothing_else(self, client, path, shown):
        assert shown_path(client.get(path).wsgi_request) == (shown or path)

    def test_of_every_route_is_readable(self):
        assert readable("^v1/x/(?P<pk>[1-9][0-9]*)/void$") == "/v1/x/{pk}/void"
        assert readable("admin/x/<path:object_id>/change/") == "/admin/x/{object_id}/change/"
