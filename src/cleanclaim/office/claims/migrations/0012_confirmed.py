"""What the sheet of a sending said when it was confirmed, and why nothing of it was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="sendrun",
            name="confirmed",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="sendrun",
            name="stopped",
            field=models.TextField(blank=True),
        ),
    ]
