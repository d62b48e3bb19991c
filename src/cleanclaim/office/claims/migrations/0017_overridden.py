"""A claim says whether somebody let a finding on it pass; until now only the words of its history did."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MARK = """
UPDATE claims_claimrecord SET overridden = %s WHERE id IN (
  SELECT record_id FROM claims_claimversion WHERE why LIKE 'override %%'
)
"""


def mark(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Mark the claims of which a version was an override. Of one that was undone the value says so."""
    del apps
    with editor.connection.cursor() as cursor:
        cursor.execute(MARK, [True])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0016_counted_by_index"),
    ]

    operations = [
        migrations.AddField(model_name="claimrecord", name="overridden", field=models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
