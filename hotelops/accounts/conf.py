"""The settings of the app, each with its default."""

from datetime import timedelta

from django.conf import settings
from rest_framework_simplejwt.settings import api_settings


class Conf:
    @property
    def login_attempts_limit(self) -> int:
        """How many passwords strangers try on one e-mail address within a window, and each known device."""
        return getattr(settings, "LOGIN_ATTEMPTS_LIMIT", 10)

    @property
    def login_attempts_window(self) -> timedelta:
        """How long a window lasts, from its first attempt; attempts over the limit do not extend it."""
        return getattr(settings, "LOGIN_ATTEMPTS_WINDOW", timedelta(minutes=5))

    @property
    def passwords_at_once(self) -> int:
        """How many passwords a process checks at the same time: the other threads are for those logged in."""
        return max(1, settings.THREADS // 2)

    @property
    def session_lifetime(self) -> timedelta:
        """How long a session lives without a refresh, and with it each refresh token."""
        return api_settings.REFRESH_TOKEN_LIFETIME

    @property
    def access_lifetime(self) -> timedelta:
        return api_settings.ACCESS_TOKEN_LIFETIME


conf = Conf()
