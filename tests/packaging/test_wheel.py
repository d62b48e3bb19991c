"""The built wheel in clean environments: the core alone runs the demo, and says which extra another command needs; with
[office] it serves the pages.

Run by `make test-long`: it builds, makes environments and installs, which asks the package index for what they need.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

REPO = Path(__file__).parents[2]
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what is committed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    must(["git", "clone", "-q", str(REPO), str(source)])
    must(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            str(folder),
            str(source),
        ]
    )
    (built,) = folder.glob("cleanclaim-*.whl")
    return built


def must(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def environment(folder: Path, what: str) -> Path:
    """An environment with nothing in it but what is named and what that needs."""
    must([sys.executable, "-m", "venv", str(folder)])
    must([str(folder / "bin" / "pip"), "install", "-q", what])
    return folder


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The core alone."""
    return environment(tmp_path_factory.mktemp("clean") / "env", str(wheel))


@pytest.fixture(scope="module")
def with_office(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The core with what `cleanclaim serve` needs."""
    return environment(tmp_path_factory.mktemp("office") / "env", f"cleanclaim[office] @ {wheel.as_uri()}")


def surroundings() -> dict[str, str]:
    """Ours, without what would bring the source in."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CLEANCLAIM"))}


def run(clean: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(clean / "bin" / "cleanclaim"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=surroundings(), check=False)


def test_the_core_is_light(clean: Path) -> None:
    listed = subprocess.run(
        [str(clean / "bin" / "pip"), "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    names = {line.partition("==")[0].lower() for line in listed.stdout.splitlines()}
    assert names - {"pip", "setuptools"} == {"cleanclaim", "click", "msgspec"}


def test_the_demo_runs_and_leaves_its_claims(clean: Path, tmp_path: Path) -> None:
    done = run(clean, tmp_path, "demo", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "claims.837").read_text(encoding="ascii").startswith("ISA*")


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("serve",), "office"),
        (("superbill", "visits.csv", "--practice", "practice.toml", "-o", "bills.pdf"), "forms"),
        (("code", "visits.parquet"), "files"),
    ],
)
def test_a_command_says_which_extra_it_needs(
    clean: Path, tmp_path: Path, arguments: tuple[str, ...], extra: str
) -> None:
    (tmp_path / "visits.parquet").write_bytes(b"PAR1")
    done = run(clean, tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1] == f"Install cleanclaim[{extra}]."


def test_the_office_is_served_from_the_wheel(with_office: Path, tmp_path: Path) -> None:
    """Its pages and what they show: templates, styles, scripts and the example are in the wheel."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(with_office / "bin" / "cleanclaim"), "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=surroundings()) as served:
        try:
            assert served.stdout
            address = next(line.strip() for line in served.stdout if "?key=" in line)
            browser = build_opener(HTTPCookieProcessor())
            with browser.open(address, timeout=60) as answer:
                page = answer.read().decode()
            parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
            assert {Path(part).suffix for part in parts} >= {".css", ".js"}
            for part in ["/review/", *sorted(parts)]:
                with browser.open(f"http://127.0.0.1:{port}{part}", timeout=60) as answer:
                    assert answer.status == 200
                    assert answer.read()
        finally:
            served.send_signal(signal.SIGINT)
            assert served.wait(30) in (0, 130)
