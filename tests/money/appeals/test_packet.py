"""A packet has what the files say, cites what was read, and names whatever is missing."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from pypdf import PdfReader

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.forms.paper_pdf import render_papers
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from cleanclaim.money.appeals.law_in_force import CitedFor, law_in_force
from cleanclaim.money.appeals.packet import AppealPacket
from cleanclaim.money.appeals.packet_paper import packet_papers
from tests.cli.calling import PRACTICE
from tests.money.appeals.appealed import appealed_folder, case_of, of_another_payer, packet_in

WHOLE: dict[str, Any] = {
    "to": ("Contractor Appeals", "PO Box 1", "Exampleton TX 78799"),
    "reasons": "The exercises needed a therapist's skill.\n\nThe plan of care of March 2 says why.",
}


def pages_of(packet: AppealPacket) -> list[str]:
    pdf = render_papers(packet_papers(packet))
    assert pdf == render_papers(packet_papers(packet))
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def missing(packet: AppealPacket) -> list[str]:
    return [one.what for one in packet.missing]


def test_the_first_page_is_the_biller_s_and_the_letter_follows(tmp_path: Path) -> None:
    practice = read_practice(Path(PRACTICE))
    packet = packet_in(appealed_folder(tmp_path), practice=practice, case=case_of(tmp_path), **WHOLE)
    first, *rest = pages_of(packet)
    begin = next(at for at, page in enumerate(rest) if "Exhibit A:" in page)
    letter, exhibits = " ".join(rest[:begin]), rest[begin:]
    for part in (
        "take this page out before you send the packet",
        "redetermination by the Medicare contractor, or on form CMS-20027",
        "Aug 5, 2026; 96 days are left",
        "42 CFR 405.942(a)",
        "Sign the letter",
    ):
        assert part in first, part
    for part in (
        "Example Way Therapy PLLC 100 Example Way",
        "May 1, 2026 Contractor Appeals PO Box 1",
        "Appeal: redetermination by the Medicare contractor",
        "Member number 1EX0XX0XX01",
        "Your claim number ICN1",
        "In dispute $189.00",
        "We appeal your decision of Apr 2, 2026 (payment Q1)",
        "50 not medically necessary",
        "The exercises needed a therapist's skill. The plan of care",
        "RIVERBEND accepted the claim on Mar 3, 2026 (277CA), 1 day after the first service in dispute; the last day",
        "the last day for it is Mar 2, 2027 (exhibit",
        "On Mar 2, 2026 the minutes recorded earn the units billed: 97110 × 3 (exhibit C).",
        "Enclosed",
        "Signed: ____",
    ):
        assert part in letter, part
    assert "Missing" not in letter
    assert "Not to be sent Page 1" in first
    assert "Claim PT1 Page 1" in letter
    titles = [one.letter for page in exhibits for one in packet.exhibits if f"Exhibit {one.letter}: " in page]
    assert titles == [one.letter for one in packet.exhibits]


def test_the_exhibits_prove_units_and_filing(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path), practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path))
    text = " ".join(pages_of(packet))
    for part in (
        "Exhibit A: The decision, as the remittance has it",
        "Exhibit B: The claim as it was sent",
        "Exhibit C: Proof of the units",
        "All timed minutes of the day count together: 45.",
        "Source: ",
        "Proof of timely filing",
        "Accepted by",
        "(277CA)",
        "the last day is Mar 2, 2027",
        "42 CFR 424.44",
    ):
        assert part in text, part
    assert packet.filing.in_time
    assert "RIVERBEND accepted the claim: if that is a clearinghouse" in text


def test_whatever_is_missing_is_named(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path, accepted=False))
    assert missing(packet)[:3] == [
        "To whom it goes, with the address",
        "The practice's address and telephone",
        "Why the decision is wrong, in your own words",
    ]
    assert "Proof of the units of 2026-03-02" not in missing(packet)  # nobody disputes the units
    for what in ("Proof of timely filing", "What the notes say of the need"):
        assert what in missing(packet)
    first, letter, *_ = pages_of(packet)
    for one in packet.missing:
        assert one.what in first
    assert "timely filing" not in letter


def test_papers_of_the_playbook_are_missing_until_they_are_put_behind(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    before = packet_in(here)
    papers = before.dispute.denials[0].denial.play.gather
    assert papers
    assert set(papers) <= set(missing(before))
    after = packet_in(here, exhibits=papers)
    assert set(papers).isdisjoint(missing(after))
    assert [one.title for one in after.exhibits if not one.is_made] == list(papers)
    assert f"Exhibit {after.exhibits[-1].letter}: {papers[-1]} The paper follows this sheet." in pages_of(after)[-1]


def test_a_proof_that_speaks_against_the_claim_is_to_be_looked_at(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path), practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path, "20"))
    assert any("97110: the claim bills 3, the minutes earn 1" in one for one in packet.check)
    _first, *sent = pages_of(packet)
    assert "earn the units billed" not in " ".join(sent)
    assert "Proof of the units" not in " ".join(sent)


def test_a_claim_that_was_filed_late_is_not_measured_by_its_limit_in_what_is_sent(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path))
    assert packet.filing.limit is not None
    assert "The limit: " in " ".join(pages_of(packet))
    passed = structs.replace(packet.filing.limit, on=date(2026, 1, 1))
    late = structs.replace(packet, filing=structs.replace(packet.filing, limit=passed))
    assert late.filing.in_time is False
    assert "The limit: " not in " ".join(pages_of(late))


def test_minutes_that_nobody_recorded_are_missing(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path), practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path, ""))
    assert "Minutes of 97110 of visit 1" in missing(packet)


def test_only_what_was_verified_is_cited_to_the_payer(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path, {0: "CO 197", 1: "CO 197", 2: "CO 197"}))
    assert all(one.standing == "verified" for one in packet.law)
    for one in packet.not_cited:
        assert any(one.about in text for text in packet.check)


def test_the_practice_s_own_fault_is_said_before_the_payer_finds_it(tmp_path: Path) -> None:
    case = case_of(tmp_path, note="Exercise as before. Tolerated well.")
    packet = packet_in(appealed_folder(tmp_path), practice=read_practice(Path(PRACTICE)), case=case)
    faults = [text for text in packet.check if text.startswith("The record of visit 1 has the fault itself: ")]
    assert faults
    assert packet.check[0] in faults
    first, *rest = pages_of(packet)
    assert faults[0][:60] in first
    assert "has the fault" not in " ".join(rest)


def test_of_a_record_at_hand_only_law_that_it_meets_is_cited(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    without = packet_in(here)
    assert without.law == ()
    assert "Law in force" not in " ".join(pages_of(without))
    assert without.check[0].startswith("No law is cited: the record of the visits")
    record = packet_in(here, practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path))
    assert any(what.startswith('What the record says to "') for what in missing(record))
    units = appealed_folder(tmp_path / "units", {0: "CO 151", 1: "CO 151", 2: "CO 151"})
    met = packet_in(units, practice=read_practice(Path(PRACTICE)), case=case_of(tmp_path))
    assert any(one.says == "All timed minutes of the day are counted together" for one in met.law)
    text = " ".join(pages_of(met))
    assert all(f"Why it bears: {one.why}" in text for one in met.law)
    assert "In force since Jan 1, 2020" not in text  # where our tables begin, which is no day of the law


@pytest.mark.parametrize(("payer", "filing"), [("MEDICAID OF TEXAS", "MC"), ("TRICARE", "CH")])
def test_another_payer_s_law_is_not_cited(tmp_path: Path, payer: str, filing: str) -> None:
    here = appealed_folder(tmp_path)
    of_another_payer(here, payer, filing)
    _first, *rest = pages_of(packet_in(here))
    for words in ("42 CFR 424.24", "Medicare Benefit Policy Manual", "reviewers deny"):
        assert words not in " ".join(rest), words


def test_of_the_law_only_the_payer_s_own_verified_answers_may_be_cited() -> None:
    on = date(2026, 6, 1)
    wanted = CitedFor(rules=("plans.uncertified", "progress.overdue", "visits.late"), is_known=True)
    for name in payer_names():
        policy = Basis(today=on).policy(name, on)
        assert policy is not None
        for one in law_in_force(policy, on, wanted):
            own = [value for value in policy.values.values() if value.payer == name and value.cite == one.cite]
            assert own or not one.may_be_cited, (name, one.about)
    medicare = Basis(today=on).policy("medicare", on)
    found = list(law_in_force(medicare, on, wanted))
    assert any(one.may_be_cited for one in found)
    assert {one.since for one in found if one.since} <= {one.since for one in found if one.since != date(2020, 1, 1)}
    assert not any("deny" in one.says for one in found)


def test_medicare_s_denial_for_late_filing_has_no_appeal_but_exceptions(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"No redetermination can be asked for.*42 CFR 424\.44\(b\)"):
        packet_in(appealed_folder(tmp_path, {0: "CO 29", 1: "CO 29", 2: "CO 29"}))


def test_a_passage_has_to_stand_in_its_note(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such visit is known"):
        packet_in(appealed_folder(tmp_path), excerpts=(("9", "walks"),))
    with pytest.raises(UserError, match="it has no note"):
        packet_in(appealed_folder(tmp_path), case=case_of(tmp_path), excerpts=(("1", "walks"),))


def test_the_units_to_be_proved_are_those_of_the_lines_whose_units_are_disputed(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path, {0: "CO 151", 1: "CO 50", 2: "CO 50"}), way="appeal")
    assert "Proof of the units of 2026-03-02" in missing(packet)


@pytest.mark.parametrize(
    ("payer", "title", "asks"),
    [
        ("AETNA", "Request: reconsideration", "We ask for a reconsideration of your decision of"),
        ("TRICARE", "Request: reconsideration", "We ask for a reconsideration of your decision of"),
        ("UNITEDHEALTHCARE", "Request: reconsideration", "We ask for a reconsideration of your decision of"),
        ("MEDICAID OF TEXAS", "Appeal", "We appeal your decision of"),
    ],
)
def test_the_first_step_is_called_what_the_payer_calls_it(tmp_path: Path, payer: str, title: str, asks: str) -> None:
    here = appealed_folder(tmp_path)
    of_another_payer(here, payer, "ZZ")
    packet = packet_in(here)
    assert packet.title == title
    assert f"{title} Patient" in " ".join(pages_of(packet))
    assert asks in " ".join(pages_of(packet))
    assert "Appeal: appeal" not in " ".join(pages_of(packet))


LOST = '[[denial]]\non = 2026-04-20\nclaim = "PT1"\nstate = "lost"\nlevel = {}\nby = "Dana Ortiz"\n'


def test_the_next_level_goes_to_others_and_wants_the_decision_before(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    (here / "money.toml").write_text(LOST.format(1))
    packet = packet_in(here)
    first, letter, *_ = pages_of(packet)
    assert "reconsideration by the qualified independent contractor (QIC), or on form CMS-20033" in first
    assert "named on the redetermination" in first
    for part in (
        "The qualified independent contractor (QIC) named on the redetermination ____",
        "We appeal the redetermination of Apr 20, 2026 and ask for a reconsideration by the qualified independent",
        "It was made by MEDICARE PART B on the decision of Apr 2, 2026 (payment Q1).",
        "The payer's claim number ICN1",
    ):
        assert part in letter, part
    assert "your " not in letter.casefold()
    assert "The redetermination of Apr 20, 2026" in missing(packet)
    behind = packet_in(here, exhibits=("Redetermination of Apr 20, 2026",))
    assert not any("edetermination" in one for one in missing(behind))


def test_a_payer_that_decides_its_own_appeals_is_appealed_to_by_its_last_decision(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    of_another_payer(here, "UNITEDHEALTHCARE", "CI")
    (here / "money.toml").write_text(LOST.format(1))
    _first, letter, *_ = pages_of(packet_in(here))
    assert "We appeal your reconsideration of Apr 20, 2026 and ask for a formal appeal." in letter
    assert "UNITEDHEALTHCARE ____" in letter
    assert "Your claim number ICN1" in letter


def test_no_packet_is_made_for_a_court(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    (here / "money.toml").write_text(LOST.format(4))
    with pytest.raises(UserError, match="federal district court"):
        packet_in(here)


def test_a_claim_that_only_a_remittance_speaks_of_lacks_what_was_sent(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, name="PT1")
    (here / "claims.837").unlink()
    packet = packet_in(here)
    for what in ("The patient's name", "The patient's member number", "The claim as it was sent"):
        assert what in missing(packet), what
    assert "The claim as it was sent" not in [one.title for one in packet.exhibits]


def test_a_payer_without_known_levels_is_appealed_to_all_the_same(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path)
    of_another_payer(here, "SOME PLAN", "CI")
    packet = packet_in(here)
    assert (packet.name, packet.level, packet.form) == ("appeal", None, "")
    assert packet.law == ()  # nobody knows whose policy it is
    _first, letter, *_ = pages_of(packet)
    assert "We appeal your decision of Apr 2, 2026 (payment Q1). These lines were denied:" in letter


def test_a_reopening_says_what_is_to_be_changed(tmp_path: Path) -> None:
    packet = packet_in(appealed_folder(tmp_path, {0: "CO 197", 1: "CO 197", 2: "CO 197"}), way="correction")
    assert packet.name == "reopening for a clerical error"
    assert "What is to be changed" in missing(packet)
    first, letter, *_ = pages_of(packet)
    assert "42 CFR 405.980(a)(3)" in first
    assert "We ask you to reopen your decision of Apr 2, 2026 (payment Q1) to correct the claim." in letter
