"""The network between product and Postgres breaks, and neither side is told why."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

from collections.abc import Iterator

import pytest

from tests.servers import Product
from tests.servers.forwarder import Forwarder

from .postgres_faults import Cut
from .postgres_own import database, lose, request_, server, token, window  # noqa: F401 fixtures

pytestmark = pytest.mark.product


@pytest.fixture(scope="module")
def network(server) -> Iterator[Forwarder]:
    with Forwarder(server.port) as forwarder:
        yield forwarder


@pytest.fixture(scope="module")
def product(server, database, network, product_valkey) -> Iterator[Product]:
    url = database.replace(f":{server.port}/", f":{network.port}/")
    with Product(database_url=url, redis_url=product_valkey.url) as product:
        product.manage("create_demo_data", DEBUG="on")
        yield product


class TestNetworkCut:
    def test_is_a_503_and_the_retry_converges(self, request_, window, network, measured):
        measured(lose(request_, window, Cut(network)))
