"""Cookies of the admin site after their owner lost what they open, and cookies that somebody made up."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from tests.product.backstage import Backstage

from .people import NEW_PASSWORD, PASSWORD, Office, Person

pytestmark = pytest.mark.product

USERS, LOGIN = "/admin/accounts/user/", "/admin/login/?next=/admin/accounts/user/"
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def person(office) -> Person:
    """A manager who may enter the admin site."""
    return office.hire("manager", is_staff="on")


@pytest.fixture
def browser(watched, person) -> Iterator[Backstage]:
    """The manager's, logged in."""
    browser = Backstage(watched)
    with browser.client:
        assert browser.log_in(username=person.email, password=person.password).status_code == 302
        assert browser.get(USERS).status_code == 200
        yield browser


def plant(browser: Backstage, cookie: str) -> None:
    """In place of the browser's own."""
    browser.client.cookies.set(COOKIE, cookie, domain="127.0.0.1")


def is_out(browser: Backstage) -> bool:
    answer = browser.get(USERS)
    return (answer.status_code, answer.headers.get("Location")) == (302, LOGIN)


Deed = Callable[[Office, Person], None]
DEEDS: dict[str, Deed] = {
    "a deactivation": lambda office, person: office.change(person, is_staff="on", is_active=""),
    "a new password": lambda office, person: office.set_password(person, NEW_PASSWORD),
    "the end of the right to enter": lambda office, person: office.change(person),
}


class TestCookie:
    @pytest.mark.parametrize("deed", DEEDS)
    def test_opens_nothing_after(self, office, browser, person, deed, measured):
        DEEDS[deed](office, person)
        assert is_out(browser)
        measured(f"the cookie of the admin site after {deed}: login page")

    def test_opens_no_manager_pages_after_a_lower_role(self, office, browser, person):
        office.change(person, role="staff", is_staff="on")
        assert browser.get(USERS).status_code == 403

    def test_opens_nothing_after_its_logout(self, browser):
        cookie = browser.client.cookies[COOKIE]
        browser.post("/admin/logout/")
        plant(browser, cookie)
        assert is_out(browser)

    def test_is_a_new_one_after_the_login(self, browser, person, watched):
        """Whoever planted one before gets nothing by it."""
        victim = Backstage(watched)
        with victim.client:
            plant(victim, "planted" * 4)
            victim.log_in(username=person.email, password=PASSWORD)
            assert victim.get(USERS).status_code == 200
            assert "planted" not in victim.client.cookies[COOKIE]

    def test_is_not_what_the_database_keeps(self, browser, register, measured):
        """Whoever reads the database gets nothing by it."""
        kept = [key for (key,) in register.rows("SELECT session_key FROM django_session")]
        cookie = browser.client.cookies[COOKIE]
        assert hashlib.sha256(cookie.encode()).hexdigest()[:40] in kept
        for key in kept:
            plant(browser, key)
            assert is_out(browser)
        measured(f"{len(kept)} keys as the database keeps them, sent as cookies: 0 accepted")
