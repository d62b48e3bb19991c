"""What came back is fetched by itself: while a worker runs, what arrives in each named folder is read.

The folder may lie at an SFTP server: a task looks there every few minutes, and what was wrong with that is stored.
A file counts once, by its content, as one that somebody drops does; one that was to nothing sent is read anew after the
next sending. One that changed within half a minute may be still on its way, and is left for the next look.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.answers import LARGEST, is_known, read_answer, take_what_was_read
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders
from cleanclaim.office.claims.places import FolderThere, check_folder, find_server, is_at_server
from cleanclaim.office.organizations.models import Organization
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.ending import task_transaction
from cleanclaim.office.tasks.waiting import find_waiting
from cleanclaim.sftp import FileThere, at_server, fetch, list_files

if TYPE_CHECKING:
    from asyncssh import SFTPClient

STILL = 30
"""Seconds that a file has to lie unchanged."""
MOST_FILES = 200
"""Files that one look takes."""
MOST_BYTES = 100_000_000
"""Bytes after which a look at a server takes no more."""
BETWEEN = timedelta(minutes=5)
"""Between two looks at a server."""


class Look(Struct, frozen=True):
    """A look at a file: whose, in which place, of which size and time of change."""

    organization: UUID
    where: str
    file: FileThere


_looked_at: dict[Look, UUID | None] = {}
"""The files that this process read or could not read; and where one was to nothing sent, the last file sent then."""


def fetch_answers() -> None:
    """Read what lies new in the folders of all organizations; have tasks look at their servers."""
    for organization in Organization.objects.values_list("pk", flat=True):
        with organization_transaction([organization], writes=False):
            folders = ExchangeFolders.objects.first()
        if folders is None or not folders.answers:
            continue
        if not is_at_server(folders.answers):
            _fetch(organization, folders.answers)
        elif folders.looked_at is None or folders.looked_at <= timezone.now() - BETWEEN:
            with organization_transaction([organization]):
                look_soon()


def look_soon() -> None:
    """Have a task look at the server for answers, unless one is about to."""
    folders = ExchangeFolders.objects.select_for_update().get()
    if find_waiting(folders.look).exists():
        return
    DBTaskResult.objects.filter(
        pk__in=[folders.look] if folders.look else [], status=TaskResultStatus.SUCCESSFUL
    ).delete()
    folders.look = UUID(look_at_server.enqueue(str(folders.organization_id)).id)
    folders.save(update_fields=["look"])


@task(takes_context=True)
def look_at_server(context: TaskContext, organization: str) -> None:
    """Read what lies new at an organization's server; what was wrong with that is stored."""
    key = UUID(organization)
    with organization_transaction([key], writes=False):
        folders = ExchangeFolders.objects.first()
    problem = ""
    if folders is not None and is_at_server(folders.answers):
        try:
            _fetch_there(key, find_server(folders.answers, folders))
        except UserError as wrong:
            problem = f"{wrong.place}: {wrong.problem}. {wrong.remedy}"
    with task_transaction(context, key):
        ExchangeFolders.objects.update(looked_at=timezone.now(), look_problem=problem)


def _fetch_there(organization: UUID, there: FolderThere) -> None:
    where = f"{there.at.host}:{there.at.port}{there.path}"
    last = _last_sent(organization)

    async def look(sftp: "SFTPClient") -> list[tuple[Look, bytes]]:
        from asyncssh import SFTPFailure, SFTPNoSuchFile, SFTPPermissionDenied

        taken: list[tuple[Look, bytes]] = []
        for seen in _new(organization, where, (await list_files(sftp, there.path)).values(), last):
            if len(taken) == MOST_FILES or sum(len(content) for _seen, content in taken) > MOST_BYTES:
                break
            with suppress(SFTPFailure, SFTPNoSuchFile, SFTPPermissionDenied):  # that file alone: the others come
                taken.append((seen, await fetch(sftp, there.path / seen.file.name, seen.file.size)))
        return taken

    for seen, content in at_server(there.at, str(there.path), look):
        _take(organization, seen, content)


def _fetch(organization: UUID, named: str) -> None:
    try:
        folder = Path(check_folder(named))
        found = [(path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file()]
    except (OSError, UserError):
        return  # the page of files says so when somebody looks in the folder
    files = [FileThere(name, about.st_size, int(about.st_mtime)) for name, about in found if not name.startswith(".")]
    for seen in _new(organization, str(folder), files, _last_sent(organization))[:MOST_FILES]:
        try:
            content = (folder / seen.file.name).read_bytes()
        except OSError:
            continue  # it is tried again
        _take(organization, seen, content)


def _new(organization: UUID, where: str, files: Iterable[FileThere], last: UUID) -> list[Look]:
    """The files of a place, here or at a server, that were not looked at, lie unchanged long enough, and can be read
    here; then those that were to nothing sent before the `last` file was.
    """
    settled = timezone.now().timestamp() - STILL
    looks = [Look(organization, where, one) for one in files if one.changed <= settled and one.size <= LARGEST]
    again = [one for one in looks if _looked_at.get(one) not in (None, last)]
    return [one for one in looks if one not in _looked_at] + again


def _last_sent(organization: UUID) -> UUID:
    """The last file that was sent; the organization's own id where none was."""
    with organization_transaction([organization], writes=False):
        return Batch.objects.order_by("-at", "-id").values_list("pk", flat=True).first() or organization


def _take(organization: UUID, seen: Look, content: bytes) -> None:
    """Read one file, and look at it no more, unless what it is to is sent later; one that is no answer of a receiver
    stays where it lies.
    """
    last = _last_sent(organization)
    _looked_at[seen] = None if _fits(organization, seen.file.name, content) else last


def _fits(organization: UUID, name: str, content: bytes) -> bool:
    """Read one file; whether it has no more to say than it said."""
    with organization_transaction([organization], writes=False):
        known = is_known(content)
    if known:
        return True
    try:
        answer = read_answer(name, content)
    except UserError:
        return True
    with organization_transaction([organization]):
        take_what_was_read(answer, Actor(None, organization))
        return is_known(content)
