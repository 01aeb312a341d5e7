"""A day at the demo hotel, as its phones send it: so that the pages have something to show."""

from typing import Any, Final
from uuid import uuid4

import httpx

from tests.examples import CLOCK_IN, EXPENSE, FOREIGN_GUEST, GUEST, LOGIN, REVENUE
from tests.pictures import jpeg

EXPENSES, REVENUES = "/v1/finance/expenses", "/v1/finance/revenues"
OF_EXPENSES: Final = ("category", "amountCents", "currency", "description", "vendor")
OF_REVENUES: Final = ("source", "amountCents", "currency", "description")
SPENT: Final = [
    ("supplies", 124_950, "INR", "Towels and linen", "Coastal Textiles"),
    ("food_beverage", 86_500, "INR", "Vegetables and milk", "City Market"),
    ("utilities", 1_250_000, "INR", "Electricity, November", "State power board"),
    ("maintenance", 45_000, "INR", "Lift inspection", "Otis"),
    ("transport", 32_000, "INR", "Airport pick-up", ""),
    ("marketing", 12_000, "EUR", "Listing fee", "Lisbon travel fair"),
    ("other", 5_000, "JPY", "Postcards", "Kyoto Print"),
    ("supplies", 99_999, "INR", "=Soap, entered twice", "Coastal Textiles"),
]
EARNED: Final = [
    ("room", 540_000, "INR", "Room 101, two nights"),
    ("food_beverage", 78_500, "INR", "Dinner for four"),
    ("laundry", 12_500, "INR", "Room 204"),
    ("event", 2_500_000, "INR", "Wedding reception"),
]
WRONG_KEY: Final = "tour-of-the-ledger"


class Day:
    """What was sent, and what came of it."""

    def __init__(self, client: httpx.Client) -> None:
        token = client.post("/auth/login", json=LOGIN).raise_for_status().json()["accessToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        self.client = client
        self.pay()
        self.welcome()
        self.stumble()

    def post(self, path: str, body: dict[str, Any], key: str = "", **form: Any) -> httpx.Response:
        sent = {"data": body, **form} if form else {"json": body}
        return self.client.post(path, headers={"Idempotency-Key": key or str(uuid4())}, **sent)

    def pay(self) -> None:
        for spent in SPENT:
            paid = self.post(EXPENSES, EXPENSE | dict(zip(OF_EXPENSES, spent, strict=True)))
            assert paid.status_code == 201, paid.text
        self.post(f"{paid.headers['Location']}/void", {"reason": "Entered twice"}).raise_for_status()
        for earned in EARNED:
            self.post(REVENUES, REVENUE | dict(zip(OF_REVENUES, earned, strict=True))).raise_for_status()

    def welcome(self) -> None:
        self.post("/v1/guest-checkin/create", GUEST).raise_for_status()
        stay = self.post("/v1/guest-checkin/create", FOREIGN_GUEST | {"roomNumber": "204"})
        picture = ("passport.jpg", jpeg(), "image/jpeg")
        document = {"checkInId": str(stay.json()["id"]), "type": "passport", "number": "CB1234567"}
        self.post("/v1/guest-checkin/documents/upload", document, files={"file": picture}).raise_for_status()
        self.post("/v1/staff/check-in", CLOCK_IN).raise_for_status()
        receipt = ("receipt.jpg", jpeg(), "image/jpeg")
        self.post("/v1/uploads/file", {"purpose": "receipt"}, files={"file": receipt}).raise_for_status()

    def stumble(self) -> None:
        """A retry, a key for two requests, and a request that is refused."""
        body = EXPENSE | {"description": "Paint for the lobby", "amountCents": 230_000}
        first = self.post(EXPENSES, body, WRONG_KEY)
        again = self.post(EXPENSES, body, WRONG_KEY)
        assert (first.status_code, again.content) == (201, first.content)
        self.location = first.headers["Location"]
        assert self.post(EXPENSES, body | {"amountCents": 1}, WRONG_KEY).status_code == 409
        assert self.post(EXPENSES, body | {"amountCents": -1}).status_code == 400

    @property
    def expense(self) -> str:
        """The id of the expense that was sent twice."""
        return self.location.rpartition("/")[2]
