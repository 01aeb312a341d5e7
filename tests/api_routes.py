"""What the router makes of its viewsets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from rest_framework.permissions import SAFE_METHODS

from hotelops.urls import router


@dataclass(frozen=True)
class ApiRoute:
    """One action of a viewset; ``str()`` is its row in the role table."""

    basename: str
    action: str
    method: str
    name: str
    detail: bool
    viewset: Any
    template: str
    """The path as the schema names it, as in ``/v1/finance/expenses/{id}``."""
    options: dict[str, Any]
    """Attributes of the viewset that the action sets to values of its own."""

    def __str__(self) -> str:
        return f"{self.basename}.{self.action}"

    @property
    def is_safe(self) -> bool:
        return self.method.upper() in SAFE_METHODS

    @property
    def model(self) -> str:
        return str(self.viewset.queryset.model._meta.label)

    def option(self, name: str) -> Any:
        return self.options.get(name, getattr(self.viewset, name, None))

    def path(self, row_id: object) -> str:
        """The id is left out where the route has none."""
        return reverse(self.name, args=[row_id] if self.detail else [])


def api_routes() -> Iterator[ApiRoute]:
    for prefix, viewset, basename in router.registry:
        for route in router.get_routes(viewset):
            for method, action in router.get_method_map(viewset, route.mapping).items():
                name = route.name.format(basename=basename)
                url = route.url.format(prefix=prefix, lookup="{id}", trailing_slash="")
                template = f"/{url.strip('^$')}".replace("\\", "")
                yield ApiRoute(
                    basename, action, method, name, route.detail, viewset, template, route.initkwargs
                )


ROUTES = sorted(api_routes(), key=str)
