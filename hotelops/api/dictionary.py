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

V2 = (
    b'"type":"driving_licence""type":"voter_id""type":"passport""side":"front""side":"back"'
    b'"fileName":".jpg","contentType":"application/pdf","sizeBytes":1'
    b"201\napplication/json\n/v1/uploads/"
    b'{"id":"00000000-0000-4000-8000-000000000000","url":"/v1/uploads/0/content","fileName":"photo.jpg",'
    b'"contentType":"image/jpeg","sizeBytes":1,"sha256":"","purpose":"receipt",'
    b'"kind":"check_out","at":"202'
    b"201\napplication/json\n/v1/staff/shifts/1\n"
    b'{"id":1,"propertyId":1,"staffId":1,"staffName":"","workDate":"2026-01-01",'
    b'"startedAt":"2026-01-01T00:00:00.000000Z","endedAt":null,"hoursWorked":null,"minutesByDay":[],'
    b'"outsideGeofence":false,"events":[{"id":1,"kind":"check_in","at":"2026-01-01T00:00:00.000000Z",'
    b'"deviceTime":null,"receivedAt":"2026-01-01T00:00:00.000000Z","latitude":null,"longitude":null,'
    b'"accuracy":null,"outsideGeofence":null,"note":"","reason":"","previousStartedAt":null,'
    b'"previousEndedAt":null,"createdById":1}],"createdById":1,"createdAt":"2026-01-01T00:00:00.000000Z"}'
    b"201\napplication/json\n/v1/guest-checkin/documents/1\n"
    b'{"id":1,"checkInId":1,"type":"passport","side":"","number":"****","url":"/v1/guest-checkin/documents/1'
    b'/content","fileName":"","contentType":"image/jpeg","sizeBytes":1,"sha256":"'
    b"201\napplication/json\n/v1/guest-checkin/1\n"
    b'{"id":1,"propertyId":1,"roomNumber":"1","guestName":"","phone":"+91","email":"","dateOfBirth":null,'
    b'"address":"","nationality":"IN","adults":1,"children":0,"checkInAt":"2026-01-01T00:00:00.000000Z",'
    b'"expectedCheckOutAt":"2026-01-01T00:00:00Z","checkedOutAt":null,"purposeOfVisit":"",'
    b'"passportNumber":"","visaNumber":"","visaExpiresOn":null,"arrivedInCountryOn":null,"formDueAt":null,'
    b'"formSubmittedAt":null,"formSubmittedById":null,"formReference":"","erasedAt":null,"documents":[],'
    b'"createdById":1,"createdAt":"2026-01-01T00:00:00.000000Z"}'
    b'"paymentMode":"bank_transfer""category":"supplies""category":"utilities""category":"salaries"'
    b'"source":"room","revenueDate":"202'
    b"201\napplication/json\n/v1/finance/revenues/"
    b'"paymentMode":"upi","paymentReference":"","checkInId":null,"createdById":1'
    b"201\napplication/json\n/v1/finance/expenses/1\n"
    b'{"id":1,"propertyId":1,"category":"maintenance","amountCents":50000,"currency":"INR","description":"",'
    b'"expenseDate":"2026-01-01T00:00:00Z","paymentMode":"cash","paymentReference":"","vendor":"",'
    b'"receiptId":null,"createdById":1,"createdAt":"2026-01-01T00:00:00.000000Z","voidedAt":null,'
    b'"voidedById":null,"voidReason":""}'
)
