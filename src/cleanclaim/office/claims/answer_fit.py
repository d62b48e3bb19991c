"""Whether an answer is to what was sent; what does not fit is named, and changes no claim.

TA1, 999, 277CA   come from where the file went (ISA06 is its ISA08), to who sent it (ISA08 is its ISA06)
TA1               names the day and the time of the file (ISA09, ISA10) too
835               comes from any payer or clearinghouse; its payee is who billed
277CA, 835        of a claim: name its patient and its charge
each of them      is a test where the file was one; is of no day to come, and of none before the file was sent
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO
from unicodedata import normalize

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer, InterchangeAnswer
from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.law.wording import day
from cleanclaim.model.claim import Claim
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.model.submitted_claim import ClaimHeader, Party, SubmittedClaim
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.day import today

CLOCKS = timedelta(days=1)
"""How far the days of a sender and a receiver are apart at most, each by the clock of its place."""
UNTIL_PAID = timedelta(days=7)
"""How long before the day of its payment an 835 may come."""
SPLIT = "MA15"
"""The remark that a payer made several claims of one, each with a part of the charge."""


class SentFile(Struct, frozen=True):
    """A batch, its envelope, and what stands before its first claim: who billed."""

    batch: Batch
    envelope: Interchange
    header: ClaimHeader


def read_sent_file(batch: Batch) -> SentFile:
    """The beginning of a batch."""
    envelope = None
    for item in read(BytesIO(bytes(batch.content))):
        if isinstance(item, Interchange):
            envelope = item
        elif isinstance(item, Located) and isinstance(item.value, SubmittedClaim) and envelope:
            return SentFile(batch, envelope, item.value.header)
    raise ValueError(f"{batch.name} holds no claim")


def misfits_file(came: Interchange | None, on: date | None, file: SentFile) -> str:
    """Why a TA1, 999 or 277CA of a day is none to this file; empty where it fits."""
    return "; ".join([*_places(came, file), *_usage(came, file), *_days({on, came.on if came else None}, file)])


def misfits_interchange(answer: object, file: SentFile) -> str:
    """Why a TA1 speaks of another interchange of the same number; empty where it is of this one, and for all else."""
    if not isinstance(answer, InterchangeAnswer):
        return ""
    ours = (f"{file.envelope.on:%y%m%d}", file.envelope.time[:4])
    if (answer.date or ours[0], answer.time[:4] or ours[1]) == ours:
        return ""
    return f"it is on an interchange of {answer.date} {answer.time}, and the file's is of {ours[0]} {ours[1]}"


def misfits_payment(came: Interchange | None, payment: Payment | None, file: SentFile) -> str:
    """Why an 835 pays nothing of this file; empty where it fits."""
    wrong = [*_usage(came, file), *_days({came.on if came else None}, file)]
    if payment is not None:
        wrong += [*_payee(payment, file), *_days({payment.on}, file, ahead=UNTIL_PAID)]
    return "; ".join(dict.fromkeys(wrong))


def misfits_claim(answer: ClaimAnswer | PaidClaim, claim: Claim, all_parts: int = 0) -> str:
    """Why an answer speaks of another claim with this one's id; empty where it fits. `all_parts`: the cents of all that
    a payment says of the id.
    """
    return "; ".join([*_patient(answer.patient, claim), *_charge(answer, claim.charge, all_parts)])


def _places(came: Interchange | None, file: SentFile) -> Iterator[str]:
    if came is None:
        return
    if _plain(came.sender) != _plain(file.envelope.receiver):
        yield f"it comes from {came.sender}, and the file went to {file.envelope.receiver}"
    if _plain(came.receiver) != _plain(file.envelope.sender):
        yield f"it is addressed to {came.receiver}, and the file was sent by {file.envelope.sender}"


def _usage(came: Interchange | None, file: SentFile) -> Iterator[str]:
    if came is not None and came.usage != file.envelope.usage:
        yield f"its usage is {came.usage}, and the file's is {file.envelope.usage}"


def _days(days: Iterable[date | None], file: SentFile, *, ahead: timedelta = CLOCKS) -> Iterator[str]:
    sent = min(one for one in (file.batch.at.date(), file.envelope.on) if one)
    for one in sorted(filter(None, days)):
        if one > today() + ahead:
            yield f"its day is {day(one)}, which is to come, and today is {day(today())}"
        elif one < sent - CLOCKS:
            yield f"its day is {day(one)}, and the file was sent on {day(sent)}"


def _payee(payment: Payment, file: SentFile) -> Iterator[str]:
    billing = file.header.billing
    ours = {"XX": billing.id if billing else None, "FI": file.header.tax_id}.get(payment.payee_id_kind or "")
    if ours and payment.payee_id and _plain(payment.payee_id) != _plain(ours):
        yield f"it pays {payment.payee_id}, and {ours} billed"


def _patient(patient: Party | None, claim: Claim) -> Iterator[str]:
    """One of name and number is enough: payers correct the other."""
    if patient is None:
        return
    coverages = [claim.coverage, *(one.coverage for one in claim.others)]
    insured = [one.subscriber.name for one in coverages if one.subscriber]
    lasts = [one if isinstance(one, str) else one.last for one in (claim.patient.name, *insured)]
    names = {_plain(one) for one in lasts}
    numbers = {_plain(one.member_id) for one in coverages}
    theirs = [patient.last_or_organization or "", patient.id or ""]
    if any(theirs) and _plain(theirs[0]) not in names and _plain(theirs[1]) not in numbers:
        ours = f"{claim.patient.name.last} {claim.coverage.member_id}"
        yield f"its patient is {' '.join(filter(None, theirs))}, and the claim's is {ours}"


def _charge(answer: ClaimAnswer | PaidClaim, sent: int, all_parts: int) -> Iterator[str]:
    charge = abs(answer.charge or 0)  # a payment that is taken back has the charge below zero
    if isinstance(answer, ClaimAnswer):
        fits = charge in (0, sent)
    else:
        remarks = {*answer.remarks, *(remark for line in answer.lines for remark in line.remarks)}
        fits = answer.charge is None or sent in (charge, all_parts) or (SPLIT in remarks and charge < sent)
    if not fits:
        yield f"it was sent with {dollars_for_people(sent)}, and the answer says {dollars_for_people(charge)}"


def _plain(text: str) -> str:
    """Letters and digits alone, of one case and without accents, as some receivers write them."""
    return "".join(sign for sign in normalize("NFKD", text).casefold() if sign.isalnum())
