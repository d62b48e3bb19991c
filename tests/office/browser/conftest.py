"""One server and one Chromium a process, for all tests of the office; skipped, with the reason, without Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cleanclaim.office.database import FILE
from tests.cli.calling import CLINIC_DAY

CLEANCLAIM = [sys.executable, "-m", "cleanclaim"]
PROGRAMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
"""Chromium without and with all that windows need: the first takes half the processor's time."""
CHROMIUM = next((program for program in PROGRAMS if program.exists()), None)
expect.set_options(timeout=30_000)  # what never comes still fails; what comes late on a busy machine does not
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


class Office(str):
    """The address of a running office. `address` is the one with the key that lets the next browser in."""

    __slots__ = ("address", "printed", "scratch")
    address: str
    printed: IO[str]
    scratch: Path
    """Where its dropped files lie while they are read: no other process's files are there."""

    def read_address(self) -> None:
        """Wait until the office prints the address with the next key."""
        line = next(line for line in self.printed if "?key=" in line)
        self.address = line.strip()
        assert self.address.startswith(f"{self}/?key=")

    def let_in(self, context: BrowserContext) -> None:
        """Have a browser let in."""
        answer = context.request.get(self.address)
        assert answer.ok
        self.read_address()

    def opened(self, browser: Browser, **options: Any) -> BrowserContext:
        """A browser of its own that is let in, its addresses from here."""
        context = browser.new_context(base_url=self, **options)
        self.let_in(context)
        return context


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Office]:
    """A really running server, with a library and the example practice's patients of its own."""
    data = tmp_path_factory.mktemp("office")
    shutil.copy(sqlite_template, data / FILE)
    patients = ["office", "import-patients", str(CLINIC_DAY / "practice.toml"), "--data", str(data)]
    subprocess.run([*CLEANCLAIM, *patients], check=True, capture_output=True)
    with serving(data, tmp_path_factory.mktemp("library")) as office:
        yield office


@contextmanager
def serving(data: Path, library: Path, *options: str) -> Iterator[Office]:
    """A server that stores in a folder, with other options besides, while the context lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    library.mkdir(exist_ok=True)
    scratch = library.with_name(f"{library.name}-scratch")
    scratch.mkdir(exist_ok=True)
    command = [*CLEANCLAIM, "serve", "--port", str(port), "--library", str(library), "--data", str(data), *options]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as server:
        assert server.stdout
        office = Office(f"http://127.0.0.1:{port}")
        office.printed, office.scratch = server.stdout, scratch
        office.read_address()
        try:
            yield office
        finally:
            server.terminate()
            server.communicate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    if not CHROMIUM:
        pytest.skip("no Chromium: `apt-get install chromium-headless-shell`, or run `make test` as root, which does it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    """A fresh page that fails the test for any request to elsewhere, any error in a script and any refused load."""
    context = office.opened(browser, viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    requested: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert [url for url in requested if not url.startswith((office, "blob:", "data:"))] == []
    assert wrong == []


def settled(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    deadline = time.monotonic() + 10
    page.wait_for_timeout(160)
    while page.locator(".htmx-request, .htmx-swapping, .htmx-settling").count() and time.monotonic() < deadline:
        page.wait_for_timeout(20)
