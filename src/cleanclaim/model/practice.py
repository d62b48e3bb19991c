"""A practice: who bills, who treats, who pays, and whom they treat, as enrolled and as on the cards.

What a claim needs beyond the visit. Everything here is a value somebody entered; None is "not known" or
"does not apply", as each field says.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeVar, get_args

from msgspec import Struct, structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Credential, Service

Usage = Literal["test", "production"]
TaxIdKind = Literal["EIN", "SSN"]
Sex = Literal["F", "M", "U"]
Relationship = Literal["self", "spouse", "child", "employee", "other"]
Order = Literal["primary", "secondary", "tertiary"]
AccidentCause = Literal["employment", "auto", "other"]

CREDENTIALS: tuple[Credential, ...] = get_args(Credential)
USAGES: tuple[Usage, ...] = get_args(Usage)
SEXES: tuple[Sex, ...] = get_args(Sex)
RELATIONSHIPS: tuple[Relationship, ...] = get_args(Relationship)
ORDERS: tuple[Order, ...] = get_args(Order)
ACCIDENT_CAUSES: tuple[AccidentCause, ...] = get_args(AccidentCause)

# Why Medicare pays second (X12 element 1336, as 005010X222A1 allows them in SBR05).
MEDICARE_SECOND: tuple[str, ...] = ("12", "13", "14", "15", "16", "41", "42", "43", "47")

# Claim filing indicator codes (X12 element 1032, as 005010X222A1 allows them in SBR09).
CLAIM_FILING_CODES: tuple[str, ...] = (
    *("11", "12", "13", "14", "15", "16", "17", "AM", "BL", "CH", "CI", "DS"),
    *("FI", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC", "ZZ"),
)


NO_CLAIMS = "none"
"""The claim filing of a payer to whom no claim goes."""
SELF_PAY = "self_pay"
"""The policy of patients who pay themselves."""


class Name(Struct, frozen=True, kw_only=True):
    """A person's name."""

    last: str
    first: str
    middle: str | None = None
    suffix: str | None = None


class Address(Struct, frozen=True, gc=False):
    """A street address in the United States. `zip_code` is five or nine digits, without the hyphen."""

    line1: str
    city: str
    state: str
    zip_code: str
    line2: str | None = None


class Billing(Struct, frozen=True, kw_only=True):
    """The billing provider: a group by its legal name, or a sole proprietor by the person's name.

    `tax_id` is nine digits, and of the kind with which the provider is enrolled. `address` is a street
    address with a nine-digit ZIP; a post office box is allowed only as `pay_to`, where payments go if elsewhere.
    `accepts_assignment`: what payers allow is payment in full, unless a payer's own entry says otherwise.
    """

    name: str | Name
    npi: str
    tax_id: str
    tax_id_kind: TaxIdKind
    taxonomy: str
    address: Address
    contact: str
    phone: str
    pay_to: Address | None = None
    accepts_assignment: bool = True

    def accepts(self, payer: "PayerId") -> bool:
        """Whether the practice accepts assignment of this payer's claims (CLM07, item 27)."""
        return self.accepts_assignment if payer.accepts_assignment is None else payer.accepts_assignment

    def is_paid(self, payer: "PayerId") -> bool:
        """Whether patients let this payer pay the practice (CLM08, item 13); unless it is said, where it accepts."""
        return self.accepts(payer) if payer.benefits_assigned is None else payer.benefits_assigned


class Submitter(Struct, frozen=True, kw_only=True):
    """Who sends the file. The receiver gave the `id`; `qualifier` is its kind (ZZ: as the two agreed)."""

    name: str
    id: str
    contact: str
    phone: str
    qualifier: str = "ZZ"


class Receiver(Struct, frozen=True, kw_only=True):
    """Who takes the file in: a clearinghouse, or a payer directly.

    `submitter_id` is the id that it gave the sender, where that is another than the submitter's.
    """

    name: str
    id: str
    qualifier: str = "ZZ"
    submitter_id: str | None = None


class License(Struct, frozen=True, kw_only=True):
    """A license to practice in a state, or a compact privilege there. `clear`: no restriction stands on it."""

    state: str
    number: str
    begins: date | None = None
    ends: date | None = None
    compact: bool = False
    temporary: bool = False
    clear: bool | None = None


class Enrollment(Struct, frozen=True, kw_only=True):
    """A clinician's enrollment with a payer. `begins` None: applied for, not yet in effect."""

    payer: str
    begins: date | None = None
    ends: date | None = None
    denied: bool = False
    group_npi: str | None = None
    places: tuple[str, ...] = ()
    revalidate_by: date | None = None


