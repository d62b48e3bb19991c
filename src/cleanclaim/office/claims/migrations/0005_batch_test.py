"""A batch says whether it is a test, which the receiver does not process."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_send_run"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="test",
            field=models.BooleanField(default=False),
        ),
    ]
