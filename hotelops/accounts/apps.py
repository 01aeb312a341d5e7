from django.apps import AppConfig
from django.contrib.admin import apps as admin


class AccountsConfig(AppConfig):
    name = "hotelops.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import checks  # noqa: F401


class AdminSiteConfig(admin.AdminConfig):
    """Django's own admin app, with the site of this one."""

    default = False
    default_site = "hotelops.accounts.site.ForgivingSite"
