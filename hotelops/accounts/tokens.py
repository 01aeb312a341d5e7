"""Signed tokens that name a session; the only module that knows how they are made."""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast
from uuid import UUID

from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from .conf import conf
from .exceptions import InvalidToken, TokenExpired
from .models import Session, User


class Claims(NamedTuple):
    session_id: UUID
    token_id: UUID


@dataclass(frozen=True)
class Tokens:
    """What a client gets at login and refresh."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User


def issue(session: Session) -> Tokens:
    return Tokens(
        access_token=access_token(session),
        refresh_token=refresh_token(session),
        expires_in=int(conf.access_lifetime.total_seconds()),
        user=session.user,
    )


def access_token(session: Session) -> str:
    return signed(AccessToken(), session)


def refresh_token(session: Session) -> str:
    """Made from stored values only, so that the same successor can be given out twice, byte for byte."""
    token = RefreshToken()
    token["jti"] = session.token_id.hex
    token["exp"] = int(session.expires_at.timestamp())
    return signed(token, session)


def signed(token: Token, session: Session) -> str:
    token["sid"] = session.pk.hex
    del token["iat"]  # or a server whose clock is a little behind would refuse the token
    return str(token)


def read_access_token(token: str | bytes) -> Claims:
    """Raises TokenExpired or InvalidToken."""
    return read(AccessToken, token)


def read_refresh_token(token: str) -> Claims:
    """Raises InvalidToken, also for an expired one: there is nothing left to refresh it with."""
    try:
        return read(RefreshToken, token)
    except TokenExpired:
        raise InvalidToken from None


def read(kind: type[Token], token: str | bytes) -> Claims:
    try:
        claims = kind(cast(Any, token))
        return Claims(UUID(str(claims["sid"])), UUID(str(claims["jti"])))
    except ExpiredTokenError:
        raise TokenExpired from None
    except (TokenError, KeyError, TypeError, ValueError, OverflowError):  # the last ones: odd claims
        raise InvalidToken from None
