from tests.product.conftest import *  # noqa: F403 the fixtures of the running product
