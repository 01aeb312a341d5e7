"""Every page of the admin site and the docs, in a browser that would complain."""

import pytest
from django.contrib import admin
from django.urls import reverse

from .visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.product

LISTS = [
    reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for model in admin.site._registry
]
LEADING_ON = "#result_list tbody tr:first-child :is(th, .field-key) a, .object-tools .addlink"
"""From a list to the first row's page, and to the page of a new one."""


class TestAdminSite:
    def test_has_no_page_that_a_browser_complains_about_or_that_is_too_wide(self, visitor: Visitor, measured):
        paths = ["/admin/", "/admin/password_change/", *LISTS]
        for path in paths:
            assert visitor.open(path).status == 200, path
            if path in LISTS:
                links = visitor.page.locator(LEADING_ON).all()
                paths += [link.evaluate("link => link.href") for link in links]
            assert visitor.fits(DESK), path
            assert visitor.fits(PHONE), path
        assert len(paths) > 2 * len(LISTS)
        measured(
            f"{len(paths)} pages: 0 errors, 0 violations of the policy, none too wide, on a phone either"
        )


ODD_STYLE = "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p'}))"
ODD_SCRIPT = "setTimeout(() => { throw new Error('of a script') })"


class TestVisitor:
    def test_hears_a_browser_complain(self, visitor: Visitor):
        visitor.open("/admin/")
        visitor.page.evaluate(ODD_STYLE)
        with visitor.page.expect_event("pageerror"):
            visitor.page.evaluate(ODD_SCRIPT)
        [style, script] = visitor.complaints
        assert "Content Security Policy" in style
        assert "of a script" in script
        visitor.complaints.clear()


class TestDocs:
    def test_show_the_endpoints(self, visitor: Visitor, screenshot):
        visitor.open("/docs")
        visitor.page.get_by_text("/v1/finance/expenses", exact=True).first.wait_for()
        screenshot(visitor.page, "docs", whole=False)
        assert visitor.fits(PHONE)

    def test_are_made_of_the_schema(self, visitor: Visitor):
        answer = visitor.page.request.get("/schema")
        assert answer.status == 200
        assert "openapi: 3.1.0" in answer.text()
