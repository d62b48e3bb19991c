"""What the payer writes: TA1 on a bad envelope, 999 on a group, 277CA on a provider's claims, 835 with the money."""

import re
from base64 import b32encode
from collections.abc import Sequence
from datetime import date, datetime, time
from hashlib import sha256

from cleanclaim.exchange.x12.acknowledgements import (
    ClaimAnswer,
    GroupAnswer,
    InterchangeAnswer,
    Status,
    SyntaxFault,
    TransactionAnswer,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers, TransactionGuide
from cleanclaim.exchange.x12.write_835 import Remitter, write_835
from cleanclaim.exchange.x12.write_837p import GUIDE
from cleanclaim.exchange.x12.write_acknowledgements import (
    Acknowledged,
    write_277ca,
    write_999,
    write_rejected_batch,
    write_ta1,
)
from cleanclaim.model.practice import Address
from cleanclaim.model.remittance import PaidClaim, Payment, ProviderAdjustment
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.sandbox.payer.adjudicate import ACCEPTED, Adjudicated
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.received import SentInterchange, SentTransaction
from cleanclaim.sandbox.payer.remittance import patient_of
from cleanclaim.sandbox.payer.state import Correspondent, Overpayment, PayerState

ID_LENGTH = 15  # of the sender and the receiver of an interchange
MUTUALLY_DEFINED, NOBODY = "ZZ", "UNKNOWN"  # where the claims' own envelope says nothing
NOTES = {("IEA", 1): "021", ("IEA", 2): "001"}
PREMATURE_END, BAD_STRUCTURE = "023", "022"
"""Why an interchange is rejected (TA105): its counts, its numbers, a premature end, anything else."""
NOT_SUPPORTED, IN_ERROR = "1", "5"
"""Why a transaction is rejected (IK502)."""
NO_SUBMITTER = Status("A3", "24", "41")
"""Status of a batch that is returned unprocessed: the submitter is not approved as one."""
CARRIED = "FB"
"""The adjustment (PLB) by which what a provider owes is carried to the next remittance, and taken there."""


def answer_envelope(behavior: Behavior, to: Correspondent, number: int, on: date) -> InterchangeNumbers:
    """The envelope of an answer, which goes back the way the claims came."""
    came = to.came
    return InterchangeNumbers(
        sender=(came.receiver or behavior.id)[:ID_LENGTH],
        sender_qualifier=came.receiver_qualifier[:2] or MUTUALLY_DEFINED,
        receiver=(came.sender or NOBODY)[:ID_LENGTH],
        receiver_qualifier=came.sender_qualifier[:2] or MUTUALLY_DEFINED,
        created=datetime.combine(on, time(9)),
        control_number=number,
        usage="production" if came.usage == "P" else "test",
    )


def reject_interchange(envelope: InterchangeNumbers, sent: SentInterchange, on: date) -> str:
    """A TA1 that rejects an interchange."""
    fault = sent.faults[0].place
    truncated = any("file ends" in one.problem for one in sent.faults)
    note = PREMATURE_END if truncated else NOTES.get((fault.segment, fault.element or 0), BAD_STRUCTURE)
    clock = sent.begun.time[:4]
    hour, minute = clock[:2], clock[2:]
    known = len(clock) == 4 and clock.isascii() and clock.isdecimal() and int(hour) < 24 and int(minute) < 60
    answer = InterchangeAnswer(
        interchange=sent.begun.control_number,
        date=f"{sent.begun.on or on:%y%m%d}",
        time=clock if known else "0000",
        verdict="R",
        note=note,
    )
    return write_ta1(envelope, answer)


def acknowledge_group(envelope: InterchangeNumbers, group: str, sent: Sequence[SentTransaction]) -> str:
    """A 999 on one group: each transaction accepted, or rejected with what is wrong in it."""
    answers = [_transaction_answer(one) for one in sent]
    good, count = sum(one.accepted for one in sent), str(len(sent))
    verdict = "A" if good == len(sent) else "P" if good else "R"
    whole = GroupAnswer(group=group, verdict=verdict, included=count, received=count, accepted=str(good))
    guide = TransactionGuide(
        transaction_set=GUIDE.transaction_set,
        functional_group=GUIDE.functional_group,
        version=sent[0].begun.version,
    )
    return write_999(envelope, answers, whole, answers=guide)


_CAN_BE_NAMED = re.compile(r"(?!S[TE]$)[0-9A-Z]{2,3}")
"""Segments that an IK3 can name: it has no room for other identifiers, and ST and SE are answered by the IK5."""


def _transaction_answer(sent: SentTransaction) -> TransactionAnswer:
    faults = sorted(
        (one for one in sent.faults if one.place.position and _CAN_BE_NAMED.fullmatch(one.place.segment)),
        key=lambda one: (one.place.position or 0, one.place.element or 0, one.place.component or 0),
    )
    code = IN_ERROR if sent.supported else NOT_SUPPORTED
    return TransactionAnswer(
        group=sent.begun.group,
        transaction_set=sent.begun.transaction_set,
        transaction=sent.begun.control_number,
        verdict="A" if sent.accepted else "R",
        codes=() if sent.accepted else (code,),
        faults=tuple(map(_fault, faults)),
    )


def _fault(fault: Diagnostic) -> SyntaxFault:
    place = fault.place
    element = f"{place.element}:{place.component}" if place.component else str(place.element)
    return SyntaxFault(
        segment=place.segment,
        position=str(place.position),
        loop=place.loop,
        code=fault.code or ("7" if place.element else "8"),
        element=element if place.element else None,
    )


def acknowledge_claims(
    envelope: InterchangeNumbers, behavior: Behavior, to: Correspondent, batch: str, answered: Sequence[Adjudicated]
) -> str:
    """A 277CA on the claims of one provider in the batch that the sender numbered so (BHT03)."""
    on = envelope.created.date()
    about = _about(envelope, behavior, to, batch)
    return write_277ca(envelope, about, [(_claim_answer(one, on), _first_day(one, on)) for one in answered])


def reject_batch(
    envelope: InterchangeNumbers, behavior: Behavior, to: Correspondent, batch: str, claims: Sequence[SubmittedClaim]
) -> str:
    """A 277CA that rejects a whole batch, since its submitter is none that the payer takes claims from."""
    charge = sum(one.charge or 0 for one in claims)
    return write_rejected_batch(envelope, _about(envelope, behavior, to, batch), NO_SUBMITTER, len(claims), charge)


def _about(envelope: InterchangeNumbers, behavior: Behavior, to: Correspondent, batch: str) -> Acknowledged:
    on = envelope.created.date()
    return Acknowledged(
        payer=Party(last_or_organization=behavior.name, id=behavior.id, id_kind="PI"),
        submitter=Party(last_or_organization=to.came.sender or NOBODY, id=to.came.sender or NOBODY),
        provider=to.payee,
        reference=f"{envelope.control_number:09d}",
        trace=batch or to.came.control_number,
        received=on,
        decided=on,
    )


def _claim_answer(one: Adjudicated, on: date) -> ClaimAnswer:
    return ClaimAnswer(
        claim_id=one.claim.claim_id,
        patient=patient_of(one.claim.header),
        action="WQ" if one.status == ACCEPTED else "U",
        statuses=(one.status,),
        on=on,
        charge=one.claim.charge,
        payer_claim_number=one.number,
    )


def _first_day(one: Adjudicated, otherwise: date) -> date:
    return min((line.first_date for line in one.claim.lines if line.first_date), default=otherwise)


def _trace_number(envelope: InterchangeNumbers, behavior: Behavior, payee: str, claims: Sequence[PaidClaim]) -> str:
    """The number of a payment (TRN02): its day and characters that depend on the payer and all that it pays for.

    Control numbers begin anew where the payer's memory is removed, and every payer counts its own.
    """
    content = repr((behavior.id, behavior.name, payee, envelope.control_number, claims))
    mark = b32encode(sha256(content.encode()).digest()).decode()[:10]
    return f"{envelope.created:%y%m%d}{mark}"


def write_remittance(
    envelope: InterchangeNumbers, behavior: Behavior, to: Correspondent, claims: Sequence[PaidClaim], state: PayerState
) -> tuple[str, int]:
    """An 835 to one provider, and the cents it pays; what was paid too much before is taken off, or carried on."""
    payee = to.payee.id or ""
    total = sum(claim.paid or 0 for claim in claims)
    trace = _trace_number(envelope, behavior, payee, claims)
    adjustments = []
    owed = state.owed.pop(payee, None)
    if owed:
        adjustments.append(ProviderAdjustment(CARRIED, owed.trace, owed.amount))
    amount = total - (owed.amount if owed else 0)
    if amount < 0:
        state.owed[payee] = Overpayment(-amount, trace)
        adjustments.append(ProviderAdjustment(CARRIED, trace, amount))
        amount = 0
    payment = Payment(
        amount=amount,
        method="CHK" if amount else "NON",
        on=envelope.created.date(),
        trace=trace,
        payer=behavior.name,
        payer_id=behavior.id,
        payee=to.payee.last_or_organization or "UNKNOWN",
        payee_id=payee,
        payee_id_kind="XX",
        claims=len(claims),
        claims_paid=total,
        adjustments=tuple(adjustments),
    )
    address = Address(line1=behavior.address, city=behavior.city, state=behavior.state, zip_code=behavior.zip)
    remitter = Remitter(address=address, contact=behavior.contact, phone=behavior.phone)
    return write_835(envelope, payment, claims, remitter), amount
