"""The first tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cleanclaim.office.organizations.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("patients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitRecord",
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
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("number", models.CharField(max_length=80)),
                ("service_date", models.DateField()),
                ("payer", models.CharField(blank=True, max_length=80)),
                ("discipline", models.CharField(blank=True, max_length=3)),
                ("provider_npi", models.CharField(blank=True, max_length=10)),
                (
                    "state",
                    models.CharField(choices=[("open", "Open"), ("signed", "Signed")], default="open", max_length=6),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="patients.patientrecord"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="VisitVersion",
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
                ("number", models.PositiveIntegerField()),
                ("value", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("schema", models.PositiveSmallIntegerField()),
                ("library", models.CharField(max_length=20)),
                (
                    "act",
                    models.CharField(
                        choices=[("change", "Changed"), ("undo", "Undone"), ("redo", "Redone")],
                        default="change",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="visits.visitrecord"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="visitrecord",
            index=models.Index(fields=["organization", "service_date", "provider_npi"], name="visit_day"),
        ),
        migrations.AddIndex(
            model_name="visitrecord",
            index=models.Index(fields=["organization", "patient", "service_date"], name="visit_patient_day"),
        ),
        migrations.AddIndex(
            model_name="visitrecord",
            index=models.Index(fields=["organization", "state", "service_date", "id"], name="visit_state"),
        ),
        migrations.AddConstraint(
            model_name="visitrecord",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="visit_number"),
        ),
        migrations.AddConstraint(
            model_name="visitversion",
            constraint=models.UniqueConstraint(fields=("organization", "record", "number"), name="visit_version"),
        ),
    ]
