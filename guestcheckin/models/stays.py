from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guestcheckin.model_fields import NumberHashField, SealedNumberField
from guestcheckin.numbers import DocumentType
from hotelops.accounts.constraints import SameOrganisation
from hotelops.accounts.models import User
from hotelops.accounts.tenancy import TenantModel
from hotelops.accounts.validators import validate_country
from hotelops.api.integrity import Conflict

from .stay_queries import StayQuerySet

FORM_IS_DUE_AFTER: Final = timedelta(hours=24)
MOST_PEOPLE: Final = 100
ROOM_OCCUPIED: Final = "room_occupied", "Another guest is in this room: check that guest out first."

PERSONAL_TEXTS: Final = ("guest_name", "phone", "email", "address", "purpose_of_visit", "form_reference")
PERSONAL_FACTS: Final = (
    "date_of_birth",
    "passport_number",
    "passport_hash",
    "visa_number",
    "visa_hash",
    "visa_expires_on",
    "arrived_in_country_on",
)
NOTHING_PERSONAL: Final = Q(
    **dict.fromkeys(PERSONAL_TEXTS, ""), **{f"{name}__isnull": True for name in PERSONAL_FACTS}
)


class Stay(TenantModel):
    """A guest's time in a room, from check-in to check-out. Without ``checked_out_at`` it is open."""

    property = models.ForeignKey("accounts.Property", models.PROTECT, related_name="+", db_index=False)
    room_number = models.CharField(max_length=20)
    guest_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164")
    email = models.EmailField("e-mail", blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True)
    nationality = models.CharField(
        max_length=2, validators=[validate_country], help_text="ISO 3166-1 alpha-2"
    )
    adults = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    children = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST_PEOPLE)])
    check_in_at = models.DateTimeField()
    expected_check_out_at = models.DateTimeField()
    checked_out_at = models.DateTimeField(null=True, blank=True)
    purpose_of_visit = models.CharField(max_length=200, blank=True)
    passport_number = SealedNumberField(null=True)
    passport_hash = NumberHashField(number="passport_number", kind=DocumentType.PASSPORT, null=True)
    visa_number = SealedNumberField(null=True)
    visa_hash = NumberHashField(number="visa_number", kind=DocumentType.VISA, null=True)
    visa_expires_on = models.DateField(null=True, blank=True)
    arrived_in_country_on = models.DateField(null=True, blank=True)
    form_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When the authorities must have the form of a guest from abroad."
    )
    form_submitted_at = models.DateTimeField(null=True, blank=True)
    form_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    form_reference = models.CharField(max_length=100, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    form_is_due = models.GeneratedField(
        expression=Q(form_due_at__isnull=False, form_submitted_at=None, erased_at=None),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
        help_text="Due and not submitted, of a guest whose data are still there to submit.",
    )
    """A column, so that the database counts it: from the null fractions of three it guesses far too many."""

    objects: ClassVar[StayQuerySet] = StayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["organisation", "property", "-id"], name="stay_newest_at_property"),
            models.Index(fields=["organisation", "check_in_at"], name="stay_by_arrival"),
            models.Index(fields=["organisation", "room_number"], name="stay_by_room"),
            models.Index(
                fields=["organisation", "expected_check_out_at"],
                condition=Q(checked_out_at=None),
                name="stay_in_house",
            ),
            models.Index(
                fields=["organisation", "-id"],
                condition=Q(form_is_due=True),
                name="stay_form_due",
            ),
            models.Index(
                fields=["passport_hash"], condition=Q(passport_hash__isnull=False), name="stay_by_passport"
            ),
            models.Index(fields=["visa_hash"], condition=Q(visa_hash__isnull=False), name="stay_by_visa"),
        )
        constraints = (
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "id"], name="stay_of_organisation"),
            SameOrganisation(field="property", name="stay_property_in_organisation"),
            SameOrganisation(field="form_submitted_by", name="stay_form_submitted_by_in_organisation"),
            models.UniqueConstraint(
                fields=["property", "room_number"],
                condition=Q(checked_out_at=None),
                name="stay_one_open_a_room",
                violation_error_code=ROOM_OCCUPIED[0],
                violation_error_message=ROOM_OCCUPIED[1],
            ),
            models.CheckConstraint(
                condition=Q(expected_check_out_at__gt=F("check_in_at")), name="stay_expected_to_end"
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__gte=F("check_in_at")), name="stay_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(adults__range=(1, MOST_PEOPLE), children__lte=MOST_PEOPLE),
                name="stay_people_in_range",
            ),
            models.CheckConstraint(
                condition=Q(visa_number__isnull=True, visa_expires_on=None)
                | Q(visa_number__isnull=False, visa_expires_on__isnull=False),
                name="stay_visa_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(form_submitted_at=None, form_submitted_by=None, form_reference="")
                | Q(
                    form_due_at__isnull=False,
                    form_submitted_at__isnull=False,
                    form_submitted_by__isnull=False,
                ),
                name="stay_form_submitted_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_by=None) & ~Q(guest_name="") & ~Q(phone="")
                | Q(erased_at__isnull=False) & NOTHING_PERSONAL,
                name="stay_erased_whole_or_not",
            ),
        )

    def __str__(self) -> str:
        return f"Stay {self.pk}, room {self.room_number}"

    def begin(self, *, is_from_abroad: bool) -> None:
        """Stores a new stay. Raises a Conflict when the room is taken; the constraint settles a race."""
        in_room = Stay.objects.filter(organisation_id=self.organisation_id, property_id=self.property_id)
        if in_room.in_house().filter(room_number=self.room_number).exists():
            raise Conflict(*ROOM_OCCUPIED)
        if is_from_abroad:
            self.form_due_at = self.check_in_at + FORM_IS_DUE_AFTER
        self.save()

    def check_out(self, at: datetime) -> None:
        """Frees the room. Raises a Conflict when that has been done."""
        if self.checked_out_at is not None:
            raise Conflict("already_checked_out", "This guest has been checked out before.")
        self.checked_out_at = at
        self.save(update_fields=["checked_out_at"])

    def submit_form(self, *, by: User, reference: str) -> None:
        """Records that the authorities have the form. Raises a Conflict when none is to be submitted."""
        self.refuse_if_erased()
        if self.form_due_at is None:
            raise Conflict("form_not_due", "No form is due for this guest.")
        if self.form_submitted_at is not None:
            raise Conflict("form_already_submitted", "The form of this guest has been submitted before.")
        self.form_submitted_at, self.form_submitted_by = timezone.now(), by
        self.form_reference = reference
        self.save(update_fields=["form_submitted_at", "form_submitted_by", "form_reference"])

    def refuse_if_erased(self) -> None:
        if self.erased_at is not None:
            raise Conflict(
                "guest_erased", "The personal data of this guest were erased: nothing can be added."
            )

    def erase(self, by: User | None) -> None:
        """Takes the person out of the stay; its figures remain."""
        for name in PERSONAL_TEXTS:
            setattr(self, name, "")
        for name in PERSONAL_FACTS:
            setattr(self, name, None)
        self.erased_at, self.erased_by = timezone.now(), by
        self.save(update_fields=[*PERSONAL_TEXTS, *PERSONAL_FACTS, "erased_at", "erased_by"])
