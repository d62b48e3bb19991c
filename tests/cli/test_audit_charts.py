"""Worksheet, score, copies, nightly, defend and disclose as a compliance officer calls them."""

import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.audits import audited, read_rows, write_rows
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, call, refused, row, visits_file
from tests.exchange.files.exports import workbook

DAY = str(CLINIC_DAY / "visits.csv")
NOTES = str(CLINIC_DAY / "notes.json")


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """An audit of ten visits of the example day."""
    made = call("audit", "frame", DAY, *FILED, "--practice", PRACTICE, "--zip", "78701", "-o", tmp_path / "frame.csv")
    assert made.code in {0, 3}, made
    folder = tmp_path / "audit"
    drawn = call("audit", "sample", tmp_path / "frame.csv", "--size", "8", "--seed", "1", "-o", folder)
    assert drawn.code == 0, drawn
    return folder


def worksheet(audit: Path, *options: str) -> None:
    done = call("audit", "worksheet", audit, DAY, *FILED, "--practice", PRACTICE, *options)
    assert done.code in {1, 3}, done


def test_rules_answer_what_they_can_and_the_rest_is_open(audit: Path) -> None:
    worksheet(audit, "--notes", NOTES)
    rows = read_rows(audit / "checklist.csv")
    assert len(rows) == 8 * 30
    by_rules = [one for one in rows if one["by"] == "rules"]
    assert {one["answer"] for one in by_rules} <= {"yes", "no", "n/a"}
    assert {one["answer"] for one in rows if not one["by"]} == {""}
    progress = [one for one in rows if one["question"] == "A19"]
    assert {one["answer"] for one in progress} == {""}
    assert "not checked: no chart was given" in progress[0]["why"]
    assert {one["should_have_been_allowed"] for one in read_rows(audit / "worksheet.csv")} == {""}


def test_what_was_not_given_is_said_to_be_not_checked(audit: Path) -> None:
    worksheet(audit)
    rows = read_rows(audit / "checklist.csv")
    signed = [one for one in rows if one["question"] == "A22"]
    assert {one["answer"] for one in signed} == {""}
    assert "no note was given" in signed[0]["why"]


def test_a_filled_worksheet_is_not_written_over(audit: Path) -> None:
    worksheet(audit)
    rows = read_rows(audit / "worksheet.csv")
    rows[0]["should_have_been_allowed"] = "1.00"
    write_rows(audit / "worksheet.csv", rows)
    again = call("audit", "worksheet", audit, DAY, *FILED, "--practice", PRACTICE)
    refused(again, "worksheet.csv", "something else in it")
    assert read_rows(audit / "worksheet.csv")[0]["should_have_been_allowed"] == "1.00"


def test_open_charts_are_not_counted_as_passed(audit: Path) -> None:
    worksheet(audit)
    done = call("audit", "score", audit, "--format", "json")
    assert done.code in {1, 3}
    assert not any(one["passes"] for one in done.json["charts"])
    assert all(one["low"] < one["high"] for one in done.json["charts"])


def test_scores_of_charts_that_a_person_filled(audit: Path, tmp_path: Path) -> None:
    worksheet(audit)
    rows = [one | {"answer": "yes"} for one in read_rows(audit / "checklist.csv")]
    rows[10]["answer"] = "no"  # A11 decides
    write_rows(audit / "checklist.csv", rows)
    done = call("audit", "score", audit, "--html", tmp_path / "score.html")
    assert done.code == 1
    assert "lacks A11" in done.out
    assert "7 of 8 charts pass" in done.out
    page = (tmp_path / "score.html").read_text(encoding="utf-8")
    assert '<svg class="chart"' in page
    assert "<table" in page
    rows[3]["answer"] = "perhaps"
    rows[4]["question"] = "B99"
    write_rows(audit / "checklist.csv", rows)
    refused(call("audit", "score", audit), 'row 5, column answer: "perhaps"', 'row 6, column question: "B99"')


