"""The product's API, and beside it the other sides of the pairs."""

from typing import Any

from django.urls import path

from finance.views import ExpenseViewSet
from hotelops import urls as product
from hotelops.urls import handler400, handler403, handler404, handler500

from . import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

# The basename gives these views the permissions of the real one.
EXPENSE, UPLOAD = {"basename": "expenses"}, {"basename": "uploads"}
CREATE: dict[str, Any] = {"post": "create"}
FILE: dict[str, Any] = {"post": "file"}
urlpatterns = [
    # The product's own view once more, so that both sides of a pair are found as soon.
    path("bench/protected", ExpenseViewSet.as_view(CREATE, **EXPENSE)),
    path("bench/unprotected", views.UnprotectedExpenseViewSet.as_view(CREATE, **EXPENSE)),
    path("bench/unprotected-upload", views.UnprotectedUploadViewSet.as_view(FILE, **UPLOAD)),
    path("bench/light", views.LightViewSet.as_view(CREATE, **EXPENSE)),
    path("bench/unprotected-light", views.UnprotectedLightViewSet.as_view(CREATE, **EXPENSE)),
    path("bench/empty", views.EmptyViewSet.as_view(CREATE, **EXPENSE)),
    path("bench/plain", views.plain),
    *product.urlpatterns,
]
