"""How long a refused login takes does not tell why: measured with the product's own way of hashing."""

import time
from collections import defaultdict
from statistics import median

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from rest_framework.test import APIClient

from tests.conftest import PASSWORD

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

TRIES = 3


@pytest.fixture
def hashings(monkeypatch, settings) -> list[str]:
    """One entry for each password that was hashed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    done = []

    def encode(hasher, password, salt, iterations=None, original=PBKDF2PasswordHasher.encode):
        done.append(salt)
        return original(hasher, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    return done


@pytest.fixture
def refusals(hashings, api, owner, manager, staff, settings) -> dict[str, tuple[str, str]]:
    """Addresses and passwords by why they are refused; those of the owner since nobody may try any more."""
    for person in (owner, manager, staff):
        person.set_password(PASSWORD)
        person.save()
    staff.is_active = False
    staff.save()
    settings.LOGIN_ATTEMPTS_LIMIT = TRIES
    for _ in range(TRIES):
        refused(api, owner.email, "wrong")
    return {
        "unknown address": ("nobody@example.com", PASSWORD),
        "wrong password": (manager.email, "wrong"),
        "inactive": (staff.email, PASSWORD),
        "too many tries": (owner.email, PASSWORD),
    }


def refused(api: APIClient, email: str, password: str) -> float:
    """How many milliseconds it took."""
    began = time.perf_counter()
    assert api.post("/auth/login", {"email": email, "password": password}).status_code == 401
    return (time.perf_counter() - began) * 1000


class TestRefusal:
    def test_takes_the_same_work_whatever_the_reason(self, api, refusals, hashings, measured):
        times = defaultdict(list)
        for _ in range(TRIES):
            for reason, (email, password) in refusals.items():
                before = len(hashings)
                times[reason].append(refused(api, email, password))
                assert len(hashings) - before == 1, reason
        told = ", ".join(f"{reason} {median(taken):.0f} ms" for reason, taken in times.items())
        measured(f"1 password hashed in each; medians of {TRIES}: {told}")
