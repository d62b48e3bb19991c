"""`cleanclaim paper` and `cleanclaim superbill`: entries stand where the form wants them, and what is cut is said."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from cleanclaim.exchange.forms.layout import load_layout
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, THE_DAY, call, refused, row, visits_file
from tests.cli.practices import practice_with

MEDICARE = row(
    payer="medicare", patient_id="P01", code="97112", minutes="24", charge="104.00", diagnoses="M54.50", modifiers=""
)
SECOND = MEDICARE | {"code": "97110", "minutes": "23", "charge": "48.00"}
SELF_PAY = row(visit_id="S", patient_id="P06", payer="self_pay")


def typed(folder: Path, *rows: dict[str, str], name: str = "forms.txt") -> list[list[str]]:
    """The sheets of these rows as they are typed, each a list of its lines."""
    answer = call("paper", visits_file(folder, *rows), "--practice", PRACTICE, "-o", folder / name, *FILED)
    assert answer.code in {0, 3}, answer
    return [sheet.split("\n") for sheet in (folder / name).read_text(encoding="ascii").split("\f")]


def entry(sheet: list[str], box: str) -> str:
    """What stands in a box of the sheet."""
    line, column, width = load_layout().places[box]
    return sheet[line - 1].ljust(80)[column - 1 : column - 1 + width].strip()


def service(sheet: list[str], at: int, box: str) -> str:
    """What stands in a box of the sheet's service line `at`, from 0."""
    form = load_layout().service
    column, width = form.places[box]
    return (
        sheet[form.first - 1 + form.step * at - (box in form.shaded)].ljust(80)[column - 1 : column - 1 + width].strip()
    )


def test_medicare_first_on_paper(tmp_path: Path) -> None:
    (sheet,) = typed(tmp_path, MEDICARE, SECOND)
    wanted = {
        "1 medicare": "X",
        "1a": "1EX0XX0XX01",
        "2": "EXAMPLE, ADA",
        "3 month": "02",
        "3 year": "1943",
        "3 F": "X",
        "3 M": "",
        "4": "",
        "6 self": "X",
        "7 street": "",
        "11": "NONE",
        "10a no": "X",
        "10a yes": "",
        "14 month": "01",
        "14 qualifier": "431",
        "17 qualifier": "DN",
        "17b": "1000000053",
        "21 A": "M5450",
        "21 B": "",
        "25": "000000001",
        "25 ein": "X",
        "27 yes": "X",
        "28 dollars": "152",
        "28 cents": "00",
        "31 date": "030326",
        "32a": "1000000004",
        "33 area": "512",
        "33a": "1000000004",
    }
    assert {box: entry(sheet, box) for box in wanted} == wanted
    first = {box: service(sheet, 0, box) for box in load_layout().service.places}
    day = (("month", "03"), ("day", "02"), ("year", "26"))
    assert {box: text for box, text in first.items() if text} == {
        **{f"24A{to} {part}": text for to in ("", " to") for part, text in day},
        "24B": "11",
        "24D": "97112",
        "24D 1": "GP",
        "24E": "A",
        "24F dollars": "104",
        "24F cents": "00",
        "24G": "2",
        "24J": "1000000012",
    }
    assert service(sheet, 1, "24D") == "97110"
    assert service(sheet, 2, "24D") == ""


def test_another_payer_wants_the_insured_and_no_second_address(tmp_path: Path) -> None:
    (sheet,) = typed(tmp_path, row())
    assert entry(sheet, "1 other") == "X"
    assert entry(sheet, "4") == entry(sheet, "2") != ""
    assert entry(sheet, "11d no") == "X"
    assert entry(sheet, "32 name") == ""


def test_six_lines_a_sheet_each_with_its_own_total(tmp_path: Path) -> None:
    days = [row(visit_id=str(day), service_date=f"2026-02-{day:02d}", charge="90.00") for day in range(2, 10)]
    first, second = typed(tmp_path, *days)
    assert [service(first, at, "24A day") for at in range(6)] == ["02", "03", "04", "05", "06", "07"]
    assert [service(second, at, "24A day") for at in range(3)] == ["08", "09", ""]
    assert [entry(sheet, "28 dollars") for sheet in (first, second)] == ["540", "180"]
    assert entry(first, "26") == entry(second, "26")


def test_every_box_of_the_layout_lies_on_the_page_and_none_on_another() -> None:
    form = load_layout()
    taken: dict[tuple[int, int], str] = {}
    boxes = [(box, *place) for box, place in form.places.items()]
    boxes += [
        (f"{box} {at}", form.service.first + form.service.step * at - (box in form.service.shaded), column, width)
        for box, (column, width) in form.service.places.items()
        for at in range(6)
    ]
    for box, line, column, width in boxes:
        for at in range(column, column + width):
            assert 1 <= line <= 66, box
            assert 1 <= at <= 80, box
            other = taken.setdefault((line, at), box)
            assert other == box, f"{box} and {other} share line {line}, column {at}"


@pytest.mark.parametrize("options", [(), ("--on-form", "--shift", "0.05", "-0.1")])
def test_the_days_claims_as_a_pdf(options: tuple[str, ...], tmp_path: Path) -> None:
    answer = call("paper", *THE_DAY, "-o", tmp_path / "forms.pdf", *options, "--format", "json")
    sheets = PdfReader(BytesIO((tmp_path / "forms.pdf").read_bytes())).pages
    assert len(sheets) == answer.json["sheets"] >= len(answer.json["claims"]) > 0
    text = sheets[0].extract_text()
    assert "EXAMPLE, ADA" in text
    assert ("Not the printed form" in text) == (options == ())


