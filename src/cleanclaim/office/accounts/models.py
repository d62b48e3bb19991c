"""A link that lets one person in once, to choose a password."""

from django.conf import settings
from django.db import models

from cleanclaim.office.organizations.ids import new_id


class OneTimeLink(models.Model):
    """A link's secret as its sha256: who reads the table cannot open it. `used_at` is set by the one who spends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="one_time_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"One-time link of {self.user}, until {self.ends_at:%Y-%m-%d %H:%M}"
