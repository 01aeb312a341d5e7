"""What was tried, how it was answered, and what should not have been."""

import json
import re
from collections import Counter
from typing import Any, Final

from hotelops.environment import BASE_DIR
from tests.hotels import Answer
from tests.servers.product import SECRETS
from tests.test_error_codes import DOCUMENTED

PROBLEM: Final = "application/problem+json"
OF_THE_PROGRAM: Final = re.compile(
    rb"Traceback \(|site-packages|\.py\b|psycopg|sqlstate|django\.db|rest_framework\.|granian|PIL\."
    rb"|relation \"|syntax error at|finance_expense|guestcheckin_stay|accounts_user\b"
)
SECRET: Final = tuple(text.encode() for text in (*SECRETS.values(), str(BASE_DIR)))
SHOWN: Final = 20


class Sweep:
    """Many hostile requests; it goes on after a fault, so that all of them are seen at once."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.leaks: list[str] = []
        self.read_back = 0
        self.notes: list[str] = []

    def see(self, what: object, answer: Answer, *, as_page: bool = False) -> None:
        """Counts an answer, and notes what is wrong with it; errors of a page are no problems of the API."""
        status, content, _ = answer
        self.statuses[status] += 1
        if status >= 500:
            self.faults.append(f"{status} to {what!r}")
        elif status >= 400 and not as_page and (lack := lack_of_problem(answer)):
            self.faults.append(f"{lack} in {status} to {what!r}")
        if leak := OF_THE_PROGRAM.search(content) or next((text for text in SECRET if text in content), None):
            self.leaks.append(f"{leak!r} in {status} to {what!r}")

    def must_be(self, what: object, expected: Any, found: Any) -> None:
        """Notes where what a later GET gives back is not what came in."""
        self.read_back += 1
        if expected != found:
            self.faults.append(f"{expected!r:.200} came back as {found!r:.200} from {what!r}")

    @property
    def accepted(self) -> int:
        return sum(count for status, count in self.statuses.items() if status < 300)

    def settle(self) -> None:
        for found in (self.faults, self.leaks):
            assert not found, f"{len(found)} of {self.statuses.total()}:\n" + "\n".join(found[:SHOWN])

    def __str__(self) -> str:
        errors = sum(count for status, count in self.statuses.items() if status >= 500)
        outcome = f"{self.statuses.total():,} requests: {errors} × 5xx, {len(self.leaks)} leaks"
        kept = f", {self.read_back:,} values read back" if self.read_back else ""
        return ", ".join([f"{outcome}, {self.accepted:,} × 2xx{kept}", *self.notes])


def answer_of(response: Any) -> Answer:
    """Of Django's test client."""
    content = response.getvalue() if response.streaming else response.content
    return response.status_code, content, dict(response.headers)


def lack_of_problem(answer: Answer) -> str:
    """What an error lacks of a problem with a documented code."""
    status, content, headers = answer
    if headers.get("Content-Type") != PROBLEM:
        return "no problem"
    problem = json.loads(content)
    sound = problem["status"] == status and problem["code"] in DOCUMENTED
    return "" if sound else f"undocumented {problem['code']}"
