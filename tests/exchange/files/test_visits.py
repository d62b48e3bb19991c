"""What a visits file may hold, and the visits it becomes."""

import gzip
import io
import subprocess
import sys
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import polars
import pytest

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.visit import History, Service, Visit

CSV = """\
visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,code,minutes,performed_by,mode,units,\
modifiers,charge,diagnoses,start,separate,allowed,necessity_documented
1,P1,medicare,2026-03-02,PT,1234567893,11,97110,23,PT,,2,GP 59,90.10,M54.50 M25.561,09:00,true,58.12,yes
2,P2,aetna,2026-03-03,OT,1234567893,11,97530,15,OTA,together,,,45,S52.501A,,,,
1,P1,medicare,2026-03-02,PT,1234567893,11,97140,,PT,group,,,,,,,,yes
"""
NDJSON = """\
{"visit_id": 1, "patient_id": "P1", "payer": "medicare", "service_date": "2026-03-02", "discipline": "PT", \
"provider_npi": 1234567893, "place_of_service": 11, "code": 97110, "minutes": 23, "performed_by": "PT", "units": 2, \
"modifiers": ["GP", "59"], "charge": 90.10, "diagnoses": ["M54.50", "M25.561"], "start": "09:00", "separate": true, \
"allowed": "58.12", "necessity_documented": true}
{"visit_id": "2", "patient_id": "P2", "payer": "aetna", "service_date": "2026-03-03", "discipline": "OT", \
"provider_npi": "1234567893", "place_of_service": "11", "code": "97530", "minutes": 15, "performed_by": "OTA", \
"mode": "together", "charge": 45, "diagnoses": "S52.501A"}

{"visit_id": 1, "patient_id": "P1", "payer": "medicare", "service_date": "2026-03-02", "discipline": "PT", \
"provider_npi": 1234567893, "place_of_service": 11, "code": 97140, "minutes": null, "performed_by": "PT", \
"mode": "group", "necessity_documented": true}
"""
JSON = """\
[{"visit_id": "1", "patient_id": "P1", "payer": "medicare", "service_date": "2026-03-02", "discipline": "PT",
  "provider_npi": "1234567893", "place_of_service": "11", "necessity_documented": true, "services": [
   {"code": "97110", "minutes": 23, "performed_by": "PT", "units": 2, "modifiers": ["GP", "59"], "charge": "90.10",
    "diagnoses": ["M5450", "M25561"], "start": "9:00", "separate": true, "allowed": 58.12},
   {"code": "97140", "performed_by": "PT", "mode": "group"}]},
 {"visit_id": "2", "patient_id": "P2", "payer": "aetna", "service_date": "2026-03-03", "discipline": "OT",
  "provider_npi": "1234567893", "place_of_service": "11", "services": [
   {"code": "97530", "minutes": "15", "performed_by": "OTA", "mode": "together", "charge": 45,
    "diagnoses": ["S52.501A"]}]}]
"""
VISITS = [
    Visit(
        visit_id="1",
        patient_id="P1",
        payer="medicare",
        service_date=date(2026, 3, 2),
        discipline="PT",
        provider_npi="1234567893",
        place_of_service="11",
        necessity_documented=True,
        services=(
            Service(
                code="97110",
                minutes=23,
                performed_by="PT",
                units=2,
                modifiers=("GP", "59"),
                charge=9010,
                diagnoses=("M5450", "M25561"),
                start=540,
                separate=True,
                allowed=5812,
            ),
            Service(code="97140", performed_by="PT", mode="group"),
        ),
    ),
    Visit(
        visit_id="2",
        patient_id="P2",
        payer="aetna",
        service_date=date(2026, 3, 3),
        discipline="OT",
        provider_npi="1234567893",
        place_of_service="11",
        services=(
            Service(code="97530", minutes=15, performed_by="OTA", mode="together", charge=4500, diagnoses=("S52501A",)),
        ),
    ),
]


def reading(folder: Path, text: str | bytes, name: str = "visits.csv") -> list[Visit]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_visits(path)


def service(folder: Path, **fields: str) -> Service:
    """The only service of a CSV file with these fields."""
    row = {"visit_id": "1", "code": "97110"} | fields
    (visit,) = reading(folder, ";".join(row) + "\n" + ";".join(f'"{cell}"' for cell in row.values()) + "\n")
    return visit.services[0]


