"""The app of claims."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.claims"
    label = "claims"
