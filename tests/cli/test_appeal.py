"""`cleanclaim appeal`: the packet as PDF and JSON, what it names as missing, and the command where a claim is due."""

import json
import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from tests.claims.stories import remittance
from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, call, refused, visits_file
from tests.money.appeals.appealed import appealed_folder, of_another_payer, visit_rows
from tests.money.book.folders import remittance_file

ON = ("--as-of", "2026-05-01")
NOTES = '[{"visit_id": "1", "text": "Patient now climbs four stairs. Cueing for form.", "signed_by": "Pat Sample"}]'


def denied_whole(claim: SubmittedClaim, codes: str) -> PaidClaim:
    """Every line of a claim denied with group and reason; the payer had it on March 4."""
    group, code = codes.split()
    lines = tuple(
        PaidLine(
            line.code,
            "HC",
            line.modifiers,
            line.charge,
            0,
            line.units,
            first_date=line.first_date,
            control_number=line.control_number,
            adjustments=(Adjustment(group, code, line.charge),),
        )
        for line in claim.lines
    )
    return PaidClaim(claim.claim_id, "4", claim.charge, 0, 0, "MB", "ICN1", received=date(2026, 3, 4), lines=lines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = appealed_folder(tmp_path / "march")
    visits_file(here, *visit_rows())
    return here


def test_a_packet_past_its_day_says_so_first(folder: Path) -> None:
    done = call("appeal", folder, "PT1", "--as-of", "2026-09-01")
    assert "PAST ITS LAST DAY, Aug 5, 2026" in " ".join(done.out.split("denied")[0].split())


def test_the_screen_says_what_the_packet_has_and_lacks(folder: Path) -> None:
    done = call("appeal", folder, "PT1", *ON)
    assert done.code == 1
    text = " ".join(done.out.split())
    for part in (
        "PT1 $189.00",
        "redetermination by the Medicare contractor",
        "by appeal: redetermination by the Medicare contractor: by Aug 5, 2026",
        "exhibit A The decision, as the remittance has it",
        "missing Why the decision is wrong, in your own words. Write it into a text file: --reasons FILE.",
        "look at Sign the letter",
        "Nothing was written: -o packet.pdf writes the packet.",
    ):
        assert part in text, part


def test_the_packet_has_proof_passages_and_reasons(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "why.txt").write_text("Each exercise needed a therapist's skill.")
    (tmp_path / "notes.json").write_text(NOTES)
    packet = tmp_path / "packet.pdf"
    more = (
        "--reasons",
        tmp_path / "why.txt",
        "--notes",
        tmp_path / "notes.json",
        "--to",
        "Appeals",
        "--to",
        "PO Box 1",
    )
    passage = ("--excerpt", "1=now climbs  four stairs", "--exhibit", "Plan of care")
    answer = call(
        "appeal", folder, "PT1", *ON, "--practice", PRACTICE, *more, *passage, "-o", packet, "--format", "json"
    )
    document = answer.json
    assert document["written"] == str(packet)
    assert document["to"] == ["Appeals", "PO Box 1"]
    assert document["units"] == [{"visit_id": "1", "on": "2026-03-02", "differs": []}]
    assert document["filing"]["in_time"] is True
    titles = [one["title"] for one in document["exhibits"]]
    assert ("Proof of the units" in titles, "Passages of the notes" in titles, titles[-1]) == (
        True,
        True,
        "Plan of care",
    )
    assert answer.code == (1 if document["missing"] else 0)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(packet.read_bytes())).pages)
    assert 'signed by Pat Sample: "now climbs four stairs"' in text
    assert "Each exercise needed a therapist's skill." in text


def test_a_passage_that_is_not_in_the_note_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(NOTES)
    named = ("--practice", PRACTICE, "--notes", tmp_path / "notes.json")
    refused(call("appeal", folder, "PT1", *ON, *named, "--excerpt", "1=runs a mile"), "does not stand in its note")
    refused(call("appeal", folder, "PT1", *ON, "--excerpt", "runs a mile"), "is no VISIT_ID=TEXT")


def test_in_a_project_the_log_of_what_was_sent_tells_the_visits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("practice.toml", "patients.csv", "visits.csv"):
        shutil.copy(CLINIC_DAY / name, tmp_path / name)
    (tmp_path / "cleanclaim.toml").write_text('practice = "practice.toml"\nvisits = "visits.csv"\n')
    monkeypatch.chdir(tmp_path)
    call("claim", "-o", "claims.837", *FILED)
    claim = next(one for one in read_claims("claims.837") if one.header.filing == "MB")
    back = denied_whole(claim, "CO 50")
    (tmp_path / "back.835").write_text(remittance_file([remittance(0, "Q1", back)]))
    answer = call("appeal", claim.claim_id, *ON, "--format", "json").json
    log = json.loads((tmp_path / "sent" / "log.ndjson").read_text().splitlines()[0])
    (logged,) = (one for one in log["claims"] if one["claim_id"] == claim.claim_id)
    assert {one["visit_id"] for one in answer["units"]} == {line["visit_id"] for line in logged["lines"]}
    assert answer["filing"]["received_on"] == "2026-03-04"
    assert not any(one["what"].startswith("Proof of") for one in answer["missing"])


def test_where_a_claim_is_due_its_command_is_named(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path / "march", {0: "CO 16", 1: "CO 16", 2: "CO 16"})
    answer = call("appeal", here, "PT1", *ON, "--way", "new claim", "-o", tmp_path / "p.pdf", "--format", "json")
    assert answer.code == 1
    assert answer.json["command"].startswith("cleanclaim claim VISITS")
    assert not (tmp_path / "p.pdf").exists()
    assert "do cleanclaim claim VISITS" in " ".join(call("appeal", here, "PT1", *ON, "--way", "new claim").out.split())


def test_a_payer_that_takes_replacements_gets_a_corrected_claim(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path / "march", {0: "CO 197", 1: "CO 197", 2: "CO 197"})
    of_another_payer(here, "AETNA", "CI")
    answer = call("appeal", here, "PT1", *ON, "--way", "correction", "--format", "json")
    assert answer.json["name"] == "corrected claim"
    command = f"--replace PT1 --sent {here / 'claims.837'} --paid {here / '00.835'} -o corrected.837"
    assert answer.json["command"].endswith(command)


def test_what_cannot_be_appealed_is_refused(folder: Path) -> None:
    refused(call("appeal", folder, "PT7"), "claim PT7", "is not in the folder")
    refused(call("appeal", folder, "more", "PT1"), "is more than a folder and a claim")
