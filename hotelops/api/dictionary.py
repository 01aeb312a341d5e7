"""What the API's answers have in common: compression dictionaries for the answers that idempotency keeps.

The most frequent strings stand last, where a reference to them is shortest. What was sealed with a version
needs that very version to open: never change one, add the next.
"""

V1 = (
    b'"paymentMode":"bank_transfer""category":"supplies""category":"utilities""category":"salaries"'
    b'"source":"room","revenueDate":"202'
    b"201\napplication/json\n/v1/finance/revenues/"
    b"201\napplication/json\n/v1/finance/expenses/1\n"
    b'{"id":1,"propertyId":1,"category":"maintenance","amountCents":50000,"currency":"INR","description":"",'
    b'"expenseDate":"2026-01-01T00:00:00Z","paymentMode":"cash","paymentReference":"","vendor":"",'
    b'"createdById":1,"createdAt":"2026-01-01T00:00:00.000000Z","voidedAt":null,"voidedById":null,'
    b'"voidReason":""}'
)