def test_the_same_claims_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a.pdf", "b.pdf"):
        call("paper", *THE_DAY, "-o", tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_only_the_payers_asked_for(tmp_path: Path) -> None:
    visits = visits_file(tmp_path, MEDICARE, row(visit_id="2"))
    call_it = ("paper", visits, "--practice", PRACTICE, *FILED, "-o", tmp_path / "forms.txt")
    assert len(call(*call_it, "--payer", "aetna", "--format", "json").json["claims"]) == 1
    refused(call(*call_it, "--payer", "cigna"), "payer cigna", "aetna, medicare")


def test_a_held_visit_is_on_no_form(tmp_path: Path) -> None:
    answer = call(
        "paper", visits_file(tmp_path, row(modifiers="5")), "--practice", PRACTICE, "-o", tmp_path / "forms.pdf", *FILED
    )
    assert answer.code == 1
    assert "on hold" in answer.out
    assert "nothing was written" in answer.out
    assert not (tmp_path / "forms.pdf").exists()


def test_what_is_longer_than_its_box_is_said(tmp_path: Path) -> None:
    for name in ("practice.toml", "patients.csv"):
        text = (CLINIC_DAY / name).read_text(encoding="utf-8")
        long = text.replace("105 Example Way", "105 Example Way Building North Seven")
        (tmp_path / name).write_text(long, encoding="utf-8")
    visits = visits_file(tmp_path, row(), row(visit_id="2", provider_npi="1000000020", service_date="2026-03-03"))
    words = ("paper", visits, "--practice", tmp_path / "practice.toml", "-o", tmp_path / "forms.txt", *FILED)
    answer = call(*words, "--format", "json")
    assert {one["box"] for one in answer.json["cut"]} == {"5 street", "7 street"}
    said = " ".join(call(*words, "--force").out.split())
    assert said.count("was cut") == 2
    assert "2 claims, box 5 street: 105 EXAMPLE WAY BUILDING" in said


def test_another_ending_is_refused(tmp_path: Path) -> None:
    call_it = ("paper", visits_file(tmp_path), "--practice", PRACTICE, *FILED)
    refused(call(*call_it, "-o", tmp_path / "forms.doc"), "neither a .pdf nor a .txt")


def test_a_superbill_for_the_patient_who_pays(tmp_path: Path) -> None:
    output = tmp_path / "bills.pdf"
    answer = call(
        "superbill",
        visits_file(tmp_path, row(), SELF_PAY),
        "--practice",
        PRACTICE,
        "-o",
        output,
        *FILED,
        "--format",
        "json",
    )
    assert answer.json["visits"] == ["S"]
    (page,) = PdfReader(BytesIO(output.read_bytes())).pages
    text = page.extract_text()
    for part in ("Example Way Therapy PLLC", "97110", "$90.00", "M25.511", "Mar 2, 2026", "Pat Sample, PT"):
        assert part in text


def test_no_superbill_without_minutes(tmp_path: Path) -> None:
    output = tmp_path / "bills.pdf"
    answer = call(
        "superbill", visits_file(tmp_path, SELF_PAY | {"minutes": ""}), "--practice", PRACTICE, "-o", output, *FILED
    )
    assert answer.code == 1
    assert "units are never assumed" in answer.out
    assert not output.exists()


def test_a_superbill_of_a_visit_nobody_knows(tmp_path: Path) -> None:
    call_it = ("superbill", visits_file(tmp_path), "--practice", PRACTICE, *FILED, "-o", tmp_path / "bills.pdf")
    refused(call(*call_it, "--visit", "99"), "visit 99")


def test_the_days_a_patient_could_not_work_are_in_item_16(tmp_path: Path) -> None:
    by = practice_with(tmp_path, {"unable_to_work_from": "2026-01-20", "unable_to_work_to": "2026-02-09"})
    forms = tmp_path / "forms.txt"
    assert call("paper", visits_file(tmp_path), "--practice", by, "-o", forms, *FILED).code == 0
    sheet = forms.read_text(encoding="ascii").split("\n")
    days = [[entry(sheet, f"16 {end} {part}") for part in ("month", "day", "year")] for end in ("from", "to")]
    assert days == [["01", "20", "26"], ["02", "09", "26"]]


def test_a_disability_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    by = practice_with(tmp_path, {"unable_to_work_from": "2026-02-20", "unable_to_work_to": "2026-02-09"})
    answer = call("paper", visits_file(tmp_path), "--practice", by, "-o", tmp_path / "f.txt", *FILED)
    refused(answer, "column unable_to_work_to", "is before unable_to_work_from")


def test_only_the_visits_that_are_named(tmp_path: Path) -> None:
    other = MEDICARE | {"visit_id": "2", "patient_id": "P05", "payer": "aetna", "diagnoses": "M25.511"}
    file = visits_file(tmp_path, MEDICARE, other)
    out = tmp_path / "forms.txt"
    done = call("paper", file, "--practice", PRACTICE, "--visit", "2", "-o", out, *FILED)
    (sheet,) = out.read_text(encoding="ascii").split("\f")
    assert (done.code, "EXAMPLE, ADA" in sheet) == (0, False)
    refused(call("paper", file, "--practice", PRACTICE, "--visit", "7", "-o", out, *FILED), "visit 7", "no such visit")
