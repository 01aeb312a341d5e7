import logging

from django.contrib.auth.hashers import PBKDF2PasswordHasher

logger = logging.getLogger(__name__)

HASHED, EVALUATED = "hashes a password", "evaluates a password"


class TellingHasher(PBKDF2PasswordHasher):
    """A thousandth of the usual work, and a line in the log for each time that it is done."""

    algorithm = "telling"
    iterations = 1000

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        logger.info(HASHED)
        return super().encode(password, salt, iterations)

    def verify(self, password: str, encoded: str) -> bool:
        logger.info(EVALUATED)
        return super().verify(password, encoded)
