"""Where files go to and answers come from: a folder of the office's machine, or one at an SFTP server.

    /srv/exchange/out                           a folder
    sftp://claims@sftp.example.com:22/inbound   a server, known by its key, which lets us in by ours

Nowhere else is gone to. Where several organizations share an office, folders lie under the one that
CLEANCLAIM_EXCHANGE names, and keys in a folder of the organization's own under it: nobody can name another's.
"""

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims.outbox import ExchangeFolders
from cleanclaim.sftp import Server, check_known, parse_server

EXCHANGE = "CLEANCLAIM_EXCHANGE"
"""The variable that names the folder under which the folders of a team's office may lie (`settings.EXCHANGE`)."""
SFTP = "sftp://"
WHAT = "The address of the server"
HOME_KNOWN = Path("~/.ssh/known_hosts")


class FolderThere(Struct, frozen=True):
    """A folder at a server, and by which keys one comes there."""

    at: Server
    path: PurePosixPath


def may_name_folders() -> bool:
    """Whether the organization may name folders: on a laptop any, in a team's office those under one that is named."""
    return connection.vendor == "sqlite" or bool(settings.EXCHANGE)


def is_at_server(place: str) -> bool:
    """Whether a place is at a server."""
    return place.lower().startswith(SFTP)


def check_places(written: dict[str, str], organization: UUID) -> dict[str, str]:
    """The places and keys as they are stored: `out`, `answers`, `key`, `known_hosts`.

    Raises UserError where one is not there or may not be used, or its server is not known. No server is gone to.
    """
    found = {name: written.get(name, "").strip() for name in ("out", "answers", "key", "known_hosts")}
    for name in ("key", "known_hosts"):
        found[name] = _check_key(found[name], organization, "The private key" if name == "key" else "The known hosts")
    for name in ("out", "answers"):
        if is_at_server(found[name]):
            find_server(found[name], ExchangeFolders(key=found["key"], known_hosts=found["known_hosts"]))
        else:
            found[name] = check_folder(found[name])
    return found


def find_server(place: str, folders: ExchangeFolders) -> FolderThere:
    """The folder at a server that an address names. Raises UserError where it is none, or the server is not known."""
    try:
        parts = urlsplit(place)
        path = PurePosixPath(unquote(parts.path, errors="strict") or "/")
    except ValueError:
        parts, path = urlsplit(""), PurePosixPath("/")
    if parts.query or parts.fragment or "\0" in str(path):
        parts = urlsplit("")
    if settings.EXCHANGE and not (folders.key and folders.known_hosts):
        remedy = "Name the files of both."
        raise UserError(WHAT, "is of use only with a private key and the known hosts", remedy)
    if not may_name_folders():
        raise UserError(WHAT, f"may be named only where {EXCHANGE} is set", "Ask who runs the office.")
    known = Path(folders.known_hosts) if folders.known_hosts else HOME_KNOWN.expanduser()
    key = Path(folders.key) if folders.key else None
    try:
        at = parse_server(parts.netloc, key, known, what=WHAT, naming=" under Files sent")
        check_known(at)
    except ModuleNotFoundError:
        remedy = "Have who runs the office install cleanclaim[sftp]."
        raise UserError("SFTP", "is not installed with this office", remedy) from None
    except UserError as wrong:
        if wrong.place != WHAT:
            raise
        remedy = "Write it like sftp://claims@sftp.example.com:22/inbound; a password has no place in it."
        raise UserError(WHAT, wrong.problem, remedy) from None
    return FolderThere(at, path)


def check_folder(written: str) -> str:
    """A folder as it is stored; empty for none. Raises UserError where it is not there or may not be used."""
    if not written.strip():
        return ""
    folder = Path(written.strip()).expanduser()
    if not folder.is_absolute() or not folder.is_dir():
        raise UserError("The folder", "is not there", "Write the whole path of a folder on the office's own machine.")
    root = settings.EXCHANGE
    if root and not folder.resolve().is_relative_to(Path(root).resolve()):
        raise UserError("The folder", f"does not lie under {root}", f"Name one that does; {EXCHANGE} says which.")
    if not may_name_folders():
        raise UserError("The folder", f"may be named only where {EXCHANGE} is set", "Ask who runs the office.")
    return str(folder.resolve())


def _check_key(written: str, organization: UUID, what: str) -> str:
    """A file of keys as it is stored; empty for none. Raises UserError where it may not be used."""
    if not written:
        return ""
    file = Path(written).expanduser()
    own = Path(settings.EXCHANGE).resolve() / str(organization) if settings.EXCHANGE else None
    if not may_name_folders():
        raise UserError(what, f"may be named only where {EXCHANGE} is set", "Ask who runs the office.")
    if own and not file.resolve().is_relative_to(own):
        remedy = "Have who runs the office put it there: keys lie where no other organization can name them."
        raise UserError(what, f"does not lie under {own}", remedy)
    if not file.is_absolute() or not file.is_file():
        raise UserError(what, "is not there", "Write the whole path of a file on the office's own machine.")
    return str(file.resolve())
