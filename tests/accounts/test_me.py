class TestMe:
    def test_is_what_a_phone_needs_at_its_start(
        self, login, manager, organisation, property_, other_property
    ):
        answer = login(manager).get("/auth/me")
        assert answer.status_code == 200
        assert answer.json() == {
            "id": manager.pk,
            "email": manager.email,
            "name": manager.name,
            "role": "manager",
            "orgId": organisation.pk,
            "orgName": organisation.name,
            "properties": [
                {
                    "id": property_.pk,
                    "name": property_.name,
                    "country": "IN",
                    "currency": "INR",
                    "timeZone": "Asia/Kolkata",
                }
            ],
        }

    def test_needs_a_login(self, api, db):
        answer = api.get("/auth/me")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer["Content-Type"] == "application/problem+json"

    def test_knows_no_other_method(self, login, manager):
        assert login(manager).post("/auth/me").status_code == 405
