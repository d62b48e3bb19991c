"""Importing into a library: parts and tracks put together, nothing half done, nothing done twice."""

import time
import tracemalloc
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cleanclaim.atomic_write import LEFTOVERS, unfinished_name
from cleanclaim.file_lock import locked
from cleanclaim.model.errors import UserError
from cleanclaim.reference.imports import Import, import_files, remove
from cleanclaim.reference.library import Library, library
from cleanclaim.reference.publishers import archives as packed
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.releases import Release
from cleanclaim.reference.store import LOCK
from cleanclaim.reference.tables import tables
from tests.reference import published as made

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 5)


class Desk:
    """Downloads on one side, the library on the other."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        self.folder = folder / "library"

    def file(self, name: str, content: bytes) -> Path:
        path = self.downloads / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content)
        return path

    def take(self, *paths: Path, **told: object) -> Import:
        return import_files(list(paths), self.folder, ImportOptions(**told), TODAY)  # type: ignore[arg-type]

    def take_one(self, name: str, content: bytes, **told: object) -> Release:
        (one,) = self.take(self.file(name, content), **told).releases
        return one.release

    def refused(self, *paths: Path, **told: object) -> str:
        before = self.state()
        with pytest.raises(UserError) as wrong:
            self.take(*paths, **told)
        assert self.state() == before, "a refused import changed the library"
        return str(wrong.value)

    def state(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()} if self.folder.exists() else {}

    @property
    def held(self) -> Library:
        return library(self.folder)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def pairs_file(part: int, rows: made.Rows = made.PAIRS) -> tuple[str, bytes]:
    return f"ccipra-v323r0-f{part}.txt", made.tabbed(made.pairs(rows))


def test_what_is_imported_answers(desk: Desk) -> None:
    release = desk.take_one("MCR_MUE_PractitionerServices_Eff_10-01-2026.csv", made.quoted(made.limits()))
    assert (release.name, release.effective_to) == ("MUE 2026Q4", date(2026, 12, 31))
    limit = tables(OCTOBER, library=desk.held).mue("0591T")
    assert limit is not None
    assert (limit.units, limit.mai, limit.stale) == (1, 3, False)
    assert tables(OCTOBER).mue("0591T") is None, "what ships is as it was"


def test_importing_twice_changes_nothing(desk: Desk) -> None:
    path = desk.file(*pairs_file(1))
    desk.take(path)
    before = desk.state()
    (again,) = desk.take(path).releases
    assert (again.outcome, desk.state()) == ("already on file", before)


def test_some_of_the_four_files_speak_only_for_their_pairs(desk: Desk) -> None:
    (one,) = desk.take(desk.file(*pairs_file(1)), desk.file(*pairs_file(2, made.PAIRS[:1]))).releases
    assert (one.release.scope, one.release.parts) == ("part", (1, 2))
    assert "f3, f4 are missing" in one.notes[0]
    held = tables(OCTOBER, library=desk.held)
    assert held.pair("97110", "97150").answer == "bypassable"
    assert held.pair("97110", "97150").release == "NCCI 2026Q4"


def test_files_that_come_later_complete_the_release(desk: Desk) -> None:
    desk.take(desk.file(*pairs_file(1, made.PAIRS[:2])))
    (later,) = desk.take(desk.file(*pairs_file(3, made.PAIRS[2:]))).releases
    assert (later.outcome, later.release.parts, later.release.rows) == ("completed", (1, 3), 5)
    assert [path.suffix for path in desk.folder.iterdir()].count(".pairs") == 1
    assert tables(OCTOBER, library=desk.held).pair("97161", "97164").answer == "bundled"


def test_four_small_files_are_no_whole_release(desk: Desk) -> None:
    (one,) = desk.take(*(desk.file(*pairs_file(part)) for part in (1, 2, 3, 4))).releases
    assert (one.release.scope, one.release.parts) == ("part", (1, 2, 3, 4))
    assert "2,546,017" in one.notes[0]


def test_pairs_with_printed_first_days_answer_for_the_time_before(desk: Desk) -> None:
    assert desk.take_one(*pairs_file(1)).answers_from == date(1996, 1, 1)
    blank = [[*row[:3], "", *row[4:]] for row in made.PAIRS[:2]]
    assert desk.take_one("ccipra-v330r0-f1.txt", made.tabbed(made.pairs(blank))).answers_from == date(2027, 1, 1)


def test_a_correction_of_a_release_is_held_beside_it(desk: Desk) -> None:
    desk.take(desk.file(*pairs_file(1)))
    corrected = desk.take_one("ccipra-v323r1-f1.txt", made.tabbed(made.pairs()))
    assert corrected.name == "NCCI 2026Q4 r1"
    assert len(desk.held.known("ncci")) == 5


@pytest.mark.parametrize("together", [True, False])
def test_both_files_of_a_fee_schedule_make_one_release(desk: Desk, together: bool) -> None:
    paths = [
        desk.file("PPRRVU2026_Oct_nonQPP.csv", made.quoted(made.fees(factor="33.4009"))),
        desk.file("PPRRVU2026_Oct_QPP.csv", made.quoted(made.fees(factor="33.5675"))),
    ]
    done = desk.take(*paths) if together else [desk.take(path) for path in paths][-1]
    (one,) = done.releases
    assert one.release.name == "MPFS RVU26D"
    assert one.release.conversion_factors == {"standard": 334009, "qualifying": 335675}
    held = tables(OCTOBER, library=desk.held)
    for qualifying, value in ((False, 334009), (True, 335675)):
        factor = held.conversion_factor(qualifying=qualifying)
        assert factor is not None
        assert factor.value == value
    assert desk.take(paths[0]).releases[0].outcome == "already on file"


def test_two_files_of_a_fee_schedule_that_disagree_are_refused(desk: Desk) -> None:
    changed = [["97112" if cell == "97110" else cell for cell in row] for row in made.fees()]
    first = desk.file("PPRRVU2026_Oct_nonQPP.csv", made.quoted(made.fees()))
    second = desk.file("PPRRVU2026_Oct_QPP.csv", made.quoted(changed))
    assert "differ in 97110 and 1 more" in desk.refused(first, second)
    desk.take(first)
    assert "other relative values" in desk.refused(second)


def test_whom_a_factor_is_for_is_asked_where_nothing_tells(desk: Desk) -> None:
    path = desk.file("fees.csv", made.quoted(made.fees()))
    assert "--track" in desk.refused(path)
    (one,) = desk.take(path, track="qualifying").releases
    assert one.release.conversion_factors == {"qualifying": 334009}


def test_until_2025_there_was_one_factor_for_all(desk: Desk) -> None:
    assert desk.take_one("fees.csv", made.quoted(made.fees(2025))).conversion_factors == {"all": 334009}


def test_a_date_that_nothing_tells_is_asked_for(desk: Desk) -> None:
    path = desk.file("limits.csv", made.quoted(made.limits()))
    assert "--effective" in desk.refused(path)
    (one,) = desk.take(path, effective=date(2027, 1, 1), published=date(2026, 11, 20), name="Next limits").releases
    assert (one.release.name, one.release.effective_from) == ("Next limits", date(2027, 1, 1))
    assert one.release.published == date(2026, 11, 20)


def test_what_was_published_later_than_known_on_does_not_answer(desk: Desk) -> None:
    desk.take(desk.file("limits.csv", made.quoted(made.limits())), effective=OCTOBER, published=date(2026, 9, 1))
    assert tables(OCTOBER, date(2026, 8, 31), desk.held).mue("0591T") is None
    assert tables(OCTOBER, date(2026, 9, 1), desk.held).mue("0591T") is not None


def test_a_zip_is_looked_through_and_each_format_read_once(desk: Desk) -> None:
    content = {
        "PPRRVU2026_Oct_QPP.csv": made.quoted(made.fees()),
        "PPRRVU2026_Oct_QPP.xlsx": made.workbook(made.fees()),
        "GPCI2026.csv": made.quoted(made.gpci()),
        "26LOCCO.csv": made.quoted(made.counties()),
        "RVU26D.pdf": b"%PDF-1.7",
    }
    done = desk.take(desk.file("rvu26d.zip", made.zipped(content)))
    assert {one.release.kind for one in done.releases} == {"mpfs", "gpci", "locality"}
    assert sorted(done.passed_over.values()) == ["the same in another format", "this is a PDF"]


def test_a_zip_in_a_zip_and_a_folder_are_looked_through(desk: Desk) -> None:
    inner = made.zipped({"ccipra-f1.TXT": made.tabbed(made.pairs())})
    desk.file("down/medicare-ncci-2026q4-all.zip", made.zipped({"ccipra-v323r0-f1.zip": inner}))
    desk.file("down/notes.txt", b"call the payer\r\n")
    (one,) = desk.take(desk.downloads).releases
    assert (one.release.name, one.release.rows) == ("NCCI 2026Q4", 5)


def test_a_broken_file_among_good_ones_changes_nothing(desk: Desk) -> None:
    good = desk.file(*pairs_file(1))
    broken = desk.file("PPRRVU2026_Oct_QPP.csv", made.quoted(made.fees())[:-9])
    assert "row 12" in desk.refused(good, broken)
    desk.take(good)
    assert "row 12" in desk.refused(broken)


def test_a_sample_does_not_take_the_place_of_the_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.reference.release_drafts.ENOUGH", 0)  # as if these few rows were many
    desk.take_one("MUE_Eff_10-01-2026.csv", made.quoted(made.limits()))
    monkeypatch.undo()
    path = desk.file("MUE_Eff_10-01-2026.csv", made.quoted(made.limits()[:3]))
    (one,) = desk.take(path).releases
    assert (one.outcome, one.release.rows) == ("left out", 4)


def test_a_release_imported_anew_takes_the_place_of_the_old(desk: Desk) -> None:
    desk.take_one("MUE_Eff_10-01-2026.csv", made.quoted(made.limits()[:3]))
    (one,) = desk.take(desk.file("MUE_Eff_10-01-2026.csv", made.quoted(made.limits()))).releases
    assert (one.outcome, one.release.rows) == ("replaced", 4)
    assert len([path for path in desk.folder.iterdir() if path.suffix == ".csv"]) == 1


def test_an_import_is_undone_and_what_ships_stays(desk: Desk) -> None:
    desk.take_one(*pairs_file(1))
    assert remove(desk.folder, "ncci 2026q4").rows == 5
    assert [path.name for path in desk.folder.iterdir()] == ["releases.json"]
    for name in ("GPCI 2026", "NCCI 1999Q1"):
        with pytest.raises(UserError, match=r"ships with the program|no import has this name"):
            remove(desk.folder, name)


def test_one_import_at_a_time(desk: Desk) -> None:
    desk.folder.mkdir()
    with locked(desk.folder / LOCK), pytest.raises(UserError, match="another import"):
        desk.take(desk.file(*pairs_file(1)))
    (desk.folder / LOCK).touch()  # as a killed import leaves it: nobody has the lock
    assert desk.take(desk.file(*pairs_file(1))).releases
    assert LOCK not in desk.state()


def test_what_a_killed_import_left_is_swept_up(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / unfinished_name()).write_bytes(b"half")
    (desk.folder / "x.csv.part").write_bytes(b"somebody's")
    desk.take(desk.file(*pairs_file(1)))
    assert not list(desk.folder.glob(LEFTOVERS))
    assert LOCK not in desk.state()
    assert (desk.folder / "x.csv.part").read_bytes() == b"somebody's"


def test_a_full_disk_leaves_the_library_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(desk.file(*pairs_file(1)))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(f"{'os' if step == 'fsync' else 'pathlib.Path'}.{step}", full)
            path = desk.file("MUE_Eff_10-01-2026.csv", made.quoted(made.limits()))
            assert "No space left" in desk.refused(path)


def test_a_damaged_list_of_releases_is_named(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / "releases.json").write_bytes(b"[{")
    assert "releases.json" in desk.refused(desk.file(*pairs_file(1)))


def test_what_unpacks_to_far_more_than_it_is_packed_in_is_not_unpacked(desk: Desk) -> None:
    bomb = desk.file("bomb.zip", made.zipped({"ccipra-v323r0-f1.txt": b"0" * 20_000_001}))
    assert "more than 200 times its size" in desk.refused(bomb)
    many = desk.file("many.zip", made.zipped({f"ccipra-v323r0-f{n}.txt": b"0" * 5_000_000 for n in range(5)}))
    assert "more than 200 times its size" in desk.refused(many)


def test_a_workbook_that_unpacks_to_far_too_much_is_not_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.workbooks.MOST_UNPACKED", 1_000)
    assert "unpacks to more than 1,000 bytes" in desk.refused(desk.file("m.xlsx", made.workbook(made.limits())))


def _workbook_with(cells: bytes, head: bytes = b"") -> bytes:
    """A publisher's workbook with cells after its own, and something before its sheet."""
    content = BytesIO()
    with ZipFile(BytesIO(made.workbook(made.limits()))) as whole, ZipFile(content, "w", ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            part = whole.read(name)
            if "worksheets" in name:
                part = head + part.replace(b"</sheetData>", cells + b"</sheetData>")
            packed.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("cells", "head", "problem"),
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"", "reaches to row 1,048,576 and column 16,384"),
        (b'<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>', b"", "is none that a sheet has"),
        (b'<row><c r="AAAA1"><v>1</v></c></row>', b"", "is no cell of a sheet"),
        (b"<row>" + b"<c><v>1</v></c>" * 1_300 + b"</row>", b"", "more than 1,000 cells"),
        (b"", b'<!DOCTYPE a [<!ENTITY b "b">]>', "declares a document type or entities"),
        (b"<row>" + b" " * 21_000_000 + b"</row>", b"", "more than 200 times its size"),
    ],
)
def test_a_hostile_workbook_is_refused_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, cells: bytes, head: bytes, problem: str
) -> None:
    if "1,000 cells" in problem:
        monkeypatch.setattr("cleanclaim.workbooks.MOST_CELLS", 1_000)
    tracemalloc.start()
    begun = time.process_time()
    try:
        assert problem in desk.refused(desk.file("MUE_Eff_10-01-2026.xlsx", _workbook_with(cells, head)))
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()
    assert time.process_time() - begun < 5


