"""Check-in, check-out and correction: each changes a shift and records the event that says so."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from rest_framework.exceptions import ErrorDetail, ValidationError

from hotelops.accounts.models import Property, User
from hotelops.api.fields import CLOCKS_DIFFER_BY
from hotelops.api.integrity import Conflict
from hotelops.api.serializers import camel_case

from .geofence import is_outside
from .models import ClockEvent, Shift

MAX_LENGTH: Final = timedelta(days=31)

NO_OPEN_SHIFT: Final = ("no_open_shift", "This person has no open shift.")
OTHER_PROPERTY: Final = ("shift_at_other_property", "The open shift began at another property.")


def check_in(*, by: User, property: Property, staff: User | None = None, **report: Any) -> Shift:
    """Starts a shift of ``staff``, or of whoever asks; ``report`` has fields of the event, from the phone."""
    person = active(staff or by)
    event = accepted(ClockEvent(kind=ClockEvent.Kind.CHECK_IN, created_by=by, **report))
    shift = Shift(organisation_id=property.organisation_id, created_by=by, property=property, staff=person)
    shift.start(event.at)
    shift.refuse_second()
    record(shift, event)
    return shift


def check_out(
    *, by: User, property: Property | None = None, staff: User | None = None, **report: Any
) -> Shift:
    """Ends the open shift of ``staff``, or of whoever asks; at ``property``, if that is stated."""
    person = active(staff or by)
    event = accepted(ClockEvent(kind=ClockEvent.Kind.CHECK_OUT, created_by=by, **report))
    shift = Shift.objects.for_user(by).open().filter(staff=person).locked().first()
    if shift is None:
        raise Conflict(*NO_OPEN_SHIFT)
    if property not in (None, shift.property):
        raise Conflict(*OTHER_PROPERTY)
    if event.at <= shift.started_at:
        raise refusal("device_time", "before_check_in", "Must be later than the check-in.")
    shift.ended_at = event.at
    record(shift, event)
    return shift


def correct(*, shift: Shift, by: User, reason: str, **times: datetime) -> None:
    """Gives a locked shift another ``started_at`` or ``ended_at``, or both."""
    event = ClockEvent(
        kind=ClockEvent.Kind.CORRECTION,
        created_by=by,
        reason=reason,
        previous_started_at=shift.started_at,
        previous_ended_at=shift.ended_at,
    )
    event.at = event.received_at
    if "started_at" in times:
        shift.start(times["started_at"])
    shift.ended_at = times.get("ended_at", shift.ended_at)
    refuse_odd_times(shift, times, event.at)
    shift.refuse_second()
    record(shift, event)


def record(shift: Shift, event: ClockEvent) -> None:
    """Saves both, after looking where the event took place."""
    event.outside_geofence = is_outside(shift.property, event.latitude, event.longitude, event.accuracy)
    shift.outside_geofence |= bool(event.outside_geofence)
    shift.save()
    event.shift, event.organisation_id = shift, shift.organisation_id
    event.save()


def active(person: User) -> User:
    if not person.is_active:
        message = "This person is deactivated. To end a shift that was left open, correct it."
        raise refusal("staff_id", "inactive", message)
    return person


def accepted(event: ClockEvent) -> ClockEvent:
    """The event with the time that counts; a phone may be offline for days, but not ahead of time."""
    event.at = event.device_time or event.received_at
    retention = settings.IDEMPOTENCY_LEDGER_RETENTION
    if event.at < event.received_at - retention:
        raise refusal("device_time", "too_old", f"Must not be older than {retention.days} days.")
    if event.at > event.received_at + CLOCKS_DIFFER_BY:
        raise refusal("device_time", "in_future", "Is ahead of time by more than 5 minutes.")
    return event


def refuse_odd_times(shift: Shift, times: dict[str, datetime], now: datetime) -> None:
    for name, time in times.items():
        if time > now:
            raise refusal(name, "in_future", "Must not be in the future.")
    last = "ended_at" if "ended_at" in times else "started_at"
    length = (shift.ended_at or now) - shift.started_at
    if shift.ended_at is not None and length <= timedelta(0):
        raise refusal(last, "before_check_in", "A shift must end after it starts.")
    if length > MAX_LENGTH:
        raise refusal(last, "too_long", f"A shift must not be longer than {MAX_LENGTH.days} days.")


def refusal(field: str, code: str, message: str) -> ValidationError:
    return ValidationError({camel_case(field): [ErrorDetail(message, code)]})
