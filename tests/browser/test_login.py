import pytest

from .visitor import Visitor

pytestmark = pytest.mark.product


class TestLogin:
    def test_leads_to_the_index(self, visit):
        visitor: Visitor = visit(storage_state=None)
        visitor.open("/admin/")
        assert "/admin/login/" in visitor.page.url
        visitor.log_in()
        visitor.page.wait_for_url("**/admin/")
        assert visitor.page.get_by_role("link", name="Dashboard").count() > 0

    def test_with_a_wrong_password_says_so(self, visit):
        visitor: Visitor = visit(storage_state=None)
        visitor.open("/admin/")
        visitor.log_in(password="wrong")
        assert "correct e-mail and password" in visitor.page.locator(".errornote").inner_text()
