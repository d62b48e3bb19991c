"""`cleanclaim payer --sftp` against a real SFTP server on this machine: keys only, and none that is not known."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from io import IOBase
from pathlib import Path

import asyncssh
import pytest

from cleanclaim import sftp
from tests.cli.calling import Answer, call, refused
from tests.exchange.x12.files import written
from tests.sandbox.payer.post import MEDICARE
from tests.sftp_server import SftpServer


class There(SftpServer):
    """The server, and the payer that works there."""

    def payer(self, *more: str | Path) -> Answer:
        address = f"claims@127.0.0.1:{self.port}"
        asked = ("--inbox", "/in", "--outbox", "/out", "--on", "2026-03-20", "--sftp", address)
        return call("payer", *asked, "--known-hosts", self.known, "--key", self.key, *more)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[There]:
    server = There(tmp_path)
    yield server
    server.stop()


def test_claims_are_fetched_and_answers_laid_at_the_server(there: There) -> None:
    (there.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
    answer = there.payer()
    assert (answer.code, answer.err) == (0, "")
    assert "$58.03" in answer.out
    assert "3 answers in /out" in answer.out
    assert there.names("out") == ["monday.277ca", "monday.835", "monday.999", "payer.json"]
    assert there.names("in") == ["monday.837"]
    assert "1 file taken before" in there.payer().out
    (there.folder / "in" / "again.837").write_bytes(written(MEDICARE))
    assert "again.835" in there.payer().out
    assert "CAS*OA*18*85~" in (there.folder / "out" / "again.835").read_text(encoding="ascii")


def test_a_file_there_that_ends_like_an_unfinished_one_is_left_alone(there: There) -> None:
    (there.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
    theirs = there.folder / "out" / "monday.835.part"
    theirs.write_bytes(b"theirs")
    assert there.payer().code == 0
    assert theirs.read_bytes() == b"theirs"
    assert there.names("out") == ["monday.277ca", "monday.835", "monday.835.part", "monday.999", "payer.json"]


def test_a_server_whose_key_is_not_known_is_refused(there: There) -> None:
    (there.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    for known in ("", f"[127.0.0.1]:{there.port} {other}"):
        there.known.write_text(known, encoding="utf-8")
        refused(there.payer(), "its host key is not among those in", "fingerprint")
    there.known.unlink()
    refused(there.payer(), "its host key is not among those in")
    assert there.names("out") == []


def test_a_key_that_is_not_let_in_is_named(there: There) -> None:
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(there.key))
    refused(there.payer(), "does not let claims in with our key", "--key")


def test_a_key_that_is_none_is_named(there: There) -> None:
    there.key.write_text("hello", encoding="utf-8")
    refused(there.payer(), "key: cannot be used")


def test_a_folder_that_is_not_there_is_named(there: There) -> None:
    (there.folder / "out").rmdir()
    refused(there.payer(), "127.0.0.1, /in or /out: cannot be used")


def test_a_memory_that_cannot_be_read_is_named_as_it_lies_there(there: There) -> None:
    (there.folder / "out" / "payer.json").write_text("{", encoding="utf-8")
    refused(there.payer(), "127.0.0.1, /out/payer.json: cannot be read")


def test_nobody_at_home_is_said(there: There) -> None:
    known = there.known.read_text(encoding="utf-8")
    there.known.write_text(known.replace(f":{there.port} ", ":1 "), encoding="utf-8")
    refused(there.payer("--sftp", "claims@127.0.0.1:1"), "127.0.0.1:1: cannot be reached")


class _Stalled(asyncssh.SFTPServer):
    """It answers all but one thing, whichever a class under it says, while the connection is there."""

    async def _stall(self) -> None:
        end = time.monotonic() + 60
        while not self.connection.is_closed() and time.monotonic() < end:
            await asyncio.sleep(0.02)


class _StalledInWriting(_Stalled):
    async def write(self, file_obj: object, offset: int, data: bytes) -> int:  # noqa: ARG002
        await self._stall()
        return len(data)


class _StalledInClosing(_Stalled):
    async def close(self, file_obj: object) -> None:
        assert isinstance(file_obj, IOBase)
        file_obj.close()
        await self._stall()


class _StalledInListing(_Stalled):
    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:  # noqa: ARG002
        await self._stall()
        yield asyncssh.SFTPName(b"")


class _StalledAtTheEnd(_Stalled):
    async def exit(self) -> None:
        await self._stall()


@pytest.mark.parametrize("kind", [_StalledInWriting, _StalledInClosing, _StalledInListing])
def test_a_server_that_stops_answering_is_left(
    there: There, monkeypatch: pytest.MonkeyPatch, kind: type[asyncssh.SFTPServer]
) -> None:
    whole = sftp.SECONDS
    monkeypatch.setattr(sftp, "SECONDS", 2)
    (there.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
    there.serves = kind
    begun = time.monotonic()
    answer = there.payer()
    assert time.monotonic() - begun < 50  # a stalled server answers after 60; nearly all of it is a busy machine's
    assert answer.code == 2
    assert "did not answer within 2 seconds" in answer.err
    assert not [name for name in there.names("out") if name.startswith("monday")]
    there.serves = asyncssh.SFTPServer
    monkeypatch.setattr(sftp, "SECONDS", whole)
    assert there.payer().code == 0
    assert {"monday.277ca", "monday.835", "monday.999", "payer.json"} <= set(there.names("out"))


def test_a_server_that_does_not_close_is_not_waited_for(there: There) -> None:
    (there.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
    there.serves = _StalledAtTheEnd
    begun = time.monotonic()
    assert there.payer().code == 0
    assert time.monotonic() - begun < 50
    assert there.names("out") == ["monday.277ca", "monday.835", "monday.999", "payer.json"]


@pytest.mark.parametrize("writes", [1, 2, 3, 4])
def test_a_connection_that_is_lost_while_answers_are_laid_loses_and_doubles_nothing(
    tmp_path: Path, there: There, writes: int
) -> None:
    """The answers are those of a connection that held: none is missing, none comes twice, none is another."""
    (tmp_path / "whole").mkdir()
    whole = There(tmp_path / "whole")
    try:
        for server in (whole, there):
            (server.folder / "in" / "monday.837").write_bytes(written(MEDICARE))
        assert whole.payer().code == 0
        left = itertools.count(1)

        class Lost(asyncssh.SFTPServer):
            def write(self, file_obj: object, offset: int, data: bytes) -> int | Awaitable[int]:
                if next(left) == writes:
                    self.connection.abort()
                return super().write(file_obj, offset, data)

        there.serves = Lost
        cut = there.payer()
        assert cut.code == 2
        assert "Traceback" not in cut.err
        if writes > 1:
            assert "Nothing was written" not in cut.err
        there.serves = asyncssh.SFTPServer
        assert there.payer().code == 0
        names = [name for name in there.names("out") if name[0] != "."]
        assert names == whole.names("out")
        for name in ("monday.835", "monday.277ca", "monday.999"):
            mine, theirs = ((one.folder / "out" / name).read_bytes() for one in (there, whole))
            assert _without_clock(mine) == _without_clock(theirs)
    finally:
        whole.stop()


def _without_clock(text: bytes) -> list[bytes]:
    return [one for one in text.split(b"~") if not one.strip().startswith((b"ISA", b"GS*"))]


def test_an_address_has_a_user_and_no_password(there: There) -> None:
    refused(there.payer("--sftp", "127.0.0.1"), "is no address")
    answer = there.payer("--sftp", "claims:secret@127.0.0.1")
    refused(answer, "is no address")
    assert "secret" not in answer.err
