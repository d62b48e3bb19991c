"""What an import did to charts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("charts", "0001_initial"),
        ("imports", "0002_appointments"),
        ("organizations", "0002_people_and_clients"),
        ("patients", "0002_withdrawn"),
        ("visits", "0005_visitversion_typed"),
    ]

    operations = [
        migrations.AddField(
            model_name="importitem",
            name="chart",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="charts.chartrecord"
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.UniqueConstraint(fields=("organization", "batch", "chart"), name="import_chart_once"),
        ),
    ]
