"""Another user of the same machine, at every door: nothing of the owner's is readable to them, nothing is changed.

A child of the tests becomes that user and tries; only an administrator's tests can do that.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleanclaim.atomic_write import TEMPORARY_PREFIX, write_atomically
from tests.cli.calling import CLINIC_DAY, FILED, call, visits_file
from tests.office.test_strangers import free_port

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator can become another user"
)
SOMEBODY = 65_534
"""The user `nobody`, and his group."""
PROJECT = "[files]\n"


def as_another_user(work: Callable[[], list[str]]) -> list[str]:
    """What a child of this process reports, which has become another user."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(SOMEBODY)
            os.setuid(SOMEBODY)
            os.umask(0)
            os.write(writing, json.dumps(work()).encode())
        except BaseException as wrong:  # the test says what
            os.write(writing, json.dumps([f"the child failed: {wrong!r}"]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told: list[str] = json.loads(pipe.read())
    os.waitpid(child, 0)
    return told


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, as a home on many machines."""
    home = Path(tempfile.mkdtemp(prefix="tests-of-another-user-"))
    home.chmod(0o755)
    folder = home / "folder"
    folder.mkdir(0o755)
    yield folder
    shutil.rmtree(home)


@pytest.fixture
def project(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of ours, in which claims, a void, an eligibility question and a paper form were written."""
    monkeypatch.chdir(open_folder)
    before = os.umask(0o022)
    call("init", "--payer", "aetna")
    for name in ("practice.toml", "patients.csv"):
        write_atomically(open_folder / name, (CLINIC_DAY / name).read_bytes())
    written = visits_file(open_folder)
    write_atomically(written, written.read_bytes())
    written.chmod(0o600)
    assert call("claim", *FILED, "-o", "week.837").code == 0
    claim_id = (open_folder / "week.837").read_text().partition("CLM*")[2].partition("*")[0]
    assert call("void", "week.837", f"{claim_id}=1", "-o", "void.837").code in (0, 1)
    assert call("ask", "status", "week.837", "-o", "ask.276").code == 0
    assert call("fix", "visits.csv", "-o", "fixed.csv").code in (0, 1)
    (open_folder / "inbox").mkdir()
    shutil.copy(open_folder / "week.837", open_folder / "inbox")
    (open_folder / "inbox" / "week.837").chmod(0o600)
    assert call("payer", "--inbox", "inbox", "--outbox", "outbox", "--on", "2026-03-20").code == 0
    os.umask(before)
    return open_folder


def opened(folder: Path) -> Callable[[], list[str]]:
    """Tries to read, to change, to remove, to rename and to add a file, of everything in a folder."""
    paths = {path: path.is_dir() for path in (folder, *folder.rglob("*"))}

    def work() -> list[str]:
        done = []
        for path, is_folder in paths.items():
            tries: dict[str, Callable[[], object]] = {
                "write": lambda path=path: path.open("r+b").close(),  # type: ignore[misc]
                "permit": lambda path=path: path.chmod(0o777),  # type: ignore[misc]
                "rename": lambda path=path: path.rename(path.with_name("renamed")),  # type: ignore[misc]
                "replace": lambda path=path: (path / "new").write_bytes(b""),  # type: ignore[misc]
                "link": lambda path=path: path.with_name("linked").symlink_to(path),  # type: ignore[misc]
            }
            if not is_folder:
                tries["read"] = path.read_bytes
            for name, attempt in tries.items():
                try:
                    attempt()
                except OSError:
                    continue
                done.append(f"{name} {path}")
        return done

    return work


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_project_what_was_sent_and_the_payers_answers(project: Path) -> None:
    before = contents(project)
    assert {"log.ndjson", "week.837", "payer.json", "week.835", "fixed.csv"} <= {Path(name).name for name in before}
    assert as_another_user(opened(project)) == []
    assert contents(project) == before
    assert as_another_user(lambda: [one.name for one in (project / "sent").iterdir()])[0].startswith("the child failed")


def test_the_library_can_be_read_and_not_changed(open_folder: Path) -> None:
    from tests.reference import published as made

    limits = open_folder / "MUE_Eff_10-01-2026.csv"
    limits.write_bytes(made.quoted(made.limits()))
    library = open_folder / "library"
    assert call("reference", "import", limits, "--library", library).code == 0
    before = contents(library)
    done = as_another_user(opened(library))
    assert {one.partition(" ")[0] for one in done} <= {"read"}  # published tables are nobody's secret
    assert contents(library) == before


def test_what_a_command_keeps_for_a_while(monkeypatch: pytest.MonkeyPatch, open_folder: Path) -> None:
    import django
    from django.core.files.uploadedfile import SimpleUploadedFile

    os.environ["DJANGO_SETTINGS_MODULE"] = "cleanclaim.office.settings"
    django.setup()
    from cleanclaim.office.shared.uploads import receive_files, remove_abandoned_uploads

    open_folder.chmod(0o1777)
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder))
    with receive_files([SimpleUploadedFile("week.csv", b"visit_id\n1\n")], (".csv",), 100) as paths:
        (path,) = paths.values()
        assert path.is_relative_to(open_folder)
        assert as_another_user(opened(path.parent)) == [f"link {path.parent}"]  # anybody may, in such a folder
        (open_folder / "linked").unlink()
    mine = open_folder / "mine"
    mine.mkdir()
    (mine / "book.csv").write_text("visit_id\n1\n")

    def lay_a_trap() -> list[str]:
        (open_folder / f"{TEMPORARY_PREFIX}aaaaaaaa").symlink_to(mine)
        (open_folder / f"{TEMPORARY_PREFIX}bbbbbbbb").mkdir()
        os.utime(open_folder / f"{TEMPORARY_PREFIX}bbbbbbbb", (0, 0))
        os.utime(open_folder / f"{TEMPORARY_PREFIX}aaaaaaaa", (0, 0), follow_symlinks=False)
        return []

    assert as_another_user(lay_a_trap) == []
    remove_abandoned_uploads()
    assert (mine / "book.csv").exists()


