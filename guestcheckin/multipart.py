"""Requests that carry files: which parts there are, and how they are read."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from hotelops.accounts.tenancy import TenantRelatedField
from hotelops.api.parsers import parsed
from hotelops.api.problems import FieldProblem
from hotelops.api.serializers import CamelSerializer
from hotelops.files.intake import refuse_repeated

from .models import Side, Stay
from .numbers import DocumentType, InvalidNumber
from .serializer_fields import LONGEST_NUMBER, number_of
from .serializers import StaySerializer

MOST_FILES: Final = 10
LARGEST_CHECK_IN: Final = 64 * 1024
DOCUMENT_PARTS: Final = ("files", "documentTypes")


class DocumentFilesSerializer(CamelSerializer):
    """Files and their types, in the same order."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=MOST_FILES
    )
    document_types = serializers.ListField(
        child=serializers.ChoiceField(choices=DocumentType.choices), min_length=1, max_length=MOST_FILES
    )

    def validate(self, stated: dict[str, Any]) -> dict[str, Any]:
        if len(stated["files"]) != len(stated["document_types"]):
            message = "State one type for each file, in the order of the files."
            raise FieldProblem("documentTypes", "documents_mismatch", message)
        return stated


class FlatCheckInSerializer(StaySerializer):
    """Each field of a check-in as a part of its own, beside the files."""

    files = DocumentFilesSerializer._declared_fields["files"]
    document_types = DocumentFilesSerializer._declared_fields["document_types"]

    class Meta(StaySerializer.Meta):
        fields: tuple[str, ...] = (*StaySerializer.Meta.fields, "files", "document_types")


class JSONCheckInSerializer(DocumentFilesSerializer):
    """The fields of a check-in as one JSON object, beside the files."""

    check_in = StaySerializer()


CHECK_IN_WITH_DOCUMENTS: Final = PolymorphicProxySerializer(
    component_name="CheckInWithDocuments",
    serializers=[FlatCheckInSerializer, JSONCheckInSerializer],
    resource_type_field_name=None,
)
"""What the schema says of a check-in with documents."""


class NewDocumentSerializer(CamelSerializer):
    check_in_id = TenantRelatedField(source="stay", queryset=Stay.objects.select_for_update())
    type = serializers.ChoiceField(choices=DocumentType.choices)
    side = serializers.ChoiceField(choices=Side.choices, required=False, allow_blank=True, default="")
    number = serializers.CharField(
        max_length=LONGEST_NUMBER,
        required=False,
        allow_blank=True,
        help_text="Of an Aadhaar the last four digits; more are never kept.",
    )
    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="May be left out for the last digits of an Aadhaar."
    )

    def validate(self, stated: dict[str, Any]) -> dict[str, Any]:
        number = stated.pop("number", "")
        stated["number"] = self.document_number(stated["type"], number) if number else None
        if "file" not in stated and not (stated["type"] == DocumentType.AADHAAR and number):
            refuse(["file"], "required", "Send the file, or the last four digits of an Aadhaar as number.")
        return stated

    def document_number(self, kind: str, number: str) -> Any:
        try:
            return number_of(kind, number, field="number")
        except InvalidNumber:
            refuse(["number"], "invalid_document_number", "This is no valid number of such a document.")


def parts_of(request: Request) -> QueryDict:
    """Texts and files by the name of their part."""
    return cast(QueryDict, request.data)


def document_files(request: Request) -> list[tuple[str, str, UploadedFile]]:
    """Field, type and content of each file of a check-in. Raises a ValidationError or a FieldProblem."""
    parts = parts_of(request)
    given = MultiValueDict({name: parts.getlist(name) for name in DOCUMENT_PARTS})
    stated = DocumentFilesSerializer(data=given)
    stated.is_valid(raise_exception=True)
    files = zip(stated.validated_data["document_types"], stated.validated_data["files"], strict=True)
    return [(f"files.{index}", kind, file) for index, (kind, file) in enumerate(files)]


def stated_check_in(request: Request) -> Mapping[str, Any]:
    """The fields of a check-in, as a form or as the object in the part ``checkIn``."""
    given = QueryDict(mutable=True)
    for name, values in parts_of(request).lists():
        if name not in DOCUMENT_PARTS:
            given.setlist(name, values)
    refuse_repeated(given)
    if "checkIn" not in given:
        return given
    if others := [name for name in given if name != "checkIn"]:
        refuse(others, "given_twice", "Give all fields in checkIn, or all as parts of their own.")
    return json_object(given["checkIn"])


def json_object(part: Any) -> dict[str, Any]:
    """The object in a text part, or in one with a file name, which is how browsers send JSON."""
    body = part.read(LARGEST_CHECK_IN + 1) if isinstance(part, UploadedFile) else part.encode()
    if len(body) > LARGEST_CHECK_IN:
        refuse(["checkIn"], "max_length", f"Must have at most {LARGEST_CHECK_IN} bytes.")
    try:
        value = parsed(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        refuse(["checkIn"], "parse_error", "Must be a JSON object in UTF-8.")
    return value


def refuse(fields: Iterable[str], code: str, message: str) -> NoReturn:
    raise ValidationError({field: [ErrorDetail(message, code)] for field in fields})
