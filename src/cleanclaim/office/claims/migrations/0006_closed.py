"""A claim may be closed: it will not be billed."""

from django.db import migrations, models

STATES = [
    ("hold", "On hold"),
    ("check", "Check"),
    ("missing", "Info missing"),
    ("rejected", "Rejected"),
    ("ready", "Ready"),
    ("sent", "Sent"),
    ("accepted", "Accepted"),
    ("patient", "Patient pays"),
    ("empty", "No visit"),
    ("closed", "Will not be billed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_batch_test"),
    ]

    operations = [
        migrations.AlterField(
            model_name="claimrecord",
            name="state",
            field=models.CharField(choices=STATES, default="missing", max_length=8),
        ),
    ]
