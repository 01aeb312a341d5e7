import pytest

from tests.request_ids import said

from .conftest import fresh_key

KINDS = pytest.mark.parametrize("kind", ["expenses", "revenues"])


def ids(response):
    assert response.status_code == 200
    return [row["id"] for row in response.json()["results"]]


@KINDS
class TestStaff:
    def test_see_their_own_rows_only(self, login, staff, manager, add, kind):
        own, other = add(login(staff), kind)["id"], add(login(manager), kind)["id"]
        client = login(staff)
        assert ids(client.get(f"/v1/finance/{kind}")) == [own]
        assert client.get(f"/v1/finance/{kind}/{own}").status_code == 200
        assert client.get(f"/v1/finance/{kind}/{other}").status_code == 404

    def test_may_not_void(self, login, staff, add, post, kind):
        client = login(staff)
        row = add(client, kind)
        response = post(client, f"/v1/finance/{kind}/{row['id']}/void", {"reason": "Typo"})
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
        assert client.get(f"/v1/finance/{kind}/{row['id']}").json()["voidedAt"] is None


@KINDS
@pytest.mark.parametrize("role", ["manager", "owner"])
class TestManagersAndOwners:
    def test_see_all_rows_of_their_organisation(self, login, staff, add, kind, role, request):
        row = add(login(staff), kind)["id"]
        client = login(request.getfixturevalue(role))
        assert ids(client.get(f"/v1/finance/{kind}")) == [row]
        assert client.get(f"/v1/finance/{kind}/{row}").status_code == 200

    def test_see_nothing_of_another_organisation(self, login, other_manager, add, kind, role, request):
        user = request.getfixturevalue(role)
        row = add(login(user), kind)["id"]
        client = login(other_manager)
        assert ids(client.get(f"/v1/finance/{kind}")) == []
        foreign, unknown = (client.get(f"/v1/finance/{kind}/{pk}") for pk in (row, row + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))

    def test_cannot_void_in_another_organisation(self, login, other_manager, add, post, kind, role, request):
        user = request.getfixturevalue(role)
        row = add(login(user), kind)["id"]
        foreign, unknown = (
            post(login(other_manager), f"/v1/finance/{kind}/{pk}/void", {"reason": "Typo"})
            for pk in (row, row + 1000)
        )
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))
        assert login(user).get(f"/v1/finance/{kind}/{row}").json()["voidedAt"] is None


@KINDS
class TestNobody:
    def test_sees_or_adds_a_thing(self, api, kind, db):
        for response in (
            api.get(f"/v1/finance/{kind}"),
            api.get(f"/v1/finance/{kind}/1"),
            api.post(f"/v1/finance/{kind}", {}, format="json", headers=fresh_key()),
            api.post(f"/v1/finance/{kind}/1/void", {}, format="json", headers=fresh_key()),
        ):
            assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
            assert response["WWW-Authenticate"].startswith("Bearer")


@KINDS
class TestRows:
    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_are_never_changed_or_deleted(self, login, owner, add, kind, method):
        client = login(owner)
        row = add(client, kind)
        response = client.generic(method.upper(), f"/v1/finance/{kind}/{row['id']}", headers=fresh_key())
        assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
        assert client.get(f"/v1/finance/{kind}/{row['id']}").json() == row

    @pytest.mark.parametrize("pk", ["abc", "1.5", "-1", "0", "9" * 30, "9" * 5000, "%00", "%D9%A1"])
    def test_with_odd_ids_do_not_exist(self, login, owner, kind, pk):
        response = login(owner).get(f"/v1/finance/{kind}/{pk}")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
