import os
import subprocess
import sys

import pytest

from hotelops.environment import BASE_DIR
from tests.servers.product import SECRETS


class TestStart:
    @pytest.mark.parametrize(
        ("variable", "value", "package"),
        [
            ("SENTRY_DSN", "http://public@127.0.0.1:1/1", "sentry_sdk"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "opentelemetry"),
        ],
    )
    def test_is_refused_where_the_packages_are_missing(self, variable, value, package):
        program = f"import sys; sys.modules[{package!r}] = None; import django; django.setup()"
        environment = {"PATH": os.environ["PATH"], **SECRETS, "DJANGO_SETTINGS_MODULE": "hotelops.settings"}
        result = subprocess.run(
            [sys.executable, "-c", program],
            cwd=BASE_DIR,
            env=environment | {variable: value},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert result.stderr.splitlines() == [
            f"{variable} is set, but {package} is missing: install requirements-observability.txt."
        ]
