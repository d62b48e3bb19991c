"""The app of imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.imports"
    label = "imports"
