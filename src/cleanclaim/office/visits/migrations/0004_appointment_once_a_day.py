"""An appointment of which no time is known: once a day with a clinician."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_people_and_clients"),
        ("patients", "0002_withdrawn"),
        ("visits", "0003_scheduleentry"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="scheduleentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("at", None)),
                fields=("organization", "patient", "on", "provider_npi"),
                name="appointment_of_day_once",
            ),
        ),
    ]
