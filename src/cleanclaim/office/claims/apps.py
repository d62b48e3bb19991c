"""The app of claims."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Its name and its tables' prefix."""

    name = "cleanclaim.office.claims"
    label = "claims"

    def ready(self) -> None:
        """Have claims follow what they rest on."""
        from cleanclaim.office.claims.judging import FELT, follow_changes
        from cleanclaim.office.history.following import subscribe

        subscribe(follow_changes, FELT)
