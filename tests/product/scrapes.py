"""What a running product tells Prometheus."""

import re
from pathlib import Path

from hotelops.environment import fresh_secret
from tests.servers import Product

from .phone import NEW_CONNECTION_EACH

TOKEN = fresh_secret()
SAMPLE = re.compile(r"^(hotelops_\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


class Scrapes:
    """Each takes a new connection, and so any of the workers."""

    def __init__(self, product: Product) -> None:
        self.product = product

    def total(self, name: str, *labels: str) -> float:
        """The sum of the samples of that name that have these labels, as in ``'route="/metrics"'``."""
        return sum(
            float(value)
            for found, given, value in SAMPLE.findall(self.text())
            if found == f"hotelops_{name}" and all(label in given for label in labels)
        )

    def text(self) -> str:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with self.product.client(limits=NEW_CONNECTION_EACH, timeout=20) as client:
            return client.get("/metrics", headers=headers).raise_for_status().text

    def files(self) -> list[Path]:
        return [*(self.product.directory / "data" / "metrics" / str(self.product.port)).glob("*.db")]
