import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager

from .tenancy import TenantQuerySet

if TYPE_CHECKING:
    from .models import User


def normalised(email: str) -> str:
    """The one spelling of an e-mail address: the one that is stored, looked up and counted."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def composed(password: str) -> str:
    """The one form of what keyboards write in several (NFC, as RFC 8265 has it for passwords)."""
    return unicodedata.normalize("NFC", password)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> TenantQuerySet["User"]:
        return TenantQuerySet(self.model, using=self._db)

    def for_user(self, user: "User") -> TenantQuerySet["User"]:
        return self.get_queryset().for_user(user)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normalised(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=normalised(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})
