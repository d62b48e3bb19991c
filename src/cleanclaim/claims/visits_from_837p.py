"""Claims of an 837P as visits, one for each day of service, so that the rules can review them.

A claim has no minutes and no credentials of clinicians: rules that need them stay undetermined. Lines of one day make a
visit; a claim of several days makes several. A line over several days has no service date, and where the lines of a
visit name several clinicians or places, the visit has none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.exchange.x12.items import Interchange
from cleanclaim.exchange.x12.read import read
from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import REPLACEMENT, VOID, ClaimHeader, Party, SubmittedClaim, SubmittedLine
from cleanclaim.model.visit import Discipline, SentAs, Service, Visit
from cleanclaim.reference.catalogue import catalogue

PayerLookup = Callable[[ClaimHeader], str | None]
"""The policy of a claim's payer; None where none is known."""

# Claim filing indicators (X12 element 1032) that name a payer or a kind of payer by themselves.
_BY_KIND = {
    "MB": "medicare",
    "MA": "medicare",
    "16": "medicare_advantage",
    "MC": "medicaid",
    "CH": "tricare",
    "VA": "va",
    "WC": "workers_comp",
    "AM": "auto",
}
# Taxonomy codes begin alike for one profession.
_BY_TAXONOMY: dict[str, Discipline] = {"2251": "PT", "2252": "PT", "225X": "OT", "224Z": "OT", "235Z": "SLP"}

NOT_ON_A_CLAIM = frozenset({"minutes", "performed_by"})
"""Inputs that no 837P has: a review of an 837P reports them once and not for every claim."""


class VisitsFromClaims(Struct, frozen=True):
    """The visits of an 837P, and how many voids were left out: they take a claim back and bill nothing."""

    visits: list[Visit]
    voids: int


def file_date(path: str | Path) -> date | None:
    """The day on which an X12 file says it was made; None where it does not say."""
    return next((item.on for item in read(path) if isinstance(item, Interchange)), None)


def visits_from_837p(
    path: str | Path, practice: Practice | None = None, progress: Callable[[int], None] | None = None
) -> VisitsFromClaims:
    """The claims of an 837P as visits; `practice` names its payers. Raises UserError where the file has no claim."""
    claims = read_claims(path, progress)
    voids = sum(claim.frequency == VOID for claim in claims)
    return VisitsFromClaims(list(visits_from_claims(claims, payer_lookup(practice))), voids)


def payer_lookup(practice: Practice | None) -> PayerLookup:
    """How the policy of a claim's payer is found: by the practice's id of the payer, else by the kind of insurance.

    Not by the payer's name: plans of one name differ in their rules.
    """
    by_id = {one.id: name for name, one in practice.payers.items()} if practice else {}

    def payer_of(header: ClaimHeader) -> str | None:
        number = (header.payer.id if header.payer else None) or ""
        return by_id.get(number) or _BY_KIND.get(header.filing or "")

    return payer_of


def visits_from_claims(claims: Iterable[SubmittedClaim], payer: PayerLookup) -> Iterator[Visit]:
    """The visits that claims are made of, in their order; a void takes nothing to pay and is left out."""
    seen: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim.frequency == VOID:
            continue
        seen[claim.claim_id] += 1
        name = claim.claim_id if seen[claim.claim_id] == 1 else f"{claim.claim_id}#{seen[claim.claim_id]}"
        yield from _visits(claim, name, payer(claim.header))


def lines_by_day(claim: SubmittedClaim) -> dict[date | None, list[int]]:
    """The visits that a claim makes, in their order: the day of each, None for lines over several days, and the
    positions of its lines in the claim.
    """
    days: dict[date | None, list[int]] = {}
    for at, line in enumerate(claim.lines):
        days.setdefault(line.first_date if line.first_date == line.last_date else None, []).append(at)
    return days


def _visits(claim: SubmittedClaim, name: str, payer: str | None) -> Iterator[Visit]:
    days = lines_by_day(claim)
    sent_as = _sent_as(claim)
    for on, places in days.items():
        lines = [claim.lines[at] for at in places]
        yield Visit(
            visit_id=name if len(days) == 1 else f"{name} {on}",
            patient_id=_patient(claim),
            payer=payer,
            service_date=on,
            discipline=discipline_of(
                [line.modifiers for line in lines], claim.rendering_taxonomy or claim.header.billing_taxonomy
            ),
            provider_npi=_agreed(_npi(line.rendering or claim.rendering or claim.header.billing) for line in lines),
            place_of_service=_agreed(line.place_of_service or claim.place_of_service for line in lines),
            services=tuple(_service(line, claim.diagnoses) for line in lines),
            secondary_payer=None if claim.other_payers else "",
            sent_as=sent_as,
            decided_on=_decided_before(claim) if sent_as == "second" else None,
        )


def _sent_as(claim: SubmittedClaim) -> SentAs:
    """What the claim says it is sent as. Of a replacement it does not say when the payer decided the earlier claim."""
    if claim.frequency == REPLACEMENT:
        return "correction"
    return "second" if any(one.paid is not None for one in claim.other_payers) else "first"


def _decided_before(claim: SubmittedClaim) -> date | None:
    """The last day on which a payer before decided."""
    days = [one.on for one in claim.other_payers] + [one.on for line in claim.lines for one in line.adjudications]
    return max((on for on in days if on is not None), default=None)


def _agreed(values: Iterable[str | None]) -> str | None:
    """The value on all lines of a visit; None where they differ."""
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _npi(clinician: Party | None) -> str | None:
    return clinician.id if clinician and clinician.id_kind == "XX" else None


def _patient(claim: SubmittedClaim) -> str | None:
    """What identifies the patient: the number, else the name with the birth date."""
    person = claim.header.patient or claim.header.subscriber
    insured = claim.header.subscriber
    if person is None:
        return None
    return (
        person.id or f"{insured.id if insured else ''} {_name(person)} {claim.header.birth_date or ''}".strip() or None
    )


def _name(person: Party) -> str:
    return f"{person.last_or_organization or ''} {person.first or ''}"


def discipline_of(modifiers: Iterable[Sequence[str]], taxonomy: str | None) -> Discipline | None:
    """The discipline by the modifiers of the lines, else by the clinician's profession."""
    marks = {mark for of_line in modifiers for mark in of_line}
    disciplines: list[Discipline] = [one for one, mark in DISCIPLINE.items() if mark in marks]  # type: ignore[misc]
    return disciplines[0] if len(disciplines) == 1 else _BY_TAXONOMY.get((taxonomy or "")[:4])


def _service(line: SubmittedLine, diagnoses: tuple[str, ...]) -> Service:
    pointed = tuple(diagnoses[at - 1] for at in line.pointers if 0 < at <= len(diagnoses))
    entry = catalogue().get(line.code or "")
    return Service(
        code=line.code or "",
        mode="group" if entry is not None and entry.kind == "group" else "individual",
        units=_whole(line.units) if line.unit == "UN" else None,
        modifiers=line.modifiers,
        charge=line.charge,
        diagnoses=pointed or diagnoses,
        description=line.description or line.note,
    )


def _whole(units: Decimal | None) -> int | None:
    return int(units) if units is not None and units == units.to_integral_value() else None
