"""`cleanclaim claim --replace` and `cleanclaim void`: a claim corrected or voided after it went out."""

from pathlib import Path

import pytest

from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.model.submitted_claim import SubmittedClaim
from tests.cli.calling import FILED, PRACTICE, Answer, Json, call, refused, row, visits_file
from tests.cli.oracle import refusal
from tests.cli.remits import icn, remittance

AETNA = row()
NEXT_DAY = row(visit_id="2", service_date="2026-03-04")
OTHER = row(visit_id="3", patient_id="P30", payer="uhc")
MEDICARE = row(visit_id="4", patient_id="P01", payer="medicare", diagnoses="M54.50")
BY_HAND = "=ICN-1"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """An 837P that went out: a claim of two days, one of another patient, one of Medicare's."""
    output = tmp_path / "sent.837"
    written = call("claim", visits_file(tmp_path, AETNA, NEXT_DAY, OTHER, MEDICARE), *options(output))
    assert written.code == 0, written
    return output


def options(output: Path) -> list[str | Path]:
    return ["--practice", PRACTICE, "-o", output, "--filed-on", "2026-03-05"]


def claims(path: Path) -> list[SubmittedClaim]:
    return read_claims(path)


def of(path: Path, member: str) -> SubmittedClaim:
    """The one claim of a member."""
    (found,) = [one for one in claims(path) if one.header.subscriber and one.header.subscriber.id == member]
    return found


def aetnas(sent: Path) -> SubmittedClaim:
    return next(one for one in claims(sent) if len(one.lines) == 2)


def replace(sent: Path, wanted: str, *rows: Json, more: tuple[str | Path, ...] = ()) -> tuple[Answer, Path]:
    """The rows as corrected visits, to replace a claim."""
    output = sent.parent / "new.837"
    visits = visits_file(sent.parent, *rows, name="corrected.csv")
    return call("claim", visits, *options(output), "--sent", sent, "--replace", wanted, *more), output


CORRECTED = row(minutes="45", charge="135.00")


def test_corrected_visits_replace_the_claim_they_were_on(tmp_path: Path, sent: Path) -> None:
    old = aetnas(sent)
    paid = remittance(sent, tmp_path)
    answer, output = replace(sent, old.claim_id, CORRECTED, NEXT_DAY, OTHER, more=("--paid", paid))
    (new,) = claims(output)
    assert answer.code == 0
    assert (new.frequency, new.payer_claim_number) == ("7", icn(old.claim_id))
    assert new.claim_id != old.claim_id
    assert [line.charge for line in new.lines] == [13500, 9000]
    assert "1 visit of no claim that is replaced; left out." in answer.out
    text = output.read_text(encoding="ascii")
    assert refusal(text) == ""
    assert call("validate", output).code == 0


def test_a_replacement_that_changes_nothing_is_pointed_out(sent: Path) -> None:
    answer, output = replace(sent, aetnas(sent).claim_id + BY_HAND, AETNA, NEXT_DAY)
    assert "says of every line what the claim said that went out" in " ".join(answer.out.split())
    assert output.exists()
    answer, _ = replace(sent, aetnas(sent).claim_id + BY_HAND, CORRECTED, NEXT_DAY)
    assert "look" not in answer.out


def test_the_number_may_be_given_by_hand(sent: Path) -> None:
    answer, output = replace(sent, aetnas(sent).claim_id + BY_HAND, CORRECTED, NEXT_DAY, more=("--format", "json"))
    assert claims(output)[0].payer_claim_number == "ICN-1"
    assert answer.json["claims"][0]["replaces"] == "ICN-1"


def test_a_replacement_waits_for_all_its_visits(sent: Path) -> None:
    held = row(visit_id="2", service_date="2026-03-04", modifiers="5")
    answer, output = replace(sent, aetnas(sent).claim_id + BY_HAND, CORRECTED, held)
    assert answer.code == 1
    assert not output.exists()
    assert "Visit 2 of the same claim is on hold" in answer.out
    assert "modifiers.malformed" in answer.out


def test_a_day_that_is_missing_would_be_taken_back_and_is_asked_for(sent: Path) -> None:
    answer, _ = replace(sent, aetnas(sent).claim_id + BY_HAND, CORRECTED)
    refused(answer, "services of Mar 4, 2026", "give all its visits")


def test_another_clinician_is_no_correction(sent: Path) -> None:
    answer, _ = replace(sent, aetnas(sent).claim_id + BY_HAND, row(provider_npi="1000000020"))
    refused(answer, "no visit given is of its patient, payer, clinician and days", "void the claim")


def test_visits_at_two_places_do_not_replace_one_claim(sent: Path) -> None:
    elsewhere = NEXT_DAY | {"place_of_service": "12"}
    answer, _ = replace(sent, aetnas(sent).claim_id + BY_HAND, CORRECTED, elsewhere)
    refused(answer, "make 2 claims")


@pytest.mark.parametrize(
    ("wanted", "more", "parts"),
    [
        ("260302AAAAAAAA=1", (), ("has no claim", "Its claims are")),
        ("{}", (), ("the payer's number of it is not known", "--paid remittance.835")),
        ("{}=A*B", (), ("not a number a claim can carry",)),
    ],
)
def test_what_is_lacking_is_asked_for(sent: Path, wanted: str, more: tuple[str, ...], parts: tuple[str, ...]) -> None:
    answer, _ = replace(sent, wanted.format(aetnas(sent).claim_id), CORRECTED, NEXT_DAY, more=more)
    refused(answer, *parts)


