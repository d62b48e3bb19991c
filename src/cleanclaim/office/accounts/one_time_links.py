"""Making and spending one-time links.

make_link     256 bits, shown once; the table has their sha256         ten minutes
find_link     looks at it, spends nothing: programs that preview links in mails open them too
spend_link    the one who sets `used_at` first has it
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from cleanclaim.office.accounts.models import OneTimeLink
from cleanclaim.office.organizations.models import User

LASTS = timedelta(minutes=10)


def make_link(user: User) -> str:
    """The secret of a new link of a person; earlier ones no longer work."""
    now = timezone.now()
    OneTimeLink.objects.filter(user=user, used_at=None).update(used_at=now)
    secret = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(user=user, digest=_digest(secret), ends_at=now + LASTS)
    return secret


def find_link(secret: str) -> OneTimeLink | None:
    """The link of a secret, where it can still be spent."""
    usable = OneTimeLink.objects.filter(used_at=None, ends_at__gt=timezone.now(), user__is_active=True)
    return usable.select_related("user").filter(digest=_digest(secret)).first()


def spend_link(link: OneTimeLink) -> bool:
    """Whether the link was still to be had; nobody has it after."""
    now = timezone.now()
    return bool(OneTimeLink.objects.filter(pk=link.pk, used_at=None, ends_at__gt=now).update(used_at=now))


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()
