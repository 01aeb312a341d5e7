import re

import pytest
from django.test import Client

from hotelops.environment import fresh_secret
from idempotency.outcomes import Outcome, count
from idempotency.replay_cache import breaker_moved

TOKEN = fresh_secret()


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


@pytest.fixture
def scrape(token):
    """Gives what /metrics says of this process, by name and labels."""
    client = Client()

    def scraped():
        answer = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    return scraped


class TestAccess:
    @pytest.mark.parametrize("header", ["", "Bearer {}", "Bearer "])
    def test_without_a_token_leads_nowhere(self, settings, header):
        settings.METRICS_TOKEN = ""
        answer = Client().get("/metrics", headers={"authorization": header.format(TOKEN)})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ("", "not_authenticated"),
            ("Basic {}", "not_authenticated"),
            ("Bearer ", "authentication_failed"),
            ("Bearer {:.20}", "authentication_failed"),
            ("Bearer {}x", "authentication_failed"),
            ("Bearer é", "authentication_failed"),
        ],
    )
    def test_takes_the_very_token(self, token, header, code):
        answer = Client().get("/metrics", headers={"authorization": header.format(token)})
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert answer["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize("accept", ["text/plain", "application/openmetrics-text", "image/png"])
    def test_is_in_one_form_whatever_is_asked_for(self, token, accept):
        headers = {"authorization": f"Bearer {token}", "accept": accept}
        answer = Client().get("/metrics", headers=headers)
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/plain")

    def test_only_reads(self, token):
        answer = Client().post("/metrics", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 405


class TestNumbers:
    def test_count_requests_by_route_and_status(self, scrape, token):
        name = 'hotelops_requests_total{method="GET",route="/health/live",status="200"}'
        before = scrape().get(name, 0)
        client = Client()
        for _ in range(3):
            client.get("/health/live")
        assert scrape()[name] == before + 3
        assert scrape()['hotelops_request_seconds_count{route="/health/live"}'] >= before + 3

    def test_have_few_labels_whatever_is_sent(self, scrape, token):
        client = Client()
        scrape()
        before = scrape().keys()
        for number in range(20):
            client.generic(f"QUILL{number}", f"/{number}")
        new = scrape().keys() - before
        assert {re.sub('le="[^"]*",', "", name) for name in new} <= {
            'hotelops_requests_total{method="OTHER",route="unknown",status="404"}',
            'hotelops_requests_created{method="OTHER",route="unknown",status="404"}',
            'hotelops_request_seconds_bucket{route="unknown"}',
            'hotelops_request_seconds_count{route="unknown"}',
            'hotelops_request_seconds_sum{route="unknown"}',
            'hotelops_request_seconds_created{route="unknown"}',
        }

    def test_count_outcomes(self, scrape):
        name = 'hotelops_idempotency_outcomes_total{outcome="replayed"}'
        before = scrape()[name]
        count(Outcome.REPLAYED)
        assert scrape()[name] == before + 1

    def test_say_whether_redis_is_left_alone(self, scrape):
        scrape()
        for is_open in (True, False):
            breaker_moved.send_robust(sender=None, is_open=is_open)
            assert scrape()["hotelops_redis_breaker_open"] == is_open

    def test_say_what_the_process_takes(self, scrape):
        found = scrape()
        assert found["hotelops_workers"] == 1
        assert found["hotelops_memory_bytes"] > 10 * 1024 * 1024

    @pytest.mark.servers
    def test_say_how_the_pool_is_used(self, scrape, db):
        found = scrape()
        assert found['hotelops_database_connections{state="used"}'] >= 1
        assert found["hotelops_database_requests_waiting"] == 0
