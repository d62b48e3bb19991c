"""Files dropped together: what one names is opened only where it was dropped too, wherever else it may lie."""

import json
import shutil
from pathlib import Path
from unicodedata import normalize

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cleanclaim.cases import read_case
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.office.shared.uploads import receive_files
from cleanclaim.office.shared.visit_files import ENDINGS, MOST_BYTES, read_dropped_case
from tests.cli.calling import CLINIC_DAY, THE_DAY, call
from tests.cli.remits import remittance
from tests.exchange.files.test_chart_rows import MIXED


def dropped(tmp_path: Path, names: str) -> list[Path]:
    """The example's visits, practice and patients in one folder; the practice says that its patients are `names`."""
    folder = tmp_path / "dropped"
    folder.mkdir()
    for name in ("visits.csv", "patients.csv"):
        shutil.copy(CLINIC_DAY / name, folder)
    text = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")
    named = text.replace('patients = "patients.csv"', f"patients = {json.dumps(names)}")
    assert named != text or names == "patients.csv"
    (folder / "practice.toml").write_text(named, encoding="utf-8")
    return [folder / name for name in ("visits.csv", "practice.toml", "patients.csv")]


def by_name(paths: list[Path]) -> dict[str, Path]:
    return {path.name: path for path in paths}


def reason(paths: list[Path]) -> str:
    with pytest.raises(UserError) as refused:
        read_dropped_case(by_name(paths), Basis(), lambda _read: None)
    return str(refused.value)


def test_a_practice_may_name_what_was_dropped_with_it(tmp_path: Path) -> None:
    practice = read_dropped_case(by_name(dropped(tmp_path, "patients.csv")), Basis(), lambda _read: None).practice
    assert practice
    assert practice.patients


OUTSIDE = [
    "{}/secret.csv", "../secret.csv", "./patients.csv", "link/secret.csv", "/etc/passwd", "/dev/zero", "/proc/self/mem",
    "..\\secret.csv", "C:secret.csv", "\\\\host\\share\\secret.csv",
]  # fmt: skip


@pytest.mark.parametrize("outside", OUTSIDE)
def test_a_practice_may_name_nothing_else_of_this_machine(tmp_path: Path, outside: str) -> None:
    shutil.copy(CLINIC_DAY / "patients.csv", tmp_path / "secret.csv")
    paths = dropped(tmp_path, outside.replace("{}", str(tmp_path)))
    (tmp_path / "dropped" / "link").symlink_to(tmp_path)
    problem = reason(paths)
    assert "may name only what is dropped with it" in problem
    assert "plain name" in problem


def test_whether_a_file_lies_elsewhere_is_not_said(tmp_path: Path) -> None:
    paths = dropped(tmp_path, "/etc/passwd")
    there = reason(paths)
    text = paths[1].read_text(encoding="utf-8")
    paths[1].write_text(text.replace("/etc/passwd", "/etc/nobody"), encoding="utf-8")
    assert reason(paths) == there.replace("/etc/passwd", "/etc/nobody")


@pytest.mark.parametrize(("name", "problem"), [
    ("left.csv", "was not dropped"),  # it lies in the folder, but was not dropped
    ("..", "was not dropped"),
    ("practice.toml", "was not dropped"),
    ("patients\0.csv", "cannot be printed"),
    ("p" * 5000, "was not dropped"),
])  # fmt: skip
def test_a_name_that_was_not_dropped_is_refused_in_words(tmp_path: Path, name: str, problem: str) -> None:
    paths = dropped(tmp_path, name)
    shutil.copy(CLINIC_DAY / "patients.csv", tmp_path / "dropped" / "left.csv")
    assert problem in reason(paths)


def test_a_dropped_link_is_not_followed(tmp_path: Path) -> None:
    shutil.copy(CLINIC_DAY / "patients.csv", tmp_path / "secret.csv")
    paths = dropped(tmp_path, "patients.csv")
    paths[2].unlink()
    paths[2].symlink_to(tmp_path / "secret.csv")
    assert "was not dropped" in reason(paths)


@pytest.mark.parametrize("name", [
    "patients (1).csv", "Patienten für März.csv", "_patients.csv", "a, b.csv", "a & b.csv", "Patienten fu\u0308r.csv",
])  # fmt: skip
def test_files_keep_the_names_they_were_dropped_under(name: str) -> None:
    text = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")
    practice = text.replace('patients = "patients.csv"', f"patients = {json.dumps(normalize('NFC', name))}")
    uploads = [
        SimpleUploadedFile("visits (1).csv", (CLINIC_DAY / "visits.csv").read_bytes()),
        SimpleUploadedFile("practice (1).toml", practice.encode()),
        SimpleUploadedFile(name, (CLINIC_DAY / "patients.csv").read_bytes()),
    ]
    with receive_files(uploads, ENDINGS, MOST_BYTES) as paths:
        case = read_dropped_case(paths, Basis(), lambda _read: None)
        assert case.name == "visits (1).csv"
        assert case.practice
        assert case.practice.patients
        assert len({path.parent for path in paths.values()}) == 1


def test_a_name_dropped_twice_is_refused() -> None:
    uploads = [SimpleUploadedFile("visits (1).csv", b"visit_id") for _ in range(2)]
    with pytest.raises(UserError, match="dropped twice"), receive_files(uploads, ENDINGS, MOST_BYTES):
        pass


