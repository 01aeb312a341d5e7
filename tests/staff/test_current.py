import pytest

from tests.request_ids import said

from .conftest import SHIFTS, colleague_of, refusal

CURRENT = f"{SHIFTS}/current"


class TestCurrentShift:
    @pytest.mark.parametrize("role", ["staff", "manager"])
    def test_is_ones_own_open_one(self, work, login, staff, role, request):
        user = request.getfixturevalue(role)
        work(user, "2026-03-09T04:00:00Z", "2026-03-09T12:00:00Z")
        work(colleague_of(user), "2026-03-10T04:00:00Z")
        shift = work(user, "2026-03-10T04:00:00Z")
        response = login(user).get(CURRENT)
        assert (response.status_code, response.json()) == (200, shift)
        assert login(user).get(f"{CURRENT}?staff={user.pk}").json() == shift

    def test_is_not_there_without_one(self, work, login, staff):
        work(staff, "2026-03-09T04:00:00Z", "2026-03-09T12:00:00Z")
        response = login(staff).get(CURRENT)
        assert refusal(response) == (404, "no_open_shift")
        assert response["Content-Type"] == "application/problem+json"

    def test_of_another_is_for_managers(self, check_in, login, staff, manager):
        shift = check_in(staff).json()
        assert login(manager).get(f"{CURRENT}?staff={staff.pk}").json() == shift

    def test_of_another_is_refused_to_staff(self, check_in, login, staff, manager, other_manager):
        check_in(manager)
        answers = [
            login(staff).get(f"{CURRENT}?staff={who}") for who in (manager.pk, other_manager.pk, 10**9, "x")
        ]
        assert {refusal(answer) for answer in answers} == {(403, "permission_denied")}

    def test_of_another_organisations_person_is_answered_like_that_of_an_unknown_one(
        self, check_in, login, manager, other_manager, other_property
    ):
        check_in(other_manager, propertyId=other_property.pk)
        foreign, unknown = (login(manager).get(f"{CURRENT}?staff={pk}") for pk in (other_manager.pk, 10**9))
        assert refusal(foreign) == (404, "no_open_shift")
        assert said(foreign) == said(unknown)

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("staff=x", "invalid"),
            ("staff=", "empty_parameter"),
            ("staff=1&staff=2", "repeated_parameter"),
            ("colour=red", "unknown_parameter"),
            ("limit=1", "unknown_parameter"),
            ("state=open", "unknown_parameter"),
        ],
    )
    def test_takes_no_odd_parameter(self, login, manager, query, code):
        response = login(manager).get(f"{CURRENT}?{query}")
        assert (response.status_code, response.json()["errors"][0]["code"]) == (400, code)
