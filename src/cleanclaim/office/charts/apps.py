"""The app of charts."""

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.charts"
    label = "charts"
