"""The log is read by time, person and kind."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit_log", "0002_transaction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_organization"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organization", "-at", "-number"], name="event_newest"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organization", "user", "-at", "-number"], name="event_user"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organization", "type", "-at", "-number"], name="event_type"),
        ),
    ]
