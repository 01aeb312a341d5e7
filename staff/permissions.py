from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hotelops.accounts.roles import reaches_others

if TYPE_CHECKING:
    from rest_framework.views import APIView  # whose import needs this module


class StaffIdPermission(BasePermission):
    """Who acts for themselves only is refused any other ``staffId`` alike, whether it exists or not."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        stated = request.data.get("staffId") if isinstance(request.data, dict) else None
        return reaches_others(request.user, view) or stated in (None, request.user.pk)
