import pytest

from hotelops.accounts.admin_links import admin_url
from tests.hotels import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

PATHS = {
    "finance.Expense": "/v1/finance/expenses/{}",
    "finance.Revenue": "/v1/finance/revenues/{}",
    "guestcheckin.Stay": "/v1/guest-checkin/{}",
    "guestcheckin.Document": "/v1/guest-checkin/documents/{}",
    "staff.Shift": "/v1/staff/shifts/{}",
    "uploads.Upload": "/v1/uploads/{}",
}


class TestAdminUrl:
    @pytest.mark.parametrize("model", PATHS)
    def test_is_that_of_the_row_s_page(self, own, admin_client, model):
        row = own.row(model)
        url = admin_url(PATHS[model].format(row))
        assert url == f"/admin/{model.lower().replace('.', '/')}/{row}/change/"
        assert admin_client.get(url).status_code == 200

    def test_is_there_for_all_that_requests_make(self):
        assert PATHS.keys() == ROWS.keys() - {"accounts.Property", "accounts.User"}

    def test_is_found_by_an_action_on_the_row(self, own):
        expense = own.row("finance.Expense")
        assert (
            admin_url(f"/v1/finance/expenses/{expense}/void") == f"/admin/finance/expense/{expense}/change/"
        )

    @pytest.mark.parametrize(
        "path",
        [
            "/v1/finance/expenses",
            "/v1/finance/expenses/9999",
            f"/v1/finance/expenses/{'9' * 30}",
            "/v1/uploads/00000000-0000-4000-8000-000000000000",
            "/v1/finance/summary",
            "/health/live",
            "/nowhere",
            "",
            "nonsense",
        ],
    )
    def test_is_none_where_there_is_no_row(self, path):
        assert admin_url(path) is None
