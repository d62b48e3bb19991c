"""A visit says whether its assistant signed it and the therapist who took part has not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_visitversion_typed")]

    operations = [
        migrations.AddField(model_name="visitrecord", name="to_cosign", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="visitrecord",
            index=models.Index(
                fields=["organization", "provider_npi"], condition=models.Q(to_cosign=True), name="visit_to_cosign"
            ),
        ),
    ]
