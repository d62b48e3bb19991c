"""The last control number from a submitter to a receiver, begun with what the files that were sent say (ISA06, ISA08)."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from cleanclaim.office.claims.control_numbers import find_last_numbers


def note_sent(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note the highest number of each submitter and receiver."""
    del apps
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT control_number, substr(content, 1, 106) FROM claims_batch")
        for key, number in find_last_numbers(cursor.fetchall()).items():
            cursor.execute("INSERT INTO claims_sharedcontrolnumber (partners, last) VALUES (%s, %s)", [key, number])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_answer_fits_now"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedControlNumber",
            fields=[
                ("partners", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(note_sent, migrations.RunPython.noop),
    ]
