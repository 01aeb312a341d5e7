"""The admin site, when anything is typed into its addresses, search boxes and forms."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from hotelops.accounts.models import Organisation, Property, User
from tests.accounts.admin_site import client_of
from tests.conftest import PASSWORD

from .lists import TEXTS, share
from .sweep import Sweep, answer_of
from .test_texts import encoded, one_for_each
from .writer import undone

pytestmark = pytest.mark.servers

MODELS: Final[list[tuple[Any, ModelAdmin]]] = list(admin.site._registry.items())
OWN: Final = ("q", "p", "o", "all", "e", "_popup", "_to_field", "_facets", "_changelist_filters")
"""Parameters of every list."""
PARTS: Final = ("year", "month", "day", "gte", "lt")
"""Of a date hierarchy."""
ODD: Final = ("1", "\x00", "[", "x", "-1", "9" * 30, "9" * 5000, chr(0xD800), "2025-13-45", "1,2", "")
PAGES: Final = ("change", "delete", "history", "password", "content")
ELSEWHERE: Final = (
    "/admin/{}/",
    "/admin/accounts/{}/",
    "/admin/jsi18n/?{0}={0}",
    "/admin/r/{0}/{0}/",
    "/admin/autocomplete/?app_label={0}&model_name={0}&field_name={0}&term={0}",
    "/admin/login/?next={}",
    "/admin/password_change/?next={}",
)
FORMS: Final = (Organisation, Property, User, Group)
"""What is written here, and not through the API."""


@pytest.fixture
def hotel(new_hotel):
    hotel = new_hotel()
    hotel.make_all()
    return hotel


@pytest.fixture(params=["superuser", "manager"])
def site(request, hotel) -> Client:
    is_manager = request.param == "manager"
    user = hotel.manager if is_manager else User.objects.create_superuser("admin@example.com", PASSWORD)
    client = client_of(user)
    client.raise_request_exception = False
    return client


def changelist(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def lookups(model: Any) -> Iterator[str]:
    """Every field of a model with everything that it can be looked up by."""
    for field in model._meta.concrete_fields:
        yield field.name
        yield from (f"{field.name}__{lookup}" for lookup in field.get_lookups())


def own_parameters(model_admin: ModelAdmin) -> Iterator[str]:
    yield from OWN
    if name := model_admin.date_hierarchy:
        yield from (f"{name}__{part}" for part in PARTS)


def form_fields(page: Any) -> list[str]:
    """None where the user may not add anything."""
    return list(page.context["adminform"].form.fields) if page.status_code == 200 else []


def sendable(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def see(sweep: Sweep, what: object, response: Any, *texts: str) -> None:
    """An answer of the site must not hold what was typed as markup, either."""
    answer = answer_of(response)
    sweep.see(what, answer, as_page=True)
    for text in texts:
        if "<" in text and sendable(text) in answer[1]:
            sweep.leaks.append(f"{text[:60]!r} stands unescaped in the answer to {what!r}")


class TestList:
    def test_looked_up_by_anything_in_its_address_is_no_error(self, site, sweep):
        for place, (model, _) in enumerate(MODELS):
            for start, name in enumerate(share(list(lookups(model)), 16, place)):
                value = ODD[start % len(ODD)]
                with undone():
                    response = site.get(f"{changelist(model)}?{name}={encoded(value)}")
                    see(sweep, (model.__name__, name, value[:20]), response)

    def test_with_anything_in_its_own_parameters_is_no_error(self, site, sweep):
        for place, (model, model_admin) in enumerate(MODELS):
            for start, name in enumerate(own_parameters(model_admin)):
                for text in share([*ODD, *TEXTS], 500, place + 37 * start):
                    with undone():
                        response = site.get(f"{changelist(model)}?{name}={encoded(text)}")
                        see(sweep, (model.__name__, name, text[:40]), response, text)

    def test_with_anything_ticked_for_an_action_is_no_error(self, site, sweep):
        for place, (model, _) in enumerate(MODELS):
            for value in share(ODD, 3, place):
                form = {"action": "delete_selected", "_selected_action": sendable(value)}
                with undone():
                    see(sweep, (model.__name__, value[:20]), site.post(changelist(model), form))


class TestPage:
    def test_of_anything_is_no_error(self, site, sweep):
        for place, (model, _) in enumerate(MODELS):
            pages = [f"{changelist(model)}{encoded(value)}/{page}/" for page in PAGES for value in ODD]
            for path in share(pages, 8, place):
                with undone():
                    see(sweep, path[:60], site.get(path))

    def test_of_anything_else_is_no_error(self, site, sweep):
        for place, address in enumerate(ELSEWHERE):
            for text in share([*ODD, *TEXTS], 20, place):
                with undone():
                    see(sweep, (address, text[:40]), site.get(address.format(encoded(text))), text)


class TestForm:
    @pytest.mark.parametrize("model", FORMS, ids=lambda model: model.__name__)
    def test_filled_with_anything_is_no_error(self, site, sweep, model):
        path = f"{changelist(model)}add/"
        names = form_fields(site.get(path))
        for start in share(range(len(TEXTS)), 24):
            texts = one_for_each(names, start)
            form = {name: sendable(text) for name, text in texts.items()}
            with undone():
                see(sweep, (model.__name__, start), site.post(path, form), *texts.values())

    def test_of_the_login_filled_with_anything_is_no_error(self, hotel, sweep):
        stranger = Client(raise_request_exception=False)
        for text in share(TEXTS, 12):
            form = {"username": sendable(text), "password": sendable(text)}
            with undone():
                see(sweep, text[:40], stranger.post("/admin/login/", form), text)
