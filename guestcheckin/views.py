from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hotelops.accounts.models import Organisation, User
from hotelops.api.ids import INTEGER_ID
from hotelops.api.parsers import StrictFormParser
from hotelops.files.intake import KeptFile, only_file, refuse_repeated
from hotelops.files.views import ContentMixin
from idempotency.mixins import IdempotencyMixin

from . import services
from .filters import StayFilterSet
from .models import Document, Stay
from .multipart import (
    CHECK_IN_WITH_DOCUMENTS,
    NewDocumentSerializer,
    document_files,
    parts_of,
    stated_check_in,
)
from .numbers import DocumentType
from .receiving import ReceivedFile, receive
from .serializers import CheckOutSerializer, DocumentSerializer, FormSubmittedSerializer, StaySerializer


class StayViewSet(IdempotencyMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Any]):
    """Guests check in and out; everybody of the organisation sees them."""

    queryset = Stay.objects.all()
    serializer_class = StaySerializer
    filterset_class = StayFilterSet
    lookup_value_regex = INTEGER_ID
    received: Sequence[ReceivedFile] = ()

    def get_queryset(self) -> QuerySet[Any]:
        rows = cast("QuerySet[Any]", Stay.objects.for_user(self.request.user).prefetch_related("documents"))
        return rows if self.request.method in SAFE_METHODS else rows.select_for_update()

    @property
    def prepare(self) -> Callable[[Request], None] | None:
        return self.receive_files if self.action == "check_in_with_documents" else None

    def receive_files(self, request: Request) -> None:
        """Cleans and stores the files, while no transaction is open."""
        self.received = receive(document_files(request), organisation_of(request))

    @extend_schema(responses={201: StaySerializer})
    @action(detail=False, methods=["post"], url_path="create")
    def check_in(self, request: Request) -> Response:
        """Begins a stay. A room has one open stay at a time."""
        return self.begun(request.data)

    @extend_schema(request={"multipart/form-data": CHECK_IN_WITH_DOCUMENTS}, responses={201: StaySerializer})
    @action(
        detail=False, methods=["post"], url_path="create-with-documents", parser_classes=[StrictFormParser]
    )
    def check_in_with_documents(self, request: Request) -> Response:
        """Begins a stay and records its documents, all or nothing."""
        return self.begun(stated_check_in(request))

    def begun(self, data: Any) -> Response:
        stated = self.get_serializer(data=data)
        stated.is_valid(raise_exception=True)
        documents = [(file.type, file.accepted()) for file in self.received]
        stay = services.check_in(
            by=cast(User, self.request.user), stated=stated.validated_data, documents=documents
        )
        location = reverse("guest-checkin-detail", args=[stay.pk])
        return Response(self.get_serializer(stay).data, status=201, headers={"Location": location})

    @extend_schema(request=CheckOutSerializer)
    @action(detail=True, methods=["post"], url_path="check-out")
    def check_out(self, request: Request, pk: str) -> Response:
        """Ends a stay and frees its room."""
        stay = self.get_object()
        stated = CheckOutSerializer(data=request.data, context={"stay": stay})
        stated.is_valid(raise_exception=True)
        stay.check_out(stated.validated_data["checked_out_at"])
        return Response(self.get_serializer(stay).data)

    @extend_schema(request=FormSubmittedSerializer)
    @action(detail=True, methods=["post"], url_path="form-submitted")
    def form_submitted(self, request: Request, pk: str) -> Response:
        """Records that the authorities have the form of a guest from abroad."""
        stay = self.get_object()
        stated = FormSubmittedSerializer(data=request.data)
        stated.is_valid(raise_exception=True)
        stay.submit_form(by=request.user, reference=stated.validated_data["reference"])
        return Response(self.get_serializer(stay).data)


class DocumentViewSet(IdempotencyMixin, ContentMixin, mixins.RetrieveModelMixin, GenericViewSet[Any]):
    """Documents are added to a stay, and go only when its guest is erased."""

    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    lookup_value_regex = INTEGER_ID
    received: Sequence[ReceivedFile] = ()

    def get_queryset(self) -> QuerySet[Any]:
        rows = Document.objects.for_user(self.request.user)
        return rows.exclude(sha256="") if self.action == "content" else rows

    def prepare(self, request: Request) -> None:
        """Cleans and stores the file, while no transaction is open."""
        refuse_repeated(parts_of(request))
        kind = request.POST.get("type")
        if "file" in request.FILES and kind in DocumentType.values:
            files = [("file", kind, only_file(request, "file"))]
            self.received = receive(files, organisation_of(request))

    @extend_schema(
        request={"multipart/form-data": NewDocumentSerializer}, responses={201: DocumentSerializer}
    )
    @action(detail=False, methods=["post"], parser_classes=[StrictFormParser])
    def upload(self, request: Request) -> Response:
        """Adds a document to a stay; an Aadhaar may be recorded by its last four digits, without a file."""
        stated = NewDocumentSerializer(data=request.data, context=self.get_serializer_context())
        stated.is_valid(raise_exception=True)
        facts = stated.validated_data
        facts.pop("file", None)
        document = services.add_document(by=cast(User, request.user), file=self.kept_file(), **facts)
        location = reverse("guest-documents-detail", args=[document.pk])
        return Response(self.get_serializer(document).data, status=201, headers={"Location": location})

    def kept_file(self) -> KeptFile | None:
        """None where no file was sent. Raises a FieldProblem for one that must not be stored."""
        return self.received[0].accepted() if self.received else None


def organisation_of(request: Request) -> Organisation:
    """Every action here takes a member of one."""
    return cast(Organisation, cast(User, request.user).organisation)
