"""What a receiver answers: TA1 on an interchange, 999 on the syntax of a group, 277CA on batches, claims and lines."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment, words
from cleanclaim.exchange.x12.values import cents_of, day_of
from cleanclaim.model.submitted_claim import Party

PlacedSegment = tuple[Use, Segment]
"""A segment and which of the guide's it is."""


_CLAIM_UNIT = "CLM01"
_TRIGGER = "SITUATIONAL TRIGGER"
"""What a CTX begins with that names a segment rather than a claim."""


class InterchangeAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="interchange_answer"):
    """A TA1. `verdict` A accepted, E accepted with errors, R rejected: then no 999 follows. `note` says why (TA105).
    `date` and `time` are those of the interchange, as they stand in it (YYMMDD, HHMM).
    """

    interchange: str
    date: str
    time: str
    verdict: str
    note: str


class SyntaxFault(Struct, frozen=True, kw_only=True):
    """A segment, or an element of one, that a 999 finds fault with. `position` is the segment's, the ST being 1.

    `unit` and `unit_value` say whose it is (CTX), as `CLM01` and the claim's id.
    """

    segment: str
    position: str
    loop: str | None = None
    code: str | None = None
    element: str | None = None
    value: str | None = None
    unit: str | None = None
    unit_value: str | None = None

    @property
    def claim_id(self) -> str | None:
        """The claim that the fault is in; None where the answer does not say."""
        return self.unit_value if self.unit == _CLAIM_UNIT else None


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


class LineAnswer(Struct, frozen=True, kw_only=True):
    """What a 277CA says of one line of a claim: its code, its control number, and what is wrong with it."""

    code: str | None = None
    control_number: str | None = None
    statuses: tuple[Status, ...] = ()


class BatchAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="batch_answer"):
    """What a 277CA says of all claims of a batch, or of one billing provider in it. `action` WQ accepted, U rejected.

    `batch` is the sender's number of it (BHT03). Amounts are cents; counts and amounts are None where none is given.
    """

    level: Literal["submitter", "provider"]
    batch: str | None = None
    party: Party | None = None
    action: str | None = None
    statuses: tuple[Status, ...] = ()
    on: date | None = None
    charge: int | None = None
    accepted: int | None = None
    rejected: int | None = None
    accepted_charge: int | None = None
    rejected_charge: int | None = None


class ClaimAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="claim_answer"):
    """What a 277CA says of one claim. `action` WQ accepted, U rejected; `charge` is cents."""

    claim_id: str
    patient: Party | None = None
    action: str | None = None
    statuses: tuple[Status, ...] = ()
    on: date | None = None
    charge: int | None = None
    payer_claim_number: str | None = None
    lines: tuple[LineAnswer, ...] = ()


def interchange_answer(segment: Segment) -> InterchangeAnswer:
    """The answer that a TA1 is."""
    return InterchangeAnswer(
        interchange=segment.element(1),
        date=segment.element(2),
        time=segment.element(3),
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
        elif use.id == "CTX" and faults:
            faults[-1] = _with_unit(faults[-1], segment)
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
        unit=within.unit,
        unit_value=within.unit_value,
    )


def _with_unit(fault: SyntaxFault, ctx: Segment) -> SyntaxFault:
    """The fault with the business unit that the CTX names, if it names one."""
    marks = ctx.delimiters
    first = ctx.element(1).split(marks.repetition)[0] if marks.repetition else ctx.element(1)
    unit, _, value = first.partition(marks.component)
    return fault if unit == _TRIGGER or not value else structs.replace(fault, unit=unit, unit_value=words(value))


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
    lines: list[LineAnswer] = []
    for use, segment in segments:
        if use.loop.id == "2220D":
            _add_to_lines(lines, use, segment)
        elif use.path == "2200D.STC":
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
        lines=tuple(lines),
        **fields,  # type: ignore[arg-type] # each field is set to what it holds
    )


def _add_to_lines(lines: list[LineAnswer], use: Use, segment: Segment) -> None:
    """A segment of loop 2220D, which begins with the SVC of a line."""
    if use.id == "SVC":
        code = segment.element(1).split(segment.delimiters.component)[1:2]
        lines.append(LineAnswer(code=code[0] if code else None))
    elif use.id == "STC" and lines:
        lines[-1] = structs.replace(lines[-1], statuses=(*lines[-1].statuses, *_statuses(segment)))
    elif use.id == "REF" and segment.element(1) == "FJ" and lines:
        lines[-1] = structs.replace(lines[-1], control_number=words(segment.element(2)) or None)


_COUNTS = {"90": "accepted", "QA": "accepted", "AA": "rejected", "QC": "rejected"}
_TOTALS = {"YU": "accepted_charge", "YY": "rejected_charge"}


def batch_answer(
    level: Literal["submitter", "provider"], batch: str | None, party: Party | None, segments: Sequence[PlacedSegment]
) -> BatchAnswer:
    """The answer that loop 2200B (all claims of a batch) or 2200C (those of a provider) is."""
    fields: dict[str, object] = {}
    statuses: list[Status] = []
    for use, segment in segments:
        if use.id == "STC":
            statuses += _statuses(segment)
            fields.setdefault("on", day_of(segment.element(2)))
            fields.setdefault("action", segment.element(3) or None)
            fields.setdefault("charge", cents_of(segment.element(4)))
        elif use.id == "QTY" and segment.element(1) in _COUNTS:
            count = segment.element(2)
            fields[_COUNTS[segment.element(1)]] = int(count) if count.isascii() and count.isdigit() else None
        elif use.id == "AMT" and segment.element(1) in _TOTALS:
            fields[_TOTALS[segment.element(1)]] = cents_of(segment.element(2))
    return BatchAnswer(
        level=level,
        batch=batch,
        party=party,
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
