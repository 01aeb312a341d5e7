"""The admin site, as a browser of some user sees it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from hotelops.accounts.models import User


def client_of(user: User) -> Client:
    """Somebody who may enter the admin site, and has."""
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(user)
    return client


def path(model: Any, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:accounts_{model._meta.model_name}_{page}", args=args)
