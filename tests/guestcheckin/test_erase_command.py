from io import StringIO
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from guestcheckin.models import Stay
from tests.accounts.admin_site import client_of

from .conftest import blobs, erase
from .test_admin import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]


@pytest.fixture
def checked_in(stay, foreign_guest):
    return stay(sound=foreign_guest)


class TestCommand:
    def test_says_what_it_did_and_not_to_whom(self, checked_in, upload):
        upload(checked_in)
        said = erase(checked_in["id"])
        assert said == (
            f"Stay {checked_in['id']}, room 101: erased the guest, documents: 1, answers kept for retries: 2."
        )

    def test_of_no_stay_is_an_error(self, db):
        with pytest.raises(CommandError, match="no stay 77"):
            erase(77)
        with pytest.raises(CommandError, match="--find"):
            call_command("erase_guest")

    def test_stays_within_an_organisation(self, checked_in, organisation, other_organisation):
        with pytest.raises(CommandError, match="no stay"):
            erase(checked_in["id"], organisation=other_organisation.pk)
        assert "erased the guest" in erase(checked_in["id"], organisation=organisation.pk)

    @pytest.mark.parametrize(("answer", "is_erased"), [("y", True), ("", False), ("n", False)])
    def test_asks_a_person(self, checked_in, monkeypatch, answer, is_erased):
        ask = Mock(return_value=answer)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", ask)
        if is_erased:
            erase(checked_in["id"])
        else:
            with pytest.raises(CommandError, match="Nothing was erased"):
                erase(checked_in["id"])
        assert (Stay.objects.get().erased_at is not None) == is_erased
        assert "Maria" not in ask.call_args.args[0]


class TestFind:
    @pytest.fixture
    def find(self, monkeypatch, organisation):
        def found(number, kind="passport", **options):
            said = StringIO()
            monkeypatch.setattr("sys.stdin", StringIO(f"{number}\n"))
            sought = {"find": kind, "organisation": organisation.pk} | options
            call_command("erase_guest", stdout=said, **sought)
            return said.getvalue()

        return found

    def test_lists_stays_by_a_number_from_standard_input(self, checked_in, find):
        said = find(" cb 1234567")
        assert f"Stay {checked_in['id']}, room 101, checked in on " in said
        assert said.endswith("Found: 1\n")
        assert "Maria" not in said
        assert Stay.objects.get().erased_at is None

    def test_asks_a_person_without_echo(self, checked_in, find, monkeypatch):
        class Terminal(StringIO):
            def isatty(self):
                return True

        monkeypatch.setattr("guestcheckin.management.commands.erase_guest.getpass", lambda _: "CB1234567")
        monkeypatch.setattr("sys.stdin", Terminal())
        said = StringIO()
        organisation_id = Stay.objects.get().organisation_id
        call_command("erase_guest", find="passport", organisation=organisation_id, stdout=said)
        assert "Found: 1" in said.getvalue()

    def test_stays_within_an_organisation(self, checked_in, find, other_organisation):
        assert find("CB1234567", organisation=other_organisation.pk) == "Found: 0\n"

    def test_takes_good_questions_only(self, checked_in, find):
        with pytest.raises(CommandError, match="no valid number") as refused:
            find("CB12345678")
        assert "CB12345678" not in str(refused.value)
        with pytest.raises(CommandError, match="--organisation"):
            find("CB1234567", organisation=None)
        with pytest.raises(CommandError, match="aadhaar"):
            call_command("erase_guest", "--find", "aadhaar", "--organisation", "1")


@pytest.mark.django_db(transaction=True)
class TestTransaction:
    def test_is_one_of_the_commands_own(self, checked_in, upload, uploads_root):
        upload(checked_in)
        assert "documents: 1" in erase(checked_in["id"])
        assert blobs(uploads_root) == []
        assert "before" in erase(checked_in["id"])

    def test_is_one_of_the_admin_action_s_own(self, checked_in, manager):
        ask(client_of(manager), [checked_in], confirmed="yes")
        assert Stay.objects.get().erased_by == manager
