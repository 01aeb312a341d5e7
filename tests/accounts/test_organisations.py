from django.db import connection
from django.utils import timezone

from hotelops.accounts.models import Organisation


class TestOrganisation:
    def test_of_a_version_that_knows_no_aadhaar_images_stores_none(self, db):
        """The version before still serves while this one's migrations are run."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO accounts_organisation (name, created_at) VALUES (%s, %s)",
                ["Seaside Hotels", timezone.now()],
            )
        assert Organisation.objects.get().stores_aadhaar_images is False
