from django.apps import AppConfig


class HotelopsConfig(AppConfig):
    name = "hotelops"

    def ready(self) -> None:
        from . import checks  # noqa: F401
