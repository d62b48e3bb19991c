"""The app of visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.visits"
    label = "visits"
