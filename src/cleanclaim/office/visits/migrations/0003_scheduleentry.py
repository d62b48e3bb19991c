"""Appointments."""

import django.db.models.deletion
from django.db import migrations, models

import cleanclaim.office.organizations.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("patients", "0001_initial"),
        ("visits", "0002_withdrawn"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduleEntry",
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
                ("on", models.DateField()),
                ("at", models.TimeField(blank=True, null=True)),
                ("provider_npi", models.CharField(blank=True, max_length=10)),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[("kept", "kept"), ("canceled", "canceled"), ("no_show", "no_show")],
                        max_length=8,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patientrecord"
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="visits.visitrecord",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["organization", "on", "provider_npi"], name="appointment_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "patient", "on", "at"), name="appointment_once")
                ],
            },
        ),
    ]
