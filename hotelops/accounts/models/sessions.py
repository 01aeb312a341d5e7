from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID, uuid4

from django.db import models
from django.utils import timezone

from hotelops.accounts.conf import conf

from .users import User

LOST_ANSWER: Final = timedelta(seconds=30)


def new_expiry() -> datetime:
    return timezone.now() + conf.session_lifetime


class SessionQuerySet(models.QuerySet["Session"]):
    def with_user(self) -> Self:
        return self.select_related("user__organisation")

    def locked(self) -> Self:
        """Rows that nobody else rotates or ends before this transaction is over."""
        return self.with_user().select_for_update(of=("self",))

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())

    def end(self) -> None:
        self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def devices(self) -> list[str]:
        return [session.device for session in self.only("pk")]


class Session(models.Model):
    """A login: one family of refresh tokens, of which one is current.

    It lives for 30 days after the login or the last rotation. Ids are kept of its tokens, no token; without
    the signing key an id is worth nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    rotated_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(default=new_expiry, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    token_id = models.UUIDField(default=uuid4, editable=False)
    previous_token_id = models.UUIDField(null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now() and self.user.may_use_api

    @property
    def device(self) -> str:
        """The name under which the tries of its phone to log in again are counted, also when it has ended."""
        return self.pk.hex

    def advance(self, token_id: UUID) -> bool:
        """Answers a refresh under the row lock: whether the token with this id may have the current one.

        The current token is replaced. Its predecessor gets the same successor again for 30 seconds, since
        phones lose answers. Any other one was copied, by whom nobody knows: the session ends.
        """
        if token_id == self.token_id:
            self.rotate()
        elif not self.lost_its_answer(token_id):
            Session.objects.filter(pk=self.pk).end()
            return False
        return True

    def rotate(self) -> None:
        self.previous_token_id, self.token_id = self.token_id, uuid4()
        self.rotated_at, self.expires_at = timezone.now(), new_expiry()
        self.save(update_fields=["previous_token_id", "token_id", "rotated_at", "expires_at"])

    def lost_its_answer(self, token_id: UUID) -> bool:
        return token_id == self.previous_token_id and timezone.now() - self.rotated_at <= LOST_ANSWER
