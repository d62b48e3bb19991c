"""Files go to an SFTP server too: how handing them over goes, and when a server was looked at."""

import django.db.models.deletion
from django.db import migrations, models

import cleanclaim.office.organizations.ids


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_closed"),
        ("organizations", "0002_people_and_clients"),
    ]

    operations = [
        migrations.AddField(
            model_name="exchangefolders",
            name="key",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="exchangefolders",
            name="known_hosts",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="exchangefolders",
            name="look",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="exchangefolders",
            name="look_problem",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="exchangefolders",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cleanclaim.office.organizations.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place", models.CharField(max_length=400)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("uploaded", models.BooleanField(default=False)),
                ("problem", models.TextField(blank=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("task", models.UUIDField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="claims.batch"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("organization", "batch"), name="handover_once")],
            },
        ),
    ]
