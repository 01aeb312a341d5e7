from tests.product.conftest import key  # noqa: F401 a fixture
