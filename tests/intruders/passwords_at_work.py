"""What the watched product does with passwords, read in its log."""

from tests.servers import Product

from .telling_hasher import EVALUATED, HASHED


class PasswordsAtWork:
    """How many were hashed, and how many of these compared with somebody's, since it was made."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._seen = len(product.log)

    @property
    def hashed(self) -> int:
        return self._product.log[self._seen :].count(HASHED)

    @property
    def evaluated(self) -> int:
        return self._product.log[self._seen :].count(EVALUATED)
