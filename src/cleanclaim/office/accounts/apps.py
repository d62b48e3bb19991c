"""The app of people's accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Have the log hear of who signs in and out."""
        from cleanclaim.office.accounts import sign_in_events

        sign_in_events.connect()
