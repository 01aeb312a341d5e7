import pytest

from guestcheckin.models import Stay
from tests.examples import GUEST
from tests.request_ids import said
from uploads.models import Upload

from .conftest import fresh_key


@pytest.fixture
def receipt_of():
    """Gives an upload of a user."""

    def new(user):
        return Upload.objects.create(
            organisation=user.organisation,
            created_by=user,
            purpose="receipt",
            sha256="0" * 64,
            size_bytes=1,
            content_type="image/jpeg",
            file_name="receipt.jpg",
        )

    return new


@pytest.fixture
def stay_of(login, post):
    """Gives a guest's stay at a property, as a user checks it in."""

    def new(user, hotel):
        answer = post(login(user), "/v1/guest-checkin/create", GUEST | {"propertyId": hotel.pk})
        return Stay.objects.get(pk=answer.json()["id"])

    return new


class TestReceipt:
    def test_of_the_organisation_is_linked(self, login, staff, manager, add, receipt_of):
        receipt = receipt_of(manager)
        assert add(login(staff), receiptId=str(receipt.pk))["receiptId"] == str(receipt.pk)
        assert add(login(staff), receiptId=None)["receiptId"] is None

    def test_of_another_organisation_answers_like_none(
        self, login, staff, other_manager, expense, receipt_of
    ):
        foreign = str(receipt_of(other_manager).pk)
        unknown = "6f1c0d3e-6f5e-4c7e-9c0e-0a8f3d3c2b1a"
        answers = [
            login(staff).post("/v1/finance/expenses", expense | {"receiptId": upload}, headers=fresh_key())
            for upload in (foreign, unknown)
        ]
        assert [answer.status_code for answer in answers] == [400, 400]
        assert said(answers[0]) == said(answers[1])


class TestStay:
    def test_of_the_organisation_is_linked(self, login, staff, add, stay_of, property_):
        stay = stay_of(staff, property_)
        assert add(login(staff), "revenues", checkInId=stay.pk)["checkInId"] == stay.pk
        assert add(login(staff), "revenues", checkInId=None)["checkInId"] is None

    def test_of_another_organisation_answers_like_none(
        self, login, staff, other_manager, other_property, revenue, stay_of
    ):
        stay = stay_of(other_manager, other_property)
        answers = [
            login(staff).post("/v1/finance/revenues", revenue | {"checkInId": pk}, headers=fresh_key())
            for pk in (stay.pk, stay.pk + 1000)
        ]
        assert [answer.status_code for answer in answers] == [400, 400]
        assert said(answers[0]) == said(answers[1])
