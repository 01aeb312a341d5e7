"""Guards between organisations: in each app the filter of one view, and of what an id in a body may name."""

from typing import Final

from .guard import Guard

BY_ID: Final = ("tests/test_tenants.py::TestDetailRoute::test_answers_alike",)
IN_A_BODY: Final = ("tests/test_tenants.py::TestBody::test_with_a_foreign_id_is_answered_alike",)
IN_A_LIST: Final = ("tests/test_tenants.py::test_a_list_holds_nothing_of_another_organisation",)

GUARDS: Final = (
    Guard(
        name="Payments of the own organisation",
        otherwise="A manager reads and voids what another hotel spent.",
        file="finance/views.py",
        old="rows = cast(TenantQuerySet[Any], super().get_queryset()).for_user(user)",
        new="rows = cast(TenantQuerySet[Any], super().get_queryset())",
        tests=BY_ID,
    ),
    Guard(
        name="Sums over the own organisation",
        otherwise="The summary adds up every hotel's money.",
        file="finance/summary.py",
        old="rows = model.objects.for_user(user).filter(property_id__in=property_ids)",
        new="rows = model.objects.all()",
        tests=IN_A_LIST,
    ),
    Guard(
        name="Stays of the own organisation",
        otherwise="A hotel reads another one's guests.",
        file="guestcheckin/views.py",
        old="Stay.objects.for_user(self.request.user)",
        new="Stay.objects.all()",
        tests=BY_ID,
    ),
    Guard(
        name="Identity documents of the own organisation",
        otherwise="A hotel downloads the passports of another one's guests.",
        file="guestcheckin/views.py",
        old="rows = Document.objects.for_user(self.request.user)",
        new="rows = Document.objects.all()",
        tests=BY_ID,
    ),
    Guard(
        name="Shifts of the own organisation",
        otherwise="A manager reads and corrects another hotel's shifts.",
        file="staff/views.py",
        old="rows = cast(ShiftQuerySet, super().get_queryset()).for_user(user)",
        new="rows = cast(ShiftQuerySet, super().get_queryset())",
        tests=BY_ID,
    ),
    Guard(
        name="Files of the own organisation",
        otherwise="A hotel downloads another one's receipts.",
        file="uploads/views.py",
        old="return Upload.objects.for_user(self.request.user)",
        new="return Upload.objects.all()",
        tests=BY_ID,
    ),
    Guard(
        name="An id in a body names a row of the own organisation",
        otherwise="The answer tells which rows another hotel has, and only saving still refuses them.",
        file="hotelops/accounts/tenancy.py",
        old='return rows.for_user(self.context["request"].user)',
        new="return rows.all()",
        tests=IN_A_BODY,
    ),
    Guard(
        name="A foreign key leads to a row of the own organisation",
        otherwise="Code that forgets to look, or writes many rows at once, ties two hotels together.",
        file="hotelops/accounts/constraints.py",
        old="""
            f" FOREIGN KEY ({quoted(field.column)}, organisation_id)"
            f" REFERENCES {quoted(target.db_table)} ({quoted(target.pk.column)}, organisation_id)"
""",
        new="""
            f" FOREIGN KEY ({quoted(field.column)})"
            f" REFERENCES {quoted(target.db_table)} ({quoted(target.pk.column)})"
""",
        tests=(
            "tests/intruders/test_tenant_constraints.py::TestEveryRelation",
            "tests/intruders/test_tenant_trust.py",
        ),
    ),
    Guard(
        name="Rows of the own organisation on the admin site",
        otherwise="A manager looks through every hotel's guests, and erases them.",
        file="hotelops/accounts/organisation_admin.py",
        old="return of_organisation(super().get_queryset(request), request, self.organisation_path)",
        new="return super().get_queryset(request)",
        tests=("tests/intruders/test_tenant_admin.py::TestForeignRow",),
    ),
    Guard(
        name="Choices of the own organisation in forms of the admin site",
        otherwise="A manager sees the names of every hotel.",
        file="hotelops/accounts/organisation_admin.py",
        old='kwargs["queryset"] = of_organisation(choices, request, path)',
        new='kwargs["queryset"] = choices',
        tests=(
            "tests/intruders/test_tenant_admin.py::TestForeignRow::test_is_on_no_page_of_lists_and_forms",
        ),
    ),
    Guard(
        name="A row stays in its organisation",
        otherwise="A superuser who picks another one for a hotel or a person gets an error page.",
        file="hotelops/accounts/organisation_admin.py",
        old='is_chosen = getattr(obj, "organisation_id", None) is not None',
        new="is_chosen = False",
        tests=("tests/intruders/test_tenant_admin.py::TestRowWithAnOrganisation",),
    ),
)
