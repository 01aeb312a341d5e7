"""Guards of the deployment: a process that dies or freezes holds nothing up for long."""

from typing import Final

from .guard import Guard

KILLED: Final = "tests/faults/test_worker_killed.py::TestWorkerKilled"
ENDS: Final = "tests/faults/test_worker_ends.py"
RESTART: Final = "tests/faults/test_worker_restarts.py::TestRollingRestart"

GUARDS: Final = (
    Guard(
        name="Postgres looks whether its client is still there",
        otherwise="A killed worker's key stays locked for seconds.",
        file="hotelops/settings.py",
        old="-c client_connection_check_interval=500ms",
        new="-c client_connection_check_interval=0",
        tests=(f"{KILLED}::test_leaves_all_or_nothing_and_the_retry_converges",),
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
        tests=(f"{KILLED}::test_is_replaced_each_time",),
    ),
    Guard(
        name="A worker ends with the main process",
        otherwise="Workers of the old program, watched over by nobody, go on beside those of the next start.",
        file="hotelops/server.py",
        old="    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)\n",
        new="",
        tests=(f"{ENDS}::TestMainProcessKilled",),
    ),
    Guard(
        name="A worker heeds SIGTERM from the beginning",
        otherwise="A server that is stopped while one of its workers still loads waits for half a minute.",
        file="hotelops/server.py",
        old="        signal.signal(number, signal.SIG_DFL)\n",
        new="        pass\n",
        tests=(f"{ENDS}::TestServerStopped::test_does_not_wait_for_a_worker_that_still_loads",),
    ),
    Guard(
        name="A worker ends when its successor is there",
        otherwise="A restart with a broken secret takes the whole server down.",
        file="hotelops/server.py",
        old="if loaded not in wait([loaded, successor.inner.sentinel], TO_LOAD):",
        new="if False:",
        tests=(f"{RESTART}::test_is_given_up_when_a_secret_is_broken",),
    ),
    Guard(
        name="A worker that is killed during a restart is replaced once",
        otherwise="Its successor, which serves already, is ended for one that does not serve yet.",
        file="hotelops/server.py",
        old="            self.interrupt_children.remove(idx)\n",
        new="            break\n",
        tests=(f"{RESTART}::test_goes_on_when_an_old_worker_is_killed",),
    ),
)
