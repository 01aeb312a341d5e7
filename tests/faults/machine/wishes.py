"""What somebody may want: the strategies that draw it."""

from typing import Final, NamedTuple

from hypothesis import strategies as st

from .drafts import DRAFTS
from .people import EMAILS


class Wish(NamedTuple):
    """What somebody wants; `pick` is an amount, a room, a file, or one of what there is."""

    kind: str
    name: str
    pick: int

    def __str__(self) -> str:
        return f"{self.name}'s {self.kind} {self.pick}"


PICKS: Final = st.integers(0, 5)
KINDS: Final = st.sampled_from(sorted(DRAFTS))
NAMES: Final = st.sampled_from(sorted(EMAILS))
WISHES: Final = st.builds(Wish, KINDS, NAMES, PICKS)
FILES: Final = st.builds(Wish, st.sampled_from(["upload", "check_in_with_documents"]), NAMES, PICKS)
