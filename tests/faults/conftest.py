from tests.product.conftest import (  # noqa: F401 the fixtures of the running product
    books,
    database,
    key,
    phone,
    product,
    product_valkey,
    redis_now,
    shared_product,
    shared_valkey,
    slow_work,
    token,
    uploads,
)
