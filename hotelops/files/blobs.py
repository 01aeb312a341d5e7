"""Blobs and the rows that point to them: finding and removing those without."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.apps import apps

from .models import StoredFile
from .store import blob_path, storage

SHARD: Final = re.compile("[0-9a-f]{2}")
SHA256: Final = re.compile("[0-9a-f]{64}")
SHARDS: Final = 256
STORE_CLOCK_DIFFERS_BY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shard:
    """The blobs of an organisation whose hashes begin with the same byte: one folder."""

    organisation_id: int
    prefix: str

    def sha256s(self) -> set[str]:
        """What the store has here."""
        names = storage().listdir(f"{self.organisation_id}/{self.prefix}")[1]
        return {name for name in names if SHA256.fullmatch(name)}

    def orphans(self) -> set[str]:
        """What no row points to: one query a model."""
        orphans = self.sha256s()
        for model in stored_file_models() if orphans else ():
            rows = model.objects.of_shard(self.organisation_id, self.prefix)
            orphans.difference_update(rows.values_list("sha256", flat=True))
        return orphans


def organisation_ids() -> list[int]:
    """Whose folders the store has."""
    return sorted(int(name) for name in folders("") if name.isdecimal())


def shards(organisation_id: int) -> Iterator[Shard]:
    for name in sorted(folders(str(organisation_id))):
        if SHARD.fullmatch(name):
            yield Shard(organisation_id, name)


def folders(path: str) -> list[str]:
    try:
        return storage().listdir(path)[0]
    except FileNotFoundError:
        return []


def pointed_to(organisation_id: int, sha256s: Collection[str]) -> set[str]:
    """Those of the hashes that some row of the organisation needs."""
    return {
        sha256
        for model in stored_file_models()
        for sha256 in model.objects.pointing_to(organisation_id, sha256s).values_list("sha256", flat=True)
    }


def stored_file_models() -> list[type[StoredFile]]:
    return [model for model in apps.get_models() if issubclass(model, StoredFile)]


def discard(organisation_id: int, needed: Mapping[str, datetime]) -> int:
    """Removes those blobs that no row points to any more, and says how many it left to ``sweep_uploads``.

    ``needed`` tells when the last row was made that needed a blob and is gone. What has been written since
    belongs to another request, which may be about to commit a row of its own. Call it after COMMIT. Raises
    what the storage raises (``storage().errors``); ``sweep_uploads`` removes later what is left then.
    """
    orphans = needed.keys() - pointed_to(organisation_id, list(needed))
    return sum(
        is_left(blob_path(organisation_id, sha256), needed[sha256] + STORE_CLOCK_DIFFERS_BY)
        for sha256 in orphans
    )


def is_left(path: str, before: datetime) -> bool:
    """Whether the blob was written then or later; else it is gone."""
    with suppress(FileNotFoundError):
        return not storage().delete_if_older(path, before)
    return False