class Screening(Struct, frozen=True, kw_only=True):
    """A look into the lists of those excluded from federal programs, and whether the name was not on them."""

    on: date
    clear: bool


class Clinician(Struct, frozen=True, kw_only=True):
    """Someone who treats. `supervised_by` is the NPI of an assistant's supervising therapist.

    `licenses`, `enrollments` and `screenings` are None where nobody entered any.
    """

    npi: str
    name: Name
    credential: Credential
    taxonomy: str
    supervised_by: str | None = None
    hired: date | None = None
    left: date | None = None
    licenses: tuple[License, ...] | None = None
    enrollments: tuple[Enrollment, ...] | None = None
    screenings: tuple[Screening, ...] | None = None


class PayerId(Struct, frozen=True, kw_only=True):
    """How a payer is named on a claim.

    `policy` is the name visits and policies use (`medicare`), which several payers may share; `id` the number the
    receiver routes by; `claim_filing` the X12 code of the kind of insurance (MB Medicare Part B, MC Medicaid, CI
    commercial), `none` where the patient pays, and empty where the policy is to say it. `address` is where paper goes,
    `provider_id` the number that the payer itself gave the practice; `receiver` takes its files, where that is another
    than the practice's. `accepts_assignment` and `benefits_assigned` are None where the practice's entry holds.
    """

    policy: str
    name: str
    id: str
    claim_filing: str = ""
    address: Address | None = None
    provider_id: str | None = None
    receiver: Receiver | None = None
    accepts_assignment: bool | None = None
    benefits_assigned: bool | None = None

    @property
    def takes_claims(self) -> bool:
        """Whether claims go to it: where the patient pays, none do."""
        return self.claim_filing != NO_CLAIMS

    @property
    def can_be_sent_to(self) -> bool:
        """Whether its id, and the name and id of a receiver of its own, are entered."""
        return bool(self.id) and (self.receiver is None or bool(self.receiver.id and self.receiver.name))


class Site(Struct, frozen=True, kw_only=True):
    """An office or another place where treatment is given, if not at the billing address.

    `place_of_service` is its code; None where visits there may have several.
    """

    name: str
    address: Address
    place_of_service: str | None = None
    npi: str | None = None


class Subscriber(Struct, frozen=True, kw_only=True):
    """Whose insurance it is where it is not the patient's own.

    `name` is text where the subscriber is an organization, as the employer is in workers' compensation.
    """

    name: str | Name
    birth_date: date | None = None
    sex: Sex | None = None
    address: Address | None = None


class Referrer(Struct, frozen=True, kw_only=True):
    """Who referred the patient; for Medicare, who certified the plan of care."""

    name: Name
    npi: str


class Accident(Struct, frozen=True, kw_only=True):
    """What made the treatment necessary where another insurer may be liable. `state`: of an auto accident."""

    cause: AccidentCause
    on: date | None = None
    state: str | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """What one payer knows the patient by, and the case that it pays for.

    `payer` names a policy. `subscriber` is None where the relationship is `self`. `claim_number` is the one
    a workers' compensation or auto insurer gave the case; such an insurer says what it wants as `member_id`.
    `unable_from` and `unable_to` are the first and last day the patient could not work, which such an insurer may ask.
    `order` is the payer's place where the patient has several; `medicare_second` is the code of why Medicare is not the
    first (12 a working person over 65, 43 a disabled one, 15 workers' compensation, ...).
    """

    payer: str
    relationship: Relationship
    member_id: str
    group_number: str | None = None
    subscriber: Subscriber | None = None
    referrer: Referrer | None = None
    prior_authorization: str | None = None
    onset_date: date | None = None
    accident: Accident | None = None
    claim_number: str | None = None
    unable_from: date | None = None
    unable_to: date | None = None
    order: Order | None = None
    medicare_second: str | None = None


class Patient(Struct, frozen=True, kw_only=True):
    """A patient, with what each payer knows: `coverages` by policy name."""

    patient_id: str
    name: Name
    birth_date: date
    sex: Sex
    address: Address
    coverages: dict[str, Coverage]

    @property
    def coverages_in_order(self) -> list[Coverage]:
        """The coverages in the order in which they pay; those of which nobody said when first, as they were entered."""
        places = {None: -1} | {order: place for place, order in enumerate(ORDERS)}
        return sorted(self.coverages.values(), key=lambda one: places[one.order])

    def coverages_after(self, coverage: Coverage) -> list[Coverage]:
        """Those of the patient that pay after one, in their order; none where its own order is not entered."""
        if coverage.order is None:
            return []
        later = ORDERS[ORDERS.index(coverage.order) + 1 :]
        return [one for order in later for one in self.coverages.values() if one.order == order]


