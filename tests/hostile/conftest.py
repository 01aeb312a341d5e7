import logging
from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.hotels import Hotel
from tests.product.conftest import (  # noqa: F401 the fixtures of the running product
    database,
    key,
    phone,
    product,
    product_valkey,
    shared_product,
    shared_valkey,
    token,
    uploads,
)

from .sweep import Sweep


@pytest.fixture
def measured(record_property) -> Callable[[object], None]:
    """Notes what was tried and how it was answered: docs/security.md quotes it."""
    return lambda outcome: record_property("measured", str(outcome))


@pytest.fixture
def sweep(measured) -> Iterator[Sweep]:
    """Fails at its end if anything was answered wrongly."""
    sweep = Sweep()
    logging.disable(logging.WARNING)
    yield sweep
    logging.disable(logging.NOTSET)
    measured(sweep)
    sweep.settle()


@pytest.fixture
def new_hotel(login, property_, manager) -> Callable[[], Hotel]:
    """Errors of the program are answers, as they are on a server."""
    client = login(manager)
    client.raise_request_exception = False
    return lambda: Hotel(client, property_, manager)


@pytest.fixture(autouse=True)
def day_of_the_examples(request) -> Iterator[None]:
    """But for the running product, which has its own clock."""
    if request.node.get_closest_marker("product"):
        yield
    else:
        with time_machine.travel("2025-12-13T12:00:00Z"):
            yield
