"""The app of practices."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.practices"
    label = "practices"
