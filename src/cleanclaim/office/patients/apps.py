"""The app of patients."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.patients"
    label = "patients"
