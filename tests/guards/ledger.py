"""Guards of the rule itself: what happens in Postgres happens once, whole, or not at all."""

from typing import Final

from .guard import Guard

PROTOCOL: Final = "tests/idempotency/test_protocol.py"
CONCURRENCY: Final = "tests/idempotency/test_concurrency.py"
EXECUTION: Final = "tests/idempotency/test_execution.py"

GUARDS: Final = (
    Guard(
        name="The key's advisory lock",
        otherwise="A duplicate waits for the first request, thread and connection in hand, instead of a 409.",
        file="idempotency/models.py",
        old='lock="pg_try_advisory_xact_lock(%s::bigint)"',
        new='lock="%s::bigint IS NOT NULL"',
        tests=(f"{CONCURRENCY}::TestRunningRequest",),
    ),
    Guard(
        name="The ledger entry",
        otherwise="When Redis forgets, a retry runs again.",
        file="idempotency/execution.py",
        old="LedgerEntry.objects.complete(entry_id, recorded, sealed)",
        new="LedgerEntry.objects.filter(pk=entry_id).delete()",
        tests=(f"{PROTOCOL}::TestRetry::test_is_answered_by_the_ledger_when_redis_forgot",),
    ),
    Guard(
        name="The claim's conflict with an entry that is not expired",
        otherwise="Whoever comes second takes the key over, and runs again.",
        file="idempotency/models.py",
        old=" WHERE idempotency_ledgerentry.expires_at <= {now}\n",
        new=" WHERE idempotency_ledgerentry.expires_at IS NOT NULL\n",
        tests=(f"{PROTOCOL}::TestRetry::test_of_a_view_without_files_is_answered_by_the_ledger",),
    ),
    Guard(
        name="One transaction around claim, work and answer",
        otherwise="What a crashed request did stays, and its retry does it again.",
        file="idempotency/execution.py",
        old="    with transaction.atomic(durable=True):\n",
        new="    if True:\n",
        tests=(f"{PROTOCOL}::TestRefusedRequest::test_is_rolled_back_and_frees_its_key[/groups/crash-500]",),
    ),
    Guard(
        name="The answer is kept in the work's transaction",
        otherwise="Work is committed whose answer cannot be kept, or is lost with the worker.",
        file="idempotency/execution.py",
        old="""
        recorded = RecordedResponse.of(response, attempt)
        sealed = recorded.sealed(attempt)
        LedgerEntry.objects.complete(entry_id, recorded, sealed)
""",
        new="""
    recorded = RecordedResponse.of(response, attempt)
    sealed = recorded.sealed(attempt)
    LedgerEntry.objects.complete(entry_id, recorded, sealed)
""",
        tests=(f"{PROTOCOL}::TestRefusedRequest::test_is_rolled_back_and_frees_its_key[/groups/stream-500]",),
    ),
    Guard(
        name="The transaction is the outermost one",
        otherwise="An answer is in Redis and with the client before an outer transaction is rolled back.",
        file="idempotency/execution.py",
        old="transaction.atomic(durable=True)",
        new="transaction.atomic()",
        tests=(f"{EXECUTION}::TestTransaction::test_is_never_part_of_another_one",),
    ),
    Guard(
        name="The rollback of what is not a 2xx",
        otherwise="A refused request leaves half of its work and uses up its key.",
        file="idempotency/execution.py",
        old="            transaction.set_rollback(True)\n",
        new="",
        tests=(f"{PROTOCOL}::TestRefusedRequest::test_is_rolled_back_and_frees_its_key[/groups/refuse-422]",),
    ),
    Guard(
        name="The ledger is asked before files are prepared",
        otherwise="Each retry of a photo that Redis forgot is decoded and stored again.",
        file="idempotency/execution.py",
        old="result = _recall(attempt) if prepare else None",
        new="result = None",
        tests=(f"{PROTOCOL}::TestRetry::test_does_not_prepare_again",),
    ),
    Guard(
        name="The ledger compares fingerprints",
        otherwise="A reused key gets the answer to another request, when Redis forgot.",
        file="idempotency/execution.py",
        old="if not attempt.matches(record.fingerprint) and (recorded or record.answer is None):",
        new="if False:",
        tests=(f"{PROTOCOL}::TestReusedKey::test_is_a_409_that_reveals_nothing",),
    ),
    Guard(
        name="Another run after a deadlock",
        otherwise="A deadlock that a second run would have got past is a 503.",
        file="idempotency/exceptions.py",
        old="return sqlstate(error) in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED)",
        new="return False",
        tests=(f"{PROTOCOL}::TestDeadlock",),
    ),
    Guard(
        name="Files are rewound before another run",
        otherwise="After a deadlock a view reads its files from their end, and stores nothing.",
        file="idempotency/mixins.py",
        old="        rewind_files(request)\n",
        new="",
        tests=(f"{PROTOCOL}::TestDeadlock",),
    ),
    Guard(
        name="Trouble of the database is a 503",
        otherwise="A phone is told of a bug, and gives up, when it only has to send the request again.",
        file="idempotency/exceptions.py",
        old="if isinstance(error, DatabaseError) and is_database_unavailable(error):",
        new="if False:",
        tests=(f"{PROTOCOL}::TestDeadlock::test_that_does_not_end_is_a_503",),
    ),
    Guard(
        name="An expired entry is no answer",
        otherwise="A key that the ledger gave up stays used until somebody prunes.",
        file="idempotency/models.py",
        old="key=key, expires_at__gt=Now())",
        new="key=key)",
        tests=(f"{PROTOCOL}::TestExpiredEntry",),
    ),
)
