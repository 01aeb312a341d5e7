from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from rest_framework.request import Request

from .models import LoginAttempts, User


class PasswordBackend(ModelBackend):
    """Checks an e-mail address and a password, a limited number of times within a window.

    Every attempt is counted before the password is looked at, so concurrent ones cannot pass the limit. Over
    it, a right password is refused like a wrong one until the window is over. A stranger can so delay a new
    login, for one window at a time; phones that are logged in never notice.
    """

    def authenticate(
        self,
        request: HttpRequest | Request | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        email = username or credentials.get(User.USERNAME_FIELD)
        if email is None or password is None or not LoginAttempts.objects.admit(email):
            return None
        user = super().authenticate(request, email, password)
        if user is not None:
            LoginAttempts.objects.forget(email)
        return user
