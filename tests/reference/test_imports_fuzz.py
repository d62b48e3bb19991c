"""Files mangled in every way that downloads, mail and spreadsheets know: a clear error, or a right import.

`make test` tries a few hundred; CLEANCLAIM_FUZZ=5000 tries that many.
"""

import os
import random
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.reference.imports import Import, import_files
from cleanclaim.reference.library import listed_releases
from cleanclaim.reference.pairs import Pairs
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.rows import Rows
from tests.reference import published as made

CASES = int(os.environ.get("CLEANCLAIM_FUZZ", "400"))
BATCHES = 8
TODAY = date(2026, 11, 23)

FILES: dict[str, bytes] = {
    "ccipra-v323r0-f1.TXT": made.tabbed(made.pairs()),
    "medicaid-ncci-q4-2026.txt": made.tabbed(made.pairs(medicaid=True)),
    "ccipra-v323r0-f2.xlsx": made.workbook(made.pairs()),
    "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv": made.quoted(made.limits()),
    "PPRRVU2026_Oct_QPP.csv": made.quoted(made.fees()),
    "PPRRVU2025_Oct.csv": made.quoted(made.fees(2025)),
    "PPRRVU25.txt": made.fees_fixed(),
    "PPRRVU2026_Oct_nonQPP.xlsx": made.workbook(made.fees()),
    "GPCI2026.csv": made.quoted(made.gpci()),
    "26LOCCO.csv": made.quoted(made.counties()),
    "ZIP5_OCT2026.txt": made.zips(),
    "icd10cm_order_2027.txt": made.diagnoses(),
    "icd10cm_codes_2027.txt": made.billable(),
    "HCPC2026_OCT_ANWEB.csv": made.quoted(made.hcpcs()),
    "HCPC2026_OCT_ANWEB.txt": made.hcpcs_fixed(),
    "AOC_V2026Q4-MCR.txt": made.tabbed(made.add_ons()),
    "therapy-codes-2026.xlsx": made.workbook(made.therapy()),
    "cpt-2026.txt": made.tabbed(made.descriptors()),
}
TABLES = frozenset(
    name
    for name in FILES
    if not name.endswith(("25.txt", "ANWEB.txt", ".xlsx")) and not name.startswith(("ZIP", "icd", "26", "cpt"))
)
"""Those whose columns may stand in any order."""

Mangled = tuple[str, bytes]
Chance = random.Random


def as_is(name: str, content: bytes, _: Chance) -> Mangled:
    return name, content


def marked(name: str, content: bytes, _: Chance) -> Mangled:
    return name, b"\xef\xbb\xbf" + content if _is_text(name) else content


def wide(name: str, content: bytes, _: Chance) -> Mangled:
    return name, content.decode().encode("utf-16") if _is_text(name) else content


def other_ends(name: str, content: bytes, chance: Chance) -> Mangled:
    if not _is_text(name) or b'"HCPCS/\nCPT' in content:
        return name, content
    return name, content.replace(b"\r\n", chance.choice([b"\r", b"\n"]))


def reordered(name: str, content: bytes, chance: Chance) -> Mangled:
    if name not in TABLES:
        return name, content
    import csv

    mark = "\t" if b"\t" in content else ","
    rows = list(csv.reader(StringIO(content.decode(), newline=""), delimiter=mark))
    fixed = 4 if name.startswith("GPCI") else 0
    order = [*range(fixed), *chance.sample(range(fixed, len(rows[0])), len(rows[0]) - fixed)]
    moved = [[row[place] for place in order] for row in rows]
    return name, made.tabbed(moved) if mark == "\t" else made.quoted(moved)


def zipped(name: str, content: bytes, chance: Chance) -> Mangled:
    inner = {f"{chance.choice(['', 'a/', 'a b/'])}{name}": content, "read me.pdf": b"%PDF-1.4"}
    return "download.zip", made.zipped(inner)


def zipped_twice(name: str, content: bytes, chance: Chance) -> Mangled:
    return "all.zip", made.zipped({"one.zip": zipped(name, content, chance)[1]})


LOSSLESS: tuple[Callable[[str, bytes, Chance], Mangled], ...] = (
    *(as_is, marked, wide, other_ends, reordered, zipped, zipped_twice),
)


def cut(name: str, content: bytes, chance: Chance) -> Mangled:
    return name, content[: chance.randrange(len(content))]


def holed(name: str, content: bytes, chance: Chance) -> Mangled:
    at = chance.randrange(len(content))
    return name, content[:at] + content[at + chance.randint(1, 40) :]


def flipped(name: str, content: bytes, chance: Chance) -> Mangled:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return name, bytes(changed)


def quoted_within(name: str, content: bytes, chance: Chance) -> Mangled:
    at = chance.randrange(len(content))
    return name, content[:at] + chance.choice([b'"', b"'", b'""', b'",', b"\0", b"\t", b"\n", b"|"]) + content[at:]


def shuffled(name: str, content: bytes, chance: Chance) -> Mangled:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return name, b"".join(lines)


def doubled(name: str, content: bytes, chance: Chance) -> Mangled:
    lines = content.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return name, b"".join(lines)


