"""Logins to the admin site: the database keeps a hash of the cookie, which opens nothing."""

import hashlib
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.db import transaction
from django.utils import timezone

KEPT: Final = 40
"""Characters that the column takes: 160 bits."""
PRUNED_AT_ONCE: Final = 10


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        try:
            row = self.model.objects.get(
                session_key=hashed(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except self.model.DoesNotExist:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def create(self) -> None:
        super().create()
        self.prune()

    def create_model_instance(self, data: Any) -> Any:
        row = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(hashed(key))

    @transaction.atomic
    def prune(self) -> None:
        """Deletes a few logins that are over: more than come new, and none that another request holds."""
        over = self.model.objects.filter(expire_date__lte=timezone.now()).order_by("expire_date")
        few = over.select_for_update(skip_locked=True).values("pk")[:PRUNED_AT_ONCE]
        self.model.objects.filter(pk__in=few).delete()


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:KEPT]
