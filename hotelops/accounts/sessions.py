"""The life of a session: start, refresh, end."""

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request

from . import tokens
from .backends import PasswordBackend
from .exceptions import InvalidCredentials, InvalidToken, RefreshTokenReused
from .managers import normalised
from .models import Session, User
from .models.login_attempts import STRANGER


def log_in(request: Request, *, email: str, password: str, refresh_token: str = "") -> Session:
    device = device_of(email, refresh_token)
    user = PasswordBackend().authenticate(request, email, password, device=device)
    if user is None:
        raise InvalidCredentials
    return start(user)


def device_of(email: str, refresh_token: str) -> str:
    """The device that a refresh token shows, where the person with this address was logged in on it."""
    try:
        claims = tokens.read_refresh_token(refresh_token)
    except InvalidToken:
        return STRANGER
    session = Session.objects.filter(pk=claims.session_id, user__email=normalised(email)).first()
    return session.device if session else STRANGER


@transaction.atomic
def start(user: User) -> Session:
    """A session for a user whose password was just found right.

    The update locks the user's row and finds nobody when the password, or anything else that ends sessions,
    has changed since it was read: no session outlives that by having been about to start.
    """
    stands = User.objects.filter(
        pk=user.pk, password=user.password, is_active=True, organisation__isnull=False
    )
    if not stands.update(last_login=timezone.now()):
        raise InvalidCredentials
    user.sessions.expired().delete()
    return Session.objects.create(user=user)


def refresh(refresh_token: str) -> Session:
    """The session, moved on; a reused token has ended it even though the answer is an error."""
    claims = tokens.read_refresh_token(refresh_token)
    with transaction.atomic():
        session = Session.objects.locked().filter(pk=claims.session_id).first()
        if session is None or not session.is_live:
            raise InvalidToken
        accepted = session.advance(claims.token_id)
    if not accepted:
        raise RefreshTokenReused
    return session


def end(refresh_token: str) -> None:
    """Ends the session of any refresh token of it; a token that means nothing has nothing to end."""
    try:
        claims = tokens.read_refresh_token(refresh_token)
    except InvalidToken:
        return
    Session.objects.filter(pk=claims.session_id).end()


def change_password(user: User, new_password: str) -> Session:
    """Sets the password of a user whose old one was just found right: ends all sessions and starts a new one.

    Of two concurrent changes the first wins.
    """
    checked = user.password
    user.set_password(new_password)  # slow, so before anything is locked
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=user.pk, password=checked):
            raise InvalidToken
        user.save(update_fields=["password"])
        return start(user)
