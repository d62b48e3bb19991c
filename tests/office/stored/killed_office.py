"""A running office, on the database of a test, whose server and worker can be killed; and browsers that bear it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO
from urllib.parse import urlencode

from msgspec import Struct

from tests.office.stored.signing_in import PASSWORD
from tests.postgresql import free_port

PATIENCE = 180
"""Seconds until who waits for an office that was started gives up."""
READY = {"serve": ("?key=", "People sign in"), "worker": ("The worker does what waits",)}
"""What a process prints once it works."""

NOT_LET_IN = ("has not been let in", "Open the address that the terminal shows")


class NoAnswer(Exception):  # noqa: N818 - it is what is waited for
    """The office was killed before its answer was there, or is not up again yet."""


class RunningOffice:
    """The processes of an office: its server, and where it stores in PostgreSQL a worker too.

    `ready` says which of them work, `answered` which browsers had an answer since the server started.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, team: bool) -> None:
        self.team, self.port, self.key = team, free_port(), ""
        self.environment = dict(environment)
        self.kinds = ["serve", "worker"] if team else ["serve"]
        self.errors = folder / "errors.txt"
        self.library = folder / "library"
        self.library.mkdir()
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.ready = {kind: Event() for kind in self.kinds}
        self.answered: set[int] = set()
        self.letting_in = Lock()

    def start(self, kind: str) -> None:
        """Start a process; that it works is known by `ready`."""
        self.ready[kind].clear()
        if kind == "serve":
            self.answered.clear()
        command = [sys.executable, "-m", "cleanclaim", kind, "--library", str(self.library)]
        if kind == "serve":
            command += ["--port", str(self.port)]
        with self.errors.open("a") as errors:
            process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.processes[kind] = process
        assert process.stdout
        Thread(target=self._listen, args=(kind, process.stdout), daemon=True).start()

    def _listen(self, kind: str, printed: IO[str]) -> None:
        for line in printed:
            if self.processes[kind].stdout is not printed:
                break  # of one that was killed
            if "?key=" in line:
                self.key = line.partition("?key=")[2].strip()
            if any(words in line for words in READY[kind]):
                self.ready[kind].set()
        printed.close()

    def kill(self, kind: str) -> None:
        """Kill a process as a power cut does."""
        self.processes[kind].kill()
        assert self.processes[kind].wait() == -signal.SIGKILL, f"{kind} ended before it was killed"

    def stop(self) -> None:
        """Stop all processes."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(PATIENCE)


@contextmanager
def running(folder: Path, environment: Mapping[str, str], *, team: bool) -> Iterator[RunningOffice]:
    """An office that runs while the context lasts."""
    office = RunningOffice(folder, {**os.environ, **environment}, team=team)
    try:
        for kind in office.kinds:
            office.start(kind)
        for kind in office.kinds:
            assert office.ready[kind].wait(PATIENCE), f"{kind} did not start"
        yield office
        office.stop()
    finally:
        for process in office.processes.values():
            process.kill()
            process.wait()


class Answer(Struct, frozen=True):
    """What the office answered."""

    status: int
    location: str
    version: str
    text: str


class PatientBrowser:
    """A browser whose user tries to see a page until it is there. What is sent is sent once."""

    def __init__(self, office: RunningOffice, email: str) -> None:
        self.office, self.email = office, email
        self.cookies: dict[str, str] = {}
        self.unanswered = 0
        self.faults: list[str] = []
        self.come_in()

    def come_in(self) -> None:
        """Open the printed address, or sign in."""
        if self.office.team:
            self.get("/accounts/sign-in")
            signed_in = self.post("/accounts/sign-in", {"login": self.email, "password": PASSWORD})
            assert signed_in.status == 302, signed_in.text[-2000:]
            return
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.office.letting_in:
                key = self.office.key
                try:
                    if self._ask("GET", f"/?key={key}").status == 302:
                        while self.office.key == key:  # the next one is printed at once
                            time.sleep(0.01)
                        return
                except NoAnswer:
                    pass
            time.sleep(0.1)
        raise AssertionError("the office lets nobody in")

    def get(self, path: str, *, part: bool = False) -> Answer:
        """A page, once the office answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = self._ask("GET", path, headers={"HX-Request": "true"} if part else {})
            except NoAnswer:
                time.sleep(0.1)
                continue
            if answer.status == 403 and not self.office.team:
                self.come_in()
                continue
            self.office.answered.add(id(self))
            return answer
        raise AssertionError(f"{path} is not answered")

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> Answer:
        """The answer to a form. Raises NoAnswer where there was none, or nobody was let in yet."""
        sent = {"csrfmiddlewaretoken": self._token, **fields}
        return self._send(path, urlencode(sent, doseq=True).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        """The answer to a file. Raises NoAnswer as `post` does."""
        parts = (
            ('name="csrfmiddlewaretoken"', self._token.encode()),
            (f'name="file"; filename="{name}"', content),
        )
        body = b"".join(
            b"--edge\r\nContent-Disposition: form-data; " + about.encode() + b"\r\n\r\n" + text + b"\r\n"
            for about, text in parts
        )
        return self._send(path, body + b"--edge--\r\n", "multipart/form-data; boundary=edge")

    @property
    def _token(self) -> str:
        """The token of forms: its cookie is named after the office's folder."""
        return next((value for name, value in self.cookies.items() if name.startswith("cleanclaim_csrf")), "")

    def _send(self, path: str, body: bytes, kind: str) -> Answer:
        try:
            answer = self._ask("POST", path, body, {"Content-Type": kind})
        except NoAnswer:
            self.unanswered += 1
            raise
        if answer.status == 403 and not self.office.team and any(words in answer.text for words in NOT_LET_IN):
            raise NoAnswer
        return answer

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection("localhost" if self.office.team else "127.0.0.1", self.office.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            got = connection.getresponse()
            text = got.read().decode(errors="replace")
        except (OSError, HTTPException):
            raise NoAnswer from None
        finally:
            connection.close()
        for one in got.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
        if got.status >= 500:
            self.faults.append(f"{method} {path}: {got.status}")
        return Answer(got.status, got.headers.get("Location", ""), got.headers.get("X-Version", ""), text)


def found(pattern: str, text: str) -> str:
    """What stands in a page."""
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text[-3000:]}"
    return match[1]
