from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from hotelops.accounts.models import Organisation, Property, Role, User

PASSWORD = "changeme"  # noqa: S105 # nosec B105
DEMO_HOTEL = {
    "name": "Demo Hotel Bengaluru",
    "country": "IN",
    "currency": "INR",
    "time_zone": "Asia/Kolkata",
    "latitude": "12.975300",
    "longitude": "77.606600",
    "geofence_radius_m": 200,
}
OTHER_HOTEL = {
    "name": "Other Hotel Lisbon",
    "country": "PT",
    "currency": "EUR",
    "time_zone": "Europe/Lisbon",
}


class Command(BaseCommand):
    help = "Creates two organisations to try the product with; run again, it adds only what is missing."

    @transaction.atomic
    def handle(self, **options: Any) -> str:
        if not settings.DEBUG:
            raise CommandError("Demo users have a known password: this only runs with DEBUG on.")
        demo = organisation("Demo Hotels", DEMO_HOTEL)
        other = organisation("Other Hotels", OTHER_HOTEL)
        manages_site = {"role": Role.MANAGER, "is_staff": True}
        user("user@example.com", name="Demo manager", organisation=demo, **manages_site)
        user("staff@example.com", name="Demo staff", organisation=demo)
        user("owner@example.com", name="Demo owner", organisation=demo, role=Role.OWNER, is_staff=True)
        user("other@example.com", name="Other manager", organisation=other, **manages_site)
        user("admin@example.com", name="Demo admin", is_superuser=True, is_staff=True)
        return f"Demo data is there: log in as user@example.com with password {PASSWORD}."


def organisation(name: str, hotel: dict[str, Any]) -> Organisation:
    found, _ = Organisation.objects.get_or_create(name=name)
    Property.objects.get_or_create(organisation=found, name=hotel["name"], defaults=hotel)
    return found


def user(email: str, **fields: Any) -> None:
    if not User.objects.filter(email=email).exists():
        User.objects.create_user(email, PASSWORD, **fields)
