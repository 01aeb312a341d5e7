"""Says at start what the settings, each good by itself, leave open together."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def check_that_secrets_differ(**kwargs: Any) -> list[CheckMessage]:
    signing = [settings.SECRET_KEY, settings.SIMPLE_JWT["SIGNING_KEY"]]
    secrets = [*signing, *settings.IDEMPOTENCY_SEALING_KEYS, *settings.DOCUMENT_KEYS]
    secrets += filter(None, [settings.METRICS_TOKEN])
    if len(set(secrets)) == len(secrets):
        return []
    return [
        Error(
            "The same value serves as two secrets.",
            hint="Give each one of its own, so that what leaks opens one thing only.",
            id="hotelops.E001",
        )
    ]


@register(Tags.security, deploy=True)
def check_that_hosts_are_named(**kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS takes requests for any host, and redirects to it.",
            hint="Name the hosts that clients use.",
            id="hotelops.W002",
        )
    ]