def test_nothing_passes_unmarked_with_a_fault_or_money_overpaid_and_the_mark_is_said(
    audit: Path, tmp_path: Path
) -> None:
    worksheet(audit)
    rows = [one | {"answer": "yes"} for one in read_rows(audit / "checklist.csv")]
    for at in (1, 2, 3, 4):  # A02 to A05: below the mark, and none of them decides
        rows[at]["answer"] = "no"
    write_rows(audit / "checklist.csv", rows)
    sheet = read_rows(audit / "worksheet.csv")
    for one in sheet:
        one["rules_say"] = "no fault found; 0 of 30 questions open"
    sheet[1]["rules_say"] = "Another payer comes first (coverage.another_pays); 0 of 30 questions open"
    sheet[2]["should_have_been_allowed"] = "0.00"
    write_rows(audit / "worksheet.csv", sheet)
    done = call("audit", "score", audit, "--html", tmp_path / "score.html")
    assert done.code == 1
    assert "below 95 %; no: A02, A03, A04, A05" in done.out
    assert "fault by coverage.another_pays" in done.out
    assert f"${sheet[2]['allowed']} allowed too much" in done.out
    assert done.out.count("passes, but") == 2
    page = (tmp_path / "score.html").read_text(encoding="utf-8")
    assert "2 of those that pass have a fault" in page
    assert 'class="ring"' in page
    (audit / "worksheet.csv").rename(tmp_path / "filled.csv")
    unread = call("audit", "score", audit)
    assert "There is no worksheet.csv: what it would say against a chart is not known." in unread.out
    assert "passes, but" not in unread.out
    sheets = [list(sheet[0]), *(list(one.values()) for one in sheet)]
    (tmp_path / "filled.xlsx").write_bytes(workbook({"worksheet": sheets}))
    again = call("audit", "score", audit, "--worksheet", tmp_path / "filled.xlsx", "--format", "json").json
    assert [one["clinician"] for one in again["clinicians"] if one["passed_but"]]
    assert sum(one["passed_but"] for one in again["clinicians"]) == 2
    (tmp_path / "filled.csv").rename(audit / "worksheet.csv")
    assert "The mark is 95" in done.out
    assert "passes from 95" in (tmp_path / "score.html").read_text(encoding="utf-8")
    write_rows(audit / "checklist.csv", [one | {"answer": "yes"} for one in rows])
    assert call("audit", "score", audit).code == 1
    sheet[1]["rules_say"], sheet[2]["should_have_been_allowed"] = "", ""
    write_rows(audit / "worksheet.csv", sheet)
    assert call("audit", "score", audit).code == 0


def test_a_copied_note_stands_beside_the_earlier_one(tmp_path: Path) -> None:
    days = ("2026-03-02", "2026-03-04", "2026-03-06")
    visits = visits_file(tmp_path, *(row(visit_id=str(at), service_date=on) for at, on in enumerate(days, 1)))
    text = (
        "Squats 3x10 with cues for knees, pain 4/10 then 2/10, stairs one flight slowly with rail today."
        " Flexion 105 deg."
    )
    notes = tmp_path / "notes.json"
    notes.write_text(json.dumps([{"visit_id": one, "text": text} for one in "12"]), encoding="utf-8")
    done = call("audit", "copies", visits, "--notes", notes)
    assert done.code == 1
    assert "copies.forward" in done.out
    assert "this note" in done.out
    assert "1 visit without a note: nothing was compared." in done.out
    found = call("audit", "copies", visits, "--notes", notes, "--format", "json").json
    assert (found["visits"], found["without_note"]) == (3, 1)
    assert found["copies"][0]["this_note"] == found["copies"][0]["earlier_note"]


def test_every_signed_note_of_a_folder(tmp_path: Path) -> None:
    for name in ("visits.csv", "notes.json"):
        (tmp_path / name).write_bytes((CLINIC_DAY / name).read_bytes())
    done = call("audit", "nightly", tmp_path, *FILED, "--practice", PRACTICE)
    assert done.code in {1, 3}
    assert "not called clean" in done.out
    assert "Not looked at" in done.out
    counts = call("audit", "nightly", tmp_path, *FILED, "--practice", PRACTICE, "--format", "json").json
    assert counts["signed"] == counts["clean"] + counts["with_fault"] + counts["not_checked"]
    assert call("audit", "nightly", tmp_path, *FILED, "--signed-on", "2030-01-01", "--format", "csv").code == 0
    (tmp_path / "notes.json").unlink()
    refused(call("audit", "nightly", tmp_path), "no file in it has notes")


