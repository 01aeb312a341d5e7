"""The pages work under their own policy: nothing that runs is written into them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from guestcheckin.models import Stay
from hotelops.accounts.models import User
from tests.accounts.admin_site import client_of
from tests.conftest import PASSWORD
from tests.hotels import Hotel

from .markup import Markup

FOUND = [
    ("<script>run()</script>", ["<script>"]),
    ("<style>p {}</style>", ["<style>"]),
    ('<p style="color: red">', ['<p style="color: red">']),
    ('<img src="/x.png" onerror="run()">', ['<img src="/x.png" onerror="run()">']),
    ('<a href=" JavaScript:run()">', ['<a href=" JavaScript:run()">']),
    ('<script src="//evil.example/x.js">', ['<script src="//evil.example/x.js">']),
    ('<form action="https://evil.example">', ['<form action="https://evil.example">']),
    ('<script src="/x.js"></script><img src="data:,"><a href="https://elsewhere.example">', []),
]


@pytest.fixture
def superuser(db) -> Client:
    return client_of(User.objects.create_superuser("admin@example.com", PASSWORD))


@pytest.fixture
def hotel(login, property_, manager) -> Hotel:
    hotel = Hotel(login(manager), property_, manager)
    hotel.make_all()
    return hotel


def refused_in(page: Any) -> list[str]:
    """What the page holds in vain; an answer that is none fails."""
    assert page.status_code == 200, page.content
    markup = Markup(page.content.decode())
    assert "html" in markup.tags
    return markup.refused


def paths_of(model: type[Model]) -> Iterator[str]:
    """All pages about a model, and about one row of it."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield from (reverse(f"{name}_{page}") for page in ("changelist", "add"))
    if row := model._default_manager.first():
        yield from (reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history"))


class TestMarkup:
    @pytest.mark.parametrize(("page", "refused"), FOUND)
    def test_is_found(self, page, refused):
        assert Markup(page).refused == refused


class TestDocs:
    def test_have_none(self, client):
        assert refused_in(client.get("/docs")) == []

    def test_begin_with_a_script_of_this_host(self, client):
        assert '<script src="/docs?script="></script>' in client.get("/docs").content.decode()
        script = client.get("/docs?script=")
        assert script.headers["Content-Type"] == "application/javascript"
        assert "SwaggerUIBundle({" in script.content.decode()

    def test_ask_nobody_elses_server_for_a_verdict(self, client):
        assert '"validatorUrl": null' in client.get("/docs?script=").content.decode()


class TestAdminSite:
    @pytest.mark.parametrize("page", ["login", "index", "password_change"])
    def test_has_none_on_its_own_pages(self, superuser, client, page):
        visitor = client if page == "login" else superuser
        assert refused_in(visitor.get(reverse(f"admin:{page}"))) == []

    def test_has_none_on_any_page_of_a_model(self, superuser, hotel, measured):
        paths = [path for model in admin.site._registry for path in paths_of(model)]
        pages = [page for page in map(superuser.get, paths) if page.status_code != 403]
        assert len(pages) > 30
        assert [(page.request["PATH_INFO"], refused_in(page)) for page in pages if refused_in(page)] == []
        measured(f"{len(pages)} pages without a script, style or handler that is written into them")

    def test_has_none_where_it_asks_before_it_erases(self, superuser, hotel):
        action = {"action": "erase_guests", "_selected_action": [Stay.objects.get().pk]}
        page = superuser.post(reverse("admin:guestcheckin_stay_changelist"), action)
        assert "Erase these guests" in page.content.decode()
        assert refused_in(page) == []
