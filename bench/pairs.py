"""What is measured against what."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from . import bodies
from .deployment import Deployment
from .load import LoadFailed, Post


@dataclass(frozen=True)
class Side:
    """A request, and whether it is answered by a replay."""

    name: str
    post: Post
    replays: bool = False

    def check(self) -> None:
        """Sends the request as it will be sent in the run. Raises LoadFailed when something else answers."""
        answer = self.answer()
        if not self.post.fresh_key:
            answer = self.answer()
        if not answer.is_success or ("Idempotent-Replayed" in answer.headers) != self.replays:
            raise LoadFailed(f"{self.name}: {answer.status_code} {answer.headers} {answer.text}")

    def answer(self) -> httpx.Response:
        body = Path(self.post.body).read_bytes()
        return httpx.post(self.post.url, headers=self.post.headers, content=body, timeout=30, trust_env=False)


@dataclass(frozen=True)
class Pair:
    """The requests/s of ``measured`` as a share of those of ``against``; ``to_reach`` is the aim."""

    measured: Side
    against: Side
    to_reach: float | None = None

    @property
    def name(self) -> str:
        return f"{self.measured.name} ÷ {self.against.name}"


def pairs(deployment: Deployment) -> list[Pair]:
    expenses, post = "/v1/finance/expenses", partial(deployment.post, body=bodies.expense(deployment.folder))
    first_write = Side("first write", post(expenses, fresh_key=True))
    unprotected = Side("unprotected write", post("/bench/unprotected", fresh_key=True))
    replay = Side("replay", post(expenses, fresh_key=False), replays=True)
    from_ledger = Side(
        "replay without Redis", post(expenses, fresh_key=False, without_redis=True), replays=True
    )
    empty = Side("empty DRF view", post("/bench/empty", fresh_key=False))
    plain = Side("plain Django view", post("/bench/plain", fresh_key=False))
    return [
        Pair(first_write, unprotected, to_reach=0.85),
        Pair(replay, empty, to_reach=0.85),
        Pair(from_ledger, replay),
        Pair(empty, plain),
    ]


def upload_pairs(deployment: Deployment) -> list[Pair]:
    """Those of the photo come last: the memory that its pixels took would hide what a PDF takes."""
    photo, pdf = bodies.photo_upload(deployment.folder), bodies.pdf_upload(deployment.folder)
    return [
        *pairs_of_upload("10 MiB PDF", partial(deployment.post, body=pdf)),
        *pairs_of_upload("10 MiB JPEG photo", partial(deployment.post, body=photo)),
    ]


def pairs_of_upload(file: str, post: Callable[..., Post]) -> list[Pair]:
    path = "/v1/uploads/file"
    first = Side("first upload", post(path, fresh_key=True))
    protected = Side(f"upload of a {file}", post(path, fresh_key=True))
    unprotected = Side("unprotected upload", post("/bench/unprotected-upload", fresh_key=True))
    replay = Side(f"replay of a {file} sent again", post(path, fresh_key=False), replays=True)
    return [Pair(protected, unprotected, to_reach=0.9), Pair(replay, first, to_reach=1.0)]
