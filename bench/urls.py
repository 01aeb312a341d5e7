"""The product's API, and beside it the other sides of the pairs."""

from django.urls import path

from hotelops import urls as product
from hotelops.urls import handler400, handler403, handler404, handler500

from .views import EmptyViewSet, UnprotectedExpenseViewSet, UnprotectedUploadViewSet, plain

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

# The basename gives these views the permissions of the real one.
urlpatterns = [
    path("bench/unprotected", UnprotectedExpenseViewSet.as_view({"post": "create"}, basename="expenses")),
    path("bench/unprotected-upload", UnprotectedUploadViewSet.as_view({"post": "file"}, basename="uploads")),
    path("bench/empty", EmptyViewSet.as_view({"post": "create"}, basename="expenses")),
    path("bench/plain", plain),
    *product.urlpatterns,
]
