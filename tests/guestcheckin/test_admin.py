import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from guestcheckin.models import Stay
from hotelops.accounts.models import User
from tests.accounts.admin_site import client_of
from tests.idempotency.troubles import TROUBLES

from .conftest import picture

pytestmark = pytest.mark.django_db


def page(kind="stay", name="changelist", *args):
    return reverse(f"admin:guestcheckin_{kind}_{name}", args=args)


@pytest.fixture
def admin_site(manager) -> Client:
    return client_of(manager)


@pytest.fixture
def maria(stay, foreign_guest, upload):
    body = stay(sound=foreign_guest)
    upload(body, number="X7654321", file=picture("maria.png"))
    return body


def ask(client, stays, **fields):
    ids = [stay["id"] for stay in stays]
    return client.post(page(), {"action": "erase_guests", "_selected_action": ids, **fields}, follow=True)


class TestStays:
    @pytest.mark.parametrize("query", ["Maria", "101", "+351912345678"])
    def test_are_found(self, admin_site, maria, query):
        response = admin_site.get(page(), {"q": query})
        assert "Maria Silva" in response.content.decode()

    @pytest.mark.parametrize("query", ["Asha", "10A", "CB1234567"])
    def test_are_not_found_by_anything_else(self, admin_site, maria, query):
        assert "Maria Silva" not in admin_site.get(page(), {"q": query}).content.decode()

    def test_show_numbers_masked(self, admin_site, maria):
        shown = admin_site.get(page("stay", "change", maria["id"])).content.decode()
        assert "****4567" in shown
        assert "****4321" in shown
        assert "CB1234567" not in shown
        assert "X7654321" not in shown
        assert "hash" not in shown

    def test_are_for_looking_only(self, admin_client, maria):
        assert admin_client.get(page("stay", "add")).status_code == 403
        assert admin_client.post(page("stay", "change", maria["id"]), {"phone": "1"}).status_code == 403
        assert admin_client.post(page("stay", "delete", maria["id"])).status_code == 403

    @pytest.mark.parametrize(
        "query",
        [{"checked_out": "no"}, {"form_is_due__exact": "1"}, {"check_in_at__year": "2026"}],
    )
    def test_are_filtered(self, admin_site, maria, query):
        assert admin_site.get(page(), query).status_code == 200

    def test_of_another_organisation_are_not_shown(self, other_manager, maria):
        stranger = client_of(other_manager)
        assert "Maria" not in stranger.get(page()).content.decode()
        assert stranger.get(page("stay", "change", maria["id"])).status_code == 302


class TestDocuments:
    def test_are_found_and_downloaded(self, admin_site, maria):
        document = maria_document(maria)
        shown = admin_site.get(page("document"), {"q": "Maria"}).content.decode()
        assert "****4321" in shown
        assert "X7654321" not in shown
        assert page("document", "content", document.pk) in shown
        response = admin_site.get(page("document", "content", document.pk))
        assert response["Content-Disposition"] == 'attachment; filename="maria.png"'
        b"".join(response.streaming_content)

    def test_show_their_number_masked(self, admin_site, maria):
        shown = admin_site.get(page("document", "change", maria_document(maria).pk)).content.decode()
        assert "****4321" in shown
        assert "X7654321" not in shown

    def test_are_for_looking_only(self, admin_client, maria):
        pk = maria_document(maria).pk
        assert admin_client.post(page("document", "change", pk), {"side": "back"}).status_code == 403
        assert admin_client.post(page("document", "delete", pk)).status_code == 403

    def test_of_another_organisation_are_not_shown(self, other_manager, maria):
        stranger, pk = client_of(other_manager), maria_document(maria).pk
        assert stranger.get(page("document", "change", pk)).status_code == 302
        assert stranger.get(page("document", "content", pk)).status_code == 404


def maria_document(maria):
    return Stay.objects.get(pk=maria["id"]).documents.get()


@pytest.mark.usefixtures("redis_client")
class TestErasing:
    def test_is_asked_about_first(self, admin_site, maria):
        response = ask(admin_site, [maria])
        assert f"Stay {maria['id']}, room 101" in response.content.decode()
        assert "Maria" not in response.content.decode()
        assert Stay.objects.get().erased_at is None

    @pytest.mark.parametrize("who", ["manager", "owner", "admin_user"])
    def test_is_done_by_superusers_and_who_manages(self, maria, stay, who, request):
        user: User = request.getfixturevalue(who)
        other = stay(roomNumber="2", guestName="Ravi Iyer")
        response = ask(client_of(user), [maria], confirmed="yes")
        assert "erased the guest" in response.content.decode()
        erased = Stay.objects.get(pk=maria["id"])
        assert (erased.guest_name, erased.erased_by) == ("", user)
        assert Stay.objects.get(pk=other["id"]).guest_name == "Ravi Iyer"

    def test_is_logged_without_the_person(self, admin_site, maria):
        ask(admin_site, [maria], confirmed="yes")
        entry = LogEntry.objects.get()
        assert entry.object_repr == f"Stay {maria['id']}, room 101"
        assert entry.get_change_message() == "Erased the guest."

    def test_is_not_for_others(self, staff, other_manager, maria):
        for user in (staff, other_manager):
            ask(client_of(user), [maria], confirmed="yes")
        assert Stay.objects.get().guest_name == "Maria Silva"

    def test_is_not_for_staff_who_may_look(self, staff, maria):
        grant_view(staff)
        client = client_of(staff)
        assert "Maria Silva" in client.get(page()).content.decode()
        assert "erase_guests" not in client.get(page()).content.decode()
        ask(client, [maria], confirmed="yes")
        assert Stay.objects.get().guest_name == "Maria Silva"

    @pytest.mark.servers
    def test_without_redis_changes_nothing_and_says_so(self, admin_site, maria, settings):
        working = settings.CACHES
        with TROUBLES["refused"]() as url:
            settings.CACHES = {"default": working["default"] | {"LOCATION": url}}
            response = ask(admin_site, [maria], confirmed="yes")
        assert "Run it again" in response.content.decode()
        assert Stay.objects.get().guest_name == "Maria Silva"
        assert not LogEntry.objects.exists()


def grant_view(user):
    user.user_permissions.add(Permission.objects.get(codename="view_stay"))
