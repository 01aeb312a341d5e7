"""Did it land? What became of a key, without sending its request again."""

from enum import StrEnum
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .attempts import parse_key
from .conf import conf
from .exceptions import KeyInvalid
from .models import LedgerEntry


class KeyState(StrEnum):
    UNKNOWN = "unknown"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class IdempotencyKeySerializer(serializers.Serializer[Any]):
    """All but ``state`` is null unless the request is done."""

    state = serializers.ChoiceField([str(state) for state in KeyState], read_only=True)
    method = serializers.CharField(read_only=True, default=None, allow_null=True)
    path = serializers.CharField(read_only=True, default=None, allow_null=True)
    status = serializers.IntegerField(read_only=True, default=None, allow_null=True)
    location = serializers.CharField(
        read_only=True, default=None, allow_null=True, help_text="Empty where the answer has none."
    )
    createdAt = serializers.DateTimeField(  # noqa: N815
        source="created_at", read_only=True, default=None, allow_null=True
    )
    expiresAt = serializers.DateTimeField(  # noqa: N815
        source="expires_at", read_only=True, default=None, allow_null=True
    )
    yours = serializers.BooleanField(
        read_only=True, default=None, allow_null=True, help_text="Whether you sent it, and no colleague."
    )


class KeyView(APIView):
    """Whoever has a key of their own scope may know that it was used, when and for what, not the answer."""

    serializer_class = IdempotencyKeySerializer

    def get(self, request: Request, key: str) -> Response:
        """Tells whether the request with this key has landed, without sending it again.

        `done`: it happened, and a retry gets the first answer, unless that was erased. `in_progress`: it is
        running, and may still fail. `unknown`: it has not arrived, was refused, failed, or is older than keys
        are kept: send it again. This is advice, not a lock: a retry with the same key is safe in every state.
        """
        if parse_key(key) != key:  # the header's quoted form is of the header
            raise KeyInvalid
        found = what_became_of(conf.scope(request), key, asker=str(request.user.pk))
        return Response(self.serializer_class(found).data, headers={"Cache-Control": "no-store"})


def what_became_of(scope: str, key: str, *, asker: str) -> dict[str, Any]:
    """The key's state and, where it is done, what the ledger has to say beside the answer."""
    is_claimed = LedgerEntry.objects.is_claimed(scope, key)
    told = ("method", "path", "status", "location", "created_at", "expires_at", "user_id")
    if row := LedgerEntry.objects.live(scope, key).values(*told).first():
        return {"state": KeyState.DONE, "yours": row["user_id"] == asker, **row}
    return {"state": KeyState.IN_PROGRESS if is_claimed else KeyState.UNKNOWN}
