"""What a receiver answers: TA1 on an interchange, 999 on the syntax of a group, 277CA on each claim."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment, words
from cleanclaim.exchange.x12.values import cents_of, day_of
from cleanclaim.model.submitted_claim import Party

PlacedSegment = tuple[Use, Segment]
"""A segment and which of the guide's it is."""


class InterchangeAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="interchange_answer"):
    """A TA1. `verdict` A accepted, E accepted with errors, R rejected: then no 999 follows. `note` says why (TA105)."""

    interchange: str
    verdict: str
    note: str


class SyntaxFault(Struct, frozen=True, kw_only=True):
    """A segment, or an element of one, that a 999 finds fault with. `position` is the segment's, the ST being 1."""

    segment: str
    position: str
    loop: str | None = None
    code: str | None = None
    element: str | None = None
    value: str | None = None


class TransactionAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="transaction_answer"):
    """What a 999 says of one transaction. `verdict` A, E accepted, else rejected; `codes` say why (IK502 to IK506)."""

    group: str
    transaction_set: str
    transaction: str
    verdict: str
    codes: tuple[str, ...] = ()
    faults: tuple[SyntaxFault, ...] = ()


class GroupAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="group_answer"):
    """What a 999 says of the whole group: `verdict` A, E, P (some rejected) or R, and how many were accepted."""

    group: str
    verdict: str
    included: str
    received: str
    accepted: str


class Status(Struct, frozen=True):
    """A status: category (A1 received, A2 accepted, A3 and on refused, ...), code, and whose fault it speaks of."""

    category: str
    code: str
    entity: str | None = None


class ClaimAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="claim_answer"):
    """What a 277CA says of one claim. `action` WQ accepted, U rejected; `charge` is cents."""

    claim_id: str
    patient: Party | None = None
    action: str | None = None
    statuses: tuple[Status, ...] = ()
    on: date | None = None
    charge: int | None = None
    payer_claim_number: str | None = None


def interchange_answer(segment: Segment) -> InterchangeAnswer:
    """The answer that a TA1 is."""
    return InterchangeAnswer(
        interchange=segment.element(1),
        verdict=segment.element(4),
        note=segment.element(5),
    )


def transaction_answer(segments: Sequence[PlacedSegment], group: str) -> TransactionAnswer:
    """The answer that begins with the first segment, its AK2, and ends with its IK5."""
    ak2 = segments[0][1]
    verdict = ""
    codes: tuple[str, ...] = ()
    faults: list[SyntaxFault] = []
    for use, segment in segments:
        if use.id == "IK3":
            faults.append(_segment_fault(segment))
        elif use.id == "IK4" and faults:
            faults.append(_element_fault(segment, faults[-1]))
        elif use.id == "IK5":
            verdict, codes = segment.element(1), tuple(code for code in segment.elements[2:] if code)
    return TransactionAnswer(
        group=group,
        transaction_set=ak2.element(1),
        transaction=ak2.element(2),
        verdict=verdict,
        codes=codes,
        faults=tuple(faults),
    )


def _segment_fault(segment: Segment) -> SyntaxFault:
    return SyntaxFault(
        segment=segment.element(1),
        position=segment.element(2),
        loop=segment.element(3) or None,
        code=segment.element(4) or None,
    )


def _element_fault(segment: Segment, within: SyntaxFault) -> SyntaxFault:
    return SyntaxFault(
        segment=within.segment,
        position=within.position,
        loop=within.loop,
        code=segment.element(3) or None,
        element=segment.element(1) or None,
        value=words(segment.element(4)) or None,
    )


def group_answer(segment: Segment, group: str) -> GroupAnswer:
    """The answer that an AK9 is."""
    return GroupAnswer(
        group=group,
        verdict=segment.element(1),
        included=segment.element(2),
        received=segment.element(3),
        accepted=segment.element(4),
    )


def claim_answer(segments: Sequence[PlacedSegment], patient: Party | None) -> ClaimAnswer:
    """The answer that begins with the first segment, the TRN of loop 2200D."""
    trn = segments[0][1]
    fields: dict[str, object] = {}
    statuses: list[Status] = []
    for use, segment in segments:
        if use.path == "2200D.STC":
            statuses += _statuses(segment)
            fields.setdefault("on", day_of(segment.element(2)))
            fields.setdefault("action", segment.element(3) or None)
            fields.setdefault("charge", cents_of(segment.element(4)))
        elif use.path == "2200D.REF" and segment.element(1) == "1K":
            fields["payer_claim_number"] = segment.element(2) or None
    return ClaimAnswer(
        claim_id=words(trn.element(2)),
        patient=patient,
        statuses=tuple(statuses),
        **fields,  # type: ignore[arg-type] # each field is set to what it holds
    )


def _statuses(segment: Segment) -> list[Status]:
    made = []
    for at in (1, 10, 11):
        parts = segment.element(at).split(segment.delimiters.component)
        if parts[0]:
            made.append(Status(parts[0], parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else None))
    return made
