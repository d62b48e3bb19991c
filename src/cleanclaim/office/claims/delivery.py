"""A batch is handed over once: written into the practice's folder, or put at its SFTP server, by a task.

    waits ──put there under a name of its own──▶ whole there ──renamed──▶ handed over
      ▲  └─ what failed and when; again after a growing pause, or now      │ no answer to that: again, and
      └───────────────────────────────────────────────────────────────────┘ without the first name it was renamed

That a file is whole there is stored before it is renamed. Who is interrupted over that finds it later under its first
name, and renames it; or finds neither, as the receiver took it, and does not put it there again.
A batch is handed over by itself where a place was named when it was sent; another one only when somebody says so.
After a backup was brought back none is until somebody has said what went out since: it may be there already.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskContext

from cleanclaim.atomic_write import UNFINISHED, write_atomically
from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.control_numbers import check_confirmed, find_partners
from cleanclaim.office.claims.outbox import Batch, BatchDelivery, ExchangeFolders, Handover
from cleanclaim.office.claims.places import FolderThere, check_folder, find_server, is_at_server
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.ending import task_transaction
from cleanclaim.office.tasks.waiting import do_at_once, find_waiting
from cleanclaim.sftp import at_server, fetch, put, soon

if TYPE_CHECKING:
    from asyncssh import SFTPClient

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between two tries; the last again and again."""
THERE_ALREADY = "the receiver has it already, as somebody said after a backup was brought back"


def plan_handover(batch: Batch, actor: Actor) -> None:
    """Have a new batch handed over by itself, where a place is named."""
    folders = ExchangeFolders.objects.first()
    if folders is not None and folders.out:
        _begin(Handover(organization_id=actor.organization, batch=batch, place=folders.out))


def try_now(batch: Batch, actor: Actor) -> None:
    """Have a batch handed over now, unless it was or is just being.

    Raises UserError where no place is named, or what went out since a backup is to be said first.
    """
    check_confirmed()
    folders = ExchangeFolders.objects.first()
    if folders is None or not folders.out:
        raise UserError("The file", "has no place to go", "Name a folder or server under Files sent.")
    if batch.deliveries.exists():
        return
    Handover.objects.get_or_create(organization_id=actor.organization, batch=batch, defaults={"place": folders.out})
    handover = Handover.objects.select_for_update().get(batch=batch)
    log(actor, "batch.delivery_wanted", batch.pk)
    _begin_or_hurry(handover)


def go_on(lasts: Mapping[str, int], actor: Actor) -> None:
    """Hand over what waited while nobody had said what went out since a backup, without what its receiver has already.

    `lasts` are the numbers of the last files that receivers got, by submitter and receiver.
    """
    waiting = Handover.objects.exclude(batch__in=BatchDelivery.objects.values("batch"))
    for handover in waiting.select_for_update().order_by("pk"):
        batch = Batch.objects.get(pk=handover.batch_id)
        if batch.control_number <= lasts.get(find_partners(bytes(batch.content)), 0):
            BatchDelivery.objects.create(organization_id=actor.organization, batch=batch, path=THERE_ALREADY)
            log(actor, "batch.delivered", batch.pk)
        elif handover.place:
            _begin_or_hurry(handover)


def _begin_or_hurry(handover: Handover) -> None:
    mine = find_waiting(handover.task)
    if not mine.exists():
        _begin(handover)
        return
    now = timezone.now()
    do_at_once(mine, now)
    Handover.objects.filter(pk=handover.pk).update(next_at=now)


def _begin(handover: Handover, pause: timedelta = timedelta(0)) -> None:
    """Have a batch handed over after a pause, by one task at a time."""
    handover.next_at = timezone.now() + pause
    later = hand_over.using(run_after=handover.next_at)
    handover.task = UUID(later.enqueue(str(handover.organization_id), str(handover.batch_id)).id)
    handover.save()


