from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.views import APIView

from hotelops.accounts.models import Role, User
from hotelops.accounts.roles import ALLOWED, IsMember, RolePermission, is_manager
from hotelops.urls import router

ROUTES = [
    f"{basename}.{action}"
    for prefix, viewset, basename in router.registry
    for route in router.get_routes(viewset)
    for action in router.get_method_map(viewset, route.mapping).values()
]


def allowed(user, basename, action, method="post"):
    request: Any = SimpleNamespace(user=user, method=method.upper())
    names = APIView.http_method_names
    view: Any = SimpleNamespace(
        basename=basename, action=action, post=None, get=None, initial=None, http_method_names=names
    )
    return RolePermission().has_permission(request, view)


class TestTable:
    def test_has_a_row_for_every_action_of_the_api_and_no_other(self):
        assert sorted(ALLOWED) == sorted(ROUTES)

    def test_is_what_permissions_say(self, owner, manager, staff):
        for name, roles in ALLOWED.items():
            for user in (owner, manager, staff):
                assert allowed(user, *name.split(".")) == (user.role in roles)

    def test_lets_only_managers_and_owners_void_correct_and_sum_up(self):
        for name, roles in ALLOWED.items():
            managers = name.endswith((".void", ".correct", ".summary", ".summary_csv"))
            assert roles == ({Role.MANAGER, Role.OWNER} if managers else set(Role)), name


class TestRolePermission:
    @pytest.mark.parametrize(("basename", "action"), [("expenses", "destroy"), ("x", "create"), (None, None)])
    def test_denies_what_is_not_in_the_table(self, owner, basename, action):
        assert not allowed(owner, basename, action)

    def test_leaves_a_method_that_a_view_does_not_have_to_the_405(self, staff):
        assert allowed(staff, "expenses", None, "delete")
        assert allowed(staff, "expenses", None, "initial")

    def test_denies_users_who_are_not_members(self, staff):
        staff.is_active = False
        for user in (staff, User(is_superuser=True, role=Role.OWNER), AnonymousUser()):
            assert not allowed(user, "expenses", "list")
            request: Any = SimpleNamespace(user=user)
            assert not IsMember().has_permission(request, APIView())


class TestIsManager:
    def test_is_true_of_managers_and_owners(self, owner, manager, staff):
        assert [is_manager(user) for user in (owner, manager, staff)] == [True, True, False]
        assert not is_manager(AnonymousUser())
