"""Strangers at the port: other users of this machine, who have no cookie, do not keep the owner out."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanclaim.office.database import FILE

PATIENCE = 25
"""Seconds in which a stranger's connection must be closed, on a busy machine too."""
HEAD = "POST /review/open HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 999999\r\n"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[int, str]]:
    """The port of a running office, and the address that it prints."""
    port = free_port()
    (tmp_path / "office").mkdir()
    shutil.copy(sqlite_template, tmp_path / "office" / FILE)
    words = [sys.executable, "-m", "cleanclaim", "serve", "--port", str(port), "--data", str(tmp_path / "office")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        address = next(line.strip() for line in process.stdout if "?key=" in line)
        yield port, address
        process.terminate()


def connected(port: int, count: int, sent: str) -> list[socket.socket]:
    """Connections that send a text and then nothing."""
    found = []
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        one.sendall(sent.format(port=port).encode())
        found.append(one)
    return found


def closed(one: socket.socket) -> bytes:
    """What came before the office closed the connection."""
    got = b""
    try:
        while block := one.recv(4096):
            got += block
    except ConnectionResetError:
        pass
    return got


@pytest.mark.parametrize("sent", [HEAD + "\r\n", ""])
def test_two_hundred_strangers_do_not_keep_the_owner_waiting(office: tuple[int, str], sent: str) -> None:
    port, address = office
    strangers = connected(port, 200, sent)
    try:
        begun = time.monotonic()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=PATIENCE) as answer:
            assert answer.status == 200
        with opener.open(f"http://127.0.0.1:{port}/minutes/", timeout=PATIENCE) as answer:
            assert answer.status == 200
        assert time.monotonic() - begun < PATIENCE
        answers = {closed(one)[:12] for one in strangers}
        assert answers <= {b"HTTP/1.1 403", b""}
        assert (answers == {b""}) == (not sent)
    finally:
        for one in strangers:
            one.close()


def test_an_owner_may_send_much_and_slowly(office: tuple[int, str]) -> None:
    port, address = office
    cookies = urllib.request.HTTPCookieProcessor()
    urllib.request.build_opener(cookies).open(address, timeout=PATIENCE).close()
    cookie = "; ".join(f"{one.name}={one.value}" for one in cookies.cookiejar)
    (one,) = connected(port, 1, HEAD.replace("999999", "20") + f"Cookie: {cookie}\r\n\r\n" + "x" * 10)
    time.sleep(5)
    one.sendall(b"x" * 10)
    one.settimeout(PATIENCE)
    assert one.recv(12).startswith(b"HTTP/1.1")
    one.close()