def visit(folder: Path, **fields: str) -> Visit:
    """The only visit of a CSV file with these fields."""
    row = {"visit_id": "1", "code": "97110"} | fields
    (visit,) = reading(folder, ";".join(row) + "\n" + ";".join(row.values()))
    return visit


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("visits.csv", CSV),
        ("visits.tsv", CSV.replace(",", "\t")),
        ("visits.csv", CSV.replace(",", ";")),
        ("visits.csv", CSV.replace("\n", "\r\n")),
        ("visits.csv", CSV.replace("\n", "\r")),
        ("visits.csv", "\ufeff" + CSV),
        ("visits.csv", "\n\n" + CSV + ",,,,,,,,,,,,,,,,,,\n\n"),
        ("visits.ndjson", NDJSON),
        ("visits.jsonl", "\ufeff" + NDJSON),
        ("visits.json", JSON),
        ("visits.json", f'{{"visits": {JSON}}}'),
        ("visits.json", NDJSON),
        ("visits", CSV),
        ("visits.txt", NDJSON),
        ("visits", "\n" + JSON),
        ("visits", f'{{"visits":\n{JSON}}}'),
        ("visits", f'{{"visits":{JSON}}}'.replace("\n", "")),
    ],
)
def test_every_format_gives_the_same_visits(tmp_path: Path, name: str, text: str) -> None:
    assert reading(tmp_path, text, name) == VISITS
    assert reading(tmp_path, gzip.compress(text.encode()), name + ".gz") == VISITS


def test_parquet_with_typed_columns_gives_the_same_visits(tmp_path: Path) -> None:
    day, other_day = date(2026, 3, 2), date(2026, 3, 3)
    frame = polars.DataFrame(
        {
            "visit_id": [1, 2, 1],
            "patient_id": ["P1", "P2", "P1"],
            "payer": ["medicare", "aetna", "medicare"],
            "service_date": [day, other_day, day],
            "discipline": polars.Series(["PT", "OT", "PT"], dtype=polars.Categorical),
            "provider_npi": [1234567893, 1234567893, 1234567893],
            "place_of_service": [11.0, 11.0, 11.0],
            "code": [97110, 97530, 97140],
            "minutes": [23.0, 15.0, None],
            "performed_by": ["PT", "OTA", "PT"],
            "mode": [None, "together", "group"],
            "units": [2, None, None],
            "modifiers": [["GP", "59"], [], None],
            "charge": [90.10, 45.0, None],
            "diagnoses": ["M54.50 M25.561", "S52.501A", None],
            "start": [time(9), None, None],
            "separate": [True, None, None],
            "allowed": [Decimal("58.12"), None, None],
            "necessity_documented": [True, None, True],
            "note": ["ours", "is", "ignored"],
        }
    )
    path = tmp_path / "visits.parquet"
    frame.write_parquet(path)
    assert read_visits(path) == VISITS
    path.rename(tmp_path / "visits.dat")
    assert read_visits(tmp_path / "visits.dat") == VISITS
    noon = frame.with_columns(service_date=polars.Series([datetime(2026, 3, d, 12) for d in (2, 3, 2)]))
    noon.write_parquet(path)
    assert read_visits(path) == VISITS


@pytest.mark.parametrize("text", [CSV, NDJSON, JSON, CSV.replace(",", "\t")])
def test_standard_input_is_read_and_left_open(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert read_visits("-") == VISITS
    assert not stdin.buffer.closed


@pytest.mark.parametrize(
    ("document", "visit_ids"),
    [
        ('{"visit_id": "7", "services": [{"code": "97110"}]}', ["7"]),
        ('{"visit_id": "7",\n "services": [{"code": "97110"}]}', ["7"]),
        ('{"visit_id": "7", "code": "97110"}\n{"visit_id": "8", "code": "97110"}', ["7", "8"]),
    ],
)
def test_an_object_on_standard_input_is_one_visit_or_the_first_row(
    monkeypatch: pytest.MonkeyPatch, document: str, visit_ids: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(document.encode())))
    assert [visit.visit_id for visit in read_visits("-")] == visit_ids


def test_what_is_not_given_is_unknown(tmp_path: Path) -> None:
    assert reading(tmp_path, "visit_id,code\n1,97110\n") == [Visit(visit_id="1", services=(Service(code="97110"),))]
    row = '{"visit_id": "1", "code": "97110"}'
    assert reading(tmp_path, row, "v.ndjson") == [Visit(visit_id="1", services=(Service(code="97110"),))]


def test_a_row_without_minutes_is_unknown_not_zero(tmp_path: Path) -> None:
    assert service(tmp_path, minutes="").minutes is None
    assert service(tmp_path, minutes="  ").minutes is None
    assert service(tmp_path, minutes="0").minutes == 0


def test_spreadsheets_may_write_whole_numbers_with_a_point(tmp_path: Path) -> None:
    assert service(tmp_path, minutes="15.0", units="1.0", code="97110.0") == Service(code="97110", minutes=15, units=1)
    assert visit(tmp_path, provider_npi="1234567893.0", place_of_service="2.0").place_of_service == "02"
    assert visit(tmp_path, provider_npi="1234567893.0").provider_npi == "1234567893"


