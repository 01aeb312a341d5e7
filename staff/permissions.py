from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hotelops.accounts.roles import is_manager

if TYPE_CHECKING:
    from rest_framework.views import APIView  # whose import needs this module


class OwnShiftsOrManager(BasePermission):
    """Staff act for themselves: any other ``staffId`` is refused alike, whether it exists or not."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        stated = request.data.get("staffId") if isinstance(request.data, dict) else None
        return is_manager(request.user) or stated in (None, request.user.pk)
