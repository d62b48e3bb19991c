"""`cleanclaim audit sample` and `audit estimate` as a compliance officer calls them."""

from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.audits import audited, drawn, frame_file, read_rows, write_rows
from tests.cli.calling import call, refused
from tests.exchange.files.exports import workbook
from tests.money.book.folders import fill


def test_a_sample_lies_in_a_folder_with_all_it_was_drawn_from(tmp_path: Path) -> None:
    audit = drawn(tmp_path)
    assert sorted(one.name for one in audit.iterdir()) == [
        *("frame.csv", "manifest.json", "record.toml", "sample.csv", "taken-out.csv"),
    ]
    record = (audit / "record.toml").read_text(encoding="utf-8")
    assert 'seed = "7"' in record
    assert 'algorithm = "sha256-ticket"' in record
    assert len(read_rows(audit / "sample.csv")) == 30


def test_a_seed_is_drawn_by_lot_and_recorded(tmp_path: Path) -> None:
    frame = frame_file(tmp_path)
    seeds = {call("audit", "sample", frame, "-o", tmp_path / name, "--format", "json").json["seed"] for name in "ab"}
    assert len(seeds) == 2


def test_a_folder_that_is_worked_on_is_not_drawn_anew(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    again = call("audit", "sample", tmp_path / "frame.csv", "-o", audit, "--force")
    refused(again, "worksheet.csv", "was not written by")


def test_what_each_authority_would_demand(tmp_path: Path) -> None:
    done = call("audit", "estimate", audited(tmp_path), "--on", "2026-11-30")
    assert done.code == 0
    assert "what each would demand" in done.out
    lines = [line.split() for line in done.out.splitlines()]
    demands = {words[0]: words[1] for words in lines if words and words[0] in {"OIG", "CMS"} and words[1][0] == "$"}
    assert set(demands) == {"OIG", "CMS"}
    assert "reported" in done.out


def test_an_estimate_for_programs(tmp_path: Path) -> None:
    found = call("audit", "estimate", audited(tmp_path), "--format", "json").json
    assert found["sample"] == 30
    assert found["underpaid"] == {"items": 1, "amount": "10.00"}
    assert set(found["estimates"]) == {"difference", "ratio"}
    oig, cms, own = (float(one["amount"]) for one in found["demands"])
    assert oig < cms < own
    assert found["minimum_sum"] is None  # half of what was paid is not the whole


@pytest.mark.parametrize(
    "options", [("--kind", "stratified", "--by", "clinician"), ("--kind", "stratified", "--bounds", "60,100")]
)
def test_strata(tmp_path: Path, options: tuple[str, ...]) -> None:
    found = call("audit", "estimate", audited(tmp_path, *options), "--format", "json").json
    assert found["kind"] == "stratified"
    assert found["estimates"]["difference"]["degrees"] is None


def test_a_targeted_sample_estimates_nothing(tmp_path: Path) -> None:
    done = call("audit", "estimate", audited(tmp_path, "--kind", "targeted"))
    assert "nothing is estimated of the others" in done.out
    assert "demand" not in done.out


def test_a_worksheet_of_anybody_with_the_number_of_items(tmp_path: Path) -> None:
    rows = [
        {"item": f"{at}", "paid": "250.00", "should_have_paid": f"{250 - error:.2f}"}
        for at, error in enumerate([0] * 70 + [45.1] * 10 + [88.2] * 10 + [132.75] * 6 + [210] * 4)
    ]
    path = write_rows(tmp_path / "worksheet.csv", rows)
    found = call("audit", "estimate", path, "--items", "4838", "--format", "json").json
    assert found["estimates"]["difference"] == {
        "point": "143664.41",
        "standard_error": "26005.80",
        "degrees": 99,
        "lower": "100484.62",
        "upper": "186844.20",
    }
    assert [one["amount"] for one in found["demands"]] == ["100484.62", "110112.74", "143664.41"]
    assert found["not_estimated"] == {"ratio": "what was paid for the whole frame is not known"}
    refused(call("audit", "estimate", path), "does not say what it was drawn from")
    refused(call("audit", "estimate", path, "--items", "4838", "--method", "ratio"), "is not known")


def test_a_claim_that_is_not_in_the_frame_is_named_with_its_row(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "worksheet.csv")
    undrawn = next(
        one["item"] for one in read_rows(audit / "frame.csv") if one["item"] not in {r["item"] for r in rows}
    )
    rows[0] |= {"item": "X9"}
    rows[1] |= {"item": undrawn}
    rows[2] |= {"paid": "1.00", "should_have_paid": "1.00"}
    rows[3] |= {"should_have_paid": ""}
    write_rows(audit / "worksheet.csv", [*rows, rows[5]])
    done = call("audit", "estimate", audit)
    refused(
        done,
        'row 2: item "X9" is not in the frame',
        f'row 3: item "{undrawn}" is in the frame and was not drawn',
        "row 4, column paid: 1.00 paid, and",
        "row 5, column should_have_paid: nobody has decided",
        "row 32: item",
        "was drawn and has no row",
    )


def test_a_frame_that_was_changed_since_is_refused(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "frame.csv")
    rows[0]["paid"] = "9.99"
    write_rows(audit / "frame.csv", rows)
    refused(call("audit", "estimate", audit), "frame.csv: items, amounts or strata are not those")
    refused(call("audit", "estimate", tmp_path), "this is no folder of an audit")


def test_amounts_that_were_only_allowed_are_called_so_to_the_end(tmp_path: Path) -> None:
    rows = [one | {"amounts": "allowed"} for one in read_rows(frame_file(tmp_path))]
    frame = write_rows(tmp_path / "allowed.csv", rows)
    audit = tmp_path / "audit"
    drawn_of = call("audit", "sample", frame, "--size", "30", "--seed", "7", "-o", audit)
    assert "allowed, not paid" in drawn_of.out
    assert 'amounts = "allowed"' in (audit / "record.toml").read_text(encoding="utf-8")
    filled = [
        {"item": one["item"], "allowed": one["allowed"], "should_have_been_allowed": "1.00"}
        for one in read_rows(audit / "sample.csv")
    ]
    write_rows(audit / "worksheet.csv", filled)
    said = call("audit", "estimate", audit).out
    assert "allowed, not paid" in said
    assert "too much" in said
    assert "paid too" not in said
    paid = [{"item": one["item"], "paid": one["allowed"], "should_have_paid": "1.00"} for one in filled]
    write_rows(tmp_path / "paid.csv", paid)
    refused(
        call("audit", "estimate", audit, "--worksheet", tmp_path / "paid.csv"),
        "amounts are what was paid; those of the frame are what was allowed",
    )
    assert call("audit", "estimate", audit, "--format", "json").json["amounts"] == "allowed"
    refused(call("audit", "disclose", audit, "--identified", "2026-11-30"), "an overpayment is what was received")
    unmarked = (audit / "frame.csv").read_text(encoding="utf-8").replace("allowed", "paid", 1)
    (audit / "frame.csv").write_text(unmarked, encoding="utf-8")
    refused(call("audit", "estimate", audit), "frame.csv: items, amounts or strata are not those")
    write_rows(tmp_path / "odd.csv", [one | {"amounts": "billed"} for one in rows[:3]])
    refused(
        call("audit", "sample", tmp_path / "odd.csv", "-o", tmp_path / "odd"), '"billed" is neither paid nor allowed'
    )


def test_an_item_put_into_the_sample_by_hand_is_seen(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "sample.csv")
    chosen = {one["item"] for one in rows}
    rows[0]["item"] = next(one["item"] for one in read_rows(audit / "frame.csv") if one["item"] not in chosen)
    write_rows(audit / "sample.csv", rows)
    refused(call("audit", "estimate", audit), "was not drawn: the seed draws others", "was drawn and is not listed")


def test_bad_calls_say_what_to_do(tmp_path: Path) -> None:
    frame = frame_file(tmp_path)
    out = ("-o", tmp_path / "new")
    refused(call("audit", "sample", frame, "--by", "payer", *out), "a simple sample has none")
    refused(call("audit", "sample", frame, "--kind", "stratified", *out), "Name the stratum of each item")
    refused(call("audit", "sample", frame, "--kind", "stratified", "--bounds", "x", *out), '"x" is no amount')
    refused(call("audit", "sample", frame, "--size", "500", *out), "has 120 items, fewer than the 500")
    assert not (tmp_path / "new").exists()


def test_a_worksheet_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "worksheet.csv")
    sheet = [list(rows[0]), *(list(one.values()) for one in rows)]
    (tmp_path / "filled.xlsx").write_bytes(workbook({"worksheet": sheet}))
    found = call("audit", "estimate", audit, "--worksheet", tmp_path / "filled.xlsx", "--format", "json").json
    assert found == call("audit", "estimate", audit, "--format", "json").json


