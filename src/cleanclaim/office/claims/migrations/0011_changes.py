"""A claim that the payer has goes out once more: as a replacement, a void, or anew once it is void."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_can_fix"),
        ("organizations", "0002_people_and_clients"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claimassent",
            name="claim_id_once",
        ),
        migrations.AddField(
            model_name="claimassent",
            name="frequency",
            field=models.CharField(default="original", max_length=11),
        ),
        migrations.AddField(
            model_name="claimrecord",
            name="change",
            field=models.CharField(blank=True, max_length=11),
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
                    ("voiding", "To be voided"),
                    ("voided", "Voided"),
                    ("patient", "Patient pays"),
                    ("empty", "No visit"),
                    ("closed", "Will not be billed"),
                ],
                default="missing",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="claimassent",
            constraint=models.UniqueConstraint(
                fields=("organization", "batch", "sent_id"), name="claim_id_once_a_batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimassent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("frequency", "void"), _negated=True),
                fields=("organization", "sent_id"),
                name="claim_id_once",
            ),
        ),
    ]
