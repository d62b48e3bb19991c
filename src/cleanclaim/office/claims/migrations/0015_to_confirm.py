"""After a backup was brought back somebody says what went out since, before anything is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_shared_control_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="controlnumber",
            name="to_confirm",
            field=models.BooleanField(default=False),
        ),
    ]