def test_two_claims_with_one_number_are_refused(sent: Path) -> None:
    first, second, *_ = (one.claim_id for one in claims(sent))
    refused(
        call("void", sent, f"{first}=1", f"{second}=1", "-o", sent.parent / "v.837"), f"number 1 of claim {first} too"
    )


def test_a_claim_that_was_not_paid_has_no_number_in_the_remittance(tmp_path: Path, sent: Path) -> None:
    other = next(one.claim_id for one in claims(sent) if len(one.lines) == 1)
    paid = remittance(sent, tmp_path, other)
    answer, _ = replace(sent, aetnas(sent).claim_id, CORRECTED, NEXT_DAY, more=("--paid", paid))
    refused(answer, "remittance.835 does not have it")


def test_without_the_file_that_was_sent_nothing_is_replaced(tmp_path: Path) -> None:
    answer = call("claim", visits_file(tmp_path), *options(tmp_path / "new.837"), "--replace", "X=1")
    refused(answer, "--sent", "is missing")
    answer = call("claim", visits_file(tmp_path), *options(tmp_path / "new.837"), "--paid", "x.835")
    refused(answer, "--replace", "is missing")


OWN_MEDICARE = """name = "Medicare"
kind = "public"
extends = "medicare"
about = "Ours."

[replacement_claims]
reviewed = 2026-11-28
"2020-01-01" = { value = false, cite = "payer-contract", verified = true, note = "Ask for a reopening" }
"""


def test_a_payer_said_to_take_no_replacement_is_named_and_one_known_to_is_refused(tmp_path: Path, sent: Path) -> None:
    claim_id = next(one.claim_id for one in claims(sent) if one.header.filing == "MB")
    answer, output = replace(sent, claim_id + BY_HAND, MEDICARE)
    assert "Medicare is said to take no replacement or void, which no public document of it shows." in answer.out
    assert claims(output)[0].frequency == "7"
    folder = tmp_path / "payers"
    folder.mkdir()
    (folder / "medicare.toml").write_text(OWN_MEDICARE, encoding="utf-8")
    answer, _ = replace(sent, claim_id + BY_HAND, MEDICARE, more=("--payers", folder))
    refused(answer, "Medicare takes no replacement or void", "Ask for a reopening")


def test_a_void_repeats_the_claim_as_it_was_sent(tmp_path: Path, sent: Path) -> None:
    old, paid, output = aetnas(sent), remittance(sent, tmp_path), tmp_path / "void.837"
    answer = call("void", sent, old.claim_id, "--paid", paid, "--filed-on", "2026-04-01", "-o", output)
    assert answer.code == 0
    assert "1 void of claims over $180.00" in answer.out
    text = output.read_text(encoding="ascii")
    assert refusal(text) == ""
    assert call("validate", output).code == 0
    before = _claim_segments(sent.read_text(encoding="ascii"), old.claim_id)
    after = _claim_segments(text, old.claim_id)
    number = f"REF*F8*{icn(old.claim_id)}"
    assert number in after
    assert [one.replace("11:B:8", "11:B:1") for one in after if one != number] == before


def _claim_segments(text: str, claim_id: str) -> list[str]:
    """The claim's segments, with those of its subscriber's level; its HL apart."""
    parts = text.replace("\n", "").split("HL*")
    (part,) = [one for one in parts if f"CLM*{claim_id}*" in one]
    return [one for one in part.split("~")[1:] if one and one[:3] not in {"SE*", "GE*", "IEA"}]


def test_several_voids_of_several_files_end_to_end(tmp_path: Path, sent: Path) -> None:
    both = tmp_path / "both.837"
    both.write_text(sent.read_text(encoding="ascii") * 2, encoding="ascii")
    wanted = [one.claim_id for one in claims(sent)]
    output = tmp_path / "void.837"
    answer = call("void", both, *(f"{one}=N-{at}" for at, one in enumerate(wanted)), *FILED, "-o", output)
    assert answer.code == 0
    assert [(one.claim_id, one.frequency, one.payer_claim_number) for one in claims(output)] == [
        (one, "8", f"N-{at}") for at, one in enumerate(wanted)
    ]
    again = call("void", output, f"{wanted[0]}=1", "-o", tmp_path / "again.837")
    refused(again, "is a void already")


def test_a_void_never_takes_the_place_of_what_it_reads(tmp_path: Path, sent: Path) -> None:
    claim_id = aetnas(sent).claim_id
    refused(call("void", sent, f"{claim_id}=1", "-o", sent), "is one of the files")
    refused(call("void", tmp_path / "no.837", f"{claim_id}=1", "-o", tmp_path / "v.837"), "no such file")
    refused(call("void", sent, claim_id, "--paid", sent, "-o", tmp_path / "v.837"), "holds no remittance")


def test_on_paper_item_22_names_the_earlier_claim(sent: Path) -> None:
    from .test_paper import entry

    output = sent.parent / "forms.txt"
    visits = visits_file(sent.parent, CORRECTED, NEXT_DAY, name="corrected.csv")
    wanted = aetnas(sent).claim_id + BY_HAND
    answer = call("paper", visits, *options(output), "--sent", sent, "--replace", wanted)
    assert answer.code == 0, answer
    sheet = output.read_text(encoding="ascii").split("\n")
    assert (entry(sheet, "22 code"), entry(sheet, "22 number")) == ("7", "ICN-1")
