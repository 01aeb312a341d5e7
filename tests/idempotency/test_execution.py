"""The rule's transaction: nothing of it is known anywhere before it is committed."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse

from hotelops.accounts.models import User
from idempotency.attempts import Attempt
from idempotency.execution import run_once
from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPT = Attempt("1", "key-1", b"f" * 32, "7", "POST", "/groups")


def work() -> HttpResponse:
    Group.objects.create(name="first")
    return HttpResponse(b"done", status=201)


class TestTransaction:
    def test_is_never_part_of_another_one(self):
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            run_once(ATTEMPT, work)
        assert groups() == []

    def test_is_open_while_the_work_runs_and_not_while_it_is_prepared(self):
        seen: list[bool] = []

        def observed() -> HttpResponse:
            seen.append(connection.in_atomic_block)
            return work()

        run_once(ATTEMPT, observed, prepare=lambda: seen.append(connection.in_atomic_block))
        assert seen == [False, True]


class TestCommitThatFails:
    """A foreign key is looked at in COMMIT, after the answer was made and sealed."""

    def work(self) -> HttpResponse:
        User.groups.through.objects.create(user_id=10**9, group=Group.objects.create(name="first"))
        return HttpResponse(b"done", status=201)

    def test_leaves_nothing_in_ledger_or_redis_and_the_key_is_free(self, redis_client):
        with pytest.raises(IntegrityError):
            run_once(ATTEMPT, self.work)
        assert (groups(), LedgerEntry.objects.count(), redis_client.keys()) == ([], 0, [])
        again = run_once(ATTEMPT, work)
        assert (again.response.status_code, again.replayed) == (201, False)
        assert groups() == ["first"]
