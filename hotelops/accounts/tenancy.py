"""Whose row it is: every row of a tenant belongs to one organisation, and is only seen from there."""

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from rest_framework.relations import PrimaryKeyRelatedField
from rest_framework.request import Request

from hotelops.api.fields import is_form

from .constraints import SameOrganisation

if TYPE_CHECKING:
    from .models import User

Row = TypeVar("Row", bound=models.Model)

LARGEST_ID = 2**63 - 1


class TenantQuerySet(models.QuerySet[Row]):
    def for_user(self, user: "models.Model | AnonymousUser") -> Self:
        """The rows of the user's organisation; none without one."""
        organisation_id = getattr(user, "organisation_id", None)
        return self.none() if organisation_id is None else self.filter(organisation_id=organisation_id)


class OwnedModel(models.Model):
    """A row of an organisation, which never points to another organisation's row.

    The database sees to that: each foreign key to such a row, or to a user, has a ``SameOrganisation``.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", editable=False, db_index=False
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True


class TenantModel(OwnedModel):
    """Base of what the users of an organisation record.

    Each model has an index that starts with ``organisation``, and one for ``created_by`` if it needs that.
    """

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            SameOrganisation(field="created_by", name="%(class)s_created_by_in_organisation"),
        )


class TenantRelatedField(PrimaryKeyRelatedField[Any]):
    """An id of a row of the user's organisation; any other id answers like one that does not exist.

    ``to`` names the model like a foreign key does, as in ``"uploads.Upload"``, where a queryset would take an
    import. Ids are JSON integers (digits in a form). Give ``pk_field`` for other kinds, such as UUIDs.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "does_not_exist": "There is no such object.",
        "incorrect_type": "Must be an integer.",
    }

    def __init__(self, *, to: str = "", **kwargs: Any) -> None:
        self.to = to
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        rows: Any = apps.get_model(self.to)._default_manager if self.to else super().get_queryset()
        return rows.for_user(self.context["request"].user)

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(data if self.pk_field else self.row_id(data))

    def row_id(self, data: Any) -> int:
        if isinstance(data, str) and is_form(getattr(self.root, "initial_data", None)):
            data = as_integer(data)
        if type(data) is not int:
            self.fail("incorrect_type")
        if not 0 < data <= LARGEST_ID:
            self.fail("does_not_exist")
        return data


def as_integer(text: str) -> int | str:
    """The number that up to 19 digits stand for, or the text itself."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else text


def organisation_scope(request: Request) -> str:
    """Idempotency keys belong to the organisation: its id."""
    return str(cast("User", request.user).organisation_id)
