"""What came back is fetched by itself: while a worker runs, the files of each named folder are read as they arrive.

A file counts once, by its content, as one that somebody drops does. One that changed within half a minute may be still
on its way, and is left for the next look.
"""

from pathlib import Path
from uuid import UUID

from django.utils import timezone

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.answers import LARGEST, is_known, read_answer, take_what_was_read
from cleanclaim.office.claims.models import ExchangeFolders
from cleanclaim.office.claims.sending import check_folder
from cleanclaim.office.organizations.models import Organization
from cleanclaim.office.organizations.scope import organization_transaction

STILL = 30
"""Seconds that a file has to lie unchanged."""
MOST_FILES = 200
"""Files that one look takes."""
_looked_at: set[tuple[UUID, Path, int, int]] = set()
"""The files that this process read or could not read, each with its size and time of change."""


def fetch_answers() -> None:
    """Read what lies new in the folders of all organizations."""
    for organization in Organization.objects.values_list("pk", flat=True):
        with organization_transaction([organization], writes=False):
            folders = ExchangeFolders.objects.first()
        if folders is not None and folders.answers:
            _fetch(organization, folders.answers)


def _fetch(organization: UUID, named: str) -> None:
    try:
        folder = Path(check_folder(named))
        found = [(path, path.stat()) for path in sorted(folder.iterdir()) if path.is_file()]
    except (OSError, UserError):
        return  # the page of files says so when somebody looks in the folder
    settled = timezone.now().timestamp() - STILL
    new = [
        (path, key)
        for path, about in found
        if not path.name.startswith(".")
        and about.st_mtime <= settled
        and about.st_size <= LARGEST
        and (key := (organization, path, about.st_size, about.st_mtime_ns)) not in _looked_at
    ]
    for path, key in new[:MOST_FILES]:
        if _take(organization, path):
            _looked_at.add(key)


def _take(organization: UUID, path: Path) -> bool:
    """Read one file; False where it has to be tried again."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    with organization_transaction([organization], writes=False):
        known = is_known(content)
    if not known:
        try:
            answer = read_answer(path.name, content)
        except UserError:
            return True  # no answer of a receiver: it stays where it lies
        with organization_transaction([organization]):
            take_what_was_read(answer, Actor(None, organization))
    return True
