"""The number of the transaction that wrote an event, where the database has one."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column, filled by PostgreSQL itself."""
    del apps
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE audit_log_event ADD COLUMN transaction xid8 NOT NULL DEFAULT pg_current_xact_id()")
        editor.execute("CREATE INDEX event_transaction ON audit_log_event (transaction)")


class Migration(migrations.Migration):
    """After the table."""

    dependencies = [("audit_log", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