def test_what_was_not_used_and_what_was_set_aside_travels_with_a_dropped_case(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("visit_id,code,minutes,Auth #\n1,97110,15,x\n2,97110,oops,x\n", encoding="utf-8")
    case = read_dropped_case({"export.csv": path}, Basis(), lambda _read: None)
    (reading,) = case.readings
    assert [visit.visit_id for visit in case.visits] == ["1"]
    assert (reading.not_used, reading.visits_set_aside) == (("Auth #",), ("2",))


def test_a_mapping_of_columns_is_dropped_along(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("Nr,Svc,Len\n1,97110,15\n", encoding="utf-8")
    mapping = '[columns]\nNr = "visit_id"\nSvc = "code"\nLen = "minutes"\n[always]\ndiscipline = "PT"\n'
    (tmp_path / "ours.toml").write_text(mapping, encoding="utf-8")
    paths = [tmp_path / "export.csv", tmp_path / "ours.toml"]
    case = read_dropped_case(by_name(paths), Basis(), lambda _read: None)
    (visit,) = case.visits
    assert (visit.discipline, visit.services[0].code, visit.services[0].minutes) == ("PT", "97110", 15)
    (tmp_path / "theirs.toml").write_text(mapping, encoding="utf-8")
    assert "a second mapping of columns was dropped" in reason([*paths, tmp_path / "theirs.toml"])


def test_history_charts_and_notes_are_dropped_along(tmp_path: Path) -> None:
    names = ("visits.csv", "practice.toml", "patients.csv", "history.json", "notes.json")
    shutil.copytree(CLINIC_DAY, tmp_path / "day")
    paths = {name: tmp_path / "day" / name for name in names}
    charts = tmp_path / "day" / "our charts 2026.csv"
    charts.write_text(MIXED, encoding="utf-8")
    paths[charts.name] = charts
    with_all = read_dropped_case(paths, Basis(), lambda _read: None)
    same = read_case(
        paths["visits.csv"],
        history=paths["history.json"],
        notes=paths["notes.json"],
        charts=charts,
        practice=paths["practice.toml"],
    )
    assert with_all.visits == same.visits
    assert len(with_all.readings) == len(same.readings) > 3
    assert any(visit.note for visit in with_all.visits)
    assert "a second file of notes" in reason([*paths.values(), _copy(paths["notes.json"], "more notes.json")])
    two = reason([paths["visits.csv"], _copy(paths["visits.csv"], "poc.csv")])
    assert "visits.csv, poc.csv" in two
    assert "history in their file's name" in two


@pytest.mark.parametrize("name", ["notes.csv", "history.csv", "our charts.csv", "march-history-notes.csv"])
def test_visits_are_what_their_columns_say_whatever_their_name(tmp_path: Path, name: str) -> None:
    paths = dropped(tmp_path, "patients.csv")
    same = read_dropped_case(by_name(paths), Basis(), lambda _read: None)
    paths[0] = paths[0].rename(paths[0].with_name(name))
    case = read_dropped_case(by_name(paths), Basis(), lambda _read: None)
    assert (case.visits, case.name) == (same.visits, name)


def test_papers_are_what_they_hold_whatever_their_name(tmp_path: Path) -> None:
    paths = dropped(tmp_path, "patients.csv")
    names = {"history.json": "earlier history.json", "notes.json": "what was written.json"}
    papers = [Path(shutil.copy(CLINIC_DAY / name, tmp_path / other)) for name, other in names.items()]
    (tmp_path / "visits 2.csv").write_text(MIXED, encoding="utf-8")
    with_all = [*paths, *papers, tmp_path / "visits 2.csv"]
    same = [*paths, CLINIC_DAY / "history.json", CLINIC_DAY / "notes.json", _copy(with_all[-1], "charts.csv")]
    cases = [read_dropped_case(by_name(one), Basis(), lambda _read: None) for one in (with_all, same)]
    assert cases[0].visits == cases[1].visits
    assert any(visit.note for visit in cases[0].visits)
    assert any(visit.history for visit in cases[0].visits)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    paths = dropped(tmp_path, "patients.csv")
    strange = tmp_path / "room plan.csv"
    strange.write_text("Room,Day\n4,Monday\n", encoding="utf-8")
    assert "room plan.csv: is no file of visits, claims, history, charts or notes" in reason([*paths, strange])
    assert "patients.csv: is a file of patients that no practice's file" in reason([paths[0], paths[2]])
    assert "there is no column" in reason([strange])


def _copy(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


@pytest.mark.parametrize("name", ["history.837", "march-2026.835"])
def test_claims_and_remittances_are_history(tmp_path: Path, name: str) -> None:
    assert call("claim", *THE_DAY, "-o", tmp_path / "sent.837").code == 1
    if name.endswith(".835"):
        remittance(tmp_path / "sent.837", tmp_path).rename(tmp_path / name)
    else:
        (tmp_path / "sent.837").rename(tmp_path / name)
    paths = [CLINIC_DAY / "visits.csv", CLINIC_DAY / "practice.toml", CLINIC_DAY / "patients.csv", tmp_path / name]
    case = read_dropped_case(by_name(paths), Basis(), lambda _read: None)
    assert any(reading.notes for reading in case.readings)
    assert len(case.visits) == 44