def test_errors_by_type_and_cause_in_dollars_both_ways(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = read_rows(audit / "worksheet.csv")
    for one in rows:
        one |= {"error_type": "units" if float(one["should_have_paid"]) < float(one["paid"]) else "", "cause": ""}
    write_rows(audit / "worksheet.csv", rows)
    found = call("audit", "estimate", audit, "--format", "json").json
    assert [(one["type"], one["items"]) for one in found["errors"]] == [("units", 10), ("type not entered", 1)]
    assert found["errors"][1]["underpaid"] == "10.00"
    assert found["errors"][0]["overpaid"] == found["overpaid"]["amount"]
    assert "cause not entered" in call("audit", "estimate", audit).out


def test_whole_payments_have_a_minimum_sum_and_a_warning_of_the_ratio(tmp_path: Path) -> None:
    audit = audited(tmp_path, every=1)
    rows = read_rows(audit / "worksheet.csv")
    for number, one in enumerate(rows):
        one["should_have_paid"] = one["paid"] if number < 2 else "0.00"
    write_rows(audit / "worksheet.csv", rows)
    found = call("audit", "estimate", audit, "--format", "json").json
    assert float(found["minimum_sum"]["amount"]) > float(found["overpaid"]["amount"])
    assert any("ratio's limits lie too close together" in note for note in found["notes"])


def test_no_error_found_is_not_no_error(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    rows = [one | {"should_have_paid": one["paid"]} for one in read_rows(audit / "worksheet.csv")]
    write_rows(audit / "worksheet.csv", rows)
    done = call("audit", "estimate", audit)
    assert "it does not say that there is none" in done.out
    assert "0 to 9 items of the frame are overpaid" in done.out


def test_numbers_that_a_spreadsheet_takes_for_formulas_come_back_as_they_were(tmp_path: Path) -> None:
    frame = write_rows(tmp_path / "frame.csv", [{"item": f"=A{at}", "paid": "10.00"} for at in range(20)])
    assert call("audit", "sample", frame, "--size", "5", "-o", tmp_path / "audit").code == 0
    rows = read_rows(tmp_path / "audit" / "sample.csv")
    assert all(one["item"].startswith("'=A") for one in rows)
    filled = [{"item": one["item"], "paid": "10.00", "should_have_paid": "10.00"} for one in rows]
    write_rows(tmp_path / "audit" / "worksheet.csv", filled)
    assert call("audit", "estimate", tmp_path / "audit").code == 0


def test_a_self_disclosure_says_what_a_settlement_comes_to_and_who_takes_underpayments_off(tmp_path: Path) -> None:
    audit = audited(tmp_path)
    own = call("audit", "estimate", audit, "--on", "2026-11-30", "--format", "json").json["demands"][2]
    assert (own["by"], own["nets"], own["settlement"]) == ("OIG self-disclosure", False, "20000.00")
    out = " ".join(call("audit", "estimate", audit, "--on", "2026-11-30").out.split())
    assert "$20,000.00 or more to settle: 1.5 times that as a rule" in out
    assert "underpayments are not taken off" in out
    assert out.count("underpayments are taken off") == 2


def frame_of(path: Path, heading: str, *rows: str) -> Path:
    """A frame of its own making, as a person has it."""
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_frame_of_allowed_amounts_says_so_by_the_name_of_its_column(tmp_path: Path) -> None:
    rows = [f"C{at},{at + 1}.00" for at in range(40)]
    frame = frame_of(tmp_path / "frame.csv", "item,allowed", *rows)
    found = call("audit", "sample", frame, "--size", "5", "-o", tmp_path / "audit", "--format", "json").json
    assert (found["amounts"], found["total"]) == ("allowed", "820.00")
    assert "allowed" in read_rows(tmp_path / "audit" / "sample.csv")[0]
    both = frame_of(tmp_path / "both.csv", "item,allowed,paid", *(f"{one},0.50" for one in rows))
    found = call("audit", "sample", both, "--size", "5", "-o", tmp_path / "paid", "--format", "json").json
    assert (found["amounts"], found["total"], found["columns_not_used"]) == ("paid", "20.00", ["allowed"])
    neither = frame_of(tmp_path / "neither.csv", "item,charge", *rows)
    refused(call("audit", "sample", neither, "-o", tmp_path / "none"), "no column is paid")


def test_two_columns_that_may_be_what_was_paid_are_refused(tmp_path: Path) -> None:
    two = frame_of(tmp_path / "two.csv", "Claim No,Amount Paid,Medicare Paid", "C1,1.00,2.00", "C2,1.00,2.00")
    refused(call("audit", "sample", two, "-o", tmp_path / "no"), 'row 1: "Amount Paid" and "Medicare Paid" may both be')
    meant = frame_of(tmp_path / "meant.csv", "Claim No,paid,Medicare Paid,Region", "C1,1.00,2.00,N", "C2,1.00,2.00,S")
    done = call("audit", "sample", meant, "--size", "2", "-o", tmp_path / "yes")
    assert "$2.00 paid for 2 items" in done.out
    assert "not used      Medicare Paid, Region" in done.out


def test_what_a_payer_refused_or_took_back_is_no_item(tmp_path: Path) -> None:
    statuses = ("1", "Denied", "22", "Paid", "4", "on ice")
    rows = [f"C{at},10.00,{status}" for at, status in enumerate(statuses)]
    frame = frame_of(tmp_path / "frame.csv", "item,paid,Claim Status", *rows)
    found = call("audit", "sample", frame, "--size", "3", "-o", tmp_path / "audit", "--format", "json").json
    assert [(one["item"], one["why"]) for one in found["taken_out"]] == [
        *(("C1", "denied"), ("C2", "voided"), ("C4", "denied")),
    ]
    assert found["status_not_known"] == {"on ice": 1}
    said = call("audit", "sample", frame, "--size", "3", "-o", tmp_path / "again").out
    assert '"on ice" of 1 item is not known: taken for paid' in said


def test_days_with_dots_are_read_as_the_column_shows_and_else_not_at_all(tmp_path: Path) -> None:
    german = frame_of(tmp_path / "a.csv", "item,paid,date", "C1,1.00,03.02.2025", "C2,1.00,14.02.2025")
    done = call("audit", "sample", german, "--size", "2", "-o", tmp_path / "audit")
    assert done.code == 0
    assert {one["date"] for one in read_rows(tmp_path / "audit" / "sample.csv")} == {"2025-02-03", "2025-02-14"}
    either = frame_of(tmp_path / "b.csv", "item,paid,date", "C1,1.00,03.02.2025", "C2,1.00,04.02.2025")
    refused(
        call("audit", "sample", either, "-o", tmp_path / "no"),
        'row 2, column date: "03.02.2025" may be March 2 or February 3',
        "2025-03-02 or 2025-02-03",
    )
    slashes = frame_of(tmp_path / "c.csv", "item,paid,date", "C1,1.00,3/2/2025", "C2,1.00,3/2/2025")
    assert call("audit", "sample", slashes, "--size", "2", "-o", tmp_path / "us").code == 0
    assert {one["date"] for one in read_rows(tmp_path / "us" / "sample.csv")} == {"2025-03-02"}
    mixed = frame_of(tmp_path / "d.csv", "item,paid,date", "C1,1.00,14/2/2025", "C2,1.00,2/14/2025", "C3,1.00,3/2/2025")
    refused(call("audit", "sample", mixed, "-o", tmp_path / "no"), 'row 4, column date: "3/2/2025" may be')


def test_a_frame_of_what_payers_paid_goes_through_to_the_report(tmp_path: Path) -> None:
    claims = [decision({0: 5897, 1: 2000}, "ICN1"), decision({2: 2948}, "ICN3", claim_id="PT2")]
    denied = decision({0: 0}, "ICN4", status="4", claim_id="PT3")
    book = fill(tmp_path / "book", [remittance(0, "1", *claims, denied)])
    frame, audit = tmp_path / "frame.csv", tmp_path / "audit"
    done = call("audit", "frame", book, "-o", frame, "--format", "json")
    assert done.code == 0, done
    assert (done.json["items"], done.json["amounts"], done.json["total"]) == (3, "paid", "108.45")
    assert call("audit", "frame", book, "--only", "medicare", "-o", tmp_path / "medicare.csv").code == 0
    refused(call("audit", "frame", book, "--only", "cigna", "-o", tmp_path / "no.csv"), "its payers: medicare")
    drawn_of = call("audit", "sample", frame, "--size", "2", "--seed", "1", "-o", audit, "--format", "json").json
    assert [one["why"] for one in drawn_of["taken_out"]] == ["denied"]
    filled = [
        {"item": one["item"], "paid": one["paid"], "should_have_paid": "20.00"}
        for one in read_rows(audit / "sample.csv")
    ]
    write_rows(audit / "worksheet.csv", filled)
    report = call("audit", "disclose", audit, "--identified", "2026-11-30", "--as-of", "2026-12-01", "--format", "json")
    assert report.code == 0, report
    assert report.json["overpaid"] == "68.45"
