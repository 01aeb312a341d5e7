"""An id in a path is written in one way: what is kept of a request is found by its URL."""

import pytest
from django.urls import NoReverseMatch

from .api_routes import ROUTES, ApiRoute


def takes_integers(route: ApiRoute) -> bool:
    try:
        return route.detail and bool(route.path(1))
    except NoReverseMatch:
        return False


@pytest.mark.parametrize("route", [route for route in ROUTES if takes_integers(route)], ids=str)
class TestId:
    def asked(self, api, route, written):
        response = api.generic(route.method.upper(), route.template.replace("{id}", written))
        return response.status_code, response.json()["code"]

    @pytest.mark.parametrize("written", ["07", "0007", "0", "-7", "+7", "7%0A", "%D9%A7"])
    def test_written_oddly_leads_nowhere(self, api, route, written):
        assert self.asked(api, route, written) == (404, "not_found")

    def test_written_plainly_leads_to_a_row(self, api, route):
        assert self.asked(api, route, "70") == (401, "not_authenticated")
