from typing import ClassVar, Final

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hotelops.api.serializers import CamelModelSerializer, CamelSerializer

from .models import Purpose, Upload

DESCRIPTIONS: Final = {
    "sha256": "Of the stored content, which of an image is not what was sent: its metadata are left out.",
    "size_bytes": "Of the stored content.",
}


class NewUploadSerializer(CamelSerializer):
    """The parts of the request; ``sha256`` is that of the bytes the client sends."""

    file = serializers.FileField()
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    sha256 = serializers.CharField(required=False, max_length=64, help_text="Refused if other bytes arrive.")


class UploadSerializer(CamelModelSerializer[Upload]):
    url = serializers.SerializerMethodField(help_text="Path of the content, on this server.")

    class Meta:
        model = Upload
        fields = (
            "id",
            "url",
            "file_name",
            "content_type",
            "size_bytes",
            "sha256",
            "purpose",
            "created_by_id",
            "created_at",
        )
        read_only_fields = fields
        extra_kwargs: ClassVar = {name: {"help_text": text} for name, text in DESCRIPTIONS.items()}

    @extend_schema_field(str)
    def get_url(self, upload: Upload) -> str:
        return reverse("uploads-content", args=[upload.pk])
