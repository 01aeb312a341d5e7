"""The page about protecting an endpoint: its code keeps the promise."""

from uuid import uuid4

import pytest
from django.urls import path
from rest_framework.routers import SimpleRouter
from rest_framework.test import APIClient

from hotelops.environment import BASE_DIR

from .pages import blocks

PAGE = BASE_DIR / "docs" / "protecting-an-endpoint.md"


def code(kind: str) -> dict:
    """The names that a block of the page defines."""
    [text] = [block.text for block in blocks(PAGE) if block.kind == kind]
    names: dict = {"__name__": f"{__name__}.{kind}"}
    exec(text, names)
    return names


router = SimpleRouter(trailing_slash=False)
router.register("notes", code("viewset")["NoteViewSet"], basename="notes")
urlpatterns = [*router.urls, path("bell", code("function")["ring_the_bell"])]


@pytest.fixture
def phone(login, manager) -> APIClient:
    phone = login(manager)
    phone.credentials(HTTP_IDEMPOTENCY_KEY=str(uuid4()))
    return phone


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
class TestPage:
    @pytest.mark.parametrize(("address", "status"), [("/notes", 201), ("/bell", 200)])
    def test_has_endpoints_that_do_a_request_once(self, phone, address, status):
        first, again, other = (phone.post(address, {"text": text}) for text in ("a", "a", "b"))
        assert first.status_code == status
        assert (again.status_code, again.content) == (status, first.content)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")

    def test_has_an_action_that_takes_no_key(self, login, manager):
        answer = login(manager).post("/notes/preview", {"text": " a "})
        assert answer.json() == {"text": "a"}
        assert "Idempotent-Replayed" not in answer.headers
