from django.apps import AppConfig
from django.core.checks import register


class GuestCheckInConfig(AppConfig):
    name = "guestcheckin"
    verbose_name = "Guest check-in"

    def ready(self) -> None:
        from .checks import check_document_keys

        register(check_document_keys)