@pytest.mark.parametrize("trap", ["file", "link"])
def test_a_file_laid_where_claims_are_to_go(open_folder: Path, trap: str) -> None:
    open_folder.chmod(0o1777)
    mine = open_folder / "mine.txt"
    mine.write_text("mine")
    mine.chmod(0o600)
    out = open_folder / "week.837"
    theirs = open_folder / "theirs"

    def lay() -> list[str]:
        (theirs if trap == "link" else out).touch(0o666)
        if trap == "link":
            out.symlink_to(theirs)
        return []

    assert as_another_user(lay) == []
    written = visits_file(open_folder)
    assert call("claim", written, "--practice", CLINIC_DAY / "practice.toml", *FILED, "-o", out).code == 0
    assert out.read_bytes().startswith(b"ISA")
    assert not out.is_symlink()
    assert out.stat().st_mode & 0o077 == 0
    assert out.stat().st_uid == 0
    assert as_another_user(lambda: [out.read_text()])[0].startswith("the child failed")
    assert not theirs.exists() or theirs.read_bytes() == b""

    def link_to_mine() -> list[str]:
        (open_folder / "other.837").symlink_to(mine)
        return []

    assert as_another_user(link_to_mine) == []
    write_atomically(open_folder / "other.837", b"claims")
    assert mine.read_text() == "mine"


PAGES = ("/", "/minutes/", "/review/", "/codes/", "/explain/", "/updates/", "/rules/", "/review/example/claims.837")
POSTED = ("/minutes/answer", "/review/open", "/review/example/fix-all", "/updates/import", "/explain/open")


def test_the_port_of_the_office_and_its_process(open_folder: Path) -> None:
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "cleanclaim",
        "serve",
        "--port",
        str(port),
        "--library",
        str(open_folder / "library"),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=open_folder) as office:
        try:
            assert office.stdout is not None
            key = next(line for line in office.stdout if "?key=" in line).partition("key=")[2].strip()

            assert _answered(f"http://127.0.0.1:{port}/", None) == []  # also for what it imports

            def knock() -> list[str]:
                done = []
                for page in (*PAGES, "/?key=", "/?key=x"):
                    done += _answered(f"http://127.0.0.1:{port}{page}", None)
                for page in POSTED:
                    done += _answered(f"http://127.0.0.1:{port}{page}", b"a=b")
                for name in ("cmdline", "environ", "fd/1", "maps"):
                    try:
                        found = Path(f"/proc/{office.pid}/{name}").read_bytes()
                    except OSError:
                        continue
                    if key.encode() in found or name != "cmdline":
                        done.append(name)
                return done

            assert as_another_user(knock) == []
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with opener.open(f"http://127.0.0.1:{port}/?key={key}", timeout=30) as answer:  # the key is still good
                assert answer.status == 200
        finally:
            office.terminate()
    assert not (open_folder / "library").exists()


def _answered(address: str, body: bytes | None) -> list[str]:
    """The address, where it gave anything but a refusal."""
    try:
        with urllib.request.urlopen(address, body, timeout=30) as answer:  # noqa: S310 - of this machine
            return [f"{address}: {answer.status}"]
    except urllib.error.HTTPError as refused:
        return [] if refused.code == 403 else [f"{address}: {refused.code}"]
