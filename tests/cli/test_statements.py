"""`cleanclaim statements`: what patients owe as table, CSV, JSON and PDF, and what is left out."""

import csv
import io
from pathlib import Path

from msgspec import structs
from pypdf import PdfReader

from tests.claims.stories import remittance
from tests.cli.calling import PRACTICE, call, refused
from tests.money.statements.test_statements import PAID, PLAN, SHARE, folder_with, shared

ON = ("--as-of", "2026-05-01")
ELSEWHERE = PAID.format("7.00").replace("PT1", "PT7").replace("receipt 17", "receipt 18")


def test_the_table_says_who_owes_and_what_is_left_out(tmp_path: Path) -> None:
    here = folder_with(tmp_path, shared(SHARE), money=PAID.format("20.00"))
    done = call("statements", here, *ON)
    assert done.code == 0
    assert "$56.00" in done.out
    assert "1 patient of 1 with something due, $56.00." in done.out


def test_rows_and_objects_agree(tmp_path: Path) -> None:
    here = folder_with(tmp_path, shared(SHARE), money=PAID.format("20.00"))
    (row,) = csv.DictReader(io.StringIO(call("statements", here, *ON, "--format", "csv").out))
    document = call("statements", here, *ON, "--format", "json").json
    (patient,) = document["patients"]
    assert [{name: "" if value is None else value for name, value in one.items()} for one in patient["claims"]] == [row]
    assert (row["deductible"], row["coinsurance"], row["copay"], row["balance"]) == ("50.00", "6.00", "20.00", "56.00")
    assert (row["billed"], patient["due"], patient["written"]) == ("yes", "56.00", None)


def test_a_pdf_a_patient_who_owes_enough(tmp_path: Path) -> None:
    here = folder_with(tmp_path / "march", shared(SHARE))
    letters = tmp_path / "letters"
    refused(call("statements", here, *ON, "-o", letters), "--practice", "is missing")
    few = call("statements", here, *ON, "--practice", PRACTICE, "--at-least", "100", "-o", letters)
    assert "too small" in few.out
    assert not letters.exists()
    done = call("statements", here, *ON, "--practice", PRACTICE, "-o", letters)
    (pdf,) = letters.iterdir()
    assert "1 statement" in done.out
    assert "Amount due" in PdfReader(pdf).pages[0].extract_text()
    assert pdf.stat().st_mode & 0o077 == 0


def test_a_plan_shows_what_is_due_by_now(tmp_path: Path) -> None:
    here = folder_with(tmp_path, shared(SHARE), money=PLAN)
    assert "plan, $76.00 in all" in call("statements", here, *ON).out
    (patient,) = call("statements", here, *ON, "--format", "json").json["patients"]
    assert (patient["owed"], patient["due"], patient["plan"]["each_month"]) == ("76.00", "20.00", "20.00")
    (here / "money.toml").write_text(PLAN.replace("PT1", "P99"))
    assert "The plan of patient P99 is of nobody who owes here" in " ".join(call("statements", here, *ON).out.split())


def test_one_patient_may_be_named(tmp_path: Path) -> None:
    here = folder_with(tmp_path, shared(SHARE))
    (patient,) = call("statements", here, *ON, "--format", "json").json["patients"]
    assert call("statements", here, *ON, "--patient", patient["patient"], "--format", "json").json["patients"] == [
        patient
    ]
    refused(call("statements", here, *ON, "--patient", "NOBODY"), "has nothing open in the folder")


def test_a_page_has_what_is_due_and_what_is_left_out_with_why(tmp_path: Path) -> None:
    here = folder_with(tmp_path / "march", shared(SHARE), money=PAID.format("20.00") + ELSEWHERE)
    path = tmp_path / "statements.html"
    done = call("statements", here, *ON, "--html", path)
    assert f"The page is {path}." in done.out
    text = path.read_text("ascii")
    for words in ("1 patient with something due, $56.00.", "Patients", "$56.00", "not in the folder", "$7.00"):
        assert words in text


def test_workers_compensation_puts_nothing_on_a_statement(tmp_path: Path) -> None:
    paid = remittance(0, "Q1", shared(SHARE))
    workers = structs.replace(paid, claims=(structs.replace(paid.claims[0], filing="WC"),))
    here = folder_with(tmp_path, payments=[workers])
    assert call("statements", here, *ON, "--format", "json").json["patients"] == []
    (item,) = [one for one in call("book", here, "--format", "json").json["waiting"] if one["kind"] == "another payer"]
    assert item["amount"] == "76.00"
