"""What the page of a practice shows of its file: who bills and how it is sent, who treats and where, payers, fees."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import NO_CLAIMS, Address, Clinician, Name, PayerId, Practice, Receiver
from cleanclaim.office.organizations.models import User
from cleanclaim.office.practices.papers import describe_papers
from cleanclaim.office.shared.office_basis import find_payer_policy
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.places import places, professions

KINDS_OF_INSURANCE: Mapping[str, str] = {
    "11": "other, not federal",
    "12": "preferred provider organization",
    "13": "point of service",
    "14": "exclusive provider organization",
    "15": "indemnity",
    "16": "Medicare Advantage HMO",
    "17": "dental",
    "AM": "auto, medical",
    "BL": "Blue Cross Blue Shield",
    "CH": "TRICARE",
    "CI": "commercial insurance",
    "DS": "disability",
    "FI": "federal employees",
    "HM": "HMO",
    "LM": "liability, medical",
    "MA": "Medicare Part A",
    "MB": "Medicare Part B",
    "MC": "Medicaid",
    "OF": "other federal",
    "TV": "Title V",
    "VA": "Veterans Affairs",
    "WC": "workers' compensation",
    "ZZ": "as agreed",
    NO_CLAIMS: "the patient pays",
}
"""What people call a claim filing code."""
OPEN = "not entered"
LAST_DIGITS = 4
"""Of a social security number that the page shows."""


class PracticeClinician(Struct, frozen=True):
    """Who treats, under whom, which user that is, and the papers: days of work, licenses, enrollments, screenings."""

    clinician: Clinician
    profession: str
    under: str
    user: User | None
    papers: list[tuple[str, list[str]]]


class PracticePayer(Struct, frozen=True):
    """A payer: its key in the file, what kind of insurance, by whose policy it pays, and how its claims go out."""

    key: str
    name: str
    kind: str
    policy: str
    number: str
    receiver: str
    paper: str


class PracticePage(Struct, frozen=True, kw_only=True):
    """A practice's file as people read it. Facts are labels with texts."""

    billing: list[tuple[str, str]]
    sending: list[tuple[str, str]]
    clinicians: list[PracticeClinician]
    sites: list[tuple[str, str, str, str]]
    payers: list[PracticePayer]
    fees: list[tuple[str, str, str]]
    is_test: bool


def build_practice_page(practice: Practice, users: Mapping[str, User], on: date) -> PracticePage:
    """The page; `users` are those who are clinicians, by NPI."""
    return PracticePage(
        billing=_billing(practice),
        sending=_sending(practice),
        clinicians=[
            PracticeClinician(
                one,
                professions().get(one.taxonomy, one.taxonomy),
                _above(one, practice),
                users.get(one.npi),
                describe_papers(one, practice),
            )
            for one in practice.clinicians.values()
        ],
        sites=[
            (one.name, _place(one.place_of_service), _address(one.address), one.npi or "") for one in practice.sites
        ],
        payers=[_payer(key, one, practice.receiver, on) for key, one in practice.payers.items()],
        fees=[(code, _label(code), dollars_for_people(cents)) for code, cents in sorted(practice.fees.items())],
        is_test=practice.usage == "test",
    )


def _billing(practice: Practice) -> list[tuple[str, str]]:
    billing = practice.billing
    tax = billing.tax_id if billing.tax_id_kind == "EIN" else f"ends in {billing.tax_id[-LAST_DIGITS:]}"
    if not tax:
        tax = OPEN
    kind = "Employer identification number" if billing.tax_id_kind == "EIN" else "Social security number"
    facts = [
        ("Name", _name(billing.name)),
        ("NPI", billing.npi),
        (kind, tax),
        ("Kind of practice", professions().get(billing.taxonomy, "")),
        ("Taxonomy code", billing.taxonomy),
        ("Address", _address(billing.address)),
        ("Payments go to", _address(billing.pay_to) if billing.pay_to else "the same address"),
        ("Payers call", _joined(billing.contact, _phone(billing.phone))),
        ("Takes what payers allow as payment in full", "yes" if billing.accepts_assignment else "no"),
        ("Times are those of", practice.time_zone or "each browser: the file names no time_zone"),
    ]
    return [(label, text) for label, text in facts if text]


def _sending(practice: Practice) -> list[tuple[str, str]]:
    sender, receiver = practice.submitter, practice.receiver
    return [
        ("Receiver", _joined(receiver.name, f"ID {receiver.id}" if receiver.id else "")),
        ("Sent by", _joined(sender.name, f"ID {sender.id}" if sender.id else "")),
        ("The receiver calls", _joined(sender.contact, _phone(sender.phone))),
    ]


def _payer(key: str, payer: PayerId, usual: Receiver, on: date) -> PracticePayer:
    receiver, policy = payer.receiver or usual, find_payer_policy(payer.policy, on)
    filing = payer.claim_filing or (policy.claim_filing if policy else "") or ""
    return PracticePayer(
        key=key,
        name=payer.name,
        kind=KINDS_OF_INSURANCE.get(filing, "not known"),
        policy=policy.name if policy else "no policy: its visits wait",
        number=payer.id,
        receiver=receiver.name if filing != NO_CLAIMS else "no claims go to it",
        paper=_address(payer.address) if payer.address else "",
    )


def _above(clinician: Clinician, practice: Practice) -> str:
    above = practice.clinicians.get(clinician.supervised_by or "")
    return _name(above.name) if above else ""


def _name(name: str | Name) -> str:
    return name if isinstance(name, str) else f"{name.first} {name.last}"


def _joined(*parts: str) -> str:
    """What is entered of it, with a comma between."""
    return ", ".join(filter(None, parts)) or OPEN


def _address(address: Address) -> str:
    if not any((address.line1, address.city, address.state, address.zip_code)):
        return OPEN
    line = ", ".join(filter(None, (address.line1, address.line2)))
    digits = address.zip_code
    code = f"{digits[:5]}-{digits[5:]}" if len(digits) > len("78799") else digits
    return ", ".join(filter(None, (line, address.city, f"{address.state} {code}".strip())))


def _phone(digits: str) -> str:
    """`512-555-0100`."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == len("5125550100") else digits


def _place(code: str | None) -> str:
    known = places().get(code or "")
    return f"{code}, {known.name}" if known else code or "differs by visit"


def _label(code: str) -> str:
    known = catalogue().get(code)
    return known.label if known else ""
