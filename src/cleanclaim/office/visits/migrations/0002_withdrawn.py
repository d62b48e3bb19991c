"""A visit can be withdrawn, and be billed elsewhere."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("patients", "0002_withdrawn"),
        ("visits", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="visitrecord",
            name="visit_number",
        ),
        migrations.AddField(
            model_name="visitrecord",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="visitrecord",
            name="state",
            field=models.CharField(
                choices=[("open", "Open"), ("signed", "Signed"), ("billed", "Billed elsewhere")],
                default="open",
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="visitrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn", False)), fields=("organization", "number"), name="visit_number"
            ),
        ),
    ]
