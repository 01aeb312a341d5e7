from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hotelops.accounts.models import Property
from hotelops.accounts.tenancy import TenantRelatedField
from hotelops.api.aadhaar import refuse_full_aadhaar
from hotelops.api.fields import DayField, InstantField
from hotelops.api.serializers import CamelModelSerializer, CamelSerializer

from .models import Document, Side, Stay
from .numbers import DocumentType
from .rules import (
    Errors,
    check_arrival,
    check_free_texts,
    check_not_ahead,
    check_papers,
    phone_number,
)
from .serializer_fields import NumberField, RoomNumberField

RECORDED: Final = (
    "checked_out_at",
    "form_due_at",
    "form_submitted_at",
    "form_submitted_by_id",
    "form_reference",
    "erased_at",
    "created_by_id",
    "created_at",
)


class DocumentSerializer(CamelModelSerializer[Document]):
    """Hash, size and type are those of the file as it is kept; without a file ``url`` is null."""

    check_in_id = serializers.IntegerField(source="stay_id", read_only=True)
    side = serializers.ChoiceField(
        choices=Side.choices, allow_blank=True, read_only=True, help_text="Empty when none was stated."
    )
    number = NumberField(kind="", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = (
            "id",
            "check_in_id",
            "type",
            "side",
            "number",
            "url",
            "file_name",
            "content_type",
            "size_bytes",
            "sha256",
            "created_by_id",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "uri-reference"})
    def get_url(self, document: Document) -> str | None:
        return reverse("guest-documents-content", args=[document.pk]) if document.has_file else None


class StaySerializer(CamelModelSerializer[Stay]):
    property_id = TenantRelatedField(source="property", queryset=Property.objects.all())
    room_number = RoomNumberField(max_length=20)
    guest_name = serializers.CharField(max_length=200)
    phone = serializers.CharField(max_length=40)
    date_of_birth = DayField(earliest=date(1900, 1, 1), required=False, allow_null=True)
    check_in_at = InstantField(required=False)
    passport_number = NumberField(kind=DocumentType.PASSPORT)
    visa_number = NumberField(kind=DocumentType.VISA)
    documents = DocumentSerializer(many=True, read_only=True)

    class Meta:
        model = Stay
        fields: tuple[str, ...] = (
            "id",
            "property_id",
            "room_number",
            "guest_name",
            "phone",
            "email",
            "date_of_birth",
            "address",
            "nationality",
            "adults",
            "children",
            "check_in_at",
            "expected_check_out_at",
            "checked_out_at",
            "purpose_of_visit",
            "passport_number",
            "visa_number",
            "visa_expires_on",
            "arrived_in_country_on",
            "form_due_at",
            "form_submitted_at",
            "form_submitted_by_id",
            "form_reference",
            "erased_at",
            "documents",
            "created_by_id",
            "created_at",
        )
        read_only_fields = RECORDED
        validators = ()
        """A taken room is a 409 of the model, not a 400."""

    def validate(self, stated: dict[str, Any]) -> dict[str, Any]:
        check_free_texts(stated)
        errors = Errors()
        stated.setdefault("check_in_at", timezone.now())
        stated["phone"] = phone_number(stated["phone"], stated["property"], errors)
        check_arrival(stated, errors)
        check_papers(stated, errors)
        errors.settle()
        return stated


class CheckOutSerializer(CamelSerializer):
    checked_out_at = InstantField(required=False)

    def validate(self, stated: dict[str, Any]) -> dict[str, Any]:
        begun, errors = self.context["stay"].check_in_at, Errors()
        at = stated.setdefault("checked_out_at", max(timezone.now(), begun))
        check_not_ahead("checkedOutAt", at, errors)
        if at < begun:
            errors.add("checkedOutAt", "before_check_in", "Must not be before the check-in.")
        errors.settle()
        return stated


class FormSubmittedSerializer(CamelSerializer):
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")

    def validate(self, stated: dict[str, Any]) -> dict[str, Any]:
        refuse_full_aadhaar({"reference": stated["reference"]})
        return stated
