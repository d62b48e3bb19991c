"""A patient can be withdrawn; the number is then free."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("patients", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="patientrecord",
            name="patient_number",
        ),
        migrations.AddField(
            model_name="patientrecord",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="patientrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn", False)), fields=("organization", "number"), name="patient_number"
            ),
        ),
    ]
