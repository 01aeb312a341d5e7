from django.apps import AppConfig


class HotelopsConfig(AppConfig):
    name = "hotelops"

    def ready(self) -> None:
        from . import checks, observability  # noqa: F401 checks register themselves

        observability.start()