class OpenEntry(Struct, frozen=True, kw_only=True):
    """An entry of the practice's file that only sending needs, and that nobody entered yet.

    `path` are the names of the tables in which it stands, those of a list by their place from 1.
    """

    path: tuple[str, ...]
    entry: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.entry} of {'.'.join(self.path)}"


NO_FEES: Mapping[str, int] = {}
CHARGE_CHECK = 5
"""A charge so many times the practice's fee, or so small a part of it, is looked at, unless its file says otherwise."""


class Practice(Struct, frozen=True, kw_only=True):
    """All that a claim takes from the practice.

    `clinicians` by NPI, `payers` by the name visits use, `patients` by patient id.
    `fees` are cents a unit by code; a charge that is `charge_check` times a fee, or that part of it, is looked at.
    `usage` says whether the receiver shall process the claims or only test.
    `time_zone` is that of its clock, such as America/Chicago; None where nobody entered it.
    `readings` says what came of reading the patients file; `patients_set_aside` has, by patient id, what is wrong with
    those of whom a row cannot be used. `open_entries` are those that only sending needs and that are not entered yet,
    where the file was read so that they may come later: they are empty texts here, and no file for a payer is made.
    """

    usage: Usage
    billing: Billing
    submitter: Submitter
    receiver: Receiver
    clinicians: dict[str, Clinician]
    payers: dict[str, PayerId]
    sites: tuple[Site, ...]
    patients: dict[str, Patient]
    fees: dict[str, int]
    charge_check: int = CHARGE_CHECK
    time_zone: str | None = None
    readings: tuple[FileReading, ...] = ()
    patients_set_aside: dict[str, str] = {}
    open_entries: tuple[OpenEntry, ...] = ()

    @property
    def open_for_all(self) -> tuple[OpenEntry, ...]:
        """Those open entries without which nothing can be sent. Those of a payer or clinician stop its claims alone,
        by the rules `practice.payer_id_missing` and `practice.taxonomy_missing`.
        """
        return tuple(one for one in self.open_entries if one.path[0] not in ("payers", "clinicians"))

    def require_whole(self) -> None:
        """Pass if all that sending needs of the practice itself is entered. Raises UserError with what is not."""
        if self.open_for_all:
            problem = f"lacks what sending needs: {', '.join(map(str, self.open_for_all))}"
            raise UserError("The practice's file", problem, "Enter it there.")

    def sending_to(self, receiver: Receiver | None) -> "Practice":
        """The practice as it sends to a receiver, its own where that is None."""
        if receiver is None:
            return self
        sender = self.submitter
        if receiver.submitter_id:
            sender = structs.replace(sender, id=receiver.submitter_id)
        return structs.replace(self, receiver=receiver, submitter=sender)

    def find_later_payers(self, patient: Patient, payer: str) -> tuple[PayerId, ...]:
        """The practice's payers that are entered to pay for a patient after one, in their order."""
        first = patient.coverages.get(payer)
        later = patient.coverages_after(first) if first else []
        return tuple(self.payers[one.payer] for one in later if one.payer in self.payers)

    def find_sites(self, place_of_service: str | None, name: str | None) -> tuple[Site | None, ...]:
        """The places where a visit may have been, None for the billing address: one where that is known.

        `name` is what the visit says of it: a site's, or the practice's own. Where it says nothing, it was at the sites
        of its place of service, or at the billing address if there is none of these.
        """
        if name:
            wanted = _key(name)
            found = tuple(site for site in self.sites if _key(site.name) == wanted)
            own = self.billing.name
            return found or ((None,) if isinstance(own, str) and _key(own) == wanted else ())
        return tuple(site for site in self.sites if site.place_of_service == place_of_service) or (None,)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


Charged = TypeVar("Charged", Line, Line | Service)


def with_fees(lines: Sequence[Charged], fees: Mapping[str, int]) -> Sequence[Charged]:
    """The lines, with the practice's fees (cents a unit by code) in place of charges that nobody entered.

    A line whose units or fee are not known stays without a charge.
    """
    if not fees:
        return lines
    return [
        line
        if line.charge is not None or line.units is None or line.code not in fees
        else structs.replace(line, charge=fees[line.code] * line.units)
        for line in lines
    ]
