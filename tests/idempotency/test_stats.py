"""What the command says of Redis, the ledger and the requests."""

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection

from idempotency import stats
from idempotency.models import LedgerQuerySet
from idempotency.outcomes import Outcome

from .stats_command import count, drawn, figures, line, said

pytestmark = pytest.mark.django_db

NAMED = {
    *("redisConnected", "redisWritable", "keys", "bytesPerKey", "memoryUsed", "memoryLimit"),
    *("connections", "ledgerRows", "outcomes", "warnings"),
}
"""Names that programs rely on."""


@pytest.fixture
def two_organisations(post, login, other_manager):
    """Two answers of the first, one of the other."""
    post()
    post(key="key-2", data={"name": "second"})
    login(other_manager).post("/groups", {"name": "theirs"}, headers={"Idempotency-Key": "key-1"})


class TestJson:
    def test_has_the_names_that_programs_rely_on(self):
        assert figures().keys() >= NAMED

    def test_tells_what_is_kept(self, two_organisations, manager, other_manager):
        told = figures()
        assert (told["keys"], told["keysAre"], told["ledgerRows"], told["ledgerRowsAre"]) == (
            *(3, "counted"),
            *(3, "counted"),
        )
        assert told["topOrganisations"] == [
            {"organisation": str(manager.organisation_id), "keys": 2},
            {"organisation": str(other_manager.organisation_id), "keys": 1},
        ]
        assert (told["ttlSeconds"], told["ledgerRetentionSeconds"]) == (86400, 30 * 86400)
        assert told["ledgerOldest"].endswith("Z")

    def test_of_one_organisation_leaves_the_others_out(self, two_organisations, other_manager):
        told = figures("--org", str(other_manager.organisation_id))
        assert (told["keys"], told["ledgerRows"], told["redisNames"]) == (1, 1, 3)
        assert told["scope"] == str(other_manager.organisation_id)

    def test_counts_no_key_of_others(self, post, redis_client):
        post()
        redis_client.mset({"session:1": "x", "idempotency-probe:1": "x"})
        assert (figures()["keys"], figures()["redisNames"]) == (1, 3)

    def test_tells_the_outcomes_of_the_last_hour_and_of_all_time(self):
        count(Outcome.EXECUTED, 5, minutes=10)
        count(Outcome.EXECUTED, 7, hours=3)
        count(Outcome.FELL_BACK, 2, hours=3)
        told = figures()
        assert told["outcomesLastHour"]["executed"] == 5
        assert (told["outcomes"]["executed"], told["outcomes"]["fellBack"]) == (12, 2)
        assert told["outcomes"]["redisError"] == 0

    def test_of_nothing(self):
        told = figures()
        assert (told["ledgerRows"], told["ledgerOldest"], told["keys"], told["bytesPerKey"]) == (
            *(0, None),
            *(0, None),
        )
        assert told["outcomesSince"] is None

    @pytest.mark.servers
    def test_tells_what_a_server_says_of_itself(self, post):
        post()
        told = figures()
        assert told["redisVersion"].startswith(("Valkey ", "Redis "))
        assert told["memoryUsed"] > 100_000
        assert 150 < told["bytesPerKey"] < 1000
        assert 0 < told["connections"] < told["connectionsLimit"]
        assert told["ledgerBytes"] > 8192

    @pytest.mark.embedded
    def test_says_what_an_embedded_redis_cannot_know(self, post):
        post()
        told = figures()
        assert (told["redisConnected"], told["redisWritable"], told["keys"]) == (True, True, 1)
        unknown = ("redisVersion", "memoryUsed", "memoryLimit", "connections", "bytesPerKey", "ledgerBytes")
        assert {told[name] for name in unknown} == {None}
        text = said()
        assert line(text, "Version") == "unknown: an embedded Redis tells little of itself"
        assert line(text, "Memory") == "unknown"
        assert told["warnings"] == []


