"""The app of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.files"
    label = "files"
