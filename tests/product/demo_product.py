from pathlib import Path
from typing import Self

from tests.servers import Product


class DemoProduct(Product):
    """The product as `make run` starts it."""

    @classmethod
    def embedded(cls, directory: Path, workers: str = "1") -> Self:
        """On SQLite, an embedded Redis and a folder for uploads."""
        database_url = f"sqlite:///{directory / 'hotelops.sqlite3'}"
        place = {"UPLOADS_ROOT": str(directory / "uploads")}
        return cls(database_url=database_url, redis_url="", DEBUG="on", WORKERS=workers, **place)

    def prepare(self) -> None:
        """It migrates by itself."""

    def command(self) -> list[str]:
        return [*super().command(), "--demo"]
