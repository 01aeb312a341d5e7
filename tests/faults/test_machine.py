"""A state machine plays with the running product: any request and any fault, in any order."""

import logging
import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine.failures import Failures, TimeIsUp
from .machine.rules import Machine
from .machine.tally import Tally
from .machine.world import World

pytestmark = pytest.mark.product

SECONDS: Final = 45 * float(os.environ.get("SOAK", "1"))
FIRST_SEED: Final = int(os.environ.get("MACHINE_SEED") or random.randrange(10**6))
ROUND: Final = settings(
    max_examples=4,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    database=None,
    print_blob=False,
    verbosity=Verbosity.quiet,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Iterator[World]:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with World(tmp_path_factory.mktemp("uploads")) as world:
        yield world


class TestMachine:
    def test_finds_no_order_of_requests_and_faults_that_breaks_the_promise(self, world, measured):
        tally, number, until = Tally(), FIRST_SEED, time.monotonic() + SECONDS
        while time.monotonic() < until:
            print(f"MACHINE_SEED={number}")
            play(world, tally, number, until)
            number += 1
        measured(f"seeds {FIRST_SEED}–{number - 1}: {tally}; nothing broke the promise")


def play(world: World, tally: Tally, number: int, until: float) -> None:
    """A round. Hypothesis would report what a replay shows: on a live system perhaps another thing."""
    failures = Failures(until)
    parts = {"world": world, "tally": tally, "failures": failures}
    try:
        with suppress(TimeIsUp):
            run_state_machine_as_test(seed(number)(type("Round", (Machine,), parts)), settings=ROUND)
    except Exception:
        if failures.shortest is None:
            raise
    if failures.shortest:
        pytest.fail(f"MACHINE_SEED={number}\n{failures.shortest}", pytrace=False)