def test_an_auditors_mistakes_are_named_with_their_rows(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "worksheet.csv")
    frame = read_rows(tmp_path / "frame.csv")
    write_rows(tmp_path / "theirs.csv", [*frame, frame[4], frame[0] | {"item": "C9999", "paid": "0.00"}])
    rows[1]["should_have_paid"] = rows[1]["paid"]
    rows[2]["item"] = "X1"
    write_rows(tmp_path / "sample.csv", [*rows, rows[0]])
    done = call(
        *("audit", "defend", tmp_path / "sample.csv", "--frame", tmp_path / "theirs.csv", "--demand", "9999.99"),
        *("--demanded-on", "2026-11-02"),
    )
    assert done.code == 1
    for words in (
        "duplicate in the frame",
        "row 122",
        "zero paid in the frame",
        "not in the frame",
        "duplicate in the sample",
        "arithmetic",
        "underpayments",
        "extrapolation",
        "if this one is overturned",
        "redetermination",
        "Mar 8, 2027",  # 120 days after Nov 7, a Sunday, and the next workday
        "Dec 2, 2026",  # 30 days
    ):
        assert words in done.out, words


def test_rows_that_contradict_themselves_are_objections_and_the_defense_goes_on(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    frame = read_rows(tmp_path / "frame.csv")
    rows = [one | {"overpayment": ""} for one in read_rows(audit / "worksheet.csv")]
    (missing,) = [one for one in frame if one["item"] == rows[5]["item"]]
    missing["paid"] = ""
    rows[2]["should_have_paid"] = "-5.00"
    rows[3] |= {"should_have_paid": "", "overpayment": "9999.00"}
    rows[4]["overpayment"] = "12.34"
    rows[6]["paid"] = ""
    write_rows(tmp_path / "theirs.csv", frame)
    write_rows(tmp_path / "sample.csv", rows)
    base = ("audit", "defend", tmp_path / "sample.csv", "--frame", tmp_path / "theirs.csv")
    done = call(*base, "--format", "json")
    assert done.code == 1, done
    found = [(one["kind"], one["place"].rpartition(", ")[2]) for one in done.json["objections"]]
    assert [one for one in found if one[0] in {"more than was paid", "arithmetic of a row", "paid not stated"}] == [
        ("more than was paid", "row 4"),
        ("more than was paid", "row 5"),
        ("arithmetic of a row", "row 6"),
        ("paid not stated", "row 8"),
    ]
    assert ("paid not stated in the frame", f"row {frame.index(missing) + 2}") in found
    assert "not in the frame" not in [kind for kind, _place in found]
    assert "is 0.00, not 12.34" in call(*base).out
    own = call("audit", "estimate", audit, "--worksheet", tmp_path / "sample.csv")
    refused(own, "row 6: ", "row 4: ")


def test_each_overturned_line_is_what_it_takes_off(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    base = ("audit", "defend", audit / "worksheet.csv", "--frame", tmp_path / "frame.csv", "--format", "json")
    found = call(*base).json
    first = found["lines"][0]
    rows = [
        one | ({"should_have_paid": one["paid"]} if one["item"] == first["item"] else {})
        for one in read_rows(audit / "worksheet.csv")
    ]
    write_rows(tmp_path / "ours.csv", rows)
    again = call(*base, "--ours", tmp_path / "ours.csv").json
    assert again["ours"] == first["demand"]
    assert again["demand"] == found["demand"]
    estimate = call("audit", "estimate", audit, "--format", "json").json
    assert found["demand"] == next(one["amount"] for one in estimate["demands"] if one["by"] == "CMS")


def test_a_stratified_audit_is_gone_over_by_its_strata(tmp_path: Path) -> None:
    audit = audited(tmp_path, "--kind", "stratified", "--by", "clinician")
    base = ("audit", "defend", audit / "worksheet.csv", "--frame", audit / "frame.csv", "--format", "json")
    demand = next(
        one for one in call("audit", "estimate", audit, "--format", "json").json["demands"] if one["by"] == "CMS"
    )
    assert call(*base).json["demand"] == demand["amount"]
    rows = read_rows(audit / "worksheet.csv")
    strata = {one["item"]: one["stratum"] for one in read_rows(audit / "frame.csv")}
    few = [one for one in rows if strata[one["item"]] == "1000000012"]
    write_rows(tmp_path / "few.csv", few)
    short = call("audit", "defend", tmp_path / "few.csv", "--frame", audit / "frame.csv")
    refused(short, 'fewer than two rows of stratum "1000000020"')


def test_an_item_without_a_visit_is_said_to_be_not_looked_at(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    (audit / "worksheet.csv").unlink()
    done = call("audit", "worksheet", audit, DAY, *FILED, "--practice", PRACTICE)
    assert done.code == 3
    assert "30 items without a visit: nothing was checked of them." in done.out


def test_the_clock_and_the_draft_of_a_report(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    dated = ("--identified", "2026-11-30", "--as-of", "2026-12-01")
    done = call("audit", "disclose", audit, *dated, "-o", tmp_path / "report.pdf")
    assert done.code == 0
    assert "Jan 29, 2027, 59 days left" in done.out
    assert "Nov 30, 2020" in done.out
    report = PdfReader(tmp_path / "report.pdf")
    text = " ".join(" ".join(page.extract_text() for page in report.pages).split())
    assert len(report.pages) == 2
    for words in (
        "Jan 29, 2027",
        "type not entered",
        "should have been",
        "Draft, not sent",
        "What a person has to add",
    ):
        assert words in text, words
    stopped = call("audit", "disclose", audit, *dated, "--investigation", "2026-12-10", "--format", "json").json
    assert stopped["stopped_until"] == "2027-05-29"  # 180 days after it was identified
    assert stopped["due"] == "2027-07-18"
    assert "10 of 60 days had run" in stopped["interpretation"]
    refused(call("audit", "disclose", audit, *dated, "--investigation", "2027-06-01"), "has to begin between")
    refused(
        call("audit", "disclose", audit, "--identified", "2026-12-02", "--as-of", "2026-12-01"), "is after Dec 1, 2026"
    )
    assert call("audit", "disclose", audit, "--identified", "2026-01-05", "--as-of", "2026-11-30").code == 1


def test_the_old_name_of_patterns_still_works() -> None:
    assert call("patterns", DAY).out == call("audit", "patterns", DAY).out


def test_an_item_drawn_from_a_row_that_is_no_item_counts_nowhere(tmp_path: Path) -> None:
    items = [{"item": f"M{number:03}", "paid": "100.00"} for number in range(300)]
    write_rows(tmp_path / "frame.csv", [*items, {"item": "Z1", "paid": "0.00"}])
    sample = [one | {"should_have_paid": "0.00" if at < 25 else "100.00"} for at, one in enumerate(items[:50])]
    write_rows(tmp_path / "sample.csv", [*sample, {"item": "Z1", "paid": "90.00", "should_have_paid": "0.00"}])
    base = ("audit", "defend", tmp_path / "sample.csv", "--frame", tmp_path / "frame.csv")
    found = call(*base, "--format", "json").json
    assert (found["items"], found["sample"], found["overpaid"]) == (300, 50, "2500.00")
    assert [one["place"].rpartition(", ")[2] for one in found["objections"] if one["kind"] == "drawn and not fit"] == [
        "row 52"
    ]
    assert "Z1" not in {one["item"] for one in found["lines"]}
    out = " ".join(call(*base).out.split())
    assert "less than 50 %" not in out  # 25 of 50 is not less
    assert "in an earlier review" in out
    assert "no appeal is heard (42 U.S.C. 1395ddd(f)(3); verified)" in out


def test_fewer_errors_than_what_is_called_high_are_counted_by_the_items_that_count(tmp_path: Path) -> None:
    items = [{"item": f"M{number:03}", "paid": "100.00"} for number in range(300)]
    write_rows(tmp_path / "frame.csv", items)
    sample = [one | {"should_have_paid": "0.00" if at < 24 else "100.00"} for at, one in enumerate(items[:50])]
    write_rows(tmp_path / "sample.csv", sample)
    found = call("audit", "defend", tmp_path / "sample.csv", "--frame", tmp_path / "frame.csv", "--format", "json").json
    (low,) = [one for one in found["objections"] if one["kind"] == "extrapolation"]
    assert low["what"] == "24 of 50 items are overpaid, less than 50 %"
    assert "an earlier review" in low["meaning"]


def test_the_report_names_each_item_in_error_and_no_cause_of_what_is_right(tmp_path: Path) -> None:
    frame = [
        {"item": f"C{at}", "paid": "90.00", "patient": f"P{at % 7}", "date": f"2026-03-{at + 1:02}"} for at in range(12)
    ]
    write_rows(tmp_path / "frame.csv", frame)
    audit = tmp_path / "audit"
    assert call("audit", "sample", tmp_path / "frame.csv", "--size", "12", "--seed", "1", "-o", audit).code == 0
    filled = [
        {
            "item": f"C{at}",
            "paid": "90.00",
            "billed": f"9711{at % 2} x2 GP",
            "error_type": "",
            "cause": "no cause",
            "should_have_paid": "60.00" if at == 3 else "95.00" if at == 4 else "90.00",
        }
        for at in range(12)
    ]
    filled[3] |= {"error_type": "units", "cause": "added up by code"}
    filled[4] |= {"error_type": "underbilled", "cause": "a unit not counted"}
    write_rows(tmp_path / "other.csv", filled)
    made = call(
        *("audit", "disclose", audit, "--identified", "2026-11-30", "--as-of", "2026-12-01"),
        *("--worksheet", tmp_path / "other.csv", "-o", tmp_path / "report.pdf"),
    )
    assert made.code == 0, made
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages).split())
    assert "C3 2026-03-04 P3 97111 x2 GP $90.00 $60.00 $30.00 units" in text
    assert "Underpaid items" in text
    assert "C4 2026-03-05 P4 97110 x2 GP $90.00 $95.00 $5.00 underbilled" in text
    assert "no cause" not in text


def test_what_does_not_apply_to_a_visit_is_answered_so_by_the_rules(audit: Path) -> None:
    worksheet(audit, "--notes", NOTES)
    sheet = {one["item"]: one for one in read_rows(audit / "worksheet.csv")}
    rows = read_rows(audit / "checklist.csv")
    grade = {one["item"]: one for one in rows if one["question"] == "A06"}
    graded = {item for item, one in sheet.items() if any(f"9716{at}" in one["billed"] for at in (1, 2, 3))}
    assert {item for item, one in grade.items() if one["answer"] == "n/a"} == sheet.keys() - graded
    assert all("97163" in one["why"] and one["by"] == "rules" for one in grade.values() if one["answer"] == "n/a")
    asked = {one["item"]: one for one in rows if one["question"] == "A28"}
    medicare = {item for item, one in sheet.items() if one["payer"] == "medicare"}
    assert medicare
    assert {asked[item]["answer"] for item in medicare} == {"n/a"}
    assert "asks for no authorization" in asked[min(medicare)]["why"]
    assert all(asked[item]["answer"] != "n/a" for item, one in sheet.items() if one["payer"] == "humana")


def test_charts_of_a_sample_are_reviewed_as_in_a_review_of_all(audit: Path) -> None:
    worksheet(audit, "--notes", NOTES)
    every = call("review", DAY, *FILED, "--practice", PRACTICE, "--notes", NOTES, "--format", "json").json
    apart = {"visits.late", "visits.billed_before"}
    faults = {
        one["visit_id"]: {
            each["rule"]
            for each in one["findings"]
            if each["outcome"] == "fail" and each["severity"] != "info" and each["rule"] not in apart
        }
        for one in every["claims"]
    }
    sheet = read_rows(audit / "worksheet.csv")
    found = {one["item"]: set(re.findall(r"\(([a-z_]+\.[a-z_]+)\)", one["rules_say"])) for one in sheet}
    assert found == {one["item"]: faults[one["item"]] for one in sheet}
    assert any(found.values())
