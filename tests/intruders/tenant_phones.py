"""Two organisations that do the same at the same time, with the same keys, each under signs of its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.examples import CLOCK_IN, EXPENSE, GUEST, LOGIN, REVENUE
from tests.pictures import PDF
from tests.product.calls import CHECK_IN, CLOCKED_IN, UPLOAD, Call, request
from tests.product.phone import EXPENSES, REVENUES, Phone
from tests.servers import Product, wait_until

MONTH: Final = "from=2025-12-01&to=2025-12-31"
READS: Final = (
    f"{EXPENSES}?limit=200",
    f"{REVENUES}?limit=200",
    "/v1/guest-checkin?limit=200",
    "/v1/guest-checkin?name=guest&state=in-house",
    "/v1/staff/shifts",
    "/v1/staff/shifts/current",
    f"/v1/finance/summary?{MONTH}",
    f"/v1/finance/summary.csv?{MONTH}",
    "/auth/me",
)


@dataclass
class Tenant:
    """The manager of an organisation; what it stores and what it is shown goes by its name and currency."""

    phone: Phone
    name: str
    hotel: dict[str, Any]
    """Its property, as the API gives it."""
    created: dict[str, httpx.Response] = field(default_factory=dict)
    """The first answer to each key."""
    statuses: Counter[int] = field(default_factory=Counter)

    @classmethod
    def logged_in(cls, product: Product, email: str, name: str) -> "Tenant":
        with product.client(timeout=20) as client:
            token = client.post("/auth/login", json=LOGIN | {"email": email}).json()["accessToken"]
        phone = Phone(product, token)
        (hotel,) = phone.get("/auth/me").json()["properties"]
        return cls(phone, name, hotel)

    def signs(self) -> tuple[bytes, ...]:
        """One of these is in whatever holds a row of it, or a sum."""
        return self.name.encode(), self.hotel["currency"].encode()

    def call(self, number: int) -> Call:
        """The request with this number, of one kind after the other."""
        calls: tuple[Callable[[int], Call], ...] = (self.expense, self.revenue, self.guest, self.file)
        return calls[number % len(calls)](number)

    def expense(self, number: int) -> Call:
        return Call(EXPENSES, self.paid(EXPENSE))

    def revenue(self, number: int) -> Call:
        return Call(REVENUES, self.paid(REVENUE))

    def guest(self, number: int) -> Call:
        who = {"guestName": f"Guest of {self.name}", "nationality": self.hotel["country"]}
        return Call(CHECK_IN, self.at_home(GUEST, roomNumber=str(number), **who))

    def file(self, number: int) -> Call:
        return Call(UPLOAD, {"purpose": "receipt"}, (("file", PDF + f"% {self.name} {number}".encode()),))

    def paid(self, body: dict[str, Any]) -> dict[str, Any]:
        return self.at_home(body, currency=self.hotel["currency"], description=self.name)

    def at_home(self, body: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return body | {"propertyId": self.hotel["id"]} | fields

    def clock_in(self) -> None:
        call = Call(CLOCKED_IN, self.at_home(CLOCK_IN, note=self.name))
        assert self.send(request(self.phone, call, "clock-in")).status_code == 201

    def write(self, number: int) -> httpx.Response:
        return self.send(request(self.phone, self.call(number), f"round-{number}"))

    def get(self, path: str) -> httpx.Response:
        return self.send(self.phone.client.build_request("GET", path, headers=self.phone.headers))

    def send(self, prepared: httpx.Request) -> httpx.Response:
        """Sends it again for as long as the database is too busy."""
        answers: list[httpx.Response] = []

        def is_served() -> bool:
            answers.append(self.phone.client.send(prepared))
            self.statuses[answers[-1].status_code] += 1
            return answers[-1].status_code != 503

        assert wait_until(is_served, seconds=30)
        return answers[-1]
