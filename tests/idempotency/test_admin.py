"""The ledger on the admin site: found by what an operator knows, and told as one story."""

import pytest
from django.db import connection
from django.urls import reverse

from hotelops.accounts.models import User
from idempotency.admin import looking, search
from idempotency.models import LedgerEntry
from idempotency.replay_cache import bury

from .troubles import TROUBLES

pytestmark = pytest.mark.django_db

LIST = "admin:idempotency_ledgerentry_changelist"
STORY = "admin:idempotency_ledgerentry_change"


@pytest.fixture
def entry(post, settings) -> LedgerEntry:
    post()
    settings.ROOT_URLCONF = "hotelops.urls"
    return LedgerEntry.objects.get()


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator@example.com", "a long enough password"))
    return client


@pytest.fixture
def found(operator, entry):
    """The entries that a search lists."""

    def listed(text: str = "", **filters: str) -> list[LedgerEntry]:
        page = operator.get(reverse(LIST), {"q": text, **filters})
        assert page.status_code == 200
        return list(page.context["cl"].result_list)

    return listed


@pytest.fixture
def story(operator, entry):
    return lambda: operator.get(reverse(STORY, args=[entry.pk])).content.decode()


def add(number: int, **fields: object) -> None:
    """Copies of the entry under other keys."""
    original = LedgerEntry.objects.values().order_by("pk")[0]
    copies = [LedgerEntry(**original | {"id": None, "key": f"copy-{i}"} | fields) for i in range(number)]
    LedgerEntry.objects.bulk_create(copies)


class TestSearch:
    @pytest.mark.parametrize(
        "text",
        [
            "key-1",
            "key:key-1",
            "scope:{entry.scope}",
            "user:{entry.user_id}",
            "user:{email}",
            "status:201",
            "date:{entry.created_at:%Y-%m-%d}",
            "/gro",
            "/groups",
            "{entry.location}",
            "scope:{entry.scope} user:{email} /groups status:201 key-1",
        ],
    )
    def test_finds_an_entry_by(self, found, entry, manager, text):
        assert found(text.format(entry=entry, email=manager.email)) == [entry]

    @pytest.mark.parametrize(
        "text",
        [
            "key",
            "KEY-1",
            "scope:0",
            "user:0",
            "user:nobody@example.com",
            "status:200",
            "status:x",
            "status:20100",
            "date:2025-12-31",
            "date:9999-12-31",
            "date:yesterday",
            "/nothing",
            "scope:{entry.scope} other-key",
        ],
    )
    def test_does_not_find_it_by(self, found, entry, text):
        assert found(text.format(entry=entry)) == []

    def test_takes_a_name_without_a_value_for_a_key(self, found, entry):
        LedgerEntry.objects.update(key="user:")
        assert found("user:") == [entry]
        assert found("user: status:200") == []

    def test_finds_a_key_in_every_scope(self, found, entry):
        for scope in ("1", "5", "zebra"):
            add(1, scope=scope, key="shared")
        assert {one.scope for one in found("shared")} == {"1", "5", "zebra"}

    def test_says_what_it_searches(self, operator, entry):
        assert search.HELP in operator.get(reverse(LIST)).content.decode()

    def test_filters(self, found, entry):
        assert found(status="201", method="POST") == [entry]
        assert found(status="204") == found(method="PUT") == []


class TestBounds:
    """The ledger grows to millions, and the list must not be what slows the product down."""

    def test_reach_the_newest_entries_and_any_age_of_a_key_or_a_scope(self, found, entry, monkeypatch):
        monkeypatch.setattr(search, "NEWEST", 5)
        add(6, scope="9")
        assert entry not in found()
        assert found("status:201 /groups") == found()
        assert found("key-1") == found(f"scope:{entry.scope}") == [entry]

    def test_are_those_of_the_count_as_well(self, found, operator, entry, monkeypatch):
        monkeypatch.setattr(looking, "COUNTED_AT_MOST", 3)
        add(6)
        assert operator.get(reverse(LIST)).context["cl"].result_count == 3

    @pytest.mark.servers
    def test_are_kept_by_indexes(self, entry, measured):
        """A key is looked up scope by scope; the newest are a range of ids."""
        for scope in range(20):
            add(200, scope=f"scope-{scope}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE idempotency_ledgerentry")
        by_key = search.search(LedgerEntry.objects.order_by("-pk"), "key-1")[:50].explain()
        assert "Seq Scan" not in by_key
        assert by_key.count("Index") >= 2
        newest = search.search(LedgerEntry.objects.order_by("-pk"), "status:201")[:50].explain()
        assert "Index Scan Backward" in newest
        measured("a key among 4,001 entries of 21 scopes: no scan of the table")


