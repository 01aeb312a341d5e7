import pytest
from django.apps import apps
from django.contrib.admin import site

from finance.models import Expense
from hotelops.accounts.admin import OrganisationAdmin
from hotelops.accounts.models import LoginAttempts, Organisation, Property, Session, User

from .admin_site import client_of, path

OUR_APPS = {"accounts", "finance", "guestcheckin", "idempotency", "staff", "uploads"}
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


class TestSuperuser:
    @pytest.mark.parametrize("model", [Organisation, Property, Session, User])
    def test_sees_every_organisation(self, superuser, login, manager, other_manager, model, property_):
        login(manager), login(other_manager)
        Property.objects.create(organisation=other_manager.organisation, name="H", country="IN")
        page = superuser.get(path(model))
        assert page.context["cl"].result_count == model.objects.count()
        assert superuser.get(f"{path(model)}?q=a").status_code == 200

    def test_adds_a_property(self, superuser, organisation):
        form = {
            "organisation": organisation.pk,
            "name": "H",
            "country": "IN",
            "currency": "INR",
            "time_zone": "UTC",
        }
        assert superuser.post(path(Property, "add"), form).status_code == 302
        wrong = superuser.post(path(Property, "add"), form | {"time_zone": "Mars", "latitude": "1"})
        assert "time_zone" in wrong.context["adminform"].form.errors

    def test_sees_no_ids_of_tokens(self, superuser, login, manager):
        login(manager)
        session = Session.objects.get()
        for page in (superuser.get(path(Session)), superuser.get(path(Session, "change", session.pk))):
            assert page.status_code == 200
            for token_id in (str(session.token_id), session.token_id.hex):
                assert token_id not in page.content.decode()

    def test_cannot_change_sessions(self, superuser, login, manager):
        login(manager)
        session = Session.objects.get()
        assert superuser.get(path(Session, "add")).status_code == 403
        assert superuser.post(path(Session, "change", session.pk), {}).status_code == 403
        assert superuser.post(path(Session, "delete", session.pk), {"post": "yes"}).status_code == 403


class TestManager:
    @pytest.mark.parametrize("model", [Organisation, Property, Session, User])
    def test_sees_the_own_organisation_only(
        self, managers_site, login, manager, other_manager, property_, other_property, model
    ):
        login(manager), login(other_manager)
        page = managers_site.get(path(model))
        assert page.context["cl"].result_count == 1
        content = page.content.decode()
        assert other_manager.email not in content
        assert other_manager.organisation.name not in content

    @pytest.mark.parametrize("page", ["change", "delete", "history"])
    def test_finds_no_row_of_another_organisation(self, managers_site, other_manager, other_property, page):
        for row in (other_manager, other_property, other_manager.organisation):
            answer = managers_site.get(path(type(row), page, row.pk))
            assert answer.status_code in (302, 403)

    def test_filters_by_the_own_organisations_rows_only(
        self, managers_site, organisation, property_, other_property
    ):
        for name, owner in (("Ours", organisation), ("Theirs", other_property.organisation)):
            Property.objects.create(organisation=owner, name=name, country="IN")
        page = managers_site.get("/admin/finance/expense/")
        (choices,) = (
            spec.lookup_choices for spec in page.context["cl"].filter_specs if spec.title == "property"
        )
        assert sorted(name for _, name in choices) == ["Bay View", "Ours"]

    def test_chooses_among_the_own_organisations_rows_only(self, rf, manager, property_, other_property):
        request = rf.get("/")
        request.user = manager
        field = OrganisationAdmin(Expense, site).formfield_for_foreignkey(
            Expense._meta.get_field("property"), request
        )
        assert list(field.queryset) == [property_]


class TestStaff:
    def test_sees_nothing_even_when_let_in(self, staff, property_):
        page = client_of(staff)
        for model in (Organisation, Property, Session, User):
            assert page.get(path(model)).status_code == 403
        assert page.get(path(User, "add")).status_code == 403


class TestLoginAttempts:
    def test_of_a_person_are_found_and_forgotten_by_superusers(self, superuser, api, manager):
        api.post("/auth/login", {"email": manager.email, "password": "wrong"})
        attempts = LoginAttempts.objects.get()
        for search, count in (("", 1), (manager.email.upper(), 1), ("nobody@example.com", 0)):
            page = superuser.get(path(LoginAttempts), {"q": search})
            assert page.context["cl"].result_count == count
        assert superuser.post(path(LoginAttempts, "add"), {}).status_code == 403
        superuser.post(path(LoginAttempts, "delete", attempts.pk), {"post": "yes"})
        assert not LoginAttempts.objects.exists()

    def test_of_a_known_device_are_found_with_them(self, superuser, api, manager, logged_in):
        for more in ({}, {"refreshToken": logged_in["refreshToken"]}):
            api.post("/auth/login", {"email": manager.email, "password": "wrong", **more})
        page = superuser.get(path(LoginAttempts), {"q": manager.email})
        assert page.context["cl"].result_count == LoginAttempts.objects.count() == 2

    def test_are_not_shown_to_managers(self, managers_site):
        assert managers_site.get(path(LoginAttempts)).status_code == 403


class TestEveryModel:
    def test_is_on_the_admin_site_or_on_the_page_of_another(self):
        inlines = {inline.model for admin in site._registry.values() for inline in admin.inlines}
        assert set(OUR_MODELS) <= site._registry.keys() | inlines

    @pytest.mark.parametrize("model", [model for model in OUR_MODELS if model in site._registry])
    def test_can_be_searched_and_filtered(self, model):
        admin = site._registry[model]
        assert admin.search_fields
        assert admin.list_filter
