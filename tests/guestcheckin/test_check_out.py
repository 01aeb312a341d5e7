import pytest
import time_machine

from idempotency.models import LedgerEntry
from tests.request_ids import said

from .conftest import GUESTS, NOW, erase, fresh_key, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def leave(client, post, stay, clock):
    """Checks a guest out who came at noon; two hours later if nothing else is stated."""

    def left(**fields):
        path = f"{GUESTS}/{stay()['id']}/check-out"
        clock.shift(2 * 3600)
        return post(client, path, fields)

    return left


class TestCheckOut:
    def test_is_now(self, leave):
        response = leave()
        assert response.status_code == 200
        assert response.json()["checkedOutAt"] == "2026-03-10T14:00:00Z"

    def test_needs_no_body(self, client, stay):
        response = client.post(f"{GUESTS}/{stay()['id']}/check-out", headers=fresh_key())
        assert response.status_code == 200

    def test_is_when_the_client_says(self, leave):
        assert leave(checkedOutAt="2026-03-10T13:00:00Z").json()["checkedOutAt"] == "2026-03-10T13:00:00Z"

    @pytest.mark.parametrize(
        ("instant", "code"),
        [
            ("2026-03-10T11:59:59Z", "before_check_in"),
            ("2026-03-10T14:05:01Z", "in_future"),
            ("2026-03-10T13:00:00", "zone_missing"),
        ],
    )
    def test_at_an_impossible_time_is_refused(self, leave, instant, code):
        response = leave(checkedOutAt=instant)
        assert response.json()["errors"][0] | {"message": ""} == {
            "field": "checkedOutAt",
            "code": code,
            "message": "",
        }

    def test_right_after_a_check_in_by_a_fast_clock_ends_when_it_began(self, client, post, stay, clock):
        ahead = "2026-03-10T12:04:00Z"
        response = post(client, f"{GUESTS}/{stay(checkInAt=ahead)['id']}/check-out")
        assert response.json()["checkedOutAt"] == ahead

    def test_happens_once(self, client, stay, post):
        path, key = f"{GUESTS}/{stay()['id']}/check-out", fresh_key()
        first, second = (client.post(path, {}, format="json", headers=key) for _ in range(2))
        assert (first.status_code, first.content) == (200, second.content)
        assert second["Idempotent-Replayed"] == "true"
        assert refusal(post(client, path)) == (409, "already_checked_out")

    @pytest.mark.usefixtures("redis_client")
    def test_by_another_way_to_write_the_id_leaves_no_answer_after_an_erasure(self, client, stay, post):
        pk = stay()["id"]
        assert post(client, f"{GUESTS}/00{pk}/check-out").status_code == 404
        assert post(client, f"{GUESTS}/{pk}/check-out").status_code == 200
        erase(pk)
        assert LedgerEntry.objects.count() == 2
        assert not LedgerEntry.objects.exclude(answer=None).exists()

    def test_of_anothers_guest_looks_like_that_of_none(self, login, other_manager, stay, post):
        pk, stranger = stay()["id"], login(other_manager)
        foreign, unknown = (post(stranger, f"{GUESTS}/{i}/check-out") for i in (pk, pk + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))


class TestForm:
    @pytest.fixture
    def submit(self, client, post, clock):
        def submitted(stay, **fields):
            return post(client, f"{GUESTS}/{stay['id']}/form-submitted", fields)

        return submitted

    @pytest.fixture
    def foreign_stay(self, stay, foreign_guest, clock):
        return stay(sound=foreign_guest)

    def test_is_recorded_with_its_reference(self, submit, foreign_stay, staff):
        response = submit(foreign_stay, reference="FRRO-77")
        assert response.status_code == 200
        assert response.json() == foreign_stay | {
            "formSubmittedAt": NOW,
            "formSubmittedById": staff.pk,
            "formReference": "FRRO-77",
        }

    def test_needs_no_reference(self, submit, foreign_stay):
        assert submit(foreign_stay).json()["formReference"] == ""

    def test_is_submitted_once(self, submit, foreign_stay):
        submit(foreign_stay)
        assert refusal(submit(foreign_stay)) == (409, "form_already_submitted")

    def test_of_a_guest_from_the_country_is_not_due(self, submit, stay):
        assert refusal(submit(stay())) == (409, "form_not_due")

    def test_with_an_aadhaar_number_as_reference_is_refused(self, submit, foreign_stay):
        response = submit(foreign_stay, reference="2341 2341 2346")
        assert refusal(response) == (400, "full_aadhaar_refused")

    def test_of_anothers_guest_looks_like_that_of_none(self, login, other_manager, foreign_stay, post):
        pk, stranger = foreign_stay["id"], login(other_manager)
        foreign, unknown = (post(stranger, f"{GUESTS}/{i}/form-submitted") for i in (pk, pk + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))
