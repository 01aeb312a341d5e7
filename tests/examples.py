"""Sound requests, as a client writes them; property 1 is the demo data's."""

LOGIN = {"email": "user@example.com", "password": "changeme"}
EXPENSE = {
    "propertyId": 1,
    "category": "maintenance",
    "amountCents": 50000,
    "currency": "INR",
    "description": "Test expense",
    "expenseDate": "2025-12-13T10:00:00Z",
    "paymentMode": "cash",
}
REVENUE = {
    "propertyId": 1,
    "source": "room",
    "amountCents": 120000,
    "currency": "INR",
    "description": "Room 12",
    "revenueDate": "2025-12-13T10:00:00Z",
    "paymentMode": "upi",
}
