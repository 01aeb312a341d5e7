"""Who may clock whom in and out."""

import pytest

from hotelops.accounts.models import Role
from staff.models import ClockEvent, Shift
from tests.conftest import new_user
from tests.request_ids import said

from .conftest import CHECK_IN, CHECK_OUT, colleague_of, errors, fresh_key, refusal


@pytest.fixture
def colleague(staff):
    return colleague_of(staff)


class TestStaff:
    def test_may_state_themselves(self, check_in, staff):
        assert check_in(staff, staffId=staff.pk).json()["staffId"] == staff.pk

    @pytest.mark.parametrize("path", [CHECK_IN, CHECK_OUT])
    def test_may_state_nobody_else(self, login, staff, colleague, other_manager, property_, path):
        answers = [
            login(staff).post(path, {"propertyId": property_.pk, "staffId": pk}, headers=fresh_key())
            for pk in (colleague.pk, other_manager.pk, 10**9, -1, "x", [staff.pk])
        ]
        assert {refusal(answer) for answer in answers} == {(403, "permission_denied")}
        assert len(set(map(said, answers))) == 1
        assert not Shift.objects.exists()

    def test_are_told_so_before_a_replay(self, login, manager, colleague, property_):
        """A manager who has become staff gets none of the answers that a manager got."""
        key, body = fresh_key(), {"propertyId": property_.pk, "staffId": colleague.pk}
        assert login(manager).post(CHECK_IN, body, headers=key).status_code == 201
        manager.role = Role.STAFF
        manager.save()
        assert refusal(login(manager).post(CHECK_IN, body, headers=key)) == (403, "permission_denied")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
class TestManagersAndOwners:
    @pytest.fixture
    def boss(self, role, organisation):
        return new_user(organisation, role)

    def test_clock_others_in_and_out(self, clock, check_in, check_out, boss, colleague):
        shift = check_in(boss, staffId=colleague.pk).json()
        assert (shift["staffId"], shift["staffName"]) == (colleague.pk, "Asha")
        assert shift["createdById"] == shift["events"][0]["createdById"] == boss.pk
        clock.shift(60)
        assert check_out(boss, staffId=colleague.pk).json()["events"][1]["createdById"] == boss.pk
        assert Shift.objects.get().ended_at is not None

    def test_mean_themselves_unless_they_state_another(self, check_in, boss, colleague):
        check_in(boss, staffId=colleague.pk)
        assert check_in(boss).json()["staffId"] == boss.pk

    def test_get_another_organisations_person_refused_like_an_unknown_one(
        self, check_in, check_out, boss, other_manager
    ):
        for clocked in (check_in, check_out):
            foreign, unknown = (clocked(boss, staffId=pk) for pk in (other_manager.pk, 10**9))
            assert errors(foreign) == {"staffId": "does_not_exist"}
            assert said(foreign) == said(unknown)

    def test_get_a_deactivated_person_refused(self, check_in, check_out, boss, colleague):
        check_in(boss, staffId=colleague.pk)
        colleague.is_active = False
        colleague.save()
        for clocked in (check_in, check_out):
            assert errors(clocked(boss, staffId=colleague.pk)) == {"staffId": "inactive"}
        assert ClockEvent.objects.count() == 1

    @pytest.mark.parametrize(
        ("stated", "code"), [("1", "incorrect_type"), (True, "incorrect_type"), (None, "null")]
    )
    def test_state_a_person_by_an_integer(self, check_in, boss, stated, code):
        assert errors(check_in(boss, staffId=stated)) == {"staffId": code}


class TestNobody:
    @pytest.mark.parametrize("path", [CHECK_IN, CHECK_OUT])
    def test_clocks_in_or_out(self, api, db, path):
        response = api.post(path, {"staffId": 1}, headers=fresh_key())
        assert refusal(response) == (401, "not_authenticated")
