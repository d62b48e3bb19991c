"""When and by what a claim was judged stands on the claim. What a review found and its lines are worked out when read."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_sending"),
        ("organizations", "0002_people_and_clients"),
        ("patients", "0002_withdrawn"),
    ]

    operations = [
        migrations.DeleteModel(name="ClaimFindings"),
        migrations.DeleteModel(name="ClaimLineRow"),
        # those that are here were judged by rules that are not named, which has them judged once more
        migrations.AddField(
            model_name="claimrecord", name="judged_at", field=models.DateTimeField(null=True, default=timezone.now)
        ),
        migrations.AlterField(model_name="claimrecord", name="judged_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="claimrecord", name="law", field=models.CharField(blank=True, max_length=200)),
        migrations.AddField(model_name="claimrecord", name="tables", field=models.TextField(blank=True)),
        migrations.AddIndex(
            model_name="claimrecord",
            index=models.Index(fields=["organization", "judged_at"], name="claim_judged_at"),
        ),
    ]
