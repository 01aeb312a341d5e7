import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.core.management import call_command

from hotelops.accounts.browser_sessions import SessionStore, hashed

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore()
    session["answer"] = 42
    session.save()
    return session


class TestBrowserSession:
    def test_is_opened_by_its_key(self, kept):
        assert SessionStore(kept.session_key)["answer"] == 42
        assert SessionStore().exists(kept.session_key)

    def test_is_kept_under_a_hash_of_the_key_that_opens_nothing(self, kept):
        row = Session.objects.get()
        assert row.session_key == hashed(kept.session_key) != kept.session_key
        assert SessionStore(row.session_key).get("answer") is None

    def test_is_how_logins_to_the_admin_site_are_kept(self, superuser):
        cookie = superuser.cookies[settings.SESSION_COOKIE_NAME].value
        assert Session.objects.get().session_key == hashed(cookie)

    def test_takes_the_place_of_some_that_are_over(self, kept):
        over = {"session_data": "", "expire_date": "2020-01-01T00:00Z"}
        Session.objects.bulk_create(Session(session_key=f"over-{number}", **over) for number in range(15))
        SessionStore().create()
        assert Session.objects.filter(session_key__startswith="over").count() == 5
        SessionStore().create()
        assert Session.objects.count() == 3
        assert SessionStore(kept.session_key)["answer"] == 42

    def test_is_changed_under_the_same_key(self, kept):
        session = SessionStore(kept.session_key)
        session["answer"] = 43
        session.save()
        assert SessionStore(kept.session_key)["answer"] == 43
        assert Session.objects.count() == 1

    def test_gets_another_key_at_the_login(self, kept):
        old = kept.session_key
        kept.cycle_key()
        assert SessionStore(kept.session_key)["answer"] == 42
        assert not SessionStore().exists(old)
        assert Session.objects.count() == 1

    def test_is_deleted_at_the_logout(self, kept):
        kept.flush()
        assert not Session.objects.exists()

    def test_without_a_key_has_nothing_to_delete(self):
        SessionStore().delete()

    def test_is_not_made_twice_under_one_key(self, kept):
        with pytest.raises(CreateError):
            SessionStore(kept.session_key).save(must_create=True)

    def test_ends_and_is_cleared(self, clock, kept):
        clock.shift(settings.SESSION_COOKIE_AGE)
        session = SessionStore(kept.session_key)
        assert session.get("answer") is None
        assert session.session_key is None
        clock.shift(1)
        call_command("clearsessions")
        assert not Session.objects.exists()
