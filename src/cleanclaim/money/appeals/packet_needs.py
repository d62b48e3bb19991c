"""What a packet lacks: each part that a request wants and no record has, with what to do about it."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.wording import day
from cleanclaim.money.appeals.own_record import OwnRecord
from cleanclaim.money.appeals.packet import CLAIM, DECISION, FILING, UNITS, AppealPacket, MissingPart
from cleanclaim.money.denials.appeal_levels import RequestContents, RequestPoint
from cleanclaim.money.denials.find_denials import denied_of

_SHOWS_NEED = frozenset({"necessity", "documentation"})
"""Kinds of denials that the notes answer."""
_MINUTES = "Minutes of each service"
_MADE_HERE = {
    "277CA that accepted the claim": FILING,
    "The claim as sent": CLAIM,
    _MINUTES: UNITS,
    "Remittance": DECISION,
}
"""Papers of the playbook that an exhibit of the packet is."""


def missing_parts(packet: AppealPacket, record: OwnRecord | None, *, visits_known: bool) -> Iterator[MissingPart]:
    """Everything that is missing, in the order of the packet. `record`: what the claim's visits answer to the rules of
    its denials, None where none is at hand; `visits_known`: the practice's visits are.
    """
    yield from _of_letter(packet)
    yield from _of_request(packet)
    yield from _of_decision_before(packet)
    yield from _of_claim(packet)
    yield from _of_visits(packet, visits_known=visits_known)
    if record is not None:
        yield from _of_record(record)
    yield from _of_papers(packet)


def _of_letter(packet: AppealPacket) -> Iterator[MissingPart]:
    if not packet.to:
        where = packet.recipient or "the payer's office for appeals"
        yield MissingPart("To whom it goes, with the address", f"It goes to {where}. Name it: --to LINE, a line each.")
    if packet.practice is None:
        yield MissingPart("The practice's address and telephone", "Name the practice's file: --practice practice.toml.")
    if not packet.reasons and packet.dispute.way == "appeal":
        yield MissingPart("Why the decision is wrong, in your own words", "Write it into a text file: --reasons FILE.")


def _of_request(packet: AppealPacket) -> Iterator[MissingPart]:
    """What the authority says that a request has to say."""
    request = _request(packet)
    header = packet.dispute.billed.claim.header
    patient = header.patient or header.subscriber
    billed_by = packet.practice is not None or bool(header.billing and header.billing.last_or_organization)
    known: dict[RequestPoint, bool] = {
        "patient": bool(patient and patient.last_or_organization),
        "member number": bool(header.subscriber and header.subscriber.id),
        "services": all(line.code and line.first_date for line in packet.dispute.billed.claim.lines),
        "appellant": billed_by,
        "earlier decision": bool(packet.before and packet.before.by),
        "change": bool(packet.reasons),
    }
    remedies: dict[RequestPoint, tuple[str, str]] = {
        "patient": ("The patient's name", "No file of the folder has it: put the 837P of the claim into it."),
        "member number": ("The patient's member number", "No file has it: put the 837P of the claim into the folder."),
        "services": ("The codes and days of the services", "Put the 837P of the claim into the folder."),
        "appellant": ("The name of who appeals", "Name the practice's file: --practice practice.toml."),
        "earlier decision": (
            "Who made the decision of the level before",
            "No file has it: name who made it in your reasons.",
        ),
        "change": ("What is to be changed", "Write it into a text file: --reasons FILE."),
    }
    for point in request.points:
        if not known[point]:
            what, remedy = remedies[point]
            source = cite(request.cite)
            yield MissingPart(what, f"{remedy} A request has to say it ({source.section or source.title}).")


def _of_decision_before(packet: AppealPacket) -> Iterator[MissingPart]:
    """The decision of the level before on paper, until it is put behind the letter."""
    if packet.before is None:
        return
    name = packet.before.name
    if not any(name.casefold() in one.title.casefold() for one in packet.exhibits if not one.is_made):
        paper = f"{name[:1].upper()}{name[1:]} of {day(packet.before.on)}"
        yield MissingPart(f"The {name} of {day(packet.before.on)}", f'Put it behind the letter: --exhibit "{paper}".')


def _request(packet: AppealPacket) -> RequestContents:
    whole = packet.level or packet.reopening
    return whole.request if whole else RequestContents()


def _of_claim(packet: AppealPacket) -> Iterator[MissingPart]:
    dispute = packet.dispute
    if not dispute.denials[0].denial.payer_claim_number:
        yield MissingPart("The payer's number of the claim", "The remittance has none (CLP07): ask the payer.")
    if not dispute.sent:
        yield MissingPart("The claim as it was sent", "Put its 837P into the folder.")
    if packet.filing.filed_on is None:
        yield MissingPart(
            "Proof of timely filing",
            "No 277CA or 999 in the folder accepts the claim, and the remittance does not say when it was received: "
            "put the clearinghouse's answers into the folder.",
        )


def _of_visits(packet: AppealPacket, *, visits_known: bool) -> Iterator[MissingPart]:
    days = set(_days_of_units(packet))
    lacking = sorted(days - {proof.visit.service_date for proof in packet.proofs if proof.visit.service_date})
    if lacking:
        which = ", ".join(map(str, lacking))
        remedy = (
            "None of the visits is of this claim: the practice's file has to have the patient's member number."
            if visits_known and packet.practice is not None
            else "Name the visits and the practice: --visits FILE --practice practice.toml."
        )
        yield MissingPart(f"Proof of the units of {which}", remedy)
    for proof in packet.proofs:
        if proof.lacks_minutes:
            codes = ", ".join(proof.lacks_minutes)
            yield MissingPart(f"Minutes of {codes} of visit {proof.visit.visit_id}", "Enter them in the visits.")
    if not packet.excerpts and {one.denial.play.category for one in packet.dispute.denials} & _SHOWS_NEED:
        yield MissingPart(
            "What the notes say of the need",
            "Choose passages (--notes FILE --excerpt VISIT_ID=TEXT), or put the notes behind it (--exhibit NAME).",
        )


def _days_of_units(packet: AppealPacket) -> Iterator[date]:
    """The days of the lines in dispute whose units the playbook wants proved."""
    for one in packet.dispute.denials:
        if _MINUTES in one.denial.play.gather:
            lines = denied_of(packet.dispute.billed.claim, one.lines)
            yield from (line.first_date for line in lines if line.first_date)


_NAMED_BY = {
    "chart": "Name the patients' charts: --charts FILE.",
    "note": "Name the notes: --notes FILE.",
}
"""How a paper is given without which a rule is not asked; any other is in the practice's file."""


