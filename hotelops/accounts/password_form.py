from typing import Final

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

ADMIN_SITE: Final = "admin site"
"""Counted like a known device: strangers who try to log in do not keep the person from a new password."""


class OwnPasswordForm(AdminPasswordChangeForm):
    """The admin site's, which takes as many old passwords as a login, so that a stolen session gains none."""

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if authenticate(username=self.user.get_username(), password=old, device=ADMIN_SITE) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old
