"""Folders at an SFTP server, worked on as if they were here: downloaded first, and what is new uploaded afterward."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol, TypeVar

from cleanclaim.atomic_write import TEMPORARY_PREFIX, unfinished_name
from cleanclaim.cli.call import this_call
from cleanclaim.model.errors import UserError
from cleanclaim.sftp import Server, at_server, fetch, list_files, put, soon

if TYPE_CHECKING:
    from asyncssh import SFTPClient

Done = TypeVar("Done")
Done_co = TypeVar("Done_co", covariant=True)


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

    Of the outbox the work sees the names, and the content of the file `state`. Raises UserError as `at_server`.
    """

    async def work_there(sftp: "SFTPClient") -> Done:
        return await _work_over_sftp(sftp, at, (inbox, outbox), work, state)

    return at_server(at, f"{inbox} or {outbox}", work_there)


async def _work_over_sftp(
    sftp: "SFTPClient", at: Server, boxes: tuple[str, str], work: Callable[[Path, Path], UploadWork[Done]], state: str
) -> Done:
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        here, there = (Path(folder) / "in", Path(folder) / "out"), [PurePosixPath(one) for one in boxes]
        for one in here:
            one.mkdir()
        for name, file in (await list_files(sftp, there[0])).items():
            (here[0] / name).write_bytes(await fetch(sftp, there[0] / name, file.size))
        old = await list_files(sftp, there[1])
        for name in old:
            (here[1] / name).touch()
        if state in old:
            (here[1] / state).write_bytes(await fetch(sftp, there[1] / state, old[state].size))
        try:
            done = work(*here)
        except UserError as wrong:
            place = wrong.place.replace(str(here[0]), boxes[0]).replace(str(here[1]), boxes[1])
            raise UserError(f"{at.host}, {place}", wrong.problem, wrong.remedy) from None
        for name, content in done.writes:
            await _upload(sftp, content, there[1] / name, at.host)
    return done.run


async def _upload(sftp: "SFTPClient", content: bytes, there: PurePosixPath, host: str) -> None:
    """Upload a file, first under another name; of one that could not be uploaded nothing is left, as far as can be."""
    temporary = there.with_name(unfinished_name())
    try:
        await put(sftp, content, temporary)
        await soon(sftp.posix_rename(str(temporary), str(there)))
    except BaseException:
        with suppress(Exception):
            await asyncio.wait_for(sftp.remove(str(temporary)), 1)
        raise
    address = f"sftp://{host}{there}"
    if address not in this_call().uploaded:
        this_call().uploaded.append(address)