def misread(name: str, content: bytes, chance: Chance) -> Mangled:
    encoding = chance.choice(["utf-16-le", "utf-32", "cp500", "utf-7"])
    return name, content.decode("cp1252", "replace").encode(encoding, "replace")


def misnamed(_: str, content: bytes, chance: Chance) -> Mangled:
    return chance.choice(["x.zip", "x.xlsx", "x.txt", "x.csv", "x", "ccioph-v323.txt"]), content


def broken_zip(name: str, content: bytes, chance: Chance) -> Mangled:
    other, archive = zipped(name, content, chance)
    return chance.choice([cut, holed, flipped])(other, archive, chance)


def bomb(name: str, _: bytes, chance: Chance) -> Mangled:
    return "x.zip", made.zipped({name: bytes(chance.choice([11_000_000, 15_000_000]))})


def many(name: str, content: bytes, chance: Chance) -> Mangled:
    return "x.zip", made.zipped({f"{number}-{name}": cut(name, content, chance)[1] for number in range(3)})


def other_files(_: str, __: bytes, chance: Chance) -> Mangled:
    content = [b"", b"\n", b"PK", b"%PDF", b"ISA*00*", b"<html>", chance.randbytes(300), b"97110", b"a,b\r\n1,2\r\n"]
    return chance.choice(["x.csv", "x.zip", "x.xlsx"]), chance.choice(content)


LOSSY = (cut, holed, flipped, quoted_within, shuffled, doubled, misread, misnamed, broken_zip, bomb, many, other_files)


def _is_text(name: str) -> bool:
    return not name.endswith(".xlsx")


class Trial:
    """A library that holds one release, and what it looked like before."""

    def __init__(self, folder: Path) -> None:
        self.downloads, self.folder = folder / "downloads", folder / "library"
        self.downloads.mkdir()
        held = self.downloads / "ccipra-v322r0-f1.txt"
        held.write_bytes(made.tabbed(made.pairs()))
        self.import_(held)
        self.before = self.state()

    def import_(self, path: Path) -> Import:
        return import_files([path], self.folder, ImportOptions(track="standard"), TODAY)

    def state(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def import_of(self, name: str, content: bytes) -> Import | None:
        """What came of a file; None where it was refused, in words and without a change."""
        path = self.downloads / name
        path.write_bytes(content)
        try:
            return self.import_(path)
        except UserError as wrong:
            said = (wrong.place, wrong.problem, wrong.remedy)
        assert all(said), said
        assert self.state() == self.before, f"{name} was refused and changed the library"
        return None

    def reset(self) -> None:
        for name in self.state().keys() - self.before.keys():
            (self.folder / name).unlink()
        for name, content in self.before.items():
            (self.folder / name).write_bytes(content)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mangled_file_is_refused_or_read_right(batch: int, tmp_path: Path) -> None:
    trial = Trial(tmp_path)
    right = {name: _kept(trial, name, content) for name, content in FILES.items()}
    for number in range(batch, CASES, BATCHES):
        chance = Chance(number)
        name, content = chance.choice(list(FILES.items()))
        mangle = chance.choice(LOSSLESS if number % 3 == 0 else LOSSY)
        case = f"case {number}: {mangle.__name__} of {name}"
        found = trial.import_of(*mangle(name, content, chance))
        if number % 3 == 0:
            assert found is not None, case
            assert rows_in(trial, found) == right[name], case
        elif found is not None and mangle in (cut, doubled, many):
            assert rows_in(trial, found) <= right[name], case
        if found is not None:
            _assert_all_readable(trial.folder, case)
        trial.reset()


def _kept(trial: Trial, name: str, content: bytes) -> set[str]:
    found = trial.import_of(name, content)
    assert found is not None, name
    kept = rows_in(trial, found)
    trial.reset()
    return kept


def rows_in(trial: Trial, found: Import) -> set[str]:
    """All that was kept of an import, a line for each row."""
    kept: set[str] = set()
    for one in found.releases:
        path = trial.folder / one.release.file
        if path.suffix == ".pairs":
            kept |= {f"{one.release.kind} {pair}" for pair in Pairs(path)}
        else:
            kept |= {f"{one.release.kind} {line}" for line in path.read_text(encoding="utf-8").splitlines()}
    return kept


def _assert_all_readable(folder: Path, case: str) -> None:
    """Every release that is listed opens, has the rows it says, and its numbers are numbers."""
    for release in listed_releases(folder):
        path = Path(release.file)
        if path.suffix == ".pairs":
            assert len(list(Pairs(path))) == release.rows, case
            continue
        rows = list(Rows(path))
        assert len(rows) == release.rows > 0, case
        for row in rows:
            for column in ("units", "work", "nonfacility_pe", "facility_pe", "malpractice", "pe", "type"):
                assert column not in row or int(row[column]) >= 0, (case, row)
            for column in ("from", "to"):
                assert not row.get(column) or date.fromisoformat(row[column]), (case, row)


def test_a_zip_whose_sizes_lie_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "downloads.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("ccipra-v323r0-f1.txt", bytes(30_000_000))
    content = path.read_bytes()
    path.write_bytes(content.replace((30_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little")))
    trial = Trial(tmp_path)
    assert trial.import_of("lying.zip", path.read_bytes()) is None
