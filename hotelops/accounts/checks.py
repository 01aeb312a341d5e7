from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

BACKEND = "hotelops.accounts.backends.PasswordBackend"


@register
def check_that_logins_are_limited(**kwargs: Any) -> list[CheckMessage]:
    if settings.AUTHENTICATION_BACKENDS == [BACKEND]:
        return []
    return [
        Warning(
            "The admin site's login tries any number of passwords.",
            hint=f'Set AUTHENTICATION_BACKENDS = ["{BACKEND}"].',
            id="accounts.W001",
        )
    ]
