"""Folders at an SFTP server, worked on as if they were here: downloaded first, and what is new uploaded afterward.

The server must be known by its key, and knows us by ours; there are no passwords.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct

from cleanclaim.atomic_write import TEMPORARY_PREFIX, unfinished_name
from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.cli.call import this_call
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from asyncssh import SFTPClient, SSHClientConnection

T = TypeVar("T")
Done = TypeVar("Done")
Done_co = TypeVar("Done_co", covariant=True)
SECONDS = 20
"""How long a server may take to answer, and to let us in."""
SLOWEST = 50_000
"""Bytes a second at which a file comes or goes at least."""
MOST_FILES = 10_000
"""Files of a folder at the server."""
ADDRESS = re.compile(r"(?P<user>[^@:\s]+)@(?P<host>[^@:\s]+)(?::(?P<port>[0-9]{1,5}))?")


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


class UploadWork(Protocol[Done_co]):
    """Work with an inbox and an outbox: what came of it, and the files to write into the outbox, in this order."""

    @property
    def run(self) -> Done_co:
        """What came of it."""

    @property
    def writes(self) -> list[tuple[str, bytes]]:
        """The files by name. One may come twice: the later takes its place."""


def work_at_server(
    at: Server, inbox: str, outbox: str, work: Callable[[Path, Path], UploadWork[Done]], state: str
) -> Done:
    """Do some work with an inbox and an outbox that lie at a server; what is to be written is uploaded in its order.

    Of the outbox the work sees the names, and the content of the file `state`. Raises UserError where the server cannot
    be reached, is not known, does not let us in, stops answering, or cannot serve the folders.
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
    except TimeoutError:
        raise UserError(f"{at.host}:{at.port}", f"did not answer within {SECONDS} seconds", "Try again.") from None
    except (OSError, asyncssh.Error) as wrong:
        raise UserError(f"{at.host}:{at.port}", f"cannot be reached: {wrong}", "Check address and network.") from None


def _unknown(at: Server) -> UserError:
    """The error that the server at that address is not known."""
    remedy = f"Get its fingerprint from whoever runs it, compare it, and add the key to {at.known_hosts}."
    return UserError(f"{at.host}:{at.port}", f"its host key is not among those in {at.known_hosts}", remedy)


async def _work_over_sftp(
    at: Server, inbox: str, outbox: str, work: Callable[[Path, Path], UploadWork[Done]], state: str
) -> Done:
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
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        here, there = (Path(folder) / "in", Path(folder) / "out"), (PurePosixPath(inbox), PurePosixPath(outbox))
        for one in here:
            one.mkdir()
        async with _connected(connecting) as sftp:
            for name, size in (await _sizes(sftp, there[0])).items():
                await _download(sftp, there[0] / name, here[0] / name, size)
            old = await _sizes(sftp, there[1])
            for name in old:
                (here[1] / name).touch()
            if state in old:
                await _download(sftp, there[1] / state, here[1] / state, old[state])
            try:
                done = work(*here)
            except UserError as wrong:
                place = wrong.place.replace(str(here[0]), inbox).replace(str(here[1]), outbox)
                raise UserError(f"{at.host}, {place}", wrong.problem, wrong.remedy) from None
            for name, content in done.writes:
                await _upload(sftp, content, there[1] / name, at.host)
    return done.run


@asynccontextmanager
async def _connected(connecting: "Awaitable[SSHClientConnection]") -> "AsyncIterator[SFTPClient]":
    """A connection for files. At its end nothing of the server is waited for: each answer was confirmed before."""
    connection = await connecting
    try:
        yield await _soon(connection.start_sftp_client())
        connection.close()
    finally:
        connection.abort()  # what is still open of a connection that failed fails with it


async def _soon(answer: Awaitable[T], size: int = 0) -> T:
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


async def _sizes(sftp: "SFTPClient", folder: PurePosixPath) -> dict[str, int]:
    """The plain files of a folder there with their sizes, by name. Hidden ones are passed over, and what could lead out
    of a folder of ours. Raises UserError where there are far too many.
    """
    from asyncssh import FILEXFER_TYPE_REGULAR

    entries = await _soon(sftp.readdir(str(folder)))
    found = {str(one.filename): one.attrs.size or 0 for one in entries if one.attrs.type == FILEXFER_TYPE_REGULAR}
    if len(found) > MOST_FILES:
        raise UserError(str(folder), f"has {len(found):,} files, too many to look through", "Move the old ones away.")
    return {
        name: found[name] for name in sorted(found) if not name.startswith(".") and not {"/", "\\", "\0"} & set(name)
    }


async def _download(sftp: "SFTPClient", there: PurePosixPath, here: Path, size: int) -> None:
    """Raises UserError for a file that is far too long."""
    if size > MOST_UNPACKED:
        problem = f"has {size:,} bytes, more than {MOST_UNPACKED:,}"
        raise UserError(str(there), problem, "Move it away, or divide it.")
    file = await _soon(sftp.open(str(there), "rb"))
    content: object = await _soon(file.read(size), size)
    assert isinstance(content, bytes)  # it is open in binary
    await _soon(file.close())
    here.write_bytes(content)


async def _upload(sftp: "SFTPClient", content: bytes, there: PurePosixPath, host: str) -> None:
    """Upload a file, first under another name; of one that could not be uploaded nothing is left, as far as can be."""
    temporary = str(there.with_name(unfinished_name()))
    try:
        file = await _soon(sftp.open(temporary, "wb"))
        await _soon(file.write(content), len(content))
        await _soon(file.close())
        await _soon(sftp.posix_rename(temporary, str(there)))
    except BaseException:
        with suppress(Exception):
            await asyncio.wait_for(sftp.remove(temporary), 1)
        raise
    address = f"sftp://{host}{there}"
    if address not in this_call().uploaded:
        this_call().uploaded.append(address)
