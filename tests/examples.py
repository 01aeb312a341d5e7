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
GUEST = {
    "propertyId": 1,
    "roomNumber": "101",
    "guestName": "Asha Rao",
    "phone": "+919876543210",
    "nationality": "IN",
    "expectedCheckOutAt": "2099-12-31T06:30:00Z",
}
FOREIGN_GUEST = {
    **GUEST,
    "guestName": "Maria Silva",
    "phone": "+351912345678",
    "nationality": "PT",
    "passportNumber": "CB1234567",
    "arrivedInCountryOn": "2025-12-01",
}
CLOCK_IN = {"propertyId": 1}
