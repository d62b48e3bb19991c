"""A packet made of what a book, the visits and a person have for it; and what it lacks, all of it named."""

import string
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import structs

from cleanclaim.law.case import Case
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.appeals.chart_points import chart_points
from cleanclaim.money.appeals.disputes import Dispute, payer_name
from cleanclaim.money.appeals.filing_proof import filing_proof
from cleanclaim.money.appeals.law_in_force import CitedFor, LawStatement, find_contractor, law_in_force
from cleanclaim.money.appeals.own_record import OwnRecord, describe_faults, own_record
from cleanclaim.money.appeals.packet import (
    CLAIM,
    DECISION,
    FILING,
    LAW,
    NOTES,
    UNITS,
    AppealPacket,
    DecisionBefore,
    Exhibit,
    NoteExcerpt,
    PacketInputs,
)
from cleanclaim.money.appeals.packet_needs import missing_parts
from cleanclaim.money.appeals.units_proof import units_proofs, visits_of_lines
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.appeal_levels import level_of, reopening_of
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.payer_limits import KNOWN, level_payers, policies_of
from cleanclaim.money.denials.states import appeal_lost


def make_packet(book: Book, dispute: Dispute, inputs: PacketInputs, limits: LimitReader, *, on: date) -> AppealPacket:
    """The packet of a dispute, written on a day.

    Raises UserError where no packet is made for the level of appeal, and where a passage does not stand in its note.
    """
    header = dispute.billed.claim.header
    payers = level_payers(header, limits.practice, dispute.denials[0].denial.service)
    is_appeal = dispute.way == "appeal"
    level = level_of(payers, dispute.deadline.level) if is_appeal else None
    if level is not None and not level.packet:
        raise UserError(
            f"claim {dispute.facts.claim_id}", f"is at level {level.level}: {level.name}", f"It goes to {level.to}."
        )
    case, places = inputs.case, _places(dispute, inputs)
    proofs = tuple(units_proofs(case, dispute.billed.claim, dispute.lines, places, limits.basis)) if case else ()
    excerpts = tuple(_excerpts(case, inputs.excerpts))
    filing = filing_proof(book, dispute, limits)
    record = own_record(case, places, _rules(dispute), limits.basis, filing.day) if case and places else None
    law = _law(dispute, inputs, places, limits, record)
    packet = AppealPacket(
        dispute=dispute,
        on=on,
        practice=inputs.practice,
        level=level,
        reopening=None if is_appeal else reopening_of(payers),
        before=_before(dispute, payers) if is_appeal else None,
        to=inputs.to,
        reasons=inputs.reasons.strip(),
        filing=filing,
        proofs=proofs,
        points=tuple(chart_points(case, places, record)) if case and record else (),
        law=tuple(one for one in law if one.may_be_cited),
        not_cited=tuple(one for one in law if not one.may_be_cited),
        excerpts=excerpts,
        exhibits=(),
        missing=(),
        check=(),
    )
    no_record = "No law is cited: the record of the visits, which has to meet it, is not at hand (--visits FILE)."
    packet = structs.replace(packet, exhibits=tuple(_exhibits(packet, inputs.exhibits)))
    return structs.replace(
        packet,
        missing=tuple(missing_parts(packet, record, visits_known=bool(case and case.visits))),
        check=(*(describe_faults(record) if record else (no_record,)), *_check(packet)),
    )


def _places(dispute: Dispute, inputs: PacketInputs) -> list[int]:
    if inputs.case is None:
        return []
    return visits_of_lines(inputs.case, dispute.billed.claim, dispute.lines, inputs.visit_ids)


def _rules(dispute: Dispute) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for one in dispute.denials for rule in one.denial.rules))


def _before(dispute: Dispute, payers: Sequence[str]) -> DecisionBefore | None:
    """The decision on the level before, where a person wrote down that it was lost. Of the first level the payer that
    decided the claim made it.
    """
    lost = appeal_lost(dispute.facts, dispute.denials[0].lines) if dispute.deadline.level > 1 else None
    if lost is None:
        return None
    level = level_of(payers, lost.level)
    return DecisionBefore(
        level=lost.level,
        on=lost.on,
        name=level.decision if level else "decision on the appeal",
        by=payer_name(dispute) if lost.level == 1 else "",
    )


