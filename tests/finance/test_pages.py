import base64
from urllib.parse import quote

import pytest

from .lists import EXPENSES, refusals, results


@pytest.fixture
def client(login, manager):
    return login(manager)


class TestPages:
    def walk(self, client, path, link="next"):
        pages = []
        while path:
            body = client.get(path).json()
            pages.append([row["id"] for row in body["results"]])
            last, path = path, body[link]
        return pages, last

    def test_go_from_the_newest_to_the_oldest_and_back(self, client, add):
        ids = [add(client)["id"] for _ in range(5)][::-1]
        forth, last = self.walk(client, f"{EXPENSES}?limit=2")
        back, _ = self.walk(client, last, "previous")
        assert forth == [ids[:2], ids[2:4], ids[4:]]
        assert back == [ids[4:], ids[2:4], ids[:2]]

    def test_end_where_the_rows_end(self, client, add):
        ids = [add(client)["id"] for _ in range(2)]
        body = client.get(f"{EXPENSES}?limit=2").json()
        assert [row["id"] for row in body["results"]] == ids[::-1]
        assert (body["next"], body["previous"]) == (None, None)

    def test_are_linked_by_path_and_keep_the_filters(self, client, add):
        for _ in range(2):
            add(client)
        link = client.get(f"{EXPENSES}?limit=1&mode=cash&from=2025-01-01T00:00:00%2B05:30").json()["next"]
        assert link.startswith(f"{EXPENSES}?limit=1&mode=cash&from=2025-01-01T00%3A00%3A00%2B05%3A30&cursor=")
        assert client.get(link).status_code == 200

    def test_are_not_shifted_by_new_rows(self, client, add):
        ids = [add(client)["id"] for _ in range(3)]
        link = client.get(f"{EXPENSES}?limit=2").json()["next"]
        newest = add(client)["id"]
        page = client.get(link).json()
        assert [row["id"] for row in page["results"]] == ids[:1]
        assert newest in self.walk(client, page["previous"], "previous")[0][-1]

    def test_may_be_empty(self, client):
        assert client.get(EXPENSES).json() == {"next": None, "previous": None, "results": []}

    def test_have_up_to_200_rows(self, client, add):
        add(client)
        assert len(results(client, "limit=200")) == 1

    def test_cost_one_query(self, client, add, django_assert_num_queries):
        for _ in range(3):
            add(client)
        with django_assert_num_queries(2):  # who asks; the rows
            results(client)

    @pytest.mark.parametrize(
        "limit",
        ["0", "-1", "201", "1000", "abc", "", "1.5", " 5", "%00", "\N{ARABIC-INDIC DIGIT FIVE}", "9" * 5000],
    )
    def test_of_an_odd_size_are_refused(self, client, limit):
        assert {field for field, _ in refusals(client, f"limit={limit}")} == {"limit"}

    @pytest.mark.parametrize(
        "cursor",
        [
            "",
            "abc",
            "=",
            "é",
            "\x00",
            "a" * 5000,
            base64.b64encode(b"p=abc").decode(),
            base64.b64encode(b"o=99999999999").decode(),
            base64.b64encode(b"after-9999999999999999999").decode(),
            base64.b64encode(b"after--1").decode(),
            base64.b64encode(b"sideways-1").decode(),
            base64.b64encode("after-\N{ARABIC-INDIC DIGIT ONE}".encode()).decode(),
            base64.b64encode(b"\xff\xfe").decode(),
        ],
    )
    def test_with_a_broken_or_forged_cursor_are_refused(self, client, cursor):
        assert {field for field, _ in refusals(client, f"cursor={quote(cursor)}")} == {"cursor"}
