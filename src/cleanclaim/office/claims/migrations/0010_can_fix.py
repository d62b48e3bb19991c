"""A claim says whether what holds it is fixed without anybody's judgment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_saved_view"),
    ]

    operations = [
        migrations.AddField(model_name="claimrecord", name="can_fix", field=models.BooleanField(default=False)),
    ]
