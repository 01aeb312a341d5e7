"""What Django's error pages show; there are such pages only where DEBUG is on."""

import re

from django.views.debug import SafeExceptionReporterFilter


class SecretsHidden(SafeExceptionReporterFilter):
    """Hides addresses of servers, too, which hold passwords, also among the variables of the environment."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|CACHES|DATABASES|DSN|HEADERS|LOCATION|URL",
        re.IGNORECASE,
    )
