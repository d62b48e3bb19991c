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
        ("visits", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimRecord",
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
                ("sorted_name", models.CharField(max_length=200)),
                ("payer", models.CharField(blank=True, max_length=80)),
                ("clinician", models.CharField(blank=True, max_length=10)),
                ("day", models.DateField()),
                ("cents", models.BigIntegerField(default=0)),
                ("expected", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("hold", "On hold"),
                            ("check", "Check"),
                            ("missing", "Info missing"),
                            ("rejected", "Rejected"),
                            ("ready", "Ready"),
                            ("sent", "Sent"),
                            ("accepted", "Accepted"),
                            ("patient", "Patient pays"),
                            ("empty", "No visit"),
                        ],
                        default="missing",
                        max_length=8,
                    ),
                ),
                ("needs_work", models.BooleanField(default=True)),
                ("cause", models.CharField(blank=True, max_length=80)),
                ("cause_title", models.CharField(blank=True, max_length=200)),
                ("worst", models.CharField(blank=True, max_length=240)),
                ("deadline", models.DateField(null=True)),
                ("rank", models.BigIntegerField(default=0)),
                ("hold_until", models.DateField(null=True)),
                ("rejections", models.PositiveIntegerField(default=0)),
                ("payer_claim_number", models.CharField(blank=True, max_length=80)),
                ("not_checked", models.CharField(blank=True, max_length=80)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="patients.patientrecord"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ClaimLineRow",
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
                ("visit", models.CharField(max_length=80)),
                ("number", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=10)),
                ("modifiers", models.CharField(blank=True, max_length=20)),
                ("units", models.PositiveIntegerField(null=True)),
                ("cents", models.BigIntegerField(null=True)),
                ("expected", models.BigIntegerField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="line_rows", to="claims.claimrecord"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ClaimFindings",
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
                ("content", models.BinaryField()),
                ("law", models.CharField(max_length=40)),
                ("tables", models.TextField()),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="claims.claimrecord"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ClaimVersion",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="claims.claimrecord"
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
        migrations.CreateModel(
            name="ClaimVisit",
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim_visits",
                        to="claims.claimrecord",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visitrecord"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.F("needs_work"),
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_work",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.F("state"),
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_state_work",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.F("needs_work"),
                models.F("payer"),
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_payer_work",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.F("needs_work"),
                models.F("cause"),
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_cause_work",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(fields=["organization", "state", "cents"], name="claim_state_cents"),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                fields=["organization", "needs_work", "cause", "state", "cents"], name="claim_cause_cents"
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.OrderBy(models.F("day"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_day",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(
                models.F("organization"),
                models.OrderBy(models.F("rank"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="claim_all",
            ),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(fields=["organization", "sorted_name", "id"], name="claim_name"),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(fields=["organization", "patient", "day"], name="claim_patient_day"),
        ),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(fields=["organization", "hold_until"], name="claim_hold_until"),
        ),
        migrations.AddConstraint(
            model_name="claimrecord",
            constraint=models.UniqueConstraint(fields=("organization", "number"), name="claim_number"),
        ),
        migrations.AddIndex(
            model_name="claimlinerow",
            index=models.Index(fields=["organization", "claim", "visit", "number"], name="claim_line"),
        ),
        migrations.AddIndex(
            model_name="claimlinerow",
            index=models.Index(fields=["organization", "code"], name="claim_line_code"),
        ),
        migrations.AddConstraint(
            model_name="claimversion",
            constraint=models.UniqueConstraint(fields=("organization", "record", "number"), name="claim_version"),
        ),
        migrations.AddConstraint(
            model_name="claimvisit",
            constraint=models.UniqueConstraint(fields=("organization", "visit"), name="claim_visit_once"),
        ),
    ]
