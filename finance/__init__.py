"""Money in and out of the properties: expenses, revenues and what they add up to."""
