"""A guest whose answers are kept, and who must be forgotten."""

import re
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from tests.product.calls import Call, check_in, send
from tests.product.phone import CREATED, Phone, outcome
from tests.servers import Product

GONE = (410, "idempotency_response_gone")


@dataclass(frozen=True)
class Guest:
    phone: Phone
    call: Call
    key: str
    answer: httpx.Response

    @classmethod
    def checked_in(cls, phone: Phone) -> "Guest":
        call, key = check_in(phone), str(uuid4())
        answer = send(phone, call, key)
        assert outcome(answer) == CREATED
        return cls(phone, call, key, answer)

    def retry(self) -> httpx.Response:
        return send(self.phone, self.call, self.key)

    def erase(self, product: Product) -> str:
        return product.manage("erase_guest", str(self.answer.json()["id"]))

    def is_not_erased(self, product: Product) -> str:
        """Asserts that the command refuses, and gives the reason."""
        with pytest.raises(RuntimeError, match="nothing was erased, since Redis") as refusal:
            self.erase(product)
        assert "Traceback" not in str(refusal.value)
        reason = re.search(r"fails \((\w+)\)", str(refusal.value))
        assert reason
        return reason[1]
