import sys
from pathlib import Path

import pytest

from hotelops.environment import BASE_DIR
from tests.pictures import jpeg
from tests.product.conftest import *  # noqa: F403 the fixtures of the running product
from tests.servers import Product
from tests.servers.postgres import installation

from .pages import Shell

IN_A_CHECKOUT = ("manage.py", "deploy", "docs", "requirements.txt")
PICTURES = ("front.jpg", "back.jpg")


@pytest.fixture
def shell(product: Product, tmp_path: Path) -> Shell:
    return shell_of(product, tmp_path)


def shell_of(product: Product, folder: Path, **settings: str) -> Shell:
    """Where a reader stands: in a checkout, with the settings of the product, and with two pictures."""
    for name in IN_A_CHECKOUT:
        (folder / name).symlink_to(BASE_DIR / name)
    for name in PICTURES:
        (folder / name).write_bytes(jpeg())
    programs = [Path(sys.executable).parent, installation() / "bin", product.environment["PATH"]]
    path = ":".join(str(place) for place in programs)
    return Shell(folder, product.environment | {"PATH": path} | settings, product.base_url)
