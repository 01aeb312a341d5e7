from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from finance.views import ExpenseViewSet


class UnprotectedExpenseViewSet(ExpenseViewSet):
    """Creates an expense as the product does, in one transaction, but as often as it is asked to."""

    non_idempotent_actions: ClassVar[frozenset[str]] = frozenset({"create"})

    @transaction.atomic(durable=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)


class EmptyViewSet(ViewSet):
    """Authenticates and authorises like any view of the product, then does nothing."""

    def create(self, request: Request) -> Response:
        return Response()


@csrf_exempt
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
