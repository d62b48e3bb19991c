"""The two questions a practice sends: whether a patient is covered (270), and where a claim is (276).

`write_270` and `write_276` write them. A question about coverage comes from the practice's records, one about a claim
from the 837P in which it went out, be it another program's.
"""

from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256

from msgspec import Struct

from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers
from cleanclaim.exchange.x12.segment_writer import OutgoingSegment
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.practice import Coverage, Name, Patient, Practice, Sex
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.reference.medicare_number import carried_member_number

# Service types (X12 element 1365): the plan as a whole, and therapy by who gives it.
PLAN = "30"
THERAPY = {"PT": "PT", "OT": "AD", "SLP": "AF"}
# Insurers of injuries (X12 element 1032): they cover a case, and answer no question about a member.
OF_INJURIES = {"WC", "AM", "LM"}


class Inquiry(Struct, frozen=True, kw_only=True):
    """Who is asked about whom. The answer returns `trace`.

    `patient` is None where it is the subscriber; `birth_date` and `sex` are the patient's, whoever that is.
    """

    trace: str
    payer: Party
    provider: Party
    subscriber: Party
    patient: Party | None = None
    birth_date: date | None = None
    sex: str | None = None


class EligibilityInquiry(Inquiry, frozen=True, kw_only=True):
    """Whether the patient is covered on a day, and for which kinds of service (codes of X12 element 1365)."""

    on: date
    service_types: tuple[str, ...]


class StatusInquiry(Inquiry, frozen=True, kw_only=True):
    """Where a claim is. `charge` is cents; `payer_claim_number` finds it at once, where it is known."""

    claim_id: str
    charge: int | None = None
    first_date: date | None = None
    last_date: date | None = None
    payer_claim_number: str | None = None


def eligibility_inquiry(patient: Patient, coverage: Coverage, practice: Practice, on: date) -> EligibilityInquiry:
    """Whether a coverage of the patient holds on a day, as a whole and for the therapies that the practice gives."""
    payer, billing = practice.payers[coverage.payer], practice.billing
    own = coverage.subscriber is None
    therapies = {one.credential.removesuffix("A") for one in practice.clinicians.values()}
    return EligibilityInquiry(
        trace=_trace(patient.patient_id, payer.policy, on.isoformat()),
        payer=_party(payer.name, "PI", payer.id),
        provider=_party(billing.name, "XX", billing.npi),
        subscriber=_party(
            coverage.subscriber.name if coverage.subscriber else patient.name,
            "MI",
            carried_member_number(coverage.member_id),
        ),
        patient=None if own else _party(patient.name),
        birth_date=patient.birth_date,
        sex=patient.sex,
        on=on,
        service_types=(PLAN, *(code for discipline, code in THERAPY.items() if discipline in therapies)),
    )


def status_inquiry(claim: SubmittedClaim, payer_claim_number: str | None = None) -> StatusInquiry | None:
    """Where a claim is that went out; None where it does not say who was asked to pay whom for whom."""
    header = claim.header
    if header.payer is None or header.billing is None or header.subscriber is None:
        return None
    days = sorted(on for line in claim.lines for on in (line.first_date, line.last_date) if on)
    own = header.own or header.patient is None
    return StatusInquiry(
        trace=claim.claim_id,
        payer=header.payer,
        provider=header.billing,
        subscriber=header.subscriber,
        patient=None if own else header.patient,
        birth_date=header.birth_date,
        sex=header.sex,
        claim_id=claim.claim_id,
        charge=claim.charge,
        first_date=days[0] if days else None,
        last_date=days[-1] if days else None,
        payer_claim_number=payer_claim_number or claim.payer_claim_number,
    )


def _party(name: str | Name, kind: str | None = None, number: str | None = None) -> Party:
    number = claim_text(number) if number else None
    if isinstance(name, str):
        return Party(last_or_organization=claim_text(name), id=number, id_kind=kind)
    return Party(
        last_or_organization=claim_text(name.last),
        first=claim_text(name.first),
        middle=claim_text(name.middle or "") or None,
        suffix=claim_text(name.suffix or "") or None,
        id=number,
        id_kind=kind,
    )


def _trace(*parts: str) -> str:
    return b32encode(sha256(" ".join(parts).encode()).digest()).decode()[:16]


def sex_code(sex: str | None) -> str:
    """The sex as these transactions have it: F or M, else nothing."""
    known: tuple[Sex, ...] = ("F", "M")
    return sex if sex in known else ""


def nm1(kind: str, party: Party) -> OutgoingSegment:
    """The NM1 of a party: a person where there is a first name, else an organization."""
    person = "1" if party.first else "2"
    names = (party.last_or_organization, party.first, party.middle, None, party.suffix)
    return ("NM1", kind, person, *(one or "" for one in names), party.id_kind or "", party.id or "")


class Level(Struct, frozen=True):
    """A level of the hierarchy: its code (HL03), its segments after the HL, and the levels below it.

    `leaf` is what HL04 says where there is none.
    """

    code: str
    segments: tuple[OutgoingSegment, ...]
    below: tuple["Level", ...] = ()
    leaf: str = "0"


def hierarchy(levels: Iterable[Level]) -> Iterator[OutgoingSegment]:
    """The levels with their HL segments, numbered from 1, each after the one it belongs to."""
    waiting = [(level, "") for level in levels][::-1]
    number = 0
    while waiting:
        level, parent = waiting.pop()
        number += 1
        yield ("HL", str(number), parent, level.code, "1" if level.below else level.leaf)
        yield from level.segments
        waiting += [(one, str(number)) for one in reversed(level.below)]


def transaction_head(
    practice: Practice, inquiries: Sequence[Inquiry], created: datetime, control_number: int | None = None
) -> InterchangeNumbers:
    """The interchange of these questions; without a number it has one drawn from them.

    Raises ValueError where there is none.
    """
    if not inquiries:
        raise ValueError("An inquiry asks at least one question")
    traces = " ".join((*(one.trace for one in inquiries), created.isoformat()))
    return InterchangeNumbers(
        sender=practice.submitter.id,
        sender_qualifier=practice.submitter.qualifier,
        receiver=practice.receiver.id,
        receiver_qualifier=practice.receiver.qualifier,
        created=created,
        control_number=control_number or int(sha256(traces.encode()).hexdigest(), 16) % 999_999_999 + 1,
        usage=practice.usage,
    )
