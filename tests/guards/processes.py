"""Guards of the deployment: a process that dies or freezes holds nothing up for long."""

from typing import Final

from .guard import Guard

KILLED_WORKER: Final = "tests/product/test_killed_worker.py"

GUARDS: Final = (
    Guard(
        name="Postgres looks whether its client is still there",
        otherwise="A killed worker's key stays locked for seconds.",
        file="hotelops/settings.py",
        old="-c client_connection_check_interval=500ms",
        new="-c client_connection_check_interval=0",
        tests=(f"{KILLED_WORKER}::TestWorkerKilledInItsTransaction",),
    ),
    Guard(
        name="Postgres ends a transaction in which nothing happens",
        otherwise="A frozen worker holds its key for ever.",
        file="hotelops/settings.py",
        old="-c idle_in_transaction_session_timeout=15s",
        new="-c idle_in_transaction_session_timeout=0",
        tests=("tests/idempotency/test_checks.py::TestDatabaseCheck",),
    ),
    Guard(
        name="A worker is replaced however often it dies",
        otherwise="The second kill within seconds takes the whole server down.",
        file="hotelops/server.py",
        old="        self.respawned_wrks.clear()\n",
        new="",
        tests=(f"{KILLED_WORKER}::TestWorkerKilledAgain",),
    ),
)
