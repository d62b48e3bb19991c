"""An answer is noted with its kind, its day, the payer's number and the claim as it went out; answers may disagree."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_handover"),
    ]

    operations = [
        migrations.AddField(
            model_name="claimevent",
            name="by",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="payer_claim_number",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="sent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claimassent"
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sent", "sent"),
                    ("file ok", "the receiver took the file"),
                    ("accepted", "accepted for processing"),
                    ("rejected", "rejected"),
                    ("decided", "decided by the payer"),
                    ("found ok", "somebody found out that it was accepted"),
                    ("found no", "somebody found out that it was rejected"),
                    ("visit", "a visit of it was changed after it was sent"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="claimrecord",
            name="state",
            field=models.CharField(
                choices=[
                    ("hold", "On hold"),
                    ("check", "Check"),
                    ("missing", "Info missing"),
                    ("rejected", "Rejected"),
                    ("ready", "Ready"),
                    ("sent", "Sent"),
                    ("accepted", "Accepted"),
                    ("disagree", "Answers disagree"),
                    ("patient", "Patient pays"),
                    ("empty", "No visit"),
                    ("closed", "Will not be billed"),
                ],
                default="missing",
                max_length=8,
            ),
        ),
    ]
