"""Why somebody is not let in: each a 401 with its own code, but for the last."""

from typing import ClassVar

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import APIException, AuthenticationFailed


class InvalidCredentials(AuthenticationFailed):
    """Says the same for an unknown e-mail address, a wrong password, an inactive user and too many tries."""

    default_code = "invalid_credentials"
    default_detail = "E-mail address or password is wrong. After several wrong tries, wait a few minutes."


class TokenExpired(AuthenticationFailed):
    default_code = "token_expired"
    default_detail = "The access token has expired. Get a new one with the refresh token."


class InvalidToken(AuthenticationFailed):
    """Refreshing does not help: the client has to log in again."""

    default_code = "invalid_token"
    default_detail = "The token is not valid, or its session has ended. Log in again."


class RefreshTokenReused(AuthenticationFailed):
    """Somebody has a copy of the refresh token: its session has been ended."""

    default_code = "refresh_token_reused"
    default_detail = "This refresh token was used before, so its session has been ended. Log in again."


class TooManyLogins(APIException, PermissionDenied):
    """Passwords take a process all the time that they may; to Django's own forms it is a failed login."""

    status_code = 503
    default_code = "too_many_logins"
    default_detail = "Too many people are logging in right now. Send the same request again."
    wait = 1
    headers: ClassVar[dict[str, str]] = {"X-Should-Retry": "true"}
