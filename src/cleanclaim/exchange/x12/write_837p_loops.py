"""The loops of an 837P, one function a loop, in the order in which the guide (005010X222A1) has them.

Which data a loop wants and when: the guide's situational rules, said beside the segment where they are
not obvious.
"""

from collections.abc import Iterator

from cleanclaim.exchange.x12.segment_writer import OutgoingSegment, Value, adjusted, amount, count, day, money
from cleanclaim.model.claim import Claim, ClaimLine, Frequency, LaterPayer
from cleanclaim.model.practice import (
    AccidentCause,
    Address,
    Billing,
    Clinician,
    Coverage,
    Name,
    Order,
    Practice,
    Relationship,
)
from cleanclaim.reference.medicare_number import carried_member_number

# Individual relationship codes (X12 element 1069), the patient's to the subscriber.
_RELATIONSHIP: dict[Relationship, str] = {"spouse": "01", "child": "19", "employee": "20", "other": "G8"}
# Payers in their order (X12 element 1138).
ORDER: dict[Order, str] = {"primary": "P", "secondary": "S", "tertiary": "T"}
# Claim frequency codes (X12 element 1325).
FREQUENCY: dict[Frequency, str] = {"original": "1", "replacement": "7", "void": "8"}
# Related causes codes (X12 element 1362).
_ACCIDENT: dict[AccidentCause, str] = {"employment": "EM", "auto": "AA", "other": "OA"}


def submitter(practice: Practice) -> Iterator[OutgoingSegment]:
    """1000A and 1000B: who sends the file, whom to ask about it, who receives it."""
    sender, receiver = practice.submitter, practice.receiver
    yield ("NM1", "41", "2", sender.name, "", "", "", "", "46", sender.id)
    yield ("PER", "IC", sender.contact, "TE", sender.phone)
    yield ("NM1", "40", "2", receiver.name, "", "", "", "", "46", receiver.id)


def billing_provider(practice: Practice) -> Iterator[OutgoingSegment]:
    """2000A to 2010AB, after their HL: who is to be paid, and where if elsewhere."""
    billing = practice.billing
    yield ("PRV", "BI", "PXC", billing.taxonomy)
    yield ("NM1", "85", *_named(billing.name), "XX", billing.npi)
    yield from _address(billing.address)
    yield ("REF", "EI" if billing.tax_id_kind == "EIN" else "SY", billing.tax_id)
    # The guide wants the contact only where it is another than the submitter's.
    if (billing.contact, billing.phone) != (practice.submitter.contact, practice.submitter.phone):
        yield ("PER", "IC", billing.contact, "TE", billing.phone)
    if billing.pay_to:
        yield ("NM1", "87", "2" if isinstance(billing.name, str) else "1")
        yield from _address(billing.pay_to)


def subscriber(claim: Claim) -> Iterator[OutgoingSegment]:
    """2000B, 2010BA and 2010BB, after their HL: whose insurance it is, and the payer."""
    coverage, patient, payer = claim.coverage, claim.patient, claim.payer
    own = "" if coverage.subscriber else "18"
    second = coverage.medicare_second or "" if claim.order != "primary" else ""
    yield ("SBR", ORDER[claim.order], own, coverage.group_number or "", "", second, "", "", "", payer.claim_filing)
    whose = coverage.subscriber.name if coverage.subscriber else patient.name
    yield ("NM1", "IL", *_named(whose), "MI", carried_member_number(coverage.member_id))
    if not coverage.subscriber:
        # Sent for the patient only; of another subscriber the guide wants no more than name and number.
        yield from _patient_details(claim)
    yield ("NM1", "PR", "2", payer.name, "", "", "", "", "PI", payer.id)
    if payer.address:
        yield from _address(payer.address)
    if payer.provider_id:
        yield ("REF", "G2", payer.provider_id)


def dependent(claim: Claim) -> Iterator[OutgoingSegment]:
    """2000C and 2010CA, after their HL: the patient, where the insurance is somebody else's."""
    yield ("PAT", _RELATIONSHIP[claim.coverage.relationship])
    yield ("NM1", "QC", *_named(claim.patient.name))
    yield from _patient_details(claim)


def claim_loop(claim: Claim, billing: Billing) -> Iterator[OutgoingSegment]:
    """2300 to 2330B: the claim as a whole, then who referred, who treated, where, and who else pays."""
    coverage = claim.coverage
    place = (claim.place_of_service, "B", FREQUENCY[claim.frequency])
    assigned = ("A" if billing.accepts(claim.payer) else "C", "Y" if billing.is_paid(claim.payer) else "N")
    yield ("CLM", claim.claim_id, amount(claim.charge), "", "", place, "Y", *assigned, "Y", "", _related_cause(claim))
    if coverage.onset_date and coverage.onset_date not in {line.service_date for line in claim.lines}:
        yield ("DTP", "431", "D8", day(coverage.onset_date))
    if coverage.accident and coverage.accident.on:
        yield ("DTP", "439", "D8", day(coverage.accident.on))
    yield from _unable_to_work(coverage)
    for paper in claim.attachments:
        number = ("", "", "AC", paper.control_number) if paper.control_number else ()
        yield ("PWK", paper.kind, paper.way, *number)
    if coverage.prior_authorization:
        yield ("REF", "G1", coverage.prior_authorization)
    if claim.payer_claim_number:
        yield ("REF", "F8", claim.payer_claim_number)
    yield ("HI", *(("ABF" if at else "ABK", code) for at, code in enumerate(claim.diagnoses)))
    if coverage.referrer:
        yield ("NM1", "DN", *_named(coverage.referrer.name), "XX", coverage.referrer.npi)
    if claim.rendering.npi != billing.npi:  # a sole proprietor who treats is named once, as the billing provider
        yield from _rendering(claim.rendering)
    if claim.site:
        npi = ("XX", claim.site.npi) if claim.site.npi else ()
        yield ("NM1", "77", *_named(claim.site.name), *npi)
        yield from _address(claim.site.address)
    for other in claim.others:
        yield from _other_payer(other, claim, billing)


