"""The admin site, seen by a superuser."""

import re
from collections.abc import Iterator

import httpx
from django.contrib import admin
from django.urls import reverse

from tests.servers import Product

ADMIN = {"username": "admin@example.com", "password": "changeme"}
TOKEN = "csrfmiddlewaretoken"
CSRF = "csrftoken"
ROW = re.compile(r'href="(/admin/\w+/\w+/[^"/]+/change/)')


class Backstage:
    """Its cookies are for https alone; they are sent all the same, as nginx would."""

    def __init__(self, product: Product) -> None:
        self.client = product.client(timeout=20)

    def log_in(self, **entered: str) -> httpx.Response:
        self.get("/admin/login/")
        return self.post("/admin/login/", **(ADMIN | entered))

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path, headers={"Cookie": self.cookies()})

    def post(self, path: str, **fields: str) -> httpx.Response:
        form = {TOKEN: self.csrf_token(), **fields}
        return self.client.post(path, data=form, headers={"Cookie": self.cookies()})

    def csrf_token(self) -> str:
        return next((cookie.value or "" for cookie in self.client.cookies.jar if CSRF in cookie.name), "")

    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.client.cookies.jar)

    def pages(self) -> Iterator[httpx.Response]:
        """The list of each model, and a page for each row on it."""
        for model in admin.site._registry:
            rows = self.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
            yield rows
            yield from map(self.get, dict.fromkeys(ROW.findall(rows.text)))
