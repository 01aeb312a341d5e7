from django.db import migrations, models


def leave_room_for_updates(apps, schema_editor):
    """Every row is updated once, when its request completes: with free room in its page that update is HOT."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE idempotency_ledgerentry SET (fillfactor = 50)")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("user_id", models.CharField(max_length=64)),
                ("method", models.CharField(max_length=16)),
                ("path", models.TextField()),
                ("status", models.PositiveSmallIntegerField()),
                ("location", models.TextField(blank=True)),
                ("answer", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name_plural": "ledger entries",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "key"), name="idempotency_one_entry_a_key")
                ],
            },
        ),
        migrations.RunPython(leave_room_for_updates, migrations.RunPython.noop),
    ]
