"""The first tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cleanclaim.office.organizations.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
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
                ("at", models.DateTimeField(auto_now_add=True)),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField()),
                ("events", models.PositiveBigIntegerField()),
                ("root", models.BinaryField()),
                ("chained", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("type", models.CharField(max_length=40)),
                ("record", models.UUIDField(null=True)),
                ("details", models.TextField(default="{}")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
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
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["organization", "-number"], name="event_organization"),
                    models.Index(fields=["organization", "record", "number"], name="event_record"),
                ],
            },
        ),
    ]