def _of_record(record: OwnRecord) -> Iterator[MissingPart]:
    """What the record leaves open of the rules behind the denials, each way to answer it once."""
    by_remedy: dict[str, list[str]] = {}
    for rule in record.rules_that_are("not known"):
        if rule in record.lacks:
            remedy = _NAMED_BY.get(record.lacks[rule], "Name the practice's file: --practice practice.toml.")
        elif rule in record.open_questions:
            remedy = f"{record.open_questions[rule].title}. {record.open_questions[rule].remedy}"
        else:
            remedy = "Put the claim, or what answered it, into the folder: the day on which it was filed is not known."
        by_remedy.setdefault(remedy, []).append(f'"{rule_set().rules[rule].title}"')
    for remedy, titles in by_remedy.items():
        yield MissingPart(f"What the record says to {'; '.join(titles)}, and so the law behind it", remedy)


def _of_papers(packet: AppealPacket) -> Iterator[MissingPart]:
    """What the playbook wants gathered, is not made here, and nobody put behind the packet."""
    there = {one.title.casefold() for one in packet.exhibits}
    wanted = dict.fromkeys(paper for one in packet.dispute.denials for paper in one.denial.play.gather)
    for paper in wanted:
        if _MADE_HERE.get(paper, paper).casefold() not in there:
            yield MissingPart(paper, f'Put it behind the packet, and name it: --exhibit "{paper}".')
