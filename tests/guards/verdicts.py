"""What a run of pytest says about a guard."""

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

GREEN: Final = "green"
RED: Final = "red"
BROKEN: Final = "broken"
"""The tests could not show anything: not collected, not set up, or not ended in time."""
PASSED, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Verdict:
    colour: str
    failed: str = ""
    """The first test that failed."""
    ran: frozenset[str] = frozenset()
    """What passed or failed, as pytest names it."""

    def shows(self, test: str) -> bool:
        """Whether anything of this file, class or function ran."""
        return any(ran == test or ran.startswith((f"{test}::", f"{test}[")) for ran in self.ran)


def verdict(exit_code: int, junit: str) -> Verdict:
    """From pytest's exit code and its report in JUnit's form, which is empty where it wrote none."""
    cases = list(ElementTree.fromstring(junit).iter("testcase")) if junit else []
    failed = [name_of(case) for case in cases if case.find("failure") is not None]
    ran = frozenset(name_of(case) for case in cases if case.find("skipped") is None)
    if exit_code == PASSED:
        return Verdict(GREEN, ran=ran)
    if exit_code == FAILED and failed:
        return Verdict(RED, failed[0], ran)
    return Verdict(BROKEN, ran=ran)


def name_of(case: ElementTree.Element) -> str:
    """``tests/a/test_b.py::TestC::test_d[e]``; JUnit has ``tests.a.test_b.TestC`` and ``test_d[e]``."""
    module, *classes = split_classes(case.get("classname", ""))
    return "::".join((module.replace(".", "/") + ".py", *classes, case.get("name", "")))


def split_classes(dotted: str) -> list[str]:
    parts = dotted.split(".")
    classes = [part for part in parts if part[:1].isupper()]
    return [".".join(parts[: len(parts) - len(classes)]), *classes]
