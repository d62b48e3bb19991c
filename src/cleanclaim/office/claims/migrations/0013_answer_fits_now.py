"""An answer that was to nothing sent, and fits what was sent later, is stored a second time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_confirmed"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="answerfile", name="answer_once"),
        migrations.AddField(
            model_name="answerfile",
            name="fits_now",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="answerfile",
            constraint=models.UniqueConstraint(fields=("organization", "sha256", "fits_now"), name="answer_once"),
        ),
    ]
