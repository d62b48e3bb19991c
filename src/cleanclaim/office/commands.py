"""What the command line does to what the office stores: check it, back it up, bring a backup back, take patients in."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from cleanclaim.atomic_write import unfinished_name
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.file_lock import LockedError, locked
from cleanclaim.model.errors import UserError
from cleanclaim.office.stored_file import check_file

if TYPE_CHECKING:
    from cleanclaim.office.exports.reading import ReadExport
    from cleanclaim.office.organizations.checks import LogProgress, OfficeReport
    from cleanclaim.office.patients.taking import PatientsTaken

Stage = Callable[[str], None]
"""Is called with what long work is at, for whoever watches."""
LOCK = ".in-use"
SQLITE_ENDINGS = ("-wal", "-shm", "-journal")
"""What the names of files end in that SQLite writes beside one."""


@contextmanager
def office_in_use() -> Iterator[None]:
    """Have the folder of a laptop's office for oneself. Raises UserError where another one runs on it."""
    from django.conf import settings
    from django.db import connection

    from cleanclaim.office.database import make_folder

    if connection.vendor != "sqlite":
        yield
        return
    folder = settings.FOLDER
    try:
        make_folder(folder)
        with locked(folder / LOCK):
            yield
    except LockedError:
        problem = "an office is running on this folder"
        raise UserError(str(folder), problem, "Stop it first, or name another folder with --data.") from None
    except OSError as error:
        problem = f"the office cannot store here: {error.strerror or error}"
        raise UserError(str(folder), problem, "Name another folder with --data.") from None


def stores_in_postgresql() -> bool:
    """Whether the office stores in a PostgreSQL, and not in a file of its folder."""
    return bool(os.environ.get("CLEANCLAIM_DATABASE_URL"))


def set_up(data: Path | None) -> None:
    """Have Django know where the office stores."""
    if data:
        os.environ["CLEANCLAIM_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
    import django

    django.setup()


def check_office(data: Path | None, progress: "LogProgress") -> "OfficeReport":
    """Whether the walls stand, the tables are sound, and the log is as it was sealed. What is not sealed yet is now.
    `progress` says how far the look at the log is.

    Raises UserError where nothing is stored there, or it cannot be opened.
    """
    if not stores_in_postgresql():
        _sqlite_file(data)
    set_up(data)
    from cleanclaim.office.organizations import checks

    return checks.check_office(progress)


def add_owner(email: str, name: str, practice: str | None, data: Path | None) -> str:
    """Make somebody an owner of a practice, a new one where it has no such name, and return a one-time link's address.

    Somebody who is an owner there gets a new link. Raises UserError where nobody signs in to this office, the address
    is none, or several practices are stored and none is named.
    """
    set_up(data)
    from django.conf import settings

    if not settings.TEAM:
        problem = "this office is one person's: whoever opens the printed link is its owner"
        raise UserError("The office", problem, "Name a database for several people in CLEANCLAIM_DATABASE_URL.")
    from cleanclaim.office.organizations import first_owner
    from cleanclaim.office.organizations.start import prepare

    prepare()
    secret = first_owner.add_owner(email, name, practice)
    return f"{settings.ORIGIN or 'http://localhost:8420'}/accounts/link/{secret}"


def export_organization(to: Path, data: Path | None, *, name: str | None, force: bool) -> str:
    """Write all of an organization to a zip; the sha256 over it.

    Raises UserError where a file is there already and `force` is not set, or no single organization is meant.
    """
    if to.exists() and not force:
        raise UserError(str(to), "a file of this name is here already", "Name another one, or add --force.")
    set_up(data)
    from cleanclaim.office.audit_log.log import Actor, log
    from cleanclaim.office.exports import archive
    from cleanclaim.office.organizations.models import Organization
    from cleanclaim.office.organizations.scope import organization_transaction

    found = list(Organization.objects.filter(name=name) if name else Organization.objects.order_by("name")[:9])
    if len(found) != 1:
        listed = ", ".join(f'"{one.name}"' for one in Organization.objects.order_by("name")[:9]) or "none"
        raise UserError("--organization", f"no single one is meant; here are: {listed}", "Name one of them.")
    part = to.parent / unfinished_name()
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        digest = archive.write_archive(found[0], part)
        with organization_transaction([found[0].pk]):
            log(Actor(None, found[0].pk), "organization.exported", found[0].pk)
        part.replace(to)
    except OSError as error:
        raise UserError(str(to), f"the export cannot be written: {error}", "Name a place with room for it.") from None
    finally:
        part.unlink(missing_ok=True)
    return digest


def import_organization(file: Path, data: Path | None) -> "ReadExport":
    """Read an organization from such a zip: what it is, the sha256 over the zip, and what is not linked again.

    Raises UserError where it is here already, or the file is no export or was changed.
    """
    set_up(data)
    from cleanclaim.office.audit_log.log import Actor, log
    from cleanclaim.office.exports import reading
    from cleanclaim.office.organizations.scope import organization_transaction
    from cleanclaim.office.organizations.start import prepare

    prepare()
    found = reading.read_archive(file)
    key = found.organization.pk
    with organization_transaction([key]):
        log(Actor(None, key), "organization.imported", key)
    return found


def take_patients(practice: Path, data: Path | None) -> "PatientsTaken":
    """Add the patients of a practice's file, and give those already stored what the file says of them now.

    All of them or none. Raises UserError for what is wrong in the files, or where nothing is stored there.
    """
    found = read_practice(practice).patients
    set_up(data)
    from cleanclaim.office.patients import taking

    return taking.take_patients(list(found.values()))


def back_up(to: Path, data: Path | None, stage: Stage, *, force: bool) -> int:
    """Copy all that is stored to a file, also while the office runs; the bytes written. `stage` is called with what is
    done next.

    Raises UserError where a file is there already and `force` is not set, the place is the office's own folder, nothing
    is stored, or it is a PostgreSQL.
    """
    file = _sqlite_file(data)
    if to.resolve().parent == file.resolve().parent or _is_same(to, file):
        problem = "this is the office's own folder, or its own file" if not to.is_dir() else "this is a folder"
        raise UserError(str(to), problem, "Name a file elsewhere, best on another disk.")
    if to.exists() and not force:
        raise UserError(str(to), "a file of this name is here already", "Name another one, or add --force.")
    part = to.parent / unfinished_name()
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        stage("Copying what is stored")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        stage("Checking the copy")
        check_file(part)
        part.replace(to)
    except (OSError, sqlite3.Error) as error:
        raise UserError(str(to), f"the backup cannot be written: {error}", "Name a place with room for it.") from None
    finally:
        part.unlink(missing_ok=True)
    return to.stat().st_size


def restore(backup: Path, data: Path | None, stage: Stage, *, force: bool) -> Path | None:
    """Bring a backup back. What was stored before is put aside, under a name that is returned; None where nothing was.
    `stage` is called with what is done next.

    Nothing is sent from it until somebody has said what went out since the backup: that is noted in the copy before it
    takes the office's place, so that whoever is interrupted finds the office as it was, or as it is to be.
    Raises UserError where the file is no backup of ours, or what is stored now, an office is running, or something is
    stored already and `force` is not set.
    """
    set_up(data)
    from django.conf import settings

    from cleanclaim.office.database import FILE

    if stores_in_postgresql():
        remedy = "Bring its dump back with pg_restore as office_owner, and run `cleanclaim office restored` then."
        raise UserError("The office", "it stores in PostgreSQL", remedy)
    stage(f"Checking {backup}")
    check_file(backup)
    folder = settings.FOLDER
    file = folder / FILE
    if _is_same(backup, file):
        raise UserError(
            str(backup), "this is what the office stores now", "Name a file that `cleanclaim backup` wrote."
        )
    with office_in_use():
        before = file.exists() and file.stat().st_size > 0
        if before and not force:
            remedy = "Add --force: what is stored now is put aside, not deleted."
            raise UserError(str(file), "something is stored here already", remedy)
        part = folder / unfinished_name()
        try:
            stage("Copying it")
            with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(part)) as copy:
                source.backup(copy)
            part.chmod(0o600)
            stage("Checking the copy")
            check_file(part)
            stage("Noting in it that it was brought back")
            with _stored_in(part):
                note_restored(data)
            aside = _put_aside(file) if before else None
            part.replace(file)
        except (OSError, sqlite3.Error) as error:
            raise UserError(str(folder), f"the backup cannot be brought back: {error}", "Make room for it.") from None
        finally:
            for ending in ("", *SQLITE_ENDINGS):
                part.with_name(part.name + ending).unlink(missing_ok=True)
    return aside


