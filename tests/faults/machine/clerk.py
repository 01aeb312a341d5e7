"""Does beside the API what people do there: a process that reads commands and prints answers, as JSON lines.

It has the product's environment, so that each command costs milliseconds instead of a start.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django


def open_office() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hotelops.settings"
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("pool")  # its connections would not outlive a restart
    django.setup()


def answer(command: str, *arguments: Any) -> Any:
    from django.core.management import CommandError
    from django.db import connections

    try:
        return {"said": COMMANDS[command](*arguments)}
    except CommandError as error:
        return {"refused": str(error)}
    except Exception:
        return {"crashed": traceback.format_exc()}
    finally:
        connections.close_all()


def log_in(*emails: str) -> list[dict[str, Any]]:
    """Lets people in, whatever was before, and gives what each then knows."""
    return [logged_in(email) for email in emails]


def logged_in(email: str) -> dict[str, Any]:
    from rest_framework_simplejwt.tokens import AccessToken

    from hotelops.accounts import sessions, tokens

    user = user_of(email)
    user.is_active = True
    user.save()
    session = sessions.start(user)
    expired = AccessToken()
    expired.set_exp(lifetime=timedelta(minutes=-1))
    hotel = user.organisation.properties.get()
    return {
        "token": tokens.access_token(session),
        "expired_token": tokens.signed(expired, session),
        "organisation_id": user.organisation_id,
        "property_id": hotel.pk,
        "country": hotel.country,
    }


def deactivate(email: str) -> None:
    user = user_of(email)
    user.is_active = False
    user.save()


def user_of(email: str) -> Any:
    from hotelops.accounts.models import User

    return User.objects.get(email=email)


def manage(name: str) -> Callable[..., str]:
    """A management command, which gives what it printed."""

    def run(*arguments: str) -> str:
        from io import StringIO

        from django.core.management import call_command

        said = StringIO()
        call_command(name, *arguments, stdout=said)
        return said.getvalue().strip()

    return run


COMMANDS: dict[str, Callable[..., Any]] = {
    "log_in": log_in,
    "deactivate": deactivate,
    "erase_guest": manage("erase_guest"),
    "prune": manage("prune_idempotency_ledger"),
    "sweep": manage("sweep_uploads"),
}

if __name__ == "__main__":
    open_office()
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))), flush=True)
