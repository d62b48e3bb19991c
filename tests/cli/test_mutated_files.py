"""3,000 spoilt files through every door of the command line: no traceback, no five seconds, no 500 megabytes."""

import sys
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, PRACTICE, THE_DAY, call
from tests.cli.forks import spawned
from tests.exchange.files.test_mutated_files import visits_in
from tests.reference import published as made

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="no timer of the processor there"),
]
FILES = 3_000
MOST_MEMORY = 500_000_000
DAY = str(CLINIC_DAY / "visits.csv")
NOTES = str(CLINIC_DAY / "notes.json")

FIELDS = ("review", "code", "price", "patterns", "columns", "fix")
"""Commands that read a file of visits."""
DOORS: tuple[tuple[str, ...], ...] = (
    *((verb, f"v.{ending}") for verb in FIELDS for ending in ("csv", "json", "ndjson", "parquet", "xlsx")),
    ("claim", "v.csv", "--practice", PRACTICE, "-o", "out.837"),
    ("superbill", "v.csv", "--practice", PRACTICE, "-o", "out.pdf"),
    ("review", DAY, "--history", "h.json"),
    ("review", DAY, "--notes", "n.json"),
    ("review", DAY, "--practice", "p.toml"),
    ("review", DAY, "--overrides", "o.toml"),
    ("review", DAY, "--map", "m.toml"),
    ("review", DAY, "--payers", "payers"),
    ("policy", "check", "payers/acme.toml"),
    ("read", "c.837"),
    ("validate", "c.837"),
    ("review", "c.837"),
    ("read", "a.835"),
    ("validate", "a.835"),
    ("match", "whole.837", "a.835"),
    ("match", "c.837", "whole.835"),
    ("secondary", "c.837", "--paid", "whole.835", "--practice", PRACTICE, "-o", "out.837"),
    ("void", "c.837", "2603023DXP5PQP=1", "-o", "out.837"),
    ("ask", "status", "c.837", "--practice", PRACTICE, "-o", "out.276"),
    ("payer", "--inbox", "in", "--outbox", "out"),
    ("payer", "--inbox", "empty", "--outbox", "remembered"),
    ("reference", "import", "MUE_Eff_10-01-2026.csv", "--library", "library"),
    ("reference", "import", "release.zip", "--library", "library"),
    ("reference", "status", "--library", "kept"),
)


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What each file has before it is spoilt, by its name in the folder."""
    folder = tmp_path_factory.mktemp("whole")
    call("claim", *THE_DAY, "-o", folder / "in" / "c.837")
    call("payer", "--inbox", folder / "in", "--outbox", folder / "out", "--on", "2026-03-20")
    limits = folder / "MUE_Eff_10-01-2026.csv"
    limits.write_bytes(made.quoted(made.limits()))
    call("reference", "import", limits, "--library", folder / "library")
    claims, paid = ((folder / name).read_bytes() for name in ("in/c.837", "out/c.835"))
    return {
        **{f"v.{ending}": visits_in(f"v.{ending}") for ending in ("csv", "json", "ndjson", "parquet", "xlsx")},
        "h.json": (CLINIC_DAY / "history.json").read_bytes(),
        "n.json": (CLINIC_DAY / "notes.json").read_bytes(),
        "p.toml": (CLINIC_DAY / "practice.toml").read_bytes(),
        "o.toml": b'[[override]]\nrule = "minutes.overbilled"\nreason = "x"\nauthor = "y"\nexpires = 2026-12-31\n',
        "m.toml": b'name = "x"\n[columns]\n"Fee" = "charge"\n[values.payer]\n3 = "medicare"\n',
        "payers/acme.toml": b'name = "Acme"\nkind = "commercial"\nextends = "commercial"\nabout = "By contract."\n',
        "c.837": claims,
        "a.835": paid,
        "in/c.837": claims,
        "remembered/payer.json": (folder / "out" / "payer.json").read_bytes(),
        "MUE_Eff_10-01-2026.csv": limits.read_bytes(),
        "release.zip": made.zipped({"MUE_Eff_10-01-2026.csv": limits.read_bytes()}),
        "kept/releases.json": (folder / "library" / "releases.json").read_bytes(),
        "whole.837": claims,
        "whole.835": paid,
    }


def spoilt_file(door: tuple[str, ...], contents: dict[str, bytes]) -> str:
    """The file that a door's call names, which is the one to spoil."""
    folders = {"payers": "payers/acme.toml", "in": "in/c.837", "empty": "remembered/payer.json"}
    folders |= {"kept": "kept/releases.json"}
    named = (folders.get(word, word) for word in door)
    return next(name for name in named if name in contents and not name.startswith("whole"))


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_a_spoilt_file_is_read_or_refused(tmp_path: Path, contents: dict[str, bytes], door: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    name = spoilt_file(door, contents)
    for one in ("whole.837", "whole.835", name):
        (tmp_path / one).parent.mkdir(exist_ok=True)
        (tmp_path / one).write_bytes(contents[one])
    ended = spawned("tests.cli.spoilt_files", tmp_path, name, -(-FILES // len(DOORS)), *door)
    wrong = tmp_path / "wrong"
    assert ended.code == 0, wrong.read_text() if wrong.exists() else f"{ended}: {tmp_path / name}"
    assert ended.memory < MOST_MEMORY
