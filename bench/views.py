from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from finance.views import ExpenseViewSet
from hotelops.accounts.models import Organisation
from hotelops.api.parsers import StrictFormParser
from idempotency.mixins import IdempotencyMixin
from uploads.views import UploadViewSet


class UnprotectedExpenseViewSet(ExpenseViewSet):
    """Creates an expense as the product does, in one transaction, but as often as it is asked to."""

    non_idempotent_actions: ClassVar[frozenset[str]] = frozenset({"create"})

    @transaction.atomic(durable=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)


class UnprotectedUploadViewSet(UploadViewSet):
    """Cleans and stores a file as the product does, then adds its row, but as often as it is asked to."""

    non_idempotent_actions: ClassVar[frozenset[str]] = frozenset({"file"})
    parser_classes = (StrictFormParser,)

    def file(self, request: Request) -> Response:  # type: ignore[override]  # the stubs' actions fit one class
        self.prepare(request)
        with transaction.atomic(durable=True):
            return UploadViewSet.file(self, request)


class LightViewSet(IdempotencyMixin, ViewSet):
    """Creates a row that has next to nothing in it, and reads nothing of the request."""

    def create(self, request: Request) -> Response:
        return Response({"id": Organisation.objects.create(name="Light").pk}, status=201)


class UnprotectedLightViewSet(LightViewSet):
    non_idempotent_actions: ClassVar[frozenset[str]] = frozenset({"create"})

    @transaction.atomic(durable=True)
    def create(self, request: Request) -> Response:
        return super().create(request)


class EmptyViewSet(ViewSet):
    """Authenticates and authorises like any view of the product, then does nothing."""

    def create(self, request: Request) -> Response:
        return Response()


@csrf_exempt
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
