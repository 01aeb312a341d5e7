from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from rest_framework.request import Request

from .conf import conf
from .exceptions import TooManyLogins
from .models import LoginAttempts, User
from .models.login_attempts import STRANGER
from .validators import LONGEST_PASSWORD

NOBODY: Final = ""

passwords_at_once: Final = BoundedSemaphore(conf.passwords_at_once)


class PasswordBackend(ModelBackend):
    """Checks an e-mail address and a password, a limited number of times within a window.

    Every attempt is counted before the password is looked at, so concurrent ones cannot pass the limit. Over
    it, the address counts as unknown until the window is over: a right password gets the answer of a wrong
    one, after the same work. Tries from a device that the person was logged in on are counted apart, so that
    strangers can only keep the person out of new devices, and phones that are logged in never notice.
    """

    def authenticate(
        self,
        request: HttpRequest | Request | None,
        username: str | None = None,
        password: str | None = None,
        *,
        device: str = STRANGER,
        **credentials: Any,
    ) -> User | None:
        email = username or credentials.get(User.USERNAME_FIELD)
        if email is None or password is None or len(password) > LONGEST_PASSWORD:
            return None
        with a_place():
            admitted = LoginAttempts.objects.admit(email, device)
            user = super().authenticate(request, email if admitted else NOBODY, password)
        if user is not None:
            LoginAttempts.objects.forget(email, device)
        return user


@contextmanager
def a_place() -> Iterator[None]:
    """One of the few at which a process checks a password, which is slow by design. Raises TooManyLogins."""
    if not passwords_at_once.acquire(blocking=False):
        raise TooManyLogins
    try:
        yield
    finally:
        passwords_at_once.release()