class TestScreen:
    def test_reads_as_lines_in_a_pipe(self, two_organisations, manager):
        count(Outcome.REPLAYED, 4, minutes=5)
        text = said()
        assert "\x1b" not in text
        assert "─" not in text
        assert line(text, "State") == "connected, takes writes"
        assert line(text, f"Organisation {manager.organisation_id}") == "2"
        assert line(text, "Retries given the kept answer").split() == ["4", "4"]
        assert text.endswith("Nothing is the matter.\n")

    @pytest.mark.parametrize("width", ["80", "150"])
    def test_is_tables_on_a_terminal(self, two_organisations, monkeypatch, width):
        monkeypatch.setenv("COLUMNS", width)
        screen = drawn()
        assert "╭─ Redis ─" in screen
        assert "connected, takes writes" in screen
        assert "Nothing is the matter." in screen

    def test_fits_a_wide_terminal(self, two_organisations, monkeypatch):
        monkeypatch.setenv("COLUMNS", "150")
        assert drawn().count("\n") <= 30

    def test_of_an_organisation_says_so(self, two_organisations, manager):
        assert f"(in Redis) of organisation {manager.organisation_id}\n" in said(
            "--org", str(manager.organisation_id)
        )

    @pytest.mark.parametrize("org", ["*", "1:*", ""])
    def test_is_refused_to_what_is_no_organisation(self, org):
        with pytest.raises(CommandError, match="not an organisation's id"):
            said("--org", org)

    def test_of_a_database_that_is_away_is_an_error_in_words(self, monkeypatch):
        def away(*_, **__):
            raise OperationalError

        monkeypatch.setattr(LedgerQuerySet, "filter", away)
        with pytest.raises(CommandError, match="The database does not answer"):
            said()


@pytest.mark.django_db(transaction=True)
class TestWatch:
    def test_shows_it_anew_until_it_is_interrupted(self, monkeypatch):
        waits: list[float] = []

        def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                raise KeyboardInterrupt

        monkeypatch.setattr("idempotency.management.commands.idempotency_stats.time.sleep", sleep)
        assert said("--watch").count("Kept answers (in Redis)") == 3
        assert waits == [2.0] * 3
        waits.clear()
        assert "╭─ Redis ─" in drawn("--watch", "0.5")
        assert waits == [0.5] * 3

    def test_goes_on_when_the_database_comes_back(self, monkeypatch):
        looks = iter((OperationalError(), stats.collect(), KeyboardInterrupt()))

        def look(*_, **__):
            match next(looks):
                case BaseException() as error:
                    raise error
                case figures:
                    return figures

        monkeypatch.setattr("idempotency.management.commands.idempotency_stats.collect", look)
        text = said("--watch", "0")
        assert text.startswith("WARNING: The database does not answer (OperationalError).\nRedis\n")


class TestEstimate:
    @pytest.mark.servers
    def test_of_keys_is_their_share_of_the_names_that_were_looked_at(self, redis_client):
        redis_client.mset({f"idempotency:{number % 2}:{number}": "x" for number in range(6000)})
        redis_client.mset({f"session:{number}": "x" for number in range(2000)})
        told = stats.collect(look_at=3000)
        assert told.keys_are == "estimated"
        assert told.keys == pytest.approx(6000, rel=0.1)
        assert [owner.keys for owner in told.top_organisations] == pytest.approx([3000] * 2, rel=0.15)

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_of_entries_is_that_of_postgres_where_there_are_many(self, post, monkeypatch):
        for number in range(5):
            post("/count-method", key=f"key-{number}")
        monkeypatch.setattr("idempotency.stats.ledger.COUNTED", 3)
        with connection.cursor() as cursor:
            assert stats.collect().ledger_rows_are == "at least"
            cursor.execute("ANALYZE idempotency_ledgerentry")
        told = stats.collect()
        assert (told.ledger_rows, told.ledger_rows_are) == (5, "estimated")

    def test_of_one_organisations_entries_is_at_least_what_was_counted(self, post, manager, monkeypatch):
        for number in range(3):
            post("/count-method", key=f"key-{number}")
        monkeypatch.setattr("idempotency.stats.ledger.COUNTED", 2)
        told = stats.collect(str(manager.organisation_id))
        assert (told.ledger_rows, told.ledger_rows_are) == (2, "at least")
