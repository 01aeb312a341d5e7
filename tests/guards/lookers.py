"""Guards of the ledger where others use it: who prunes it, and who looks a key up."""

from typing import Final

from .guard import Guard

PRUNING: Final = "tests/idempotency/test_pruning.py"
LOOKUP: Final = "tests/idempotency/test_key_lookup_running.py"

GUARDS: Final = (
    Guard(
        name="Pruning looks again under the row's lock",
        otherwise="An expired entry that was just taken over is deleted, and its request runs again.",
        file="idempotency/models.py",
        old="""
                batch = left.select_for_update(skip_locked=True).values("pk")[:batch_size]
                deleted, _ = self.expired().filter(pk__in=batch).delete()
""",
        new="""
                batch = list(left.values_list("pk", flat=True)[:batch_size])
                deleted, _ = self.filter(pk__in=batch).delete()
""",
        tests=(f"{PRUNING}::TestPruning",),
    ),
    Guard(
        name="Pruning passes over what is being taken over",
        otherwise="It waits for the request that takes an entry over, until the lock timeout.",
        file="idempotency/models.py",
        old="select_for_update(skip_locked=True)",
        new="select_for_update()",
        tests=(f"{PRUNING}::TestPruning::test_neither_deletes_nor_awaits_an_entry_that_is_being_taken_over",),
    ),
    Guard(
        name="Pruning goes on where it has come to",
        otherwise="While a backup runs, each batch reads again all that was deleted before it.",
        file="idempotency/models.py",
        old="reached = end.replace(microsecond=0)",
        new="assert end",
        tests=(f"{PRUNING}::TestPruning::test_reads_little_of_what_it_deleted_again",),
    ),
    Guard(
        name="A look-up of a key leaves its lock alone",
        otherwise="Who asks whether a request has landed gets it refused.",
        file="idempotency/models.py",
        old="cursor.execute(IS_CLAIMED, [",
        new='cursor.execute("SELECT NOT pg_try_advisory_xact_lock_shared(%s::bigint)", [',
        tests=(f"{LOOKUP}::TestClaim",),
    ),
    Guard(
        name="A look-up of a key looks for its lock first",
        otherwise="A request that is done in between is told unknown.",
        file="idempotency/views.py",
        old="""
    is_claimed = LedgerEntry.objects.is_claimed(scope, key)
    told =""",
        new="""
    is_free = not LedgerEntry.objects.live(scope, key).exists()
    is_claimed = LedgerEntry.objects.is_claimed(scope, key)
    if is_free and not is_claimed:
        return {"state": KeyState.UNKNOWN}
    told =""",
        tests=(f"{LOOKUP}::TestRequestThatEndsMeanwhile",),
    ),
)
