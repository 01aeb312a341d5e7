"""The operator's pages. The ledger knows scopes, not organisations, so only superusers see them."""

from django.contrib import admin

from idempotency.models import LedgerEntry, OutcomeCount

from .dashboard import OutcomeCountAdmin
from .ledger import LedgerEntryAdmin

admin.site.register(LedgerEntry, LedgerEntryAdmin)
admin.site.register(OutcomeCount, OutcomeCountAdmin)
