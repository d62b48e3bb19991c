"""What of a visit's page is typed and is no value yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_appointment_once_a_day")]

    operations = [
        migrations.AddField(
            model_name="visitversion",
            name="typed",
            field=models.TextField(blank=True, default=""),
        ),
    ]
