"""The last control number from a submitter to a receiver, begun with what the files that were sent say (ISA06, ISA08)."""

from hashlib import sha256

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SENDER, RECEIVER = slice(35, 50), slice(54, 69)
"""Where ISA06 and ISA08 stand: what comes before them has a fixed length."""


def note_sent(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note the highest number of each submitter and receiver."""
    del apps
    last: dict[str, int] = {}
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT control_number, substr(content, 1, 106) FROM claims_batch")
        for number, beginning in cursor.fetchall():
            envelope = bytes(beginning).decode("latin-1")
            if not envelope.startswith("ISA"):
                continue
            partners = f"{envelope[SENDER].strip()}\n{envelope[RECEIVER].strip()}"
            key = sha256(partners.encode()).hexdigest()
            last[key] = max(number, last.get(key, 0))
        for key, number in last.items():
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
