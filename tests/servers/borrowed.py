import os
from typing import ClassVar, Self

import pytest

from .server import Server


class Borrowable(Server):
    """A server of the tests' own or, with `url`, one that is running already and that tests must not stop."""

    variable: ClassVar[str]
    """The environment variable that names a running server."""
    _own_url: str

    def __init__(self, url: str = "") -> None:
        super().__init__()
        self._borrowed_url = url

    @classmethod
    def from_environment(cls) -> Self:
        return cls(url=os.environ.get(cls.variable, ""))

    @property
    def url(self) -> str:
        return self._borrowed_url or self._own_url

    def start(self) -> None:
        if not self._borrowed_url:
            super().start()

    def stop(self) -> None:
        self.must_be_ours()
        super().stop()

    def close(self) -> None:
        if not self._borrowed_url:
            super().close()

    def must_be_ours(self) -> None:
        if self._borrowed_url:
            pytest.skip(f"{self.variable} names a server that tests must not stop")
