import pytest

from .lists import EXPENSES, refusals, results


@pytest.fixture
def client(login, manager):
    return login(manager)


class TestFilters:
    @pytest.fixture
    def rows(self, client, add):
        """An expense that each filter finds, and one that it does not."""
        wanted = {
            "category": "rent",
            "paymentMode": "card",
            "amountCents": 5000,
            "expenseDate": "2025-06-15T00:00:00Z",
        }
        other = {"expenseDate": "2025-06-14T23:59:59Z", "amountCents": 4999}
        return add(client, **wanted)["id"], add(client, **other)["id"]

    @pytest.mark.parametrize(
        "query",
        [
            "category=rent",
            "mode=card",
            "min=5000",
            "min=5000&max=5000",
            "from=2025-06-15T00:00:00Z",
            "from=2025-06-15T05:30:00%2B05:30",
            "from=2025-06-14T00:00:00Z&to=2025-06-16T00:00:00Z&category=rent",
        ],
    )
    def test_find_what_they_say(self, client, rows, query):
        assert results(client, query) == [rows[0]]

    @pytest.mark.parametrize("query", ["max=4999", "to=2025-06-15T00:00:00Z", "category=maintenance"])
    def test_leave_out_the_rest(self, client, rows, query):
        assert results(client, query) == [rows[1]]

    def test_by_property(self, client, add, property_):
        row = add(client)["id"]
        assert results(client, f"property={property_.pk}") == [row]

    def test_by_a_property_of_others_find_nothing(self, client, add, other_property):
        add(client)
        assert results(client, f"property={other_property.pk}") == []
        assert results(client, "property=9223372036854775807") == []

    def test_by_void(self, client, rows, post):
        post(client, f"{EXPENSES}/{rows[0]}/void", {"reason": "Typo"})
        assert results(client, "voided=true") == [rows[0]]
        assert results(client, "voided=false") == [rows[1]]

    def test_of_revenues_go_by_source(self, client, add):
        spa, _ = (add(client, "revenues", source=source)["id"] for source in ("spa", "room"))
        assert results(client, "source=spa", "/v1/finance/revenues") == [spa]

    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            ("colour=red", ("colour", "unknown_parameter")),
            ("source=room", ("source", "unknown_parameter")),
            ("from_=2025-06-15T00:00:00Z", ("from_", "unknown_parameter")),
            ("%00=1", ("\x00", "unknown_parameter")),
            ("format=json", ("format", "unknown_parameter")),
            ("min=1&min=2", ("min", "repeated_parameter")),
            ("limit=1&limit=2", ("limit", "repeated_parameter")),
            ("min=", ("min", "empty_parameter")),
            ("category=fun", ("category", "invalid_choice")),
            ("category=%00", ("category", "invalid_choice")),
            ("mode=cash%00", ("mode", "invalid_choice")),
            ("min=abc", ("min", "invalid")),
            ("min=-1", ("min", "invalid")),
            ("min=1.0", ("min", "invalid")),
            ("min=1_0", ("min", "invalid")),
            ("min=1%00", ("min", "invalid")),
            ("min=\N{ARABIC-INDIC DIGIT FIVE}", ("min", "invalid")),
            ("min=9223372036854775808", ("min", "max_value")),
            ("max=" + "9" * 5000, ("max", "invalid")),
            ("property=" + "9" * 30, ("property", "invalid")),
            ("property=1 or 1", ("property", "invalid")),
            ("from=2025-06-15", ("from", "zone_missing")),
            ("from=2025-06-15T00:00:00", ("from", "zone_missing")),
            ("from=2025-06-15T00:00:00+05:30", ("from", "invalid")),
            ("from=2025-13-45T00:00:00Z", ("from", "invalid")),
            ("from=2025-06-15T00:00:00Z%00", ("from", "invalid")),
            ("to=0001-01-01T00:00:00Z", ("to", "out_of_range")),
            ("to=9999-12-31T23:59:59-12:00", ("to", "out_of_range")),
            ("voided=yes", ("voided", "invalid")),
            ("voided=1", ("voided", "invalid")),
        ],
    )
    def test_that_are_not_understood_are_refused(self, client, query, refusal):
        assert refusals(client, query) == {refusal}

    def test_are_refused_all_at_once(self, client):
        assert refusals(client, "colour=red&min=x&voided=y") == {
            ("colour", "unknown_parameter"),
            ("min", "invalid"),
            ("voided", "invalid"),
        }
