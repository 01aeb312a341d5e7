from datetime import datetime
from typing import Any, ClassVar, Final, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hotelops.accounts.constraints import SameOrganisation
from hotelops.accounts.models import User
from hotelops.accounts.models.organisations import LATITUDES, LONGITUDES
from hotelops.accounts.tenancy import OwnedModel, TenantModel, TenantQuerySet
from hotelops.api.integrity import Conflict

from .constraints import PostgresExclusionConstraint, Same, Span
from .hours import DayMinutes, hours, minutes_by_day

ALREADY_OPEN: Final = ("shift_already_open", "This person has a shift that has not ended: end it first.")
OVERLAPS: Final = ("shift_overlaps", "This person has another shift at that time.")


class ShiftQuerySet(TenantQuerySet["Shift"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def locked(self) -> Self:
        """Rows that nobody else ends or corrects before this transaction is over."""
        return self.select_related("property", "staff").select_for_update(of=("self",))

    def overlapping(self, shift: "Shift") -> Self:
        """The person's other shifts that share an instant with this one."""
        others = self.filter(Q(ended_at=None) | Q(ended_at__gt=shift.started_at), staff_id=shift.staff_id)
        if shift.ended_at is not None:
            others = others.filter(started_at__lt=shift.ended_at)
        return others.exclude(pk=shift.pk)


class Shift(TenantModel):
    """A stretch of work of one person at a property; open until they check out."""

    property = models.ForeignKey("accounts.Property", models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    work_date = models.DateField(help_text="The day it began, in the property's time zone.")
    outside_geofence = models.BooleanField(
        default=False, help_text="Whether the check-in or the check-out was outside the property's geofence."
    )

    objects: ClassVar[Any] = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["organisation", "property", "work_date"], name="shift_by_day"),
            models.Index(fields=["organisation", "-id"], condition=Q(ended_at=None), name="shift_open"),
            models.Index(fields=["staff", "-id"], name="shift_own_newest"),
        )
        constraints = (
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "id"], name="shift_of_organisation"),
            SameOrganisation(field="property", name="shift_property_in_organisation"),
            SameOrganisation(field="staff", name="shift_staff_in_organisation"),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(ended_at=None),
                name="shift_one_open_a_person",
                violation_error_code=ALREADY_OPEN[0],
                violation_error_message=ALREADY_OPEN[1],
            ),
            PostgresExclusionConstraint(
                name="shift_without_overlap",
                expressions=[
                    (Same("staff_id"), RangeOperators.OVERLAPS),
                    (Span("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_code=OVERLAPS[0],
                violation_error_message=OVERLAPS[1],
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")), name="shift_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"Shift {self.pk}, {self.work_date}"

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.property.time_zone)

    def start(self, at: datetime) -> None:
        """Sets when it began, and so the day that it counts for, however far it goes past midnight."""
        self.started_at, self.work_date = at, at.astimezone(self.zone()).date()

    def refuse_second(self) -> None:
        """Raises a Conflict when the person has a shift that is open, or one at this time."""
        # One query: between two of them, another request could commit a shift that only the second one sees.
        others = Shift.objects.filter(organisation_id=self.organisation_id).overlapping(self)
        ends = list(others.values_list("ended_at", flat=True))
        if self.ended_at is None and None in ends:
            raise Conflict(*ALREADY_OPEN)
        if ends:
            raise Conflict(*OVERLAPS)

    def hours_worked(self) -> float | None:
        return None if self.ended_at is None else hours(self.started_at, self.ended_at)

    def minutes_by_day(self) -> list[DayMinutes]:
        """Nothing while it is open; then the minutes in each calendar day of the property's time zone."""
        return [] if self.ended_at is None else minutes_by_day(self.started_at, self.ended_at, self.zone())


class ClockEvent(OwnedModel):
    """What was reported about a shift, when and by whom: its audit trail. Never changed or deleted."""

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", "Check-in"
        CHECK_OUT = "check_out", "Check-out"
        CORRECTION = "correction"

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(help_text="The time that counts: the device's if it gave one.")
    device_time = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now, help_text="The server's time.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy = models.FloatField(null=True, blank=True, help_text="In metres.")
    outside_geofence = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    previous_started_at = models.DateTimeField(null=True, blank=True)
    previous_ended_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, db_index=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            SameOrganisation(field="shift", name="clock_event_shift_in_organisation"),
            SameOrganisation(field="created_by", name="clock_event_created_by_in_organisation"),
            models.CheckConstraint(condition=Q(latitude__range=LATITUDES), name="clock_event_latitude_range"),
            models.CheckConstraint(
                condition=Q(longitude__range=LONGITUDES), name="clock_event_longitude_range"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, accuracy=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="clock_event_position_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(kind="correction", previous_started_at__isnull=False) & ~Q(reason="")
                | Q(kind__in=("check_in", "check_out"), previous_started_at=None, reason=""),
                name="clock_event_corrections_have_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of shift {self.shift_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Clock events are never changed: record another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Clock events are never deleted.")
