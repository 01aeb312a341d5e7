"""People of the running product, who are hired and changed on its admin site."""

import re
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tests.product.backstage import Backstage
from tests.servers import Product

DEMO_HOTELS, OTHER_HOTELS = "1", "2"
PASSWORD, NEW_PASSWORD = "plum-velvet-otter-91", "a-later-fine-word-5"
MOVE = """
from hotelops.accounts.models import User
user = User.objects.get(pk={})
user.organisation_id = {}
user.save()
"""


@dataclass(frozen=True)
class Person:
    id: int
    email: str
    role: str
    password: str = PASSWORD


class Office:
    """A superuser at work; ``enter`` comes first."""

    def __init__(self, product: Product) -> None:
        self.product, self.backstage = product, Backstage(product)

    def enter(self) -> None:
        done(self.backstage.log_in())

    def try_login(self, email: str, password: str) -> httpx.Response:
        """Of somebody else, in another browser."""
        browser = Backstage(self.product)
        with browser.client:
            return browser.log_in(username=email, password=password)

    def hire(self, role: str = "staff", **fields: str) -> Person:
        email = f"{uuid4().hex}@example.com"
        form = form_of(role=role, email=email, **fields) | chosen(PASSWORD)
        answer = done(self.backstage.post("/admin/accounts/user/add/", **form))
        found = re.search(r"/user/(\d+)/", answer.headers["Location"])
        assert found
        return Person(int(found[1]), email, role)

    def change(self, person: Person, **fields: str) -> None:
        """An empty field is left out, as a browser leaves out a box that is not ticked."""
        form = form_of(**{"role": person.role, "email": person.email, "is_active": "on", **fields})
        page = f"/admin/accounts/user/{person.id}/change/"
        done(self.backstage.post(page, **{name: value for name, value in form.items() if value}))

    def set_password(self, person: Person, password: str) -> None:
        done(self.backstage.post(f"/admin/accounts/user/{person.id}/password/", **chosen(password)))

    def move(self, person: Person) -> None:
        """To another organisation, for which the admin site has no form."""
        self.product.manage("shell", "--no-imports", "-c", MOVE.format(person.id, OTHER_HOTELS))


def form_of(**fields: str) -> dict[str, str]:
    return {"name": "Somebody", "organisation": DEMO_HOTELS, **fields}


def chosen(password: str) -> dict[str, str]:
    return {"usable_password": "true", "password1": password, "password2": password}


def done(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 302, answer.text
    return answer
