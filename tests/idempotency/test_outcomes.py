"""Each way in which a request can end is counted, once, and costs no statement and no round trip."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import redis
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from idempotency import outcomes, replay_cache
from idempotency.breaker import breaker_moved
from idempotency.models import LedgerEntry, LedgerManager, OutcomeCount, OutcomeCountQuerySet
from idempotency.outcomes import COUNTS_AT_ONCE, Outcome, Recorder, Tally, counted
from tests.servers import wait_until
from tests.threads import at_once

MINUTE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def seen():
    """The outcomes that were counted, in order."""
    told: list[Outcome] = []

    def tell(sender, outcome, **_):
        told.append(outcome)

    counted.connect(tell)
    yield told
    counted.disconnect(tell)


@pytest.fixture(autouse=True)
def tally(monkeypatch):
    monkeypatch.setattr(outcomes, "tally", Tally())
    return outcomes.tally


@pytest.mark.django_db
class TestOutcome:
    def test_of_a_first_request_is_executed(self, post, seen):
        post()
        assert seen == [Outcome.EXECUTED]

    def test_of_a_retry_is_replayed(self, post, seen):
        post()
        post()
        assert seen[1:] == [Outcome.REPLAYED]

    def test_of_a_retry_that_the_ledger_answers_is_also_fell_back(self, post, seen, redis_client):
        post()
        redis_client.flushall()
        post()
        assert seen[1:] == [Outcome.REPLAYED, Outcome.FELL_BACK]

    def test_of_another_payload_is_reused(self, post, seen):
        post()
        post(data={"name": "other"})
        assert seen[1:] == [Outcome.REUSED]

    def test_of_an_erased_answer_is_gone(self, post, seen, redis_client):
        post()
        LedgerEntry.objects.update(answer=None)
        redis_client.flushall()
        post()
        assert seen[1:] == [Outcome.GONE]

    def test_of_a_key_that_another_request_holds_is_in_progress(self, post, seen, monkeypatch):
        monkeypatch.setattr(LedgerManager, "claim", lambda *_: None)
        assert post().status_code == 409
        assert seen == [Outcome.IN_PROGRESS]

    @pytest.mark.parametrize("path", ["/groups/refuse", "/groups/invalid", "/groups/redirect"])
    def test_of_a_refusal_by_the_view_is_refused(self, post, seen, path):
        post(path)
        assert seen == [Outcome.REFUSED]

    def test_of_a_body_that_is_no_json_is_refused(self, post, seen):
        post(data=b"{", content_type="application/json")
        assert seen == [Outcome.REFUSED]

    @pytest.mark.parametrize("path", ["/groups/crash", "/groups/unrenderable", "/groups/stream"])
    def test_of_an_error_of_the_program_is_failed(self, post, seen, path):
        assert post(path).status_code == 500
        assert seen == [Outcome.FAILED]

    def test_of_a_database_that_is_away_is_failed(self, post, seen, monkeypatch):
        def away(*_):
            raise OperationalError

        monkeypatch.setattr("idempotency.execution._claim_and_run", away)
        assert post().status_code == 503
        assert seen == [Outcome.FAILED]

    @pytest.mark.parametrize("key", [None, "a b"])
    def test_of_no_attempt_is_not_counted(self, post, seen, key):
        post(key=key)
        post("/groups/ping", key=key)
        assert seen == []

    @pytest.mark.servers
    def test_of_a_command_that_redis_failed_is_counted_beside_the_request(self, post, seen, settings):
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}
        post()
        assert seen == [Outcome.REDIS_ERROR, Outcome.EXECUTED]

    def test_is_counted_whatever_a_receiver_does(self, post, tally, caplog):
        def faulty(**_):
            raise RuntimeError("a bug")

        counted.connect(faulty)
        try:
            assert post().status_code == 201
        finally:
            counted.disconnect(faulty)
        assert list(tally.take().values()) == [1]


@pytest.mark.django_db
class TestCost:
    def test_of_counting_is_no_statement_and_no_round_trip(self, post, monkeypatch):
        """Of a first request, and of its retry."""
        sent: list[str] = []
        execute = redis.Redis.execute_command

        def execute_command(self, *args, **options):
            sent.append(args[0])
            return execute(self, *args, **options)

        monkeypatch.setattr(redis.Redis, "execute_command", execute_command)

        def cost(key: str) -> tuple[list[str], list[str]]:
            sent.clear()
            with CaptureQueriesContext(connection) as statements:
                post("/count-method", key=key)
                post("/count-method", key=key)
            return [statement["sql"].split()[0] for statement in statements], [*sent]

        counting = cost("key-1")
        monkeypatch.setattr("idempotency.middleware.count_answer", lambda *_: None)
        assert cost("key-2") == counting


class TestBreaker:
    def test_tells_when_it_opens_and_when_it_closes(self):
        told = []

        def tell(sender, is_open, **_):
            told.append((is_open, replay_cache.breaker.is_open))

        breaker_moved.connect(tell)
        try:
            for _ in range(4):
                replay_cache.breaker.failed()
            for _ in range(2):
                replay_cache.breaker.succeeded()
        finally:
            breaker_moved.disconnect(tell)
        assert told == [(True, True), (False, False)]


class TestTally:
    def test_counts_by_the_minute(self, tally):
        with time_machine.travel(MINUTE, tick=False) as clock:
            for outcome in (Outcome.EXECUTED, Outcome.EXECUTED, Outcome.REUSED, Outcome.EXECUTED):
                tally.add(outcome)
                clock.shift(25)
        later = MINUTE + timedelta(minutes=1)
        assert tally.take() == {(MINUTE, "executed"): 2, (MINUTE, "reused"): 1, (later, "executed"): 1}
        assert not tally.take()

    def test_gives_the_oldest_first_and_never_too_many(self, tally):
        """Postgres was away for an hour, and more."""
        with time_machine.travel(MINUTE, tick=False) as clock:
            for _ in range(COUNTS_AT_ONCE + 10):
                tally.add(Outcome.FAILED)
                clock.shift(60)
        assert min(tally.take()) == (MINUTE, "failed")
        assert len(tally.take()) == 10

    def test_loses_nothing_that_threads_count_at_once(self, tally):
        at_once(8, lambda _: [tally.add(Outcome.EXECUTED) for _ in range(500)])
        assert sum(tally.take().values()) == 4000


@pytest.mark.django_db
class TestTable:
    def test_adds_to_what_other_processes_wrote(self):
        OutcomeCount.objects.add({(MINUTE, "executed"): 2, (MINUTE, "reused"): 1})
        OutcomeCount.objects.add({(MINUTE, "executed"): 3})
        assert sums() == {(MINUTE, "executed"): 5, (MINUTE, "reused"): 1}

    def test_is_written_in_one_statement(self, tally, django_assert_num_queries):
        for outcome in Outcome:
            tally.add(outcome)
        with django_assert_num_queries(1):
            OutcomeCount.objects.add(tally.take())

    def test_is_pruned_with_the_ledger(self):
        now = timezone.now()
        old, young = now - timedelta(days=31), now - timedelta(days=29)
        OutcomeCount.objects.add({(old, "executed"): 1, (young, "executed"): 1})
        call_command("prune_idempotency_ledger")
        assert sums() == {(young, "executed"): 1}


@pytest.mark.django_db(transaction=True)
class TestRecorder:
    @pytest.fixture
    def end(self):
        """Set, it ends the thread that stands for the main one."""
        return threading.Event()

    @pytest.fixture
    def recorder(self, end):
        process = threading.Thread(target=end.wait)
        process.start()
        recorder = Recorder(process)
        yield recorder
        end.set()
        if recorder.ident:
            recorder.join(60)

    def test_writes_once_more_when_the_process_ends(self, recorder, end, tally):
        recorder.start()
        tally.add(Outcome.EXECUTED)
        assert sums() == {}
        end.set()
        recorder.join(60)
        assert [*sums().values()] == [1]

    def test_writes_every_few_seconds(self, recorder, tally, monkeypatch):
        monkeypatch.setattr(outcomes, "WRITE_EVERY", 0.01)
        recorder.start()
        tally.add(Outcome.EXECUTED)
        assert wait_until(sums)
        tally.add(Outcome.EXECUTED)
        assert wait_until(lambda: sum(sums().values()) == 2)

    def test_keeps_what_it_cannot_write_and_complains_once(self, recorder, tally, monkeypatch, caplog):
        def away(*_):
            raise OperationalError("a secret of the connection")

        tally.add(Outcome.EXECUTED)
        with monkeypatch.context() as patch:
            patch.setattr(OutcomeCountQuerySet, "add", away)
            recorder.write()
            tally.add(Outcome.EXECUTED)
            recorder.write()
        assert caplog.messages == ["Outcomes cannot be written, and are kept until then: OperationalError"]
        recorder.write()
        assert sum(sums().values()) == 2

    @pytest.mark.embedded
    def test_waits_its_turn_on_sqlite(self, recorder, tally):
        """A request is writing, and nothing of it is disturbed."""
        tally.add(Outcome.EXECUTED)
        writer = threading.Thread(target=recorder.write)
        with transaction.atomic():
            OutcomeCount.objects.add({(MINUTE, "reused"): 1})
            writer.start()
            writer.join(0.3)
            assert writer.is_alive()
        writer.join(30)
        assert sorted(sums().values()) == [1, 1]

    def test_says_nothing_where_nothing_was_counted(self, recorder, django_assert_num_queries):
        with django_assert_num_queries(0):
            recorder.write()


def sums() -> dict[tuple[datetime, str], int]:
    return {(row.minute, row.outcome): row.count for row in OutcomeCount.objects.all()}