def _law(
    dispute: Dispute, inputs: PacketInputs, places: Sequence[int], limits: LimitReader, record: OwnRecord | None
) -> list[LawStatement]:
    """What was in force on the first day of service that bears on the denials, of the rules that the record meets: what
    it does not would speak against the request. Of a payer that is known by its name alone nothing is verified.
    """
    service = dispute.denials[0].denial.service
    if service is None or record is None or inputs.case is None:
        return []
    name, by = policies_of(dispute.billed.claim.header, limits.practice)[0]
    wanted = CitedFor(
        rules=[one for one in _rules(dispute) if record.answers[one] == "met"],
        is_known=by in KNOWN,
        discipline=inputs.case.visits[places[0]].discipline,
        contractor=find_contractor(inputs.practice, limits.basis.tables(service)),
    )
    return list(law_in_force(limits.basis.policy(name, service), service, wanted))


def _excerpts(case: Case | None, wanted: Iterable[tuple[str, str]]) -> Iterator[NoteExcerpt]:
    """The passages as they stand in the notes. Raises UserError for one that does not."""
    visits = {visit.visit_id: visit for visit in case.visits} if case else {}
    for visit_id, text in wanted:
        visit = visits.get(visit_id)
        note = visit.note if visit else None
        if visit is None or note is None:
            what = "no such visit is known" if visit is None else "it has no note"
            raise UserError(f"the passage of visit {visit_id}", what, "Name the files by --visits and --notes.")
        if _plain(text) not in _plain(note.text):
            raise UserError(
                f"the passage of visit {visit_id}", "does not stand in its note", "Copy it out of the note as it is."
            )
        yield NoteExcerpt(
            visit_id=visit_id,
            text=" ".join(text.split()),
            on=visit.service_date,
            signed_by=", ".join(filter(None, (note.signed_by, note.credential))),
            signed_on=note.signed_on,
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _exhibits(packet: AppealPacket, papers: Iterable[str]) -> Iterator[Exhibit]:
    made = {
        DECISION: True,
        CLAIM: packet.dispute.sent,
        UNITS: bool(packet.fitting_proofs),
        NOTES: bool(packet.excerpts),
        LAW: bool(packet.law),
        FILING: packet.filing.filed_on is not None,
    }
    letters = iter(_letters())
    for title, is_there in made.items():
        if is_there:
            yield Exhibit(next(letters), title, is_made=True)
    for title in papers:
        yield Exhibit(next(letters), title, is_made=False)


def _letters() -> Iterator[str]:
    """A to Z, then AA to ZZ."""
    yield from string.ascii_uppercase
    for first in string.ascii_uppercase:
        for second in string.ascii_uppercase:
            yield first + second


def _check(packet: AppealPacket) -> Iterator[str]:
    """What a person should look at before the request goes."""
    deadline, filing = packet.dispute.deadline, packet.filing
    if deadline.is_past(packet.on):
        yield f"The last day was {day(deadline.on)}: say why it is late, or do not send it."
    if filing.in_time is False and filing.limit is not None:
        yield (
            f"The claim was filed after its last day: it was there on {day(filing.filed_on)}, the limit was "
            f"{day(filing.limit.on)} ({filing.limit.standing})."
        )
    if filing.received_on is None and filing.accepted:
        receivers = ", ".join(dict.fromkeys(one.receiver for one in filing.accepted))
        yield f"{receivers} accepted the claim: if that is a clearinghouse, ask it for the payer's own answer."
    for proof in packet.proofs:
        for text in proof.differs:
            yield f"Visit {proof.visit.visit_id}, {text}: correct the claim first. The proof is not in the packet."
    if packet.is_late and (cited := filing.limit_to_cite) and cited.standing == "contract":
        yield f"The limit for filing, {cited.limit}, is the payer's usual one: a contract goes before it, so compare."
    if packet.before is not None:
        yield f"The day of the {packet.before.name}, {day(packet.before.on)}, is that of money.toml: compare it."
    for one in packet.not_cited:
        yield (
            f"Not cited, since nobody verified it of this payer: {one.about}: {one.says} "
            f"({one.standing}: {one.cite.title})."
        )
    for left in packet.dispute.left:
        ways = ", ".join(dict.fromkeys(each.name for each in left.deadlines)) or "nothing is to be sent"
        yield f"Not in this request: {left.codes}, {dollars_for_people(left.open_cents)} ({ways})."
    yield "Sign the letter: a request has to bear the name of who makes it."
