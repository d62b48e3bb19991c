"""Charts, notes and whole histories come in: what is read, and what is refused with place and remedy."""

import json
from datetime import date
from pathlib import Path

import polars
import pytest

from cleanclaim.exchange.files.charts import read_charts
from cleanclaim.exchange.files.notes import read_notes, with_notes
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan, OutsideCare, PlanOfCare, ProgressReport
from cleanclaim.model.errors import UserError
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History
from tests.clinic import visit

CHART = {
    "patient_id": "P1",
    "spent": "410.00",
    "spent_elsewhere": {"low": 0, "high": "450.50"},
    "plan_of_care": {"begins": "2026-01-05", "through": "2026-04-01", "written_by": "PT", "initial": True},
    "progress_reports": [{"on": "2026-01-30", "discipline": "PT", "written_by": "PT"}],
    "authorizations": [{"number": 7, "payer": "Aetna", "begins": "2026-01-01", "visits": 12, "codes": ["97110"]}],
    "benefits": [
        {"payer": "aetna", "unit": "visits", "limit": 30, "begins": "2026-01-01", "ends": "2026-12-31", "used": 4},
        {"payer": "aetna", "unit": "dollars", "limit": "1500.00", "begins": "2026-01-01", "ends": "2026-12-31"},
    ],
    "coverage": [{"payer": "medicare", "begins": "2024-05-01", "instead": "home health"}],
    "discharged_on": ["2025-11-03"],
}
READ = History(
    spent=41_000,
    spent_elsewhere=OutsideCare(low=0, high=45_050),
    plan_of_care=(PlanOfCare(begins=date(2026, 1, 5), through=date(2026, 4, 1), written_by="PT"),),
    progress_reports=(ProgressReport(on=date(2026, 1, 30), discipline="PT", written_by="PT"),),
    authorizations=(Authorization(number="7", payer="aetna", begins=date(2026, 1, 1), visits=12, codes=("97110",)),),
    benefits=(
        Benefit(payer="aetna", unit="visits", limit=30, begins=date(2026, 1, 1), ends=date(2026, 12, 31), used=4),
        Benefit(payer="aetna", unit="dollars", limit=150_000, begins=date(2026, 1, 1), ends=date(2026, 12, 31)),
    ),
    coverage=(CoverageSpan(payer="medicare", begins=date(2024, 5, 1), instead="home_health"),),
    discharged_on=(date(2025, 11, 3),),
)
EARLIER = {"visit_id": "0", "patient_id": "P1", "service_date": "2026-01-05", "services": [{"code": "97161"}]}


