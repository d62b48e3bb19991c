"""Charts as CSV and workbooks: the same charts as in JSON; every column and part accounted for."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files.charts import read_charts_file
from cleanclaim.exchange.files.history import PARTS
from cleanclaim.model.chart import Authorization, CoverageSpan, OutsideCare, PlanOfCare
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import History
from tests.exchange.files.exports import Rows, workbook
from tests.exchange.files.test_charts import CHART, READ

MIXED = """\
patient_id,part,number,payer,begins,ends,visits,codes,on,written_by,discipline,unit,limit,used,through,initial,instead,spent,low,high,discharged_on
P1,spent,,,,,,,,,,,,,,,,410.00,,,
P1,spent_elsewhere,,,,,,,,,,,,,,,,,0,450.50,
P1,plan_of_care,,,2026-01-05,,,,,PT,,,,,2026-04-01,true,,,,,
P1,progress reports,,,,,,,1/30/2026,PT,PT,,,,,,,,,,
P1,authorizations,7,Aetna,2026-01-01,,12,97110,,,,,,,,,,,,,
P1,benefits,,aetna,2026-01-01,2026-12-31,,,,,,visits,30,4,,,,,,,
P1,benefits,,aetna,2026-01-01,2026-12-31,,,,,,dollars,1500.00,,,,,,,,
P1,coverage,,medicare,2024-05-01,,,,,,,,,,,,home health,,,,
P1,discharged_on,,,,,,,,,,,,,,,,,,,2025-11-03
P2,progress_reports,,,,,,,,,,,,,,,,,,,
"""


def charts(folder: Path, content: str | bytes, name: str = "charts.csv") -> tuple[dict[str, History], FileReading]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found, reading = read_charts_file(path)
    assert reading is not None
    return found, reading


def test_a_row_for_each_entry_gives_the_same_chart_as_json(tmp_path: Path) -> None:
    found, reading = charts(tmp_path, MIXED)
    assert set(CHART) - {"patient_id"} == {*PARTS, "spent", "spent_elsewhere", "discharged_on"}
    assert found == {"P1": READ, "P2": History(progress_reports=())}
    assert reading.not_used == ()


def test_a_list_of_authorizations_is_known_by_its_columns(tmp_path: Path) -> None:
    export = "Authorizations on 3/6/2026;;;;;;\nMRN;Auth #;Insurance;Start Date;Expires;Visits Approved;Case manager\n"
    found, reading = charts(tmp_path, f"{export}P5;A-77;Aetna;1/1/2026;2/28/2026;12;Doe\n")
    (one,) = found["P5"].authorizations or ()
    assert one == Authorization(
        number="A-77", payer="aetna", begins=date(2026, 1, 1), ends=date(2026, 2, 28), visits=12
    )
    assert found["P5"].benefits is None
    assert reading.not_used == ("Case manager",)
    assert reading.left_out == {"title": (1,)}


def test_the_sheets_of_a_workbook_are_parts(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Plan of care": [["patient_id", "begins", "signed on"], ["P1", date(2026, 1, 5), date(2026, 1, 9)]],
        "Coverage": [["patient_id", "payer", "begins"], ["P1", "medicare", date(2024, 5, 1)]],
        "spent_elsewhere": [["patient_id", "low", "high"], ["P1", 0, 450.5]],
    }
    found, _ = charts(tmp_path, workbook(sheets), "charts.xlsx")
    assert found == {
        "P1": History(
            plan_of_care=(PlanOfCare(begins=date(2026, 1, 5), signed_on=date(2026, 1, 9)),),
            coverage=(CoverageSpan(payer="medicare", begins=date(2024, 5, 1)),),
            spent_elsewhere=OutsideCare(low=0, high=45_050),
        )
    }


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("", "", "there are no charts in it"),
        ("number,payer,begins\n7,aetna,2026-01-01\n", ", row 1", "there is no column patient_id"),
        ("patient_id,note\nP1,x\n", ", row 1", "do not tell which part"),
        ("patient_id,part,begins\nP1,plans,2026-01-01\n", ", row 2, column part", "is no part of a chart"),
        ("patient_id,part,begins,limit\nP1,plan_of_care,2026-01-01,3\n", ", row 2, column limit", "has no such entry"),
        ("patient_id,part,begins\n,plan_of_care,2026-01-01\n", ", row 2, column patient_id", "is empty"),
        ("patient_id,begins,begins\nP1,,\n", ", row 1, column begins", "given twice"),
        ("patient_id,part,begins\nP1,plan_of_care,soon\n", ", row 2, plan_of_care 1, field begins", "is not a date"),
        ("patient_id,part,payer\nP1,coverage,aetna\n", ", row 2, coverage 1, field begins", "is missing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: str, place: str, problem: str) -> None:
    with pytest.raises(UserError) as refused:
        charts(tmp_path, content)
    assert refused.value.place.endswith(f"charts.csv{place}")
    assert problem in refused.value.problem
    assert refused.value.remedy


def test_all_that_is_wrong_is_listed(tmp_path: Path) -> None:
    rows = "\n".join(f"P{n},plan_of_care,soon" for n in range(3))
    with pytest.raises(UserError) as refused:
        charts(tmp_path, f"patient_id,part,begins\n{rows}\n")
    assert str(refused.value).count('"soon" is not a date') == 3


SPANS = "patient_id,part,number,payer,begins,ends,visits,through,signed_on,spent\n"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("P1,spent,,,,,,,,100.00\nP1,spent,,,,,,,,5000.00\n", 'row 3, column spent: patient "P1" has another spent'),
        ("P1,authorizations,A,aetna,12/31/2026,1/1/2026,12,,,\n", "row 2, authorizations 1, field ends: is 2026-01-01"),
        ("P1,plan_of_care,,,2/20/2026,,,2/1/2026,,\n", "row 2, plan_of_care 1, field through: is 2026-02-01"),
        ("P1,plan_of_care,,,2/20/2026,,,,1/1/2025,\n", "field signed_on: is 2025-01-01, more than a year before"),
        ("P1,authorizations,A,aetna,1/1/2026,,12,,,\nP1,authorizations,,,,,,,,\n", 'patient "P1" has an entry'),
        ("P1,authorizations,,,,,,,,\nP1,authorizations,A,aetna,1/1/2026,,12,,,\n", 'patient "P1" has an entry'),
        ("P1,authorizations,A,aetna,1/1/2026\n", "row 2: the row has 5 cells, but the heading names 10 columns."),
        ("P1,authorizations,A,aetna,1/1/2026,,1,,,,9,9\n", "row 2: the row has 12 cells"),
        ("P1,authorizations,#N/A,aetna,1/1/2026,,1,,,\n", 'row 2, column number: "#N/A" is a spreadsheet'),
    ],
)
def test_what_a_chart_cannot_be_is_named_at_its_row(tmp_path: Path, rows: str, problem: str) -> None:
    with pytest.raises(UserError) as refused:
        charts(tmp_path, SPANS + rows)
    assert problem in str(refused.value)


def test_the_same_amount_twice_is_one(tmp_path: Path) -> None:
    found, _ = charts(tmp_path, SPANS + "P1,spent,,,,,,,,100.00\n" * 2)
    assert found["P1"].spent == 10_000