@contextmanager
def _stored_in(part: Path) -> Iterator[None]:
    """Have the office's own work done in a copy of what it stores, which is one whole file again at the end."""
    from django.db import connection, connections

    connections.close_all()
    place = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(part)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = place
    _fold(part)


def note_restored(data: Path | None) -> int:
    """Note that what is stored was brought back from a backup: what went out since is said before anything is sent.

    How many organizations there are. Raises UserError where what is stored cannot be opened.
    """
    set_up(data)
    from django.db import connections

    from cleanclaim.office.claims.after_restore import mark_restored
    from cleanclaim.office.organizations.start import prepare

    prepare()
    try:
        return mark_restored()
    finally:
        connections.close_all()


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _fold(file: Path) -> None:
    """Have all that is stored in the file itself, and nothing beside it."""
    with closing(sqlite3.connect(file)) as now:
        now.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        now.execute("PRAGMA journal_mode=DELETE")


def _put_aside(file: Path) -> Path:
    """Give a file, and what SQLite has written beside it, a name that nothing has yet."""
    with suppress(sqlite3.Error):  # it may be damaged: that is why one restores
        _fold(file)
    wanted = f"{file.name}.before-{datetime.now():%Y%m%d-%H%M%S}"
    names = (f"{wanted}{more}" for more in chain([""], (f"-{number}" for number in count(2))))
    aside = next(file.with_name(name) for name in names if not file.with_name(name).exists())
    for ending in SQLITE_ENDINGS:
        if (more := file.with_name(file.name + ending)).exists():
            more.replace(aside.with_name(aside.name + ending))
    file.replace(aside)
    return aside


def _sqlite_file(data: Path | None) -> Path:
    set_up(data)
    from django.conf import settings

    from cleanclaim.office.database import FILE

    if stores_in_postgresql():
        remedy = "Run pg_dump --format=custom as office_backup, whom the walls between organizations do not stop."
        raise UserError("The office", "it stores in PostgreSQL", remedy)
    file: Path = settings.FOLDER / FILE
    if not file.exists() or not file.stat().st_size:
        raise UserError(str(settings.FOLDER), "nothing is stored here", "Name the office's folder with --data.")
    return file