def written(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    text = "\n".join(map(json.dumps, value)) if name.endswith("ndjson") else json.dumps(value)  # type: ignore[call-overload]
    path.write_text(text, encoding="utf-8")
    return path


def test_charts_in_parquet_are_the_same_charts(tmp_path: Path) -> None:
    dated = {
        "patient_id": "P1",
        "plan_of_care": [
            {"begins": "2026-01-05", "initial": True},
            {"begins": "2026-04-01", "signed_on": "2026-04-03"},
        ],
        "progress_reports": [],
        "authorizations": [{"number": "7", "payer": "aetna", "begins": "2026-01-01", "codes": ["97110", "97140"]}],
        "spent_elsewhere": {"low": "0.00", "high": "450.50"},
    }
    known = {"patient_id": "P2", "benefits": CHART["benefits"][:1], "discharged_on": ["2025-11-03"], "spent": "410.00"}  # type: ignore[index]
    source = written(tmp_path, "charts.json", [dated, known])
    polars.read_json(source).write_parquet(tmp_path / "charts.parquet")
    frame = polars.read_json(source).with_columns(polars.col("discharged_on").list.eval(polars.element().str.to_date()))
    frame.write_parquet(tmp_path / "dates.parquet")
    charts = read_charts(source)
    assert charts["P1"].progress_reports == ()
    assert charts["P1"].benefits is None
    assert charts["P2"].plan_of_care is None
    assert read_charts(tmp_path / "charts.parquet") == charts
    assert read_charts(tmp_path / "dates.parquet") == charts


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "charts.parquet"
    path.write_text("no table")
    with pytest.raises(UserError, match="Parquet"):
        read_charts(path)
    with pytest.raises(UserError, match="no such file"):
        read_charts(tmp_path / "absent.parquet")


@pytest.mark.parametrize("name", ["charts.json", "charts.ndjson"])
def test_a_chart_is_read_with_all_its_parts(tmp_path: Path, name: str) -> None:
    assert read_charts(written(tmp_path, name, [CHART])) == {"P1": READ}


def test_what_is_absent_is_unknown_and_an_empty_list_known_to_be_none(tmp_path: Path) -> None:
    chart = read_charts(written(tmp_path, "c.json", [{"patient_id": "P1", "authorizations": []}]))["P1"]
    assert chart.authorizations == ()
    assert chart.plan_of_care is None


def test_a_visits_own_history_holds_the_same_parts_and_earlier_visits(tmp_path: Path) -> None:
    own = {name: part for name, part in CHART.items() if name != "patient_id"} | {"visits": [EARLIER]}
    given = {"visit_id": "1", "services": [{"code": "97110"}], "history": own, "note": {"text": "Seen.\nWell."}}
    (one,) = read_visits(written(tmp_path, "visits.json", [given]))
    assert one.history is not None
    assert one.history.visits is not None
    assert [before.visit_id for before in one.history.visits] == ["0"]
    assert one.history.plan_of_care == READ.plan_of_care
    assert one.note == Note(text="Seen.\nWell.")


@pytest.mark.parametrize(
    ("part", "place", "problem"),
    [
        ({"plan_of_care": [{"through": "2026-04-01"}]}, "plan_of_care 1, field begins", "is missing"),
        ({"plan_of_care": [{"begins": "May"}]}, "plan_of_care 1, field begins", "is not a date"),
        (
            {"plan_of_care": [{"begins": "2026-01-05", "sigend_on": "2026-01-05"}]},
            "sigend_on",
            "Did you mean signed_on",
        ),
        ({"plan_of_care": "yes"}, "plan_of_care", "is not a list"),
        (
            {"authorizations": [{"number": "1", "payer": "a", "begins": "2026-01-01", "visits": "many"}]},
            "visits",
            "is not a",
        ),
        ({"benefits": [{"payer": "a", "unit": "hours", "limit": 1}]}, "field unit", "is not what a benefit counts"),
        ({"spent_elsewhere": {"low": 5, "high": 1}}, "spent_elsewhere", "two amounts in order"),
        ({"spent": "lots"}, "field spent", "is not an amount"),
        (
            {"authorizations": [{"number": "1", "payer": "a", "begins": "2026-01-01", "cap": 12}]},
            "authorizations 1, field cap",
            "there is no such field",
        ),
        ({"allergies": []}, "field allergies", "no part of a history"),
        ({"visits": [EARLIER]}, "field visits", "a chart holds no visits"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    tmp_path: Path, part: dict[str, object], place: str, problem: str
) -> None:
    with pytest.raises(UserError, match=problem) as refused:
        read_charts(written(tmp_path, "charts.json", [{"patient_id": "P1"} | part]))
    assert place in str(refused.value)
    assert "chart 1" in str(refused.value)


def test_a_chart_needs_its_patient_and_a_patient_has_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is missing"):
        read_charts(written(tmp_path, "c.json", [{"spent": "1.00"}]))
    with pytest.raises(UserError, match="has a chart before"):
        read_charts(written(tmp_path, "c.json", [{"patient_id": "P1"}, {"patient_id": "P1"}]))


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "[[]]"])
def test_what_is_no_list_of_objects_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "charts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        read_charts(path)


def test_notes_are_read_and_put_to_their_visits(tmp_path: Path) -> None:
    given = {
        "visit_id": "1",
        "text": "Timed 23 min.",
        "kind": "treatment",
        "signed_on": "2026-03-02",
        "total_minutes": 40,
    }
    notes = read_notes(written(tmp_path, "notes.ndjson", [given | {"amended_on": ["2026-03-09"]}]))
    note = Note(
        text="Timed 23 min.",
        kind="treatment",
        signed_on=date(2026, 3, 2),
        total_minutes=40,
        amended_on=(date(2026, 3, 9),),
    )
    assert notes == {"1": note}
    held = with_notes([visit(), visit(visit_id="2")], notes)
    assert [one.note for one in held] == [note, None]


@pytest.mark.parametrize(
    ("note", "problem"),
    [
        ({"visit_id": "1"}, "is not a text"),
        ({"text": "x"}, "is missing"),
        ({"visit_id": "1", "text": "x", "kind": "poem"}, "is not a kind of note"),
        ({"visit_id": "1", "text": "x", "author": "PT"}, "no field of a note"),
        ({"visit_id": "1", "text": "x", "amended_on": ["soon"]}, "is not a date"),
    ],
)
def test_a_wrong_note_is_refused(tmp_path: Path, note: dict[str, object], problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        read_notes(written(tmp_path, "notes.json", [note]))
