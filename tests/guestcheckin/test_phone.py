import pytest

from .conftest import CREATE, errors

pytestmark = pytest.mark.django_db

LONGEST = "+493012345678901"


class TestPhone:
    def test_has_up_to_15_digits(self, stay):
        assert stay(phone=LONGEST)["phone"] == LONGEST

    @pytest.mark.parametrize("written", [f"{LONGEST}2", "+49 30 1234 5678 9012", f"{LONGEST}23"])
    def test_of_more_is_refused_whatever_the_country_allows(self, client, post, guest, written):
        response = post(client, CREATE, guest | {"phone": written})
        assert errors(response) == {("phone", "invalid_phone")}
