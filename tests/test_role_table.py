"""Every cell of the role table, asked over HTTP: may this role do it, to others' too, may a stranger?"""

import json
from uuid import UUID, uuid4

import pytest
from django.urls import NoReverseMatch, reverse
from rest_framework.test import APIClient

from hotelops.accounts.models import Role, User
from hotelops.accounts.roles import ALLOWED, FOR_OTHERS

from .api_routes import ROUTES, ApiRoute
from .hotels import BODIES, Hotel, answer, sent

ROW_ID = 1
UPLOAD_ID = UUID(int=1)

every_route = pytest.mark.parametrize("route", ROUTES, ids=str)


def path_of(route: ApiRoute) -> str:
    try:
        return route.path(ROW_ID)
    except NoReverseMatch:
        return route.path(UPLOAD_ID)


def asked(client: APIClient, route: ApiRoute) -> tuple[int, str]:
    """Status and, of an error, its code."""
    sent = {} if route.is_safe else {"data": {}, "headers": {"Idempotency-Key": str(uuid4())}}
    answer = getattr(client, route.method)(path_of(route), **sent)
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def test_the_table_has_a_row_for_each_route():
    assert sorted(ALLOWED) == [str(route) for route in ROUTES]


@every_route
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says(request, login, route, role):
    answer = asked(login(request.getfixturevalue(role)), route)
    if role in ALLOWED[str(route)]:
        assert answer[0] not in (401, 403, 405)
        assert answer[0] < 500
    else:
        assert answer == (403, "permission_denied")


@every_route
@pytest.mark.django_db
def test_nobody_may_do_anything(api, route):
    assert asked(api, route) == (401, "not_authenticated")


@every_route
def test_a_deactivated_user_may_do_nothing(login, owner, route):
    client = login(owner)
    owner.is_active = False
    owner.save()
    assert asked(client, route)[0] == 401


NOBODYS = {
    "expenses.create",
    "revenues.create",
    "finance-summary.summary",
    "finance-summary.summary_csv",
    "guest-checkin.check_in",
    "guest-checkin.check_in_with_documents",
    "uploads.file",
}
"""What is about no row that is there, and about no person."""
REACHING = [route for route in ROUTES if str(route) not in NOBODYS]


class TestAnothers:
    """What a colleague recorded, or a colleague's shift."""

    @pytest.fixture
    def colleague(self, login, organisation, property_) -> Hotel:
        names = {"email": "colleague@example.com", "name": "Colleague"}
        user = User.objects.create_user(**names, role=Role.MANAGER, organisation=organisation)
        return Hotel(login(user), property_, user)

    @pytest.mark.parametrize("route", REACHING, ids=str)
    @pytest.mark.parametrize("role", list(Role))
    def test_is_reached_by_the_roles_of_the_table(self, request, login, colleague, route, role):
        client = login(request.getfixturevalue(role))
        is_reached = role in FOR_OTHERS.get(str(route), ALLOWED[str(route)])
        assert reaches(client, route, colleague) == is_reached

    def test_is_in_the_table_for_fewer_than_may_do_it_to_their_own(self):
        for name, roles in FOR_OTHERS.items():
            assert roles < ALLOWED[name], name


def reaches(client: APIClient, route: ApiRoute, colleague: Hotel) -> bool:
    """Whether the request finds, or does something to, what is a colleague's."""
    row_id, person = colleague.row(route.model), colleague.manager.pk
    path = route.path(row_id)
    if str(route) == "shifts.current":
        path += f"?staff={person}"
    elif str(route) == "staff.check_in":
        ended = sent(colleague.client, "post", reverse("staff-check-out"), {})
        assert ended.status_code == 201
    body = {} if route.is_safe else BODIES[str(route)](colleague)
    status, content, _ = answer(client, route.method, path, body)
    if route.action == "list":
        return row_id in [row["id"] for row in json.loads(content)["results"]]
    assert status < 500
    return status not in (403, 404)
