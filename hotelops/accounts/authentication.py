from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from . import tokens
from .exceptions import InvalidToken
from .models import Session, User
from .session_lookup import session_with_user


class AccessTokenAuthentication(JWTAuthentication):
    """``Authorization: Bearer`` with an access token: one query that joins session, user and organisation.

    An ended session and a user who may not use the API are refused at once, not when the token expires.
    """

    def authenticate(self, request: Request) -> tuple[User, Session] | None:  # type: ignore[override]
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        claims = tokens.read_access_token(token.strip())
        session = session_with_user(claims.session_id)
        if session is None or not session.is_live:
            raise InvalidToken
        return session.user, session

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
