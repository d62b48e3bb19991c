"""The app of the log."""

from django.apps import AppConfig


class AuditLogConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.audit_log"
    label = "audit_log"
