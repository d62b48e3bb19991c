"""What an import did to appointments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("organizations", "0002_people_and_clients"),
        ("patients", "0002_withdrawn"),
        ("visits", "0004_appointment_once_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="importitem",
            name="appointment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="visits.scheduleentry"
            ),
        ),
        migrations.AddField(
            model_name="importitem",
            name="became",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="was",
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.UniqueConstraint(
                fields=("organization", "batch", "appointment"), name="import_appointment_once"
            ),
        ),
    ]
