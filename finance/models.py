from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hotelops.accounts.constraints import SameOrganisation
from hotelops.accounts.models import User
from hotelops.accounts.tenancy import TenantModel
from hotelops.accounts.validators import validate_currency
from hotelops.api.integrity import Conflict

from .money import money

LARGEST_AMOUNT: Final = 10**12


class PaymentMode(models.TextChoices):
    CASH = "cash"
    UPI = "upi", "UPI"
    CARD = "card"
    BANK_TRANSFER = "bank_transfer"
    CHEQUE = "cheque"


class ExpenseCategory(models.TextChoices):
    MAINTENANCE = "maintenance"
    UTILITIES = "utilities"
    SALARIES = "salaries"
    SUPPLIES = "supplies"
    FOOD_BEVERAGE = "food_beverage", "Food and beverage"
    MARKETING = "marketing"
    TAXES = "taxes"
    RENT = "rent"
    TRANSPORT = "transport"
    OTHER = "other"


class RevenueSource(models.TextChoices):
    ROOM = "room"
    FOOD_BEVERAGE = "food_beverage", "Food and beverage"
    EVENT = "event"
    LAUNDRY = "laundry"
    SPA = "spa"
    TRANSPORT = "transport"
    OTHER = "other"


class Payment(TenantModel):
    """An amount paid or received at a property. Never changed or deleted: a wrong one is voided."""

    property = models.ForeignKey("accounts.Property", models.PROTECT, related_name="+", db_index=False)
    amount_cents = models.BigIntegerField(
        "amount",
        validators=[MinValueValidator(1), MaxValueValidator(LARGEST_AMOUNT)],
        help_text="In minor units of the currency.",
    )
    currency = models.CharField(max_length=3, validators=[validate_currency], help_text="ISO 4217")
    description = models.CharField(max_length=500)
    occurred_at = models.DateTimeField(help_text="When it was paid or received.")
    payment_mode = models.CharField(max_length=20, choices=PaymentMode.choices)
    payment_reference = models.CharField(max_length=100, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["organisation", "-id"], name="%(class)s_newest"),
            models.Index(fields=["organisation", "property", "occurred_at"], name="%(class)s_by_day"),
            models.Index(fields=["created_by", "-id"], name="%(class)s_own_newest"),
        )
        constraints = (
            *TenantModel.Meta.constraints,
            SameOrganisation(field="property", name="%(class)s_property_in_organisation"),
            SameOrganisation(field="voided_by", name="%(class)s_voided_by_in_organisation"),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, amount_cents__lte=LARGEST_AMOUNT),
                name="%(class)s_amount_in_range",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="%(class)s_void_whole_or_none",
                violation_error_message="Give time, person and reason of a void together, or none.",
            ),
        )

    def __str__(self) -> str:
        return f"{money(self.amount_cents, self.currency)}: {self.description}"

    def void(self, *, by: User, reason: str) -> None:
        """Takes the payment out of every sum, for good. Raises a Conflict when that has been done."""
        if self.voided_at is not None:
            raise Conflict("already_voided", "This has been voided before.")
        self.voided_at, self.voided_by, self.void_reason = timezone.now(), by, reason
        self.save(update_fields=["voided_at", "voided_by", "void_reason"])


class Expense(Payment):
    category = models.CharField(max_length=20, choices=ExpenseCategory.choices)
    vendor = models.CharField(max_length=200, blank=True)
    receipt = models.ForeignKey(
        "uploads.Upload", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta(Payment.Meta):
        constraints = (
            *Payment.Meta.constraints,
            SameOrganisation(field="receipt", name="expense_receipt_in_organisation"),
        )


class Revenue(Payment):
    source = models.CharField(max_length=20, choices=RevenueSource.choices)
    check_in = models.ForeignKey(
        "guestcheckin.Stay", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta(Payment.Meta):
        constraints = (
            *Payment.Meta.constraints,
            SameOrganisation(field="check_in", name="revenue_check_in_in_organisation"),
        )
