"""What each role may do: one table, which the permission class and the tests both read.

A second column says who may do it to what is another person's, where these are fewer.
"""

from typing import TYPE_CHECKING, Any, Final, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from .models import Role, User

if TYPE_CHECKING:
    from rest_framework.views import APIView  # whose import needs this module

EVERYONE: Final = frozenset[str](Role)
MANAGERS: Final = frozenset[str]({Role.MANAGER, Role.OWNER})

ALLOWED: Final[dict[str, frozenset[str]]] = {
    "expenses.create": EVERYONE,
    "expenses.list": EVERYONE,
    "expenses.retrieve": EVERYONE,
    "expenses.void": MANAGERS,
    "revenues.create": EVERYONE,
    "revenues.list": EVERYONE,
    "revenues.retrieve": EVERYONE,
    "revenues.void": MANAGERS,
    "finance-summary.summary": MANAGERS,
    "finance-summary.summary_csv": MANAGERS,
    "guest-checkin.check_in": EVERYONE,
    "guest-checkin.check_in_with_documents": EVERYONE,
    "guest-checkin.list": EVERYONE,
    "guest-checkin.retrieve": EVERYONE,
    "guest-checkin.check_out": EVERYONE,
    "guest-checkin.form_submitted": EVERYONE,
    "guest-documents.upload": EVERYONE,
    "guest-documents.retrieve": EVERYONE,
    "guest-documents.content": EVERYONE,
    "staff.check_in": EVERYONE,
    "staff.check_out": EVERYONE,
    "shifts.list": EVERYONE,
    "shifts.retrieve": EVERYONE,
    "shifts.current": EVERYONE,
    "shifts.correct": MANAGERS,
    "uploads.file": EVERYONE,
    "uploads.retrieve": EVERYONE,
    "uploads.content": EVERYONE,
}
FOR_OTHERS: Final[dict[str, frozenset[str]]] = {
    "expenses.list": MANAGERS,
    "expenses.retrieve": MANAGERS,
    "revenues.list": MANAGERS,
    "revenues.retrieve": MANAGERS,
    "staff.check_in": MANAGERS,
    "staff.check_out": MANAGERS,
    "shifts.list": MANAGERS,
    "shifts.retrieve": MANAGERS,
    "shifts.current": MANAGERS,
}
"""The second column: payments that somebody else recorded, and somebody else's shifts."""


class IsMember(BasePermission):
    """Whoever is logged in, active and of an organisation."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return isinstance(request.user, User) and request.user.may_use_api


class RolePermission(IsMember):
    """Members whose role the table allows the viewset's action; what is not in the table is denied."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        allowed = ALLOWED.get(action_name(view), frozenset())
        return super().has_permission(request, view) and (
            cast(User, request.user).role in allowed or answers_405(request, view)
        )


def reaches_others(user: Any, view: "APIView") -> bool:
    """Whether the table allows the user the view's action on what is another person's, too."""
    name = action_name(view)
    allowed = FOR_OTHERS.get(name, ALLOWED.get(name, frozenset()))
    return getattr(user, "role", None) in allowed


def action_name(view: "APIView") -> str:
    """The table's key for what a viewset is about to do: ``"<router basename>.<action>"``."""
    return f"{getattr(view, 'basename', None)}.{getattr(view, 'action', None)}"


def answers_405(request: Request, view: "APIView") -> bool:
    """Whether the view has nothing at all for this method, so that DRF says so."""
    method = (request.method or "").lower()
    return method not in view.http_method_names or not hasattr(view, method)


def is_manager(user: Any) -> bool:
    """Manager or owner."""
    return getattr(user, "role", None) in MANAGERS