class TestStory:
    def test_tells_who_asked_for_what(self, story, entry, manager):
        page = story()
        for told in ("key-1", entry.scope, "POST", "/groups", "201", manager.email):
            assert told in page
        assert reverse("admin:accounts_user_change", args=[manager.pk]) in page

    def test_holds_nothing_that_is_sealed(self, story):
        page = story().lower()
        assert "answer" not in page
        assert "fingerprint" not in page

    def test_links_the_row_that_was_made(self, story, entry, settings):
        assert f'<div class="readonly">{entry.location}</div>' in story()
        settings.IDEMPOTENCY_ADMIN_URL = "tests.idempotency.test_admin.page_of"
        assert f'<a href="/page-of{entry.location}">{entry.location}</a>' in story()

    def test_links_the_row_that_was_changed_where_none_was_made(self, story, entry, settings):
        LedgerEntry.objects.update(location="")
        settings.IDEMPOTENCY_ADMIN_URL = "tests.idempotency.test_admin.page_of"
        assert '<a href="/page-of/groups">/groups</a>' in story()

    @pytest.mark.parametrize("user_id", ["0", "device-7", "9" * 30])
    def test_names_a_user_who_is_not_there_by_the_id(self, story, entry, user_id):
        LedgerEntry.objects.update(user_id=user_id)
        assert f'<div class="readonly">{user_id}</div>' in story()

    def test_tells_that_redis_serves_retries_and_for_how_long(self, story, entry):
        page = story()
        assert "Yes: every retry gets what the first request got." in page
        assert "bytes, for another 23:59:5" in page or "bytes, for another 1 day, 0:00:00" in page
        assert f"idempotency:{entry.scope}:key-1" in page

    def test_tells_when_redis_forgot(self, story, redis_client):
        redis_client.flushall()
        assert "No. The ledger serves the next retry" in story()

    def test_tells_when_redis_keeps_it_without_an_end(self, story, entry, redis_client):
        redis_client.persist(f"idempotency:{entry.scope}:key-1")
        assert "bytes, without an end." in story()

    def test_tells_when_it_was_erased(self, story, entry):
        LedgerEntry.objects.update(answer=None)
        bury(entry.scope, [entry.key])
        page = story()
        assert "Erased: a retry is told that what it asks for is gone." in page
        assert "Erased, and kept empty for another" in page

    def test_tells_when_the_key_may_be_used_again(self, story, entry):
        LedgerEntry.objects.update(expires_at=entry.created_at)
        assert "Expired: a request with this key would run." in story()

    @pytest.mark.servers
    @pytest.mark.parametrize("trouble", ["refused", "wrong password", "answering garbage", "hanging"])
    def test_is_told_without_redis(self, story, settings, trouble):
        with TROUBLES[trouble]() as url:
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
            page = story()
        assert "Redis does not tell (" in page
        assert "every retry gets what the first request got" in page


class TestLedger:
    @pytest.mark.parametrize("action", ["change", "delete"])
    def test_changes_and_deletes_nothing(self, operator, entry, action):
        url = reverse(f"admin:idempotency_ledgerentry_{action}", args=[entry.pk])
        assert operator.post(url, {"post": "yes", "status": "999"}).status_code == 403
        assert operator.get(reverse("admin:idempotency_ledgerentry_add")).status_code == 403
        assert LedgerEntry.objects.get().status == 201

    def test_is_closed_to_who_is_no_superuser(self, client, entry, manager):
        manager.is_staff = True
        manager.save()
        client.force_login(manager, backend="hotelops.accounts.backends.PasswordBackend")
        assert client.get(reverse(LIST)).status_code == 403
        assert "Ledger" not in client.get(reverse("admin:index")).content.decode()


def page_of(path: str) -> str:
    return f"/page-of{path}"
