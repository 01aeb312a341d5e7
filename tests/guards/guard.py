"""One line of defence, and how it is switched off."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Guard:
    """Some lines of the product; without them `otherwise` comes true, and one of the tests must go red."""

    name: str
    otherwise: str
    file: str
    old: str
    """Occurs once in the file."""
    new: str
    tests: tuple[str, ...]
    """Files, classes or functions, as pytest takes them."""

    def __str__(self) -> str:
        return self.name

    def occurrences(self, project: Path = ROOT) -> int:
        return self.text(project).count(self.old)

    def text(self, project: Path = ROOT) -> str:
        return (project / self.file).read_text()

    def without(self, project: Path = ROOT) -> str:
        """The text of the file with the guard switched off."""
        return self.text(project).replace(self.old, self.new)

    def switch_off(self, project: Path) -> None:
        if self.occurrences(project) != 1:
            raise ValueError(f"{self.name}: its text occurs {self.occurrences(project)} times in {self.file}")
        (project / self.file).write_text(self.without(project))
