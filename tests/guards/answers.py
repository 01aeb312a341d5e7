"""Guards of what is kept in Redis: it makes retries fast, and must never make one wrong."""

from typing import Final

from .guard import Guard
from .ledger import EXECUTION, PROTOCOL

REPLAY_CACHE: Final = "tests/idempotency/test_replay_cache.py"

GUARDS: Final = (
    Guard(
        name="Redis is written after COMMIT",
        otherwise="A request whose COMMIT fails is replayed as done: a 201 for nothing.",
        file="idempotency/execution.py",
        old="        LedgerEntry.objects.complete(entry_id, recorded, sealed)\n",
        new="""        LedgerEntry.objects.complete(entry_id, recorded, sealed)
        ReplayCache(attempt).put(sealed, conf.ledger_retention)
""",
        tests=(f"{EXECUTION}::TestCommitThatFails",),
    ),
    Guard(
        name="What is in Redis is compared by fingerprint",
        otherwise="A reused key gets the answer to another request.",
        file="idempotency/execution.py",
        old="if not attempt.matches(recorded.fingerprint):",
        new="if False:",
        tests=(f"{PROTOCOL}::TestReusedKey::test_is_a_409_that_reveals_nothing",),
    ),
    Guard(
        name="Redis is written with NX",
        otherwise="An answer that was erased comes back with a put that was under way.",
        file="idempotency/replay_cache.py",
        old='"EX", seconds, "NX"',
        new='"EX", seconds',
        tests=(f"{REPLAY_CACHE}::TestPut", "tests/idempotency/test_erasure.py::TestErasedAnswer"),
    ),
    Guard(
        name="An erased answer leaves a tombstone",
        otherwise="A put that was under way brings the answer back, with the guest's data.",
        file="idempotency/replay_cache.py",
        old="TOMBSTONE, ex=conf.ttl)",
        new="TOMBSTONE, px=1)",
        tests=("tests/idempotency/test_erasure.py::TestErasedAnswer",),
    ),
    Guard(
        name="Erasing stays within an organisation",
        otherwise="A hotel that erases a guest takes the answers of another one's requests along.",
        file="idempotency/models.py",
        old="about = self.filter(Q(path__in=urls) | Q(location__in=urls), scope=scope)",
        new="about = self.filter(Q(path__in=urls) | Q(location__in=urls))",
        tests=("tests/idempotency/test_erasure.py::TestOtherAnswers",),
    ),
    Guard(
        name="Redis forgets a key before the ledger does",
        otherwise="An answer is replayed after its key has expired, or runs again in between.",
        file="idempotency/replay_cache.py",
        old="int(min(conf.ttl, lives_for).total_seconds())",
        new="int(conf.ttl.total_seconds())",
        tests=(f"{REPLAY_CACHE}::TestPut",),
    ),
    Guard(
        name="A sealed answer is bound to its key",
        otherwise="Copied under another organisation's key, it opens there.",
        file="idempotency/responses.py",
        old="return attempt.redis_key.encode() + header",
        new="return header",
        tests=(f"{REPLAY_CACHE}::TestTrouble::test_by_a_value_of_another_organisation_is_a_miss",),
    ),
    Guard(
        name="An answer in Redis is bound to the database's incarnation",
        otherwise="After a failover that lost its row, an answer is replayed for what never happened.",
        file="idempotency/responses.py",
        old="masked = map(xor, sealed[HEADER_BYTES:SECRET_AT], incarnation)",
        new="masked = sealed[HEADER_BYTES:SECRET_AT]",
        tests=("tests/idempotency/test_incarnation.py::TestAnswerOfAnotherIncarnation",),
    ),
    Guard(
        name="The circuit breaker",
        otherwise="While Redis hangs, every request waits for it.",
        file="idempotency/breaker.py",
        old="if not self.is_open:",
        new="if True:",
        tests=(f"{REPLAY_CACHE}::TestBreaker",),
    ),
    Guard(
        name="A failed GET spares its request the SET",
        otherwise="A request waits for a Redis in trouble twice.",
        file="idempotency/replay_cache.py",
        old="            self._usable = False\n",
        new="",
        tests=(f"{REPLAY_CACHE}::TestCost",),
    ),
    Guard(
        name="Whatever Redis makes its client raise is a miss",
        otherwise="Garbage from Redis is a 500.",
        file="idempotency/replay_cache.py",
        old="        except Exception as error:  # whatever",
        new="        except RedisError as error:  # whatever",
        tests=(f"{REPLAY_CACHE}::TestTrouble",),
    ),
)