@task(takes_context=True)
def hand_over(context: TaskContext, organization: str, batch: str) -> None:
    """Hand a batch over; where that cannot be, what was wrong and when is stored, and it is tried again later."""
    key = UUID(organization)
    with organization_transaction([key], writes=False):
        found = Batch.objects.get(pk=UUID(batch))
        handover = Handover.objects.get(batch=found)
        folders = ExchangeFolders.objects.first() or ExchangeFolders()
        done = found.deliveries.exists()
        problem = "" if done else _find_unconfirmed()
    path = ""
    if not handover.uploaded:
        handover.place = folders.out
    if not done and not problem:
        try:
            path = _write(found, handover, folders)
        except UserError as wrong:
            problem = _word(wrong)
        except OSError as wrong:
            problem = f"The folder cannot be written: {wrong.strerror or wrong}."
    with task_transaction(context, key):
        handover.tries += not done
        handover.tried_at, handover.next_at, handover.problem = timezone.now(), None, problem
        if path:
            BatchDelivery.objects.create(organization_id=key, batch=found, path=path[:500])
            log(Actor(found.user_id, key), "batch.delivered", found.pk)
        if problem and handover.place:
            _begin(handover, PAUSES[min(handover.tries, len(PAUSES)) - 1])
        else:
            handover.save()


def _find_unconfirmed() -> str:
    """Why nothing is handed over yet after a backup was brought back; empty otherwise."""
    try:
        check_confirmed()
    except UserError as wrong:
        return _word(wrong)
    return ""


def _word(wrong: UserError) -> str:
    return f"{wrong.place}: {wrong.problem}. {wrong.remedy}"


def _write(batch: Batch, handover: Handover, folders: ExchangeFolders) -> str:
    """Where the batch lies now. Raises UserError or OSError where it could not be handed over."""
    content = bytes(batch.content)
    if not handover.place:
        raise UserError("The file", "has no place to go", "Name a folder or server under Files sent.")
    if is_at_server(handover.place):
        there = find_server(handover.place, folders)

        def note() -> None:
            with organization_transaction([batch.organization_id]):
                handover.uploaded = True
                handover.save(update_fields=["uploaded", "place"])

        _put_there(there, batch.name, content, uploaded=handover.uploaded, note=note)
        return f"sftp://{there.at.host}{there.path / batch.name}"
    path = Path(check_folder(handover.place)) / batch.name
    if path.exists() and path.read_bytes() != content:
        raise _other_file(str(path))
    if not path.exists():
        write_atomically(path, content)
    return str(path)


def _other_file(path: str) -> UserError:
    return UserError(path, "is there already, and is another file", "Move that one away.")


def _put_there(there: FolderThere, name: str, content: bytes, *, uploaded: bool, note: Callable[[], None]) -> None:
    """Put a file at a server. `note` stores that it is whole there under its first name, before it is renamed."""
    final, first = there.path / name, there.path / f".cleanclaim-{name}{UNFINISHED}"

    async def upload(sftp: "SFTPClient") -> bool:
        if await _lies(sftp, final, content):
            return True
        await put(sftp, content, first)
        return False

    async def rename(sftp: "SFTPClient") -> None:
        if await soon(sftp.exists(str(first))):
            if await soon(sftp.exists(str(final))):
                raise _other_file(str(final))
            await soon(sftp.rename(str(first), str(final)))

    if not uploaded:
        if at_server(there.at, str(there.path), upload):
            return
        note()
    at_server(there.at, str(there.path), rename)


async def _lies(sftp: "SFTPClient", final: PurePosixPath, content: bytes) -> bool:
    """Whether the file is there. Raises UserError where another one has its name."""
    if not await soon(sftp.exists(str(final))):
        return False
    size = (await soon(sftp.stat(str(final)))).size or 0
    if size != len(content) or await fetch(sftp, final, size) != content:
        raise _other_file(str(final))
    return True
