"""The dashboard: the figures of the stats, and what requests came to over time."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from hotelops.accounts.models import User
from idempotency.admin.charts import charts, round_above
from idempotency.models import OutcomeCount
from idempotency.outcomes import Outcome

from .troubles import TROUBLES

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
PAGES = ("admin:idempotency_dashboard", "admin:idempotency_dashboard_live")


@pytest.fixture(autouse=True)
def product_urls(settings) -> None:
    settings.ROOT_URLCONF = "hotelops.urls"


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator@example.com", "a long enough password"))
    return client


def came(outcome: Outcome, count: int, ago: timedelta) -> None:
    minute = (NOW - ago).replace(second=0, microsecond=0)
    OutcomeCount.objects.add({(minute, outcome): count})


class TestCharts:
    def test_are_of_an_hour_a_day_and_a_week(self):
        assert [(chart.name, len(chart.columns)) for chart in charts(NOW)] == [
            ("hour", 60),
            ("day", 24),
            ("week", 28),
        ]

    def test_end_with_the_stretch_that_is_under_way(self):
        ends = [chart.columns[-1].begin for chart in charts(NOW)]
        assert [f"{end:%H:%M}" for end in ends] == ["15:09", "15:00", "12:00"]

    def test_add_up_what_belongs_together(self):
        for outcome in Outcome:
            came(outcome, 2, timedelta(0))
        hour, _, week = charts(NOW)
        assert hour.columns[-1].counts == Counter(executed=2, replayed=2, refused=8, failed=2)
        assert hour.totals == week.totals == {"executed": 2, "replayed": 2, "refused": 8, "failed": 2}

    def test_put_each_request_into_its_stretch(self):
        came(Outcome.EXECUTED, 1, timedelta(minutes=59))
        came(Outcome.EXECUTED, 2, timedelta(hours=23))
        came(Outcome.EXECUTED, 4, timedelta(days=6))
        came(Outcome.EXECUTED, 8, timedelta(days=8))
        assert [chart.totals["executed"] for chart in charts(NOW)] == [1, 3, 7]

    def test_stand_the_kinds_on_top_of_each_other(self):
        came(Outcome.EXECUTED, 6, timedelta(0))
        came(Outcome.FAILED, 2, timedelta(0))
        hour = charts(NOW)[0]
        assert hour.top == 8
        assert [(part.kind, part.y, part.height) for part in hour.columns[-1].parts] == [
            ("executed", 25, 75),
            ("failed", 0, 25),
        ]

    def test_of_nothing_are_empty(self):
        assert all(
            chart.top == 1 and not any(column.parts for column in chart.columns) for chart in charts(NOW)
        )

    @pytest.mark.parametrize(("count", "top"), [(0, 1), (1, 1), (7, 8), (22, 30), (1001, 2000)])
    def test_reach_a_round_number(self, count, top):
        assert round_above(count) == top

    def test_take_the_database_two_statements(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            charts(NOW)


class TestDashboard:
    @pytest.mark.parametrize("page", PAGES)
    def test_shows_figures_and_charts(self, operator, page):
        came(Outcome.REPLAYED, 1234, timedelta(hours=2))
        with time_machine.travel(NOW, tick=False):
            shown = operator.get(reverse(page)).content.decode()
        assert "As of" in shown
        assert "15:09:26 UTC" in shown
        assert "The last 24 hours, by the hour: 0 executed, 1,234 replayed, 0 refused, 0 failed." in shown
        assert "14 Mar" in shown
        assert "<dt>Oldest</dt>" in shown

    def test_is_on_the_index_and_says_where_to_refresh(self, operator):
        assert reverse(PAGES[0]) in operator.get(reverse("admin:index")).content.decode()
        assert f'data-live="{reverse(PAGES[1])}"' in operator.get(reverse(PAGES[0])).content.decode()

    @pytest.mark.servers
    def test_shows_memory_beside_its_limit(self, operator, redis_client):
        redis_client.config_set("maxmemory", "100mb")
        try:
            shown = operator.get(reverse(PAGES[0])).content.decode()
        finally:
            redis_client.config_set("maxmemory", "0")
        assert "of 105 MB" in shown
        assert '<meter min="0" max="100" high="80" optimum="0"' in shown

    @pytest.mark.servers
    def test_without_redis_says_so(self, operator, settings):
        with TROUBLES["refused"]() as url:
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
            shown = operator.get(reverse(PAGES[0])).content.decode()
        assert "no: the ledger serves alone" in shown
        assert "Redis does not answer." in shown

    @pytest.mark.parametrize("page", PAGES)
    def test_is_closed_to_who_is_no_superuser(self, client, manager, page):
        assert client.get(reverse(page)).status_code == 302
        manager.is_staff = True
        manager.save()
        client.force_login(manager)
        assert client.get(reverse(page)).status_code == 403
        assert "Dashboard" not in client.get(reverse("admin:index")).content.decode()


class TestCounts:
    def test_are_listed_and_filtered(self, operator):
        came(Outcome.REPLAYED, 77, timedelta(0))
        address = reverse("admin:idempotency_outcomecount_changelist")
        assert ">77<" in operator.get(address, {"outcome": "replayed"}).content.decode()
        assert ">77<" not in operator.get(address, {"outcome": "failed"}).content.decode()
        assert operator.get(reverse("admin:idempotency_outcomecount_add")).status_code == 403
