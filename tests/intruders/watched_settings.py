"""The product's settings, with a hasher that tells what it does."""

from hotelops.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.intruders.telling_hasher.TellingHasher"]