def test_a_folder_of_everything_is_not_looked_through(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_FILES", 2)
    for number in range(3):
        desk.file(f"{number}.txt", b"x\n")
    assert "too many to look through" in desk.refused(desk.downloads)


def test_what_is_not_there_and_what_is_no_zip_is_said(desk: Desk) -> None:
    assert "no such file" in desk.refused(desk.downloads / "nothing.csv")
    assert "cannot be opened as one" in desk.refused(desk.file("x.zip", b"PK\x03\x04 broken off"))
    assert "license page" in desk.refused(desk.file("y.zip", b"<!DOCTYPE html><html> License Agreement"))
    assert "nothing in it" in desk.refused(desk.file("z.zip", made.zipped({"a.txt": b"hello\r\n"})))


def test_one_name_is_not_given_to_several_releases(desk: Desk) -> None:
    paths = [
        desk.file("GPCI2026.csv", made.quoted(made.gpci())),
        desk.file("26LOCCO.csv", made.quoted(made.counties())),
    ]
    assert "several releases" in desk.refused(*paths, name="Mine")


def test_progress_counts_up_to_all_bytes(desk: Desk) -> None:
    told: list[int] = []
    paths = [desk.file(*pairs_file(part, made.PAIRS * 20_000)) for part in (1, 2)]
    import_files(paths, desk.folder, ImportOptions(), TODAY, told.append)
    assert told == sorted(told)
    assert told[-1] == sum(path.stat().st_size for path in paths)
    assert len(told) > 4
