"""Every cell of the role table, asked over HTTP: may this role do it, may a stranger?"""

from uuid import UUID, uuid4

import pytest
from django.urls import NoReverseMatch
from rest_framework.test import APIClient

from hotelops.accounts.models import Role
from hotelops.accounts.roles import ALLOWED

from .api_routes import ROUTES, ApiRoute

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
