"""Claims that come back under another number than they were sent with: in other letters, cut off, with more before it.

sent A-100/7, returned 00A1007           the same, where patient, day and charge are the same too
sent A100, returned 88123                not the same by itself; named where patient, day and charge fit no other
claim, and money.toml says ([[claim_number]])
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim, Remittance
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim, SameClaim

_LONG_ENOUGH = 6
"""Characters of a number that was cut off or has more before it, at least: fewer say too little."""


class ReturnedNumber(Struct, frozen=True):
    """A number under which a payer returned a claim, the claim's own, and how that is known."""

    returned: str
    claim_id: str
    why: str
    source: EntrySource


class ReturnedClaims(Struct, frozen=True):
    """Remittances with the claims' own numbers, which of them were others, and, of numbers that nobody knows, which
    claim may be meant.
    """

    remittances: tuple[Remittance, ...]
    renumbered: tuple[ReturnedNumber, ...]
    candidates: Mapping[str, str]


def own_numbers(
    remittances: Sequence[Remittance], billed: Iterable[BilledClaim], by_hand: Iterable[SameClaim]
) -> ReturnedClaims:
    """The remittances with each claim under the number with which it was sent."""
    claims: dict[str, SubmittedClaim] = {}
    for sent in billed:
        claims[sent.claim.claim_id] = sent.claim
    stated = {one.returned: one for one in by_hand if one.claim_id in claims}
    unknown: dict[str, list[tuple[PaidClaim, EntrySource]]] = defaultdict(list)
    for one in remittances:
        for claim, source in zip(one.claims, one.sources_of_claims, strict=True):
            if claim.claim_id not in claims or claim.claim_id in stated:
                unknown[claim.claim_id].append((claim, source))
    if not unknown:
        return ReturnedClaims(tuple(remittances), (), {})
    by_content = _ByContent(claims.values())
    found: dict[str, ReturnedNumber] = {}
    candidates: dict[str, str] = {}
    for number, paid in unknown.items():
        source = paid[0][1]
        fitting = by_content.fitting([claim for claim, _ in paid])
        alike = [claim_id for claim_id in fitting if _alike(claim_id, number)]
        if by_person := stated.get(number):
            found[number] = ReturnedNumber(number, by_person.claim_id, f"{by_person.person} says so", source)
        elif len(alike) == 1:
            found[number] = ReturnedNumber(number, alike[0], "same patient, day and charge", source)
        elif len(fitting) == 1:
            candidates[number] = fitting[0]
    return ReturnedClaims(tuple(_renumbered(one, found) for one in remittances), tuple(found.values()), candidates)


def own_number(claim_id: str, known: Mapping[str, Sequence[str]]) -> str:
    """The number that a person means who writes it in other letters; as it is where several or none fit. `known` are
    the numbers by how they read (`plain_numbers`).
    """
    same = known.get(plain_number(claim_id), ())
    return same[0] if claim_id not in same and len(same) == 1 else claim_id


def plain_numbers(claim_ids: Iterable[str]) -> dict[str, list[str]]:
    """Claim numbers by how they read without punctuation, zeros before them, and capitals."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in dict.fromkeys(claim_ids):
        found[plain_number(one)].append(one)
    return found


def _renumbered(one: Remittance, found: Mapping[str, ReturnedNumber]) -> Remittance:
    if not any(claim.claim_id in found for claim in one.claims):
        return one
    claims = tuple(
        structs.replace(claim, claim_id=found[claim.claim_id].claim_id) if claim.claim_id in found else claim
        for claim in one.claims
    )
    return structs.replace(one, claims=claims)


class _ByContent:
    """Claims by the day and the charge of what was done."""

    def __init__(self, claims: Iterable[SubmittedClaim]) -> None:
        self._found: dict[object, list[SubmittedClaim]] = defaultdict(list)
        for claim in claims:
            for on in {line.first_date for line in claim.lines}:
                self._found[on, claim.charge].append(claim)

    def fitting(self, paid: Sequence[PaidClaim]) -> list[str]:
        """The claims of the same patient, day and charge as one of what came back under a number."""
        found: dict[str, None] = {}
        for one in paid:
            days = {one.first_date, *(line.first_date for line in one.lines)} - {None}
            for on in days:
                for claim in self._found.get((on, abs(one.charge or 0)), ()):
                    if _same_patient(claim, one):
                        found[claim.claim_id] = None
        return list(found)


def _same_patient(claim: SubmittedClaim, paid: PaidClaim) -> bool:
    """By the member's number where both have it, else by name; not where the remittance names nobody."""
    patient, subscriber, named = claim.header.patient, claim.header.subscriber, paid.patient
    if named is None:
        return False
    ids = {claim_text(one.id) for one in (patient, subscriber) if one and one.id}
    if named.id and ids:
        return claim_text(named.id) in ids
    who = patient or subscriber
    return who is not None and _words(who.last_or_organization, who.first) == _words(
        named.last_or_organization, named.first
    )


def _words(*names: str | None) -> tuple[str, ...]:
    return tuple(claim_text(one or "") for one in names)


def _alike(sent: str, returned: str) -> bool:
    """Whether a number is another one in other letters, cut off, or with more before it."""
    one, other = plain_number(sent), plain_number(returned)
    if one == other:
        return True
    short = min(len(one), len(other)) >= _LONG_ENOUGH
    return short and (one.startswith(other) or other.endswith(one))


def plain_number(number: str) -> str:
    """How a number reads without punctuation, zeros before it, and small letters."""
    plain = number.upper()
    if not (plain.isascii() and plain.isalnum()):
        plain = "".join(each for each in plain if each.isascii() and each.isalnum())
    return plain.lstrip("0")
