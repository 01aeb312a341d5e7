"""Turns that send one request again and again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from .bodies import Body
from .request import Request
from .site import Site

Drive = Callable[[Request], Mapping[str, float]]


@dataclass
class Sending:
    """A turn. What it sends is made, and its answer looked at, before the first one."""

    drive: Drive
    make: Callable[[], Request]
    replays: bool = False

    def __call__(self) -> Mapping[str, float]:
        return self.drive(self.request)

    @cached_property
    def request(self) -> Request:
        request = self.make()
        request.check(replays=self.replays)
        return request


@dataclass(frozen=True)
class Sender:
    """Makes turns of what drives their load and, for POSTs, what they send."""

    drive: Drive
    body: Body

    def post(self, site: Site, path: str) -> Sending:
        """Under a fresh key each."""
        return Sending(self.drive, partial(site.post, path, self.body, fresh_key=True))

    def same(self, site: Site, path: str) -> Sending:
        """All under one key, for a view to which keys mean nothing."""
        return Sending(self.drive, partial(site.post, path, self.body, fresh_key=False))

    def replay(self, site: Site, path: str) -> Sending:
        return Sending(self.drive, partial(site.post, path, self.body, fresh_key=False), replays=True)

    def get(self, site: Site, path: str) -> Sending:
        return Sending(self.drive, partial(site.get, path))
