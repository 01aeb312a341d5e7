"""Tokens and cookies are given out and used; then they are looked for wherever things are kept or shown."""

from collections.abc import Iterator

import httpx
import pytest
from django.contrib import admin
from django.urls import reverse

from tests.product.backstage import ROW, Backstage
from tests.product.traces import redis_content, tables, traces

from .door import keys_in

pytestmark = pytest.mark.product

ROWS = 3
"""So many of each model, the newest, have all their pages looked at."""


@pytest.fixture(scope="module")
def tokens(door, office) -> tuple[str, ...]:
    """Of logins that were refreshed, ended, reused and refused, and of the admin site's cookies."""
    person = office.hire("manager", is_staff="on")
    given = [door.log_in(person.email, person.password) for _ in range(3)]
    given.append(keys_in(door.refresh(given[0].refresh)))
    given.append(keys_in(door.refresh(given[3].refresh)))
    door.refresh(given[0].refresh)
    door.log_out(given[1].refresh)
    door.me(given[1].access)
    door.log_in(person.email, person.password, refreshToken=given[1].refresh)
    door.try_login(person.email, "wrong", refreshToken=given[2].access)
    door.client.get(
        "/auth/me", headers={"Authorization": given[2].access}, params={"token": given[2].refresh}
    )
    told = [token for keys in given for token in keys]
    secret_parts = [part for token in told for part in token.split(".")[1:]]
    return (*told, *secret_parts, *office.backstage.client.cookies.values())


@pytest.fixture(scope="module")
def pages(tokens, office) -> list[httpx.Response]:
    return list(pages_of(office.backstage))


def pages_of(backstage: Backstage) -> Iterator[httpx.Response]:
    """The list of each model, and every page of its newest rows."""
    for model in admin.site._registry:
        rows = backstage.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        yield rows
        for row in list(dict.fromkeys(ROW.findall(rows.text)))[:ROWS]:
            for page in ("change", "history", "delete"):
                yield backstage.get(row.replace("/change/", f"/{page}/"))


class TestTokens:
    def test_are_in_no_table(self, tokens, watched_database, measured):
        kept = tables(watched_database)
        assert kept["accounts_session"]
        assert kept["django_session"]
        assert {name for name, rows in kept.items() if traces(rows, tokens)} == set()
        measured(f"{len(tokens)} tokens, parts of tokens and cookies: in none of {len(kept)} tables")

    def test_are_not_in_redis(self, tokens, watched_valkey):
        with watched_valkey.client() as client:
            assert traces(redis_content(client), tokens) == set()

    def test_are_not_in_the_log(self, tokens, watched):
        log = watched.log.encode()
        assert b"/auth/me" in log
        assert [line[:60] for line in log.splitlines() if traces(line, tokens)] == []

    def test_are_on_no_page_of_the_admin_site(self, pages, tokens, measured):
        assert {page.status_code for page in pages} <= {200, 403}
        assert {str(page.url) for page in pages if traces(page.content, tokens)} == set()
        measured(f"on none of {len(pages)} pages of the admin site")
