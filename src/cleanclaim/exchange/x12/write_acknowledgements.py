"""What a receiver answers, written: TA1 on an interchange, 999 on the syntax of a group, 277CA on each claim."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import (
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    Status,
    SyntaxFault,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers, TransactionGuide, lone_segment, write_interchange
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, Value, amount, day
from cleanclaim.model.submitted_claim import Party

SYNTAX = TransactionGuide(transaction_set="999", functional_group="FA", version="005010X231A1")
CLAIMS = TransactionGuide(transaction_set="277", functional_group="HN", version="005010X214")
LOOP_NAME = 4
"""Characters that a 999 has room for in the name of a loop."""


def write_ta1(head: InterchangeNumbers, answer: InterchangeAnswer) -> str:
    """A TA1 on an interchange."""
    return lone_segment(head, ("TA1", answer.interchange, answer.date, answer.time, answer.verdict, answer.note))


def write_999(
    head: InterchangeNumbers,
    transactions: Sequence[TransactionAnswer],
    group: GroupAnswer,
    *,
    answers: TransactionGuide,
) -> str:
    """A 999 on one group; `answers` is the guide of what the group held."""
    return write_interchange(head, SYNTAX, [_syntax(transactions, group, answers)])


def _syntax(
    transactions: Sequence[TransactionAnswer], group: GroupAnswer, answers: TransactionGuide
) -> Iterator[OutgoingSegment]:
    yield ("AK1", answers.functional_group, group.group, answers.version)
    for one in transactions:
        yield ("AK2", one.transaction_set, one.transaction, answers.version)
        before: SyntaxFault | None = None
        for fault in one.faults:
            if before is None or (before.segment, before.position) != (fault.segment, fault.position):
                yield (
                    "IK3",
                    fault.segment,
                    fault.position,
                    (fault.loop or "")[:LOOP_NAME],
                    "8" if fault.element else fault.code or "",
                )
            if fault.element:
                yield ("IK4", tuple(fault.element.split(":")), "", fault.code or "", fault.value or "")
            before = fault
        yield ("IK5", one.verdict, *one.codes)
    yield ("AK9", group.verdict, group.included, group.received, group.accepted)


class Acknowledged(Struct, frozen=True, kw_only=True):
    """What a 277CA says beside its claims: who answers whom, on which file, received and decided when."""

    payer: Party
    submitter: Party
    provider: Party
    reference: str
    trace: str
    received: date
    decided: date


def write_277ca(head: InterchangeNumbers, about: Acknowledged, claims: Sequence[tuple[ClaimAnswer, date]]) -> str:
    """A 277CA on the claims of one billing provider, each with its first day of service."""
    return write_interchange(head, CLAIMS, [_acknowledged(head, about, claims)])


def write_rejected_batch(head: InterchangeNumbers, about: Acknowledged, why: Status, claims: int, charge: int) -> str:
    """A 277CA that rejects a whole batch at its submitter (2200B): so many claims, of which it names none."""
    return write_interchange(head, CLAIMS, [_rejected(head, about, why, claims, charge)])


def _rejected(
    head: InterchangeNumbers, about: Acknowledged, why: Status, claims: int, charge: int
) -> Iterator[OutgoingSegment]:
    yield from _submitter(head, about, below=False)
    yield ("STC", _status(why), day(about.decided), "U", amount(charge))
    yield ("QTY", "AA", str(claims))
    yield ("AMT", "YY", amount(charge))


def _submitter(head: InterchangeNumbers, about: Acknowledged, *, below: bool) -> Iterator[OutgoingSegment]:
    """Payer and submitter, up to the sender's number of the batch. `below`: providers follow."""
    yield ("BHT", "0085", "08", about.reference, day(head.created.date()), f"{head.created:%H%M}", "TH")
    yield ("HL", "1", "", "20", "1")
    yield ("NM1", "PR", "2", about.payer.last_or_organization or "", "", "", "", "", "PI", about.payer.id or "")
    yield ("TRN", "1", about.reference)
    yield ("DTP", "050", "D8", day(about.received))
    yield ("DTP", "009", "D8", day(about.decided))
    yield ("HL", "2", "1", "21", "1" if below else "0")
    yield ("NM1", "41", "2", about.submitter.last_or_organization or "", "", "", "", "", "46", about.submitter.id or "")
    yield ("TRN", "2", about.trace)


def _acknowledged(
    head: InterchangeNumbers, about: Acknowledged, claims: Sequence[tuple[ClaimAnswer, date]]
) -> Iterator[OutgoingSegment]:
    yield from _submitter(head, about, below=True)
    accepted = [one for one, _on in claims if one.action == "WQ"]
    refused = [one for one, _on in claims if one.action == "U"]
    total = sum(one.charge or 0 for one, _on in claims)
    yield ("STC", ("A1", "19", "PR"), day(about.decided), "WQ", amount(total))
    yield from _counts(("90", "AA"), accepted, refused)
    yield ("HL", "3", "2", "19", "1")
    provider = about.provider
    kind = "2" if provider.first is None else "1"
    named = (provider.last_or_organization or "", provider.first or "")
    yield ("NM1", "85", kind, *named, "", "", "", "XX", provider.id or "")
    yield ("TRN", "1", "0")
    yield ("STC", ("A1", "19", "PR"), "", "WQ", amount(total))
    yield from _counts(("QA", "QC"), accepted, refused)
    for level, (one, on) in enumerate(claims, start=4):
        yield ("HL", str(level), "3", "PT")
        yield from _claim(one, on)


def _counts(
    qualifiers: tuple[str, str], accepted: Sequence[ClaimAnswer], refused: Sequence[ClaimAnswer]
) -> Iterator[OutgoingSegment]:
    """How many claims were accepted and refused, then what they come to."""
    for qualifier, claims in zip(qualifiers, (accepted, refused), strict=True):
        if claims:
            yield ("QTY", qualifier, str(len(claims)))
    for qualifier, claims in (("YU", accepted), ("YY", refused)):
        if claims:
            yield ("AMT", qualifier, amount(sum(one.charge or 0 for one in claims)))


def _claim(one: ClaimAnswer, on: date) -> Iterator[OutgoingSegment]:
    patient = one.patient or Party()
    named = (patient.last_or_organization or "", patient.first or "")
    yield ("NM1", "QC", "1", *named, "", "", "", patient.id_kind or "MI", patient.id or "")
    yield ("TRN", "2", one.claim_id)
    assert one.on
    first, *more = map(_status, one.statuses)
    further = ["", "", "", "", "", *more] if more else []
    yield ("STC", first, day(one.on), one.action or "", amount(one.charge or 0), *further)
    if one.payer_claim_number:
        yield ("REF", "1K", one.payer_claim_number)
    yield ("DTP", "472", "D8", day(on))


def _status(status: Status) -> Value:
    return (status.category, status.code, status.entity) if status.entity else (status.category, status.code)
