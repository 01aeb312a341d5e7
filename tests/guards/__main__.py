"""``python -m tests.guards [WORD …]``: all guards, or those whose name has one of the words."""

import sys
import time
from collections.abc import Iterator, Sequence

from .audit import Run, run_with_all, run_without
from .catalogue import GUARDS
from .guard import Guard
from .verdicts import GREEN, RED

ROW = "{:<62} {:<7} {:>6}  {}"


def main(words: Sequence[str]) -> int:
    """0 where the tests notice each guard's absence, 1 otherwise."""
    chosen = [guard for guard in GUARDS if not words or any(word in guard.name.lower() for word in words)]
    if not chosen:
        print("No guard has this name.")
        return 1
    began = time.monotonic()
    print(ROW.format("guard that is switched off", "tests", "s", "first that failed"))
    problems = list(audited(chosen))
    for problem in problems:
        print(f"\n{problem}")
    noticed = f"Each of {len(chosen)} guards has a test that goes red without it"
    print(f"\n{'The audit failed' if problems else noticed} ({time.monotonic() - began:.0f} s).")
    return 1 if problems else 0


def audited(guards: Sequence[Guard]) -> Iterator[str]:
    """Prints a row each; gives what is wrong, in words."""
    whole = run_with_all(guards)
    show("none", whole)
    if problem := missing(guards, whole):
        yield problem
        return
    for guard in guards:
        found = run_without(guard)
        show(guard.name, found)
        if found.verdict.colour != RED:
            yield (
                f"{guard.name}: without it the tests are {found.verdict.colour}, not red. {guard.otherwise}\n"
                f"{end_of(found.output)}"
            )


def missing(guards: Sequence[Guard], whole: Run) -> str:
    """What is wrong with the tests while nothing is switched off; empty where nothing is."""
    if whole.verdict.colour != GREEN:
        return f"Nothing is switched off, and the tests are {whole.verdict.colour}.\n{end_of(whole.output)}"
    not_run = {test for guard in guards for test in guard.tests if not whole.verdict.shows(test)}
    return f"These did not run: {', '.join(sorted(not_run))}" if not_run else ""


def show(name: str, run: Run) -> None:
    verdict = run.verdict
    print(ROW.format(name, verdict.colour, f"{run.seconds:.1f}", shortened(verdict.failed)), flush=True)


def shortened(test: str) -> str:
    """Without the folders of its file."""
    file, *names = test.split("::")
    return "::".join((file.rpartition("/")[2], *names))


def end_of(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.splitlines()[-12:])


if __name__ == "__main__":
    sys.exit(main([word.lower() for word in sys.argv[1:]]))
