"""`cleanclaim secondary` and what goes with a claim: the next payer billed from the first one's remittance; papers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.model.submitted_claim import SubmittedClaim
from tests.cli.calling import FILED, Answer, Json, call, refused, row, visits_file
from tests.cli.oracle import refusal
from tests.cli.practices import practice_with
from tests.cli.remits import ON, icn, remittance
from tests.cli.test_paper import entry

AETNA = row()
LATER = ("--filed-on", "2026-04-01")


@pytest.fixture
def practice(tmp_path: Path) -> Callable[..., Path]:
    return partial(practice_with, tmp_path)


PRIMARY = {"order": "primary"}
CIGNA = {"payer": "cigna", "member_id": "C77", "order": "secondary", "group_number": "G7"}


def sent(folder: Path, by: Path, *rows: Json, more: tuple[str | Path, ...] = ()) -> Path:
    output = folder / "sent.837"
    options: list[str | Path] = ["--practice", by, "-o", output, *FILED, *more]
    answer = call("claim", visits_file(folder, *(rows or (AETNA,))), *options)
    assert answer.code == 0, answer
    return output


def claims(path: Path) -> list[SubmittedClaim]:
    return read_claims(path)


def secondary(folder: Path, by: Path, out: Path, *, paid: Path | None = None, form: str = "table") -> Answer:
    paid = paid or remittance(out, folder)
    call_with: list[str | Path] = ["--paid", paid, "--practice", by, "-o", folder / "second.837"]
    return call("secondary", out, *call_with, "--format", form, *LATER)


def test_the_second_payer_is_told_what_the_first_decided_line_by_line(
    tmp_path: Path, practice: Callable[..., Path]
) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by, AETNA, AETNA | {"code": "97140", "minutes": "15", "charge": "45.00"})
    (first,) = claims(out)
    answer = secondary(tmp_path, by, out)
    (second,) = claims(tmp_path / "second.837")
    assert answer.code == 0
    assert "Cigna   Aetna paid $76.50, $13.50 left" in answer.out
    assert (second.header.sequence, second.header.group_number, second.charge) == ("S", "G7", first.charge)
    (other,) = second.other_payers
    assert (other.sequence, other.payer_id, other.payer_claim_number) == ("P", "EX003", icn(first.claim_id))
    assert (other.paid, other.remaining) == (7650, 1350)
    for line in second.lines:
        (one,) = line.adjudications
        assert one.on == ON
        assert (one.paid or 0) + sum(each.amount or 0 for each in one.adjustments) == line.charge
    assert refusal((tmp_path / "second.837").read_text(encoding="ascii")) == ""
    assert call("validate", tmp_path / "second.837").code == 0


def test_the_first_payer_is_told_of_the_second(tmp_path: Path, practice: Callable[..., Path]) -> None:
    (first,) = claims(sent(tmp_path, practice(PRIMARY, CIGNA)))
    (other,) = first.other_payers
    assert (first.header.sequence, other.sequence, other.payer_id, other.paid) == ("P", "S", "EX005", None)


def test_paper_has_the_second_payer_in_items_9_and_11d(tmp_path: Path, practice: Callable[..., Path]) -> None:
    forms = tmp_path / "forms.txt"
    by = practice(PRIMARY, CIGNA)
    assert call("paper", visits_file(tmp_path), "--practice", by, "-o", forms, *FILED).code == 0
    sheet = forms.read_text(encoding="ascii").split("\n")
    wanted = {"9": "EXAMPLE, ELI", "9a": "G7", "9d": "CIGNA", "11d yes": "X", "11d no": ""}
    assert {box: entry(sheet, box) for box in wanted} == wanted


def test_the_office_is_that_of_the_claim_that_was_sent(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA)
    offices = "".join(
        f'[[sites]]\nname = "{name}"\nplace_of_service = "11"\naddress = "9 Hill Rd"\ncity = "Austin"\nstate = "TX"\n'
        f'zip = "78745-1234"\n{npi}\n'
        for name, npi in (("North Office", 'npi = "1000000046"'), ("South Office", ""))
    )
    by.write_text(f"{by.read_text()}\n{offices}", encoding="utf-8")
    for office, npi in (("North Office", "1000000046"), ("South Office", None)):
        file, out = visits_file(tmp_path, AETNA), tmp_path / "sent.837"
        heading, line = file.read_text().splitlines()
        file.write_text(f"{heading},site\n{line},{office}\n")
        assert call("claim", file, "--practice", by, "-o", out, *FILED).code == 0
        answer = secondary(tmp_path, by, out)
        assert answer.code == 0, answer
        (second,) = claims(tmp_path / "second.837")
        assert second.location is not None
        assert (second.location.last_or_organization, second.location.id) == (office.upper(), npi)
        assert refusal((tmp_path / "second.837").read_text()) == ""
        (tmp_path / "second.837").unlink()
        out.unlink()


def test_a_third_payer_is_told_of_both(tmp_path: Path, practice: Callable[..., Path]) -> None:
    third = {"payer": "uhc", "member_id": "U88", "order": "tertiary"}
    by = practice(PRIMARY, CIGNA, third)
    secondary(tmp_path, by, sent(tmp_path, by))
    second = tmp_path / "second.837"
    answer = call(
        "secondary", second, "--paid", remittance(second, tmp_path), "--practice", by, "-o", tmp_path / "3.837"
    )
    assert answer.code == 0, answer
    (claim,) = claims(tmp_path / "3.837")
    assert (claim.header.sequence, [one.sequence for one in claim.other_payers]) == ("T", ["P", "S"])
    assert [len(line.adjudications) for line in claim.lines] == [2]
    assert call("validate", tmp_path / "3.837").code == 0


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({}, CIGNA | {"order": ""}, "Which payer of patient P05 comes first is not entered."),
        (PRIMARY, CIGNA | {"payer": "medicare"}, "Why Medicare is not the first payer of patient P05 is not entered."),
    ],
)
def test_what_is_not_entered_is_asked_for(
    tmp_path: Path, practice: Callable[..., Path], first: Json, second: Json, reason: str
) -> None:
    by = practice(first, second)
    answer = secondary(tmp_path, by, sent(tmp_path, by))
    assert answer.code == 1
    assert reason in answer.out
    assert "No claim is to be billed to a next payer; nothing was written." in answer.out
    assert not (tmp_path / "second.837").exists()


def test_medicare_second_says_why(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA | {"payer": "medicare", "medicare_second": "43"})
    assert secondary(tmp_path, by, sent(tmp_path, by)).code == 0
    (claim,) = claims(tmp_path / "second.837")
    assert (claim.header.filing, claim.header.insurance_type) == ("MB", "43")


def test_a_claim_that_was_sent_on_is_not_billed_twice(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by)
    answer = secondary(tmp_path, by, out, paid=remittance(out, tmp_path, status="19"), form="json")
    assert answer.code == 1
    assert "Cigna would have it twice" in answer.json["held"][0]["reason"]
    assert answer.json["written"] is None


def test_a_remittance_that_does_not_explain_the_charge_is_not_passed_on(
    tmp_path: Path, practice: Callable[..., Path]
) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by)
    paid = remittance(out, tmp_path)
    text = paid.read_text(encoding="ascii").replace("CAS*CO*45*30", "CAS*CO*45*29.99")
    paid.write_text(text, encoding="ascii")
    answer = secondary(tmp_path, by, out, paid=paid)
    assert answer.code == 1
    assert "does not explain the claim's 90.00" in answer.out


def test_a_patient_without_a_further_payer_is_counted(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice({})
    answer = secondary(tmp_path, by, sent(tmp_path, by))
    assert answer.code == 0
    assert "1 claim of patients without a further payer." in answer.out


def test_a_second_payer_is_not_billed_first(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA)
    visits = visits_file(tmp_path, AETNA | {"payer": "cigna"})
    answer = call("claim", visits, "--practice", by, "-o", tmp_path / "x.837", *FILED)
    assert 'Cigna is entered as the secondary payer of patient "P05".' in answer.out


def test_a_patient_with_two_payers_in_one_place_is_set_aside(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA | {"order": "primary"})
    answer = call("claim", visits_file(tmp_path), "--practice", by, "-o", tmp_path / "x.837", *FILED)
    assert answer.code == 1
    assert "another primary payer" in answer.out
    assert "Say which of them pays first" in answer.out
    assert "No claim is clean; nothing was written." in answer.out


def edited(paid: Path, *changes: tuple[str, str]) -> Path:
    """The remittance with parts of its text replaced, under another name."""
    text = paid.read_text(encoding="ascii")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    other = paid.with_name(f"edited{len(changes)}{len(text)}.835")
    other.write_text(text, encoding="ascii")
    return other


def test_a_payer_that_has_decided_after_a_crossover_is_not_billed(
    tmp_path: Path, practice: Callable[..., Path]
) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by)
    first = remittance(out, tmp_path)
    crossed = edited(
        first,
        ("EXAMPLE PAYER", "CIGNA"),
        ("1999999999", "1888888888"),
        ("*12345*", "*67890*"),
        ("BPR*I*51*", "BPR*I*9*"),
        ("*1*90*51*", "*2*90*9*"),
        ("*90*51*", "*90*9*"),
        ("CAS*CO*45*30~", "CAS*OA*23*81~"),
        ("CAS*PR*2*9~\n", ""),
    )
    options: list[str | Path] = ["--paid", crossed, "--paid", first, "--practice", by, "-o", tmp_path / "second.837"]
    answer = call("secondary", out, *options, *LATER)
    assert "nothing to bill: Cigna has decided it on Mar 20, 2026 and paid $9.00, Aetna paid $51.00" in answer.out
    assert answer.code == 0
    assert not (tmp_path / "second.837").exists()
    (done,) = call("secondary", out, *options, "--format", "json", *LATER).json["decided_by_next_payer"]
    assert (done["paid"], done["paid_before"]) == ("9.00", "51.00")
    alone = call("secondary", out, "--paid", crossed, "--practice", by, "-o", tmp_path / "second.837", *LATER)
    assert alone.code == 1
    assert "The payer it was sent to has not decided it; CIGNA has." in alone.out


def test_remarks_and_bundled_lines_go_along(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by, AETNA, AETNA | {"code": "97140", "minutes": "15", "charge": "45.00"})
    paid = edited(
        remittance(out, tmp_path),
        ("SVC*HC:97110", "MOA***MA01*MA130~\nSVC*HC:97110"),
        ("SVC*HC:97140:GP*45*25.5**1~", "SVC*HC:97110:GP*45*25.5**1*HC:97140:GP~"),
    )
    answer = secondary(tmp_path, by, out, paid=paid)
    text = (tmp_path / "second.837").read_text(encoding="ascii")
    assert answer.code == 0, answer
    assert "OI***Y***Y~\nMOA***MA01*MA130~" in text
    assert "SVD*EX003*25.5*HC:97110:GP**1*1~" in text
    assert refusal(text) == ""
    (claim,) = claims(tmp_path / "second.837")
    assert claim.other_payers[0].outpatient == ("", "", "MA01", "MA130")
    assert [one.bundled_into for line in claim.lines for one in line.adjudications] == [None, "1"]


def test_a_line_answered_in_two_parts_is_passed_on_as_one(tmp_path: Path, practice: Callable[..., Path]) -> None:
    by = practice(PRIMARY, CIGNA)
    out = sent(tmp_path, by)
    text = remittance(out, tmp_path).read_text(encoding="ascii")
    begin = text.index("SVC*")
    line = text[begin : text.index("SE*")]
    half = line.replace("*90*51*", "*45*25.5*").replace("*30~", "*15~").replace("*9~", "*4.5~")
    assert half != line
    paid = tmp_path / "parts.835"
    paid.write_text(text.replace(line, half + half), encoding="ascii")
    assert secondary(tmp_path, by, out, paid=paid).code == 0
    (claim,) = claims(tmp_path / "second.837")
    (one,) = claim.lines[0].adjudications
    assert (one.paid, [each.amount for each in one.adjustments]) == (5100, [3000, 900])


PAPERS = "visit_id,paper,way,number\n1,PN,FX,N-1\n1,PZ,AA,\n"


def test_papers_are_named_on_the_claim(tmp_path: Path, practice: Callable[..., Path]) -> None:
    papers = tmp_path / "papers.csv"
    papers.write_text(PAPERS, encoding="utf-8")
    out = sent(
        tmp_path, practice({}), AETNA, row(visit_id="2", patient_id="P30", payer="uhc"), more=("--attach", papers)
    )
    named, bare = claims(out)
    assert [(one.kind, one.way, one.control_number) for one in named.attachments] == [
        ("PN", "FX", "N-1"),
        ("PZ", "AA", None),
    ]
    assert bare.attachments == ()
    assert refusal(out.read_text(encoding="ascii")) == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("visit_id,paper,way,number\n1,PN,FX,\n", ("row 2, column number", "is empty")),
        ("visit_id,paper,way,number\n1,NOTES,FX,1\n", ("row 2, column paper", "is not known here")),
        ("visit_id,paper,way,number\n9,PN,FX,1\n", ('no visit given is "9"',)),
        ("visit_id,papers,way,number\n1,PN,FX,1\n", ("Did you mean paper",)),
    ],
)
def test_a_wrong_paper_is_refused(tmp_path: Path, practice: Callable[..., Path], text: str, parts: tuple[str]) -> None:
    papers = tmp_path / "papers.csv"
    papers.write_text(text, encoding="utf-8")
    by = practice({})
    answer = call(
        "claim", visits_file(tmp_path), "--practice", by, "-o", tmp_path / "x.837", "--attach", papers, *FILED
    )
    refused(answer, *parts)
