"""A letter says what decides the denial, and nothing that does not bear on it or is meant for the practice."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from msgspec import structs
from pypdf import PdfReader

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.forms.paper_pdf import render_papers
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.chart import Authorization, CoverageSpan, PlanOfCare, ProgressReport
from cleanclaim.model.visit import History
from cleanclaim.money.appeals.law_in_force import CitedFor, bearing_law, find_contractor, law_in_force
from cleanclaim.money.appeals.packet import UNITS, AppealPacket
from cleanclaim.money.appeals.packet_paper import packet_papers
from tests.cli.calling import PRACTICE
from tests.money.appeals.appealed import TODAY, appealed_folder, case_of, of_another_payer, packet_in

DAY = date(2026, 3, 2)


def sent_pages(packet: AppealPacket) -> list[str]:
    """What is sent, page by page."""
    pages = PdfReader(BytesIO(render_papers(packet_papers(packet)[1:]))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def letter_of(packet: AppealPacket) -> str:
    pages = sent_pages(packet)
    return " ".join(
        pages[: next(at for at, page in enumerate(pages) if page.startswith("Claim PT1 Page") and "Exhibit A" in page)]
    )


def charted(case: Case, **history: object) -> Case:
    """The case with a chart."""
    visit = case.visits[0]
    return structs.replace(case, visits=(structs.replace(visit, history=History(**history)),))  # type: ignore[arg-type]


def packet_of(tmp_path: Path, codes: str, case: Case | None = None, **more: object) -> AppealPacket:
    here = appealed_folder(tmp_path, dict.fromkeys(range(3), codes))
    return packet_in(here, practice=read_practice(Path(PRACTICE)), case=case or case_of(tmp_path), **more)  # type: ignore[arg-type]


def test_who_is_named_on_the_claim_is_who_it_was_billed_under(tmp_path: Path) -> None:
    letter = letter_of(packet_of(tmp_path, "CO 50"))
    assert "Treated by" not in letter


def test_the_plan_and_the_reports_of_the_chart_stand_in_the_letter(tmp_path: Path) -> None:
    plan = PlanOfCare(
        begins=date(2026, 2, 20),
        through=date(2026, 5, 1),
        discipline="PT",
        signed_on=date(2026, 2, 25),
        signed_by="1000050009",
    )
    reports = (ProgressReport(on=date(2026, 3, 9), discipline="PT"), ProgressReport(on=date(2026, 6, 9)))
    case = charted(case_of(tmp_path), plan_of_care=(plan,), progress_reports=reports)
    letter = letter_of(packet_of(tmp_path, "CO 50", case))
    assert "The plan of care from Feb 20, 2026 to May 1, 2026 was certified on Feb 25, 2026 by NPI 1000050009" in letter
    assert ", 5 days after its first day." in letter
    assert "Progress was reported on Mar 9, 2026." in letter
    unsigned = charted(case_of(tmp_path), plan_of_care=(structs.replace(plan, signed_on=None),))
    assert "was certified on" not in letter_of(packet_of(tmp_path, "CO 50", unsigned))


def test_the_approval_and_the_coverage_of_the_chart_stand_in_the_letter(tmp_path: Path) -> None:
    approval = Authorization(number="EX9", payer="medicare", begins=date(2026, 2, 1), ends=date(2026, 4, 1), visits=12)
    letter = letter_of(packet_of(tmp_path, "CO 197", charted(case_of(tmp_path), authorizations=(approval,))))
    assert "Approval EX9 is from Feb 1, 2026 to Apr 1, 2026, for 12 visits: it covers Mar 2, 2026." in letter
    over = structs.replace(approval, ends=date(2026, 2, 28))
    other = letter_of(packet_of(tmp_path, "CO 197", charted(case_of(tmp_path), authorizations=(over,))))
    assert "EX9" not in other
    span = CoverageSpan(payer="medicare", begins=date(2025, 1, 1), checked_on=date(2026, 3, 1))
    covered = packet_of(tmp_path, "PR 27", charted(case_of(tmp_path), coverage=(span,)), way="appeal")
    assert "The answer of Mar 1, 2026 on the coverage has it from Jan 1, 2025, without an end." in letter_of(covered)


def test_a_denial_as_late_is_answered_by_the_days_to_filing_and_the_limit(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, dict.fromkeys(range(3), "CO 29"))
    of_another_payer(here, "UNITEDHEALTHCARE", "CI")
    practice = read_practice(Path(PRACTICE))
    by_name = packet_in(here, practice=practice, case=case_of(tmp_path, payer="uhc"))
    first = "RIVERBEND accepted the claim on Mar 3, 2026 (277CA), 1 day after the first service in dispute"
    assert f"{first} (exhibit" in letter_of(by_name)  # whose limit it is, is a guess
    known = structs.replace(by_name, filing=structs.replace(by_name.filing, is_known=True))
    counted = "(90 days after the date of service, unless our agreement sets another)"
    assert f"{first}; the last day for it is May 31, 2026 {counted}" in letter_of(known)


@pytest.mark.parametrize("codes", ["CO 197", "PR 27"])
def test_minutes_are_not_put_forward_where_they_answer_nothing(tmp_path: Path, codes: str) -> None:
    packet = packet_of(tmp_path, codes, way="appeal")
    assert packet.proofs
    assert packet.exhibit(UNITS) is None
    assert "minutes recorded" not in letter_of(packet)


def test_a_code_that_is_not_counted_by_time_is_earned_by_no_minutes(tmp_path: Path) -> None:
    here = appealed_folder(tmp_path, {0: "CO 50"})
    claims = here / "claims.837"
    claims.write_bytes(claims.read_bytes().replace(b"97110", b"97161", 1))
    case = case_of(tmp_path)
    (service,) = case.visits[0].services
    evaluation = structs.replace(service, code="97161")
    visit = structs.replace(case.visits[0], services=(evaluation, structs.replace(service, minutes=30)))
    packet = packet_in(here, practice=read_practice(Path(PRACTICE)), case=structs.replace(case, visits=(visit,)))
    (proof,) = packet.proofs
    assert (proof.timed, proof.differs) == ({}, ())
    assert packet.exhibit(UNITS) is None


def test_the_minutes_prove_the_units_and_not_the_bill(tmp_path: Path) -> None:
    case = case_of(tmp_path, "20")
    (service,) = case.visits[0].services
    billed = structs.replace(case.visits[0], services=(structs.replace(service, units=3),))
    packet = packet_of(tmp_path, "CO 50", structs.replace(case, visits=(billed,)))
    assert packet.proofs[0].differs == ("97110: the claim bills 3, the minutes earn 1",)
    assert "minutes recorded earn" not in letter_of(packet)


def test_no_exhibit_speaks_to_who_codes_the_visit(tmp_path: Path) -> None:
    case = case_of(tmp_path, "22")
    (service,) = case.visits[0].services
    tied = (structs.replace(service, units=3), structs.replace(service, code="97140", minutes=22, units=0))
    case = structs.replace(case, visits=(structs.replace(case.visits[0], services=tied),))
    (proof,) = packet_of(tmp_path, "CO 50", case).proofs
    steps = " ".join(one.text for one in proof.steps)
    assert "tie at 7 minutes: either is lawful" in steps
    assert "You choose" not in steps
    assert "comes with units already" not in steps


def test_only_law_that_bears_on_the_denial_is_cited() -> None:
    policy = Basis(today=TODAY).policy("medicare", DAY)
    every = {rule for one in bearing_law().law.values() for rule in one.rules}
    named = {one.about for one in law_in_force(policy, DAY, CitedFor(rules=every, is_known=True, discipline="PT"))}
    assert "Which prices the payer goes by" not in " ".join(named)
    assert not any("claim filing indicator" in one for one in named)
    assert list(law_in_force(policy, DAY, CitedFor(rules=("coverage.none",), is_known=True))) == []
    guessed = law_in_force(policy, DAY, CitedFor(rules=every, is_known=False))
    assert not any(one.may_be_cited for one in guessed)
    uhc = Basis(today=TODAY).policy("uhc", DAY)
    (limit,) = law_in_force(uhc, DAY, CitedFor(rules=("visits.late",), is_known=True))
    assert (limit.standing, limit.may_be_cited) == ("contract", True)
    assert "Medicare" not in limit.cite.title


def test_a_contractor_s_page_is_cited_to_that_contractor_alone() -> None:
    basis = Basis(today=TODAY)
    policy = basis.policy("medicare", DAY)

    def cited(contractor: str) -> set[str]:
        wanted = CitedFor(rules=("plans.uncertified",), is_known=True, contractor=contractor)
        return {one.cite.id for one in law_in_force(policy, DAY, wanted)}

    assert cited("Noridian") - cited("Novitas") == {"noridian-certification"}
    assert "42-cfr-424-24-c" in cited("")
    practice = read_practice(Path(PRACTICE))
    assert practice.billing.address.state == "TX"
    assert find_contractor(practice, basis.tables(DAY)) == "Novitas"
    assert find_contractor(None, basis.tables(DAY)) == ""


@pytest.mark.parametrize("paragraphs", range(0, 40, 3))
def test_a_signature_is_never_alone_on_a_page(tmp_path: Path, paragraphs: int) -> None:
    reasons = "\n\n".join(["The exercises needed a therapist's skill."] * paragraphs)
    packet = packet_of(tmp_path, "CO 50", reasons=reasons)
    (page,) = [one for one in sent_pages(packet) if "Signed: ____" in one]
    assert "(exhibit" in page
    assert page.index("Enclosed") < page.index("Signed: ____")
