"""The servers that tests run on: real ones, started from wheels, and the product itself."""

from .postgres import Postgres
from .product import DemoData, Product
from .server import wait_until
from .valkey import Valkey

__all__ = ["DemoData", "Postgres", "Product", "Valkey", "wait_until"]
