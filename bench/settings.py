"""The product's settings, with the other sides of the pairs beside its API."""

from datetime import timedelta

from hotelops.settings import *  # noqa: F403
from hotelops.settings import SIMPLE_JWT

ROOT_URLCONF = "bench.urls"
SIMPLE_JWT = SIMPLE_JWT | {"ACCESS_TOKEN_LIFETIME": timedelta(days=1)}  # one login lasts for the whole run
