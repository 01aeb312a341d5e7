from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from hotelops.accounts.managers import UserManager, composed, normalised

from .login_attempts import STRANGER, LoginAttempts
from .organisations import Organisation


class Role(models.TextChoices):
    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works for one organisation, or a superuser of the admin site without one."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=150)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", null=True, blank=True
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STAFF)
    is_active = models.BooleanField(
        "active", default=True, help_text="Deactivate people who leave, instead of deleting them."
    )
    is_staff = models.BooleanField("admin site", default=False, help_text="May log in to the admin site.")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    _password: str | None
    ENDS_SESSIONS = ("organisation_id", "role", "is_active")

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(fields=["organisation", "id"], name="user_of_organisation"),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_lower_case"),
            models.CheckConstraint(
                condition=Q(is_superuser=True) | Q(organisation__isnull=False),
                name="user_organisation_unless_superuser",
                violation_error_message="Only a superuser may be without an organisation.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
        )

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = normalised(self.email)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and composed(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and composed(raw_password))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves; a new password, role or organisation and a deactivation also end the user's sessions.

        Whoever tried to log in too often may then try again.
        """
        self.email = normalised(self.email)
        with transaction.atomic():
            ends_sessions = self.stands_otherwise()
            super().save(*args, **kwargs)
            if ends_sessions:
                self.sessions.end()
                LoginAttempts.objects.forget(self.email, STRANGER, *self.sessions.devices())

    def stands_otherwise(self) -> bool:
        """Whether what a session relies on differs from the stored row."""
        if self._state.adding:
            return False
        stands = {name: getattr(self, name) for name in self.ENDS_SESSIONS}
        return self._password is not None or not User.objects.filter(pk=self.pk, **stands).exists()

    @property
    def may_use_api(self) -> bool:
        return self.is_active and self.organisation_id is not None
