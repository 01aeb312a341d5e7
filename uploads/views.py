from dataclasses import asdict
from typing import Any, Final, cast

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hotelops.api.parsers import StrictFormParser
from hotelops.files.intake import KeptFile, cleaned, keep, only_file, refuse_repeated
from hotelops.files.views import ContentMixin
from idempotency.mixins import IdempotencyMixin

from .models import Upload
from .serializers import NewUploadSerializer, UploadSerializer

UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class UploadViewSet(IdempotencyMixin, ContentMixin, mixins.RetrieveModelMixin, GenericViewSet[Any]):
    """Files come in once and are never changed; everybody of the organisation may read them."""

    queryset = Upload.objects.all()
    serializer_class = UploadSerializer
    lookup_value_regex = UUID
    kept: KeptFile

    def get_queryset(self) -> QuerySet[Upload]:
        return Upload.objects.for_user(self.request.user)

    def prepare(self, request: Request) -> None:
        """Looks at the file, cleans and stores it, while no transaction is open."""
        file = only_file(request, "file")
        refuse_repeated(request.POST)
        clean = cleaned(file, "file", request.POST.get("sha256"))
        self.kept = keep(clean, cast(Any, request.user).organisation_id)

    @extend_schema(request={"multipart/form-data": NewUploadSerializer}, responses={201: UploadSerializer})
    @action(detail=False, methods=["post"], parser_classes=[StrictFormParser])
    def file(self, request: Request) -> Response:
        """Stores a JPEG, PNG or WebP image without its metadata, or a PDF as it is, of up to 10 MiB.

        `sha256` and `sizeBytes` of the answer are those of what is stored.
        """
        stated = NewUploadSerializer(data=request.data)
        stated.is_valid(raise_exception=True)
        user: Any = request.user
        upload = Upload.objects.create(
            organisation_id=user.organisation_id,
            created_by=user,
            purpose=stated.validated_data["purpose"],
            **asdict(self.kept),
        )
        location = reverse("uploads-detail", args=[upload.pk])
        return Response(UploadSerializer(upload).data, status=201, headers={"Location": location})