def _unable_to_work(coverage: Coverage) -> Iterator[OutgoingSegment]:
    """The days of disability: both ends in one segment where both are known."""
    first, last = coverage.unable_from, coverage.unable_to
    if first and last:
        yield ("DTP", "314", "RD8", f"{day(first)}-{day(last)}")
    elif first:
        yield ("DTP", "360", "D8", day(first))
    elif last:
        yield ("DTP", "361", "D8", day(last))


def service_line(line: ClaimLine) -> Iterator[OutgoingSegment]:
    """2400 to 2430: one line, then who gave it if not the claim's clinician, and what other payers decided of it."""
    yield ("LX", str(line.number))
    pointers = tuple(map(str, line.pointers))
    yield ("SV1", _procedure(line), amount(line.charge), "UN", str(line.units), "", "", pointers)
    yield ("DTP", "472", "D8", day(line.service_date))
    yield ("REF", "6R", line.control_number)
    if line.description and line.noted:
        yield ("NTE", "ADD", line.description)
    if line.rendering:
        yield from _rendering(line.rendering)
    for one in line.adjudications:
        procedure = ("HC", one.code or line.code, *one.modifiers)
        units, bundled = count(one.units) or str(line.units), one.bundled_into or ""
        yield ("SVD", one.payer_id, money(one.paid), procedure, "", units, bundled)
        yield from adjusted(one.adjustments)
        if one.on:
            yield ("DTP", "573", "D8", day(one.on))


def _procedure(line: ClaimLine) -> tuple[str, ...]:
    """SV101: the code with its modifiers; what an unlisted one stands for has the seventh place."""
    if not line.description:
        return ("HC", line.code, *line.modifiers)
    marks = (*line.modifiers, "", "", "", "")[:4]
    return ("HC", line.code, *marks, line.description)


def _rendering(clinician: Clinician) -> Iterator[OutgoingSegment]:
    yield ("NM1", "82", *_named(clinician.name), "XX", clinician.npi)
    yield ("PRV", "PE", "PXC", clinician.taxonomy)


def _other_payer(other: LaterPayer, claim: Claim, billing: Billing) -> Iterator[OutgoingSegment]:
    """2320, 2330A and 2330B: another payer, what it decided of the claim as a whole, whose insurance it is."""
    coverage, payer = other.coverage, other.payer
    relation = "18" if coverage.relationship == "self" else _RELATIONSHIP[coverage.relationship]
    second = coverage.medicare_second or "" if other.order != "primary" else ""
    group = coverage.group_number or ""
    yield ("SBR", ORDER[other.order], relation, group, "", second, "", "", "", payer.claim_filing)
    yield from adjusted(other.adjustments)
    if other.paid is not None:
        yield ("AMT", "D", money(other.paid))
    if other.remaining is not None:
        yield ("AMT", "EAF", money(other.remaining))
    yield ("OI", "", "", "Y" if billing.is_paid(payer) else "N", "", "", "Y")
    if other.outpatient:  # wanted where the remittance had it
        yield ("MOA", *other.outpatient)
    whose = coverage.subscriber.name if coverage.subscriber else claim.patient.name
    yield ("NM1", "IL", *_named(whose), "MI", carried_member_number(coverage.member_id))
    yield ("NM1", "PR", "2", payer.name, "", "", "", "", "PI", payer.id)
    # The day stands either here or with the lines, never in both places.
    if other.on and not any(one.payer_id == payer.id for line in claim.lines for one in line.adjudications):
        yield ("DTP", "573", "D8", day(other.on))
    if other.payer_claim_number:
        yield ("REF", "F8", other.payer_claim_number)


def _named(name: str | Name) -> tuple[str, str, str, str, str, str]:
    """NM102 to NM107: an organization (2) by its name, a person (1) by last, first, middle name and suffix."""
    if isinstance(name, str):
        return ("2", name, "", "", "", "")
    return ("1", name.last, name.first, name.middle or "", "", name.suffix or "")


def _address(address: Address) -> Iterator[OutgoingSegment]:
    yield ("N3", address.line1, address.line2 or "")
    yield ("N4", address.city, address.state, address.zip_code)


def _patient_details(claim: Claim) -> Iterator[OutgoingSegment]:
    """Address, birth date and sex of the patient, and the case number of a property and casualty insurer."""
    yield from _address(claim.patient.address)
    yield ("DMG", "D8", day(claim.patient.birth_date), claim.patient.sex)
    if claim.coverage.claim_number:
        yield ("REF", "Y4", claim.coverage.claim_number)


def _related_cause(claim: Claim) -> Value:
    """CLM11: employment, auto accident (with its state) or another accident."""
    accident = claim.coverage.accident
    return (_ACCIDENT[accident.cause], "", "", accident.state or "") if accident else ""
