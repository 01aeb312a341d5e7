"""Removing what failed requests and killed processes left in the store."""

from dataclasses import dataclass
from datetime import datetime

from .blobs import Shard, pointed_to
from .store import blob_path, storage


@dataclass(slots=True)
class Sweep:
    """Counts what it removes, or would remove in a dry run."""

    before: datetime
    """What was last written then or later may belong to a request that has not committed its row."""
    dry_run: bool = False
    blobs: int = 0
    leftovers: int = 0

    def shard(self, shard: Shard) -> None:
        """Removes the blobs of a shard that no row points to.

        References are looked at again for each one, and its age last: a row that came meanwhile has
        rewritten its blob first, which is young then. In a folder nothing comes between that look and the
        deletion. In a bucket a rewrite may, in the milliseconds of a round trip; if its request commits, the
        row has no blob.
        """
        for sha256 in sorted(shard.orphans()):
            if not pointed_to(shard.organisation_id, {sha256}):
                self.blobs += self.remove(blob_path(shard.organisation_id, sha256))

    def unfinished(self) -> None:
        """Removes files that were never finished, and puts back what a killed process had set aside."""
        if not self.dry_run:
            storage().restore()
        for path in storage().leftovers():
            self.leftovers += self.remove(path)

    def remove(self, path: str) -> bool:
        """Whether it was old enough, and is gone unless in a dry run."""
        try:
            if self.dry_run:
                return storage().get_modified_time(path) < self.before
            return storage().delete_if_older(path, self.before)
        except FileNotFoundError:
            return False
