"""An SFTP server: reached by its known key and a key of ours, its folders listed, files fetched and put there whole.

The server must be known by its key, and knows us by ours; there are no passwords. asyncssh is of `cleanclaim[sftp]`.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from asyncssh import SFTPClient, SSHClientConnection

T = TypeVar("T")
SECONDS = 20
"""How long a server may take to answer, and to let us in."""
SLOWEST = 50_000
"""Bytes a second at which a file comes or goes at least."""
MOST_FILES = 10_000
"""Files of a folder at the server."""
ADDRESS = re.compile(r"(?P<user>[^@:\s]+)@(?P<host>[^@:\s]+)(?::(?P<port>[0-9]{1,5}))?")


class Server(Struct, frozen=True):
    """Where to go, and by which keys: `key` is our private one (None: the agent's, or those in ~/.ssh).

    `naming` says how one names a key, as remedies end.
    """

    user: str
    host: str
    port: int
    key: Path | None
    known_hosts: Path
    naming: str = ""


class FileThere(Struct, frozen=True):
    """A plain file of a folder there: its size, and when it was changed in seconds since 1970."""

    name: str
    size: int
    changed: int


def parse_server(address: str, key: Path | None, known_hosts: Path, *, what: str, naming: str) -> Server:
    """The server of an address like user@host:port. Raises UserError where it is none."""
    found = ADDRESS.fullmatch(address)
    if found is None or int(found["port"] or 22) > 65_535:
        remedy = "Write it like claims@sftp.example.com:22; a password has no place in it."
        raise UserError(what, "this is no address", remedy)  # and is not said again: it may hold a secret
    return Server(found["user"], found["host"], int(found["port"] or 22), key, known_hosts, naming)


def at_server(at: Server, folders: str, work: Callable[["SFTPClient"], Awaitable[T]]) -> T:
    """Do some work at a server. `folders` are what the work is with, as an error names them.

    Raises UserError where the server cannot be reached, is not known, does not let us in, stops answering, or cannot
    serve the folders. Raises ModuleNotFoundError without asyncssh.
    """
    import asyncssh

    if not at.known_hosts.is_file():
        raise unknown_server(at)
    try:
        return asyncio.run(_work(at, work))
    except asyncssh.HostKeyNotVerifiable:
        raise unknown_server(at) from None
    except asyncssh.PermissionDenied:
        remedy = f"Name the private key whose public key they have{at.naming}, or load it into your agent."
        raise UserError(at.host, f"does not let {at.user} in with our key", remedy) from None
    except asyncssh.KeyImportError as wrong:
        remedy = "Name an OpenSSH private key without a passphrase, or load it into your agent."
        raise UserError(str(at.key), f"cannot be used: {wrong}", remedy) from None
    except asyncssh.SFTPError as wrong:
        raise UserError(f"{at.host}, {folders}", f"cannot be used: {wrong.reason}", "Make it there.") from None
    except TimeoutError:
        raise UserError(f"{at.host}:{at.port}", f"did not answer within {SECONDS} seconds", "Try again.") from None
    except (OSError, asyncssh.Error) as wrong:
        raise UserError(f"{at.host}:{at.port}", f"cannot be reached: {wrong}", "Check address and network.") from None


def check_known(at: Server) -> None:
    """Pass where the server's key is among the known ones, without going there. Raises UserError else."""
    import asyncssh

    try:
        keys = asyncssh.match_known_hosts(str(at.known_hosts), at.host, "", at.port)
    except (OSError, ValueError):
        raise unknown_server(at) from None
    if not any(keys[:2]):
        raise unknown_server(at)


def unknown_server(at: Server) -> UserError:
    """The error that the server at that address is not known."""
    remedy = f"Get its fingerprint from whoever runs it, compare it, and add the key to {at.known_hosts}."
    return UserError(f"{at.host}:{at.port}", f"its host key is not among those in {at.known_hosts}", remedy)


async def _work(at: Server, work: Callable[["SFTPClient"], Awaitable[T]]) -> T:
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
        keepalive_interval=SECONDS / 4,
    )
    async with _connected(connecting) as sftp:
        return await work(sftp)


@asynccontextmanager
async def _connected(connecting: "Awaitable[SSHClientConnection]") -> "AsyncIterator[SFTPClient]":
    """A connection for files. At its end nothing of the server is waited for: each answer was confirmed before."""
    connection = await connecting
    try:
        yield await soon(connection.start_sftp_client())
        connection.close()
    finally:
        connection.abort()  # what is still open of a connection that failed fails with it


async def soon(answer: Awaitable[T], size: int = 0) -> T:
    """What a server answers. Raises TimeoutError where it takes too long for so many bytes.

    What is left of an answer is not waited for, as `wait_for` does: that may wait for the server in its turn.
    """
    task = asyncio.ensure_future(answer)
    try:
        done, _ = await asyncio.wait({task}, timeout=SECONDS + size / SLOWEST)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        raise TimeoutError
    return task.result()


async def list_files(sftp: "SFTPClient", folder: PurePosixPath) -> dict[str, FileThere]:
    """The plain files of a folder there by name. Hidden ones are passed over, and what could lead out of a folder of
    ours. Raises UserError where there are far too many.
    """
    from asyncssh import FILEXFER_TYPE_REGULAR

    entries = await soon(sftp.readdir(str(folder)))
    found = {
        name: FileThere(name, one.attrs.size or 0, one.attrs.mtime or 0)
        for one in entries
        if one.attrs.type == FILEXFER_TYPE_REGULAR
        and not (name := str(one.filename)).startswith(".")
        and not {"/", "\\", "\0"} & set(name)
    }
    if len(found) > MOST_FILES:
        raise UserError(str(folder), f"has {len(found):,} files, too many to look through", "Move the old ones away.")
    return dict(sorted(found.items()))


async def fetch(sftp: "SFTPClient", there: PurePosixPath, size: int) -> bytes:
    """The content of a file there. Raises UserError for one that is far too long."""
    if size > MOST_UNPACKED:
        problem = f"has {size:,} bytes, more than {MOST_UNPACKED:,}"
        raise UserError(str(there), problem, "Move it away, or divide it.")
    file = await soon(sftp.open(str(there), "rb"))
    content: object = await soon(file.read(size), size)
    assert isinstance(content, bytes)  # it is open in binary
    await soon(file.close())
    return content


async def put(sftp: "SFTPClient", content: bytes, there: PurePosixPath) -> None:
    """Write a file there, anew where it is there already."""
    file = await soon(sftp.open(str(there), "wb"))
    await soon(file.write(content), len(content))
    await soon(file.close())