def test_an_area_of_wound_is_kept_to_the_hundredth(tmp_path: Path) -> None:
    written = {"24": 2400, "24.5": 2450, "0.05": 5, "12.30": 1230, "7.000": 700, "": None}
    assert {cell: service(tmp_path, wound_area=cell).wound_area for cell in written} == written


def test_headings_may_be_written_as_people_do(tmp_path: Path) -> None:
    (visit,) = reading(tmp_path, "Visit ID, CODE ,Place-of-Service,Note,Note\n1,g0283,1,,\n")
    assert visit.services == (Service(code="G0283"),)
    assert visit.place_of_service == "01"


@pytest.mark.parametrize("text", ["gp 59", "GP,59", "gp; 59", " GP  ,  59 ", "gp\n59"])
def test_modifiers_may_be_separated_in_many_ways(tmp_path: Path, text: str) -> None:
    assert service(tmp_path, modifiers=text).modifiers == ("GP", "59")


def test_a_modifier_of_one_letter_is_left_to_the_rules(tmp_path: Path) -> None:
    assert service(tmp_path, modifiers="G").modifiers == ("G",)


def test_diagnoses_lose_their_dots_and_keep_their_order(tmp_path: Path) -> None:
    assert service(tmp_path, diagnoses="s52.501a, M54.50").diagnoses == ("S52501A", "M5450")


@pytest.mark.parametrize(
    ("text", "cents"), [("0", 0), ("45", 4500), ("45.1", 4510), ("$1,234.50", 123450), ("0.10", 10), ("", None)]
)
def test_dollars_become_cents(tmp_path: Path, text: str, cents: int | None) -> None:
    assert service(tmp_path, charge=text, allowed=text).charge == cents


def test_amounts_that_floats_would_bend_stay_exact(tmp_path: Path) -> None:
    (visit,) = reading(tmp_path, '{"visit_id": 1, "code": "97110", "charge": 1.10, "allowed": 90071992.55}', "v.ndjson")
    assert (visit.services[0].charge, visit.services[0].allowed) == (110, 9007199255)


@pytest.mark.parametrize("text", ["2026-03-02", "3/2/2026", "03/02/2026", "2026-03-02 00:00:00", "2026-03-02T14:05"])
def test_a_date_may_be_iso_or_american(tmp_path: Path, text: str) -> None:
    assert visit(tmp_path, service_date=text).service_date == date(2026, 3, 2)


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("9:05", 545), ("09:05:00", 545), ("23:59", 1439)])
def test_a_clock_time_is_minutes_after_midnight(tmp_path: Path, text: str, minutes: int) -> None:
    assert service(tmp_path, start=text).start == minutes


@pytest.mark.parametrize(
    ("text", "answer"),
    [("true", True), ("YES", True), ("1", True), ("False", False), ("no", False), ("0", False), ("", None)],
)
def test_a_yes_or_no_may_be_written_as_people_do(tmp_path: Path, text: str, answer: bool | None) -> None:
    assert service(tmp_path, separate=text).separate is answer
    assert visit(tmp_path, necessity_documented=text).necessity_documented is answer


def test_words_of_a_list_may_be_in_any_case(tmp_path: Path) -> None:
    assert visit(tmp_path, discipline="slp").discipline == "SLP"
    assert service(tmp_path, performed_by="pta", mode="Together") == Service(
        code="97110", performed_by="PTA", mode="together"
    )


def test_a_payer_may_be_written_with_capitals_and_blanks(tmp_path: Path) -> None:
    assert visit(tmp_path, payer="Workers Comp").payer == "workers_comp"


def test_an_npi_is_kept_as_written_for_the_rules_to_judge(tmp_path: Path) -> None:
    assert visit(tmp_path, provider_npi="123").provider_npi == "123"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("null", None),
        ("{}", History()),
        ('{"spent": "2410.00"}', History(spent=241000)),
        (
            '{"spent": 2410, "plan_of_care": [], "authorizations": []}',
            History(spent=241000, plan_of_care=(), authorizations=()),
        ),
        ('{"spent": null}', History()),
    ],
)
def test_a_history_says_what_is_known_before_the_visit(tmp_path: Path, history: str, expected: History | None) -> None:
    document = f'[{{"visit_id": "1", "services": [{{"code": "97110"}}], "history": {history}}}]'
    assert reading(tmp_path, document, "v.json")[0].history == expected


def test_progress_counts_the_services_read(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("visit_id,code\n" + "1,97110\n" * 25_000)
    told: list[int] = []
    (visit,) = read_visits(path, progress=told.append)
    assert told == [10_000, 20_000, 25_000]
    assert len(visit.services) == 25_000


def test_reading_text_does_not_wait_for_polars(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(CSV)
    program = (
        "import sys; from cleanclaim.exchange.files.visits import read_visits; read_visits(sys.argv[1]);"
        "assert not {'polars', 'gzip'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program, path], check=True)
