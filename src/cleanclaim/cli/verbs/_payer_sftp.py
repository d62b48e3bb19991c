"""Folders at an SFTP server, worked on as if they were here: downloaded first, and what is new uploaded afterward.

The server must be known by its key, and knows us by ours; there are no passwords.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from cleanclaim.atomic_write import TEMPORARY_PREFIX, unfinished_name
from cleanclaim.cli.call import this_call
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from asyncssh import SFTPClient

Done = TypeVar("Done")
SECONDS = 20
"""How long a server may take to answer, and to let us in."""
ADDRESS = re.compile(r"(?P<user>[^@:\s]+)@(?P<host>[^@:\s]+)(?::(?P<port>\d{1,5}))?")


class Server(Struct, frozen=True):
    """Where to go, and by which keys: `key` is our private one (None: the agent's, or those in ~/.ssh)."""

    user: str
    host: str
    port: int
    key: Path | None
    known_hosts: Path


def parse_server(address: str, key: Path | None, known_hosts: Path) -> Server:
    """The server of an address like user@host:port. Raises UserError where it is none."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        remedy = "Write it like claims@sftp.example.com:22; a password has no place in it."
        raise UserError("--sftp", "this is no address", remedy)  # and is not said again: it may hold a secret
    return Server(found["user"], found["host"], int(found["port"] or 22), key, known_hosts)


def work_at_server(at: Server, inbox: str, outbox: str, work: Callable[[Path, Path], Done], state: str) -> Done:
    """Do some work with an inbox and an outbox that lie at a server; what is new in the outbox is uploaded.

    Of the outbox the work sees the names, and the content of the file `state`. Raises UserError where the server cannot
    be reached, is not known, does not let us in, or cannot serve the folders.
    """
    import asyncssh

    if not at.known_hosts.is_file():
        raise _unknown(at)
    try:
        return asyncio.run(_work_over_sftp(at, inbox, outbox, work, state))
    except asyncssh.HostKeyNotVerifiable:
        raise _unknown(at) from None
    except asyncssh.PermissionDenied:
        remedy = "Name the private key whose public key they have with --key, or load it into your agent."
        raise UserError(at.host, f"does not let {at.user} in with our key", remedy) from None
    except asyncssh.KeyImportError as wrong:
        remedy = "Name an OpenSSH private key without a passphrase, or load it into your agent."
        raise UserError(str(at.key), f"cannot be used: {wrong}", remedy) from None
    except asyncssh.SFTPError as wrong:
        raise UserError(f"{at.host}, {inbox} or {outbox}", f"cannot be used: {wrong.reason}", "Make both.") from None
    except (OSError, asyncssh.Error) as wrong:
        raise UserError(f"{at.host}:{at.port}", f"cannot be reached: {wrong}", "Check address and network.") from None


def _unknown(at: Server) -> UserError:
    """The error that the server at that address is not known."""
    remedy = f"Get its fingerprint from whoever runs it, compare it, and add the key to {at.known_hosts}."
    return UserError(f"{at.host}:{at.port}", f"its host key is not among those in {at.known_hosts}", remedy)


async def _work_over_sftp(at: Server, inbox: str, outbox: str, work: Callable[[Path, Path], Done], state: str) -> Done:
    import asyncssh

    connecting = asyncssh.connect(
        at.host,
        at.port,
        username=at.user,
        known_hosts=str(at.known_hosts),
        client_keys=[str(at.key)] if at.key else (),
        preferred_auth="publickey",
        config=None,
        connect_timeout=SECONDS,
        login_timeout=SECONDS,
    )
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        here, there = (Path(folder) / "in", Path(folder) / "out"), (PurePosixPath(inbox), PurePosixPath(outbox))
        for one in here:
            one.mkdir()
        async with connecting as connection, connection.start_sftp_client() as sftp:
            for name in await _names(sftp, there[0]):
                await sftp.get(str(there[0] / name), str(here[0] / name))
            old = await _names(sftp, there[1])
            for name in old:
                (here[1] / name).touch()
            if state in old:
                await sftp.get(str(there[1] / state), str(here[1] / state))
            try:
                done = work(*here)
            except UserError as wrong:
                place = wrong.place.replace(str(here[0]), inbox).replace(str(here[1]), outbox)
                raise UserError(f"{at.host}, {place}", wrong.problem, wrong.remedy) from None
            new = sorted(one.name for one in here[1].iterdir() if one.name not in old and one.name != state)
            await _upload(sftp, here[1], there[1], at.host, [*new, *([state] if (here[1] / state).exists() else [])])
    return done


async def _names(sftp: "SFTPClient", folder: PurePosixPath) -> set[str]:
    """The plain files of a folder there. Hidden ones are passed over, and what could lead out of a folder of ours."""
    from asyncssh import FILEXFER_TYPE_REGULAR

    entries = await sftp.readdir(str(folder))
    names = [str(one.filename) for one in entries if one.attrs.type == FILEXFER_TYPE_REGULAR]
    return {name for name in names if not name.startswith(".") and not {"/", "\\", "\0"} & set(name)}


async def _upload(sftp: "SFTPClient", here: Path, there: PurePosixPath, host: str, names: list[str]) -> None:
    """Upload files, each first under another name; all of them, or none.

    Where the connection is lost they cannot be removed again: then the call knows which are there.
    """
    uploaded, written = [], this_call().uploaded
    try:
        for name in names:
            temporary = str(there / unfinished_name())
            uploaded.append(temporary)
            await sftp.put(str(here / name), temporary)
            await sftp.posix_rename(temporary, str(there / name))
            uploaded[-1] = str(there / name)
            written.append(f"sftp://{host}{uploaded[-1]}")
    except BaseException:
        for path in uploaded:
            with suppress(Exception):
                await sftp.remove(path)
                written.remove(f"sftp://{host}{path}")
        raise
