"""Remittances on paper, as a person typed them, made into what an 835 is read as."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.claims.remittance_history import PaymentVersions
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import CHECK, PaidClaim, Payment, Remittance
from cleanclaim.money.posting.facts import BilledClaim, PaperPayment, RefusedEntry


class PaperRemittances(Struct, frozen=True):
    """A remittance for each check. `repeated` are the numbers of those that came as an 835 too, which counts,
    `versions` those that say something else than the 835, `refused` the entries that cannot be right.
    """

    remittances: tuple[Remittance, ...]
    repeated: tuple[str, ...]
    versions: tuple[PaymentVersions, ...]
    refused: tuple[RefusedEntry, ...]


def paper_remittances(
    typed: Iterable[PaperPayment], electronic: Sequence[Remittance], billed: Iterable[BilledClaim]
) -> PaperRemittances:
    """The remittances that people typed. An entry has to explain the whole charge of its claim, as an 835 does."""
    charges: dict[str, set[int]] = defaultdict(set)
    for one in billed:
        charges[one.claim.claim_id].add(one.claim.charge or 0)
    checks: dict[tuple[str, str], list[PaperPayment]] = defaultdict(list)
    for entry in typed:
        checks[claim_text(entry.payer), check_number(entry.number)].append(entry)
    spelled = {claim_text(one.payment.payer or ""): one.payment.payer for one in electronic}
    found, repeated, versions, refused = [], [], [], []
    for of_check in checks.values():
        payer = spelled.get(claim_text(of_check[0].payer)) or of_check[0].payer
        made = _remittance(of_check, payer)
        same = next((one for one in electronic if _is_same(made, one)), None)
        if same is None:
            right: list[PaperPayment] = []
            for entry in of_check:
                if why := _wrong(entry, charges.get(entry.claim.claim_id, set()), right):
                    refused.append(RefusedEntry(entry, why))
                else:
                    right.append(entry)
            found += [_remittance(right, payer)] if right else []
        elif all(_paid(same).get(claim_id) == cents for claim_id, cents in _paid(made).items()):
            repeated.append(made.payment.trace or "")
        else:
            versions.append(PaymentVersions(same, made))
    return PaperRemittances(tuple(found), tuple(repeated), tuple(versions), tuple(refused))


def _wrong(entry: PaperPayment, charges: set[int], of_check: Sequence[PaperPayment]) -> str:
    """Why an entry cannot be right; empty where it can."""
    claim = entry.claim
    again = [one for one in of_check if one.claim.claim_id == claim.claim_id]
    if any((one.claim.paid or 0) * (claim.paid or 0) >= 0 for one in again):
        return f"Check {entry.number} has claim {claim.claim_id} twice: write it once, with all that the check pays."
    explained = abs(claim.charge or 0)
    if charges and explained not in charges:
        charge = dollars_for_people(max(charges))
        return (
            f"It explains {dollars_for_people(explained)} of {charge} charged: paid and taken_off have to come to the"
            " charge, as on the paper."
        )
    return ""


def check_number(text: str) -> str:
    """A check's number without the zeros that stand before it on some papers."""
    return claim_text(text).lstrip("0")


def _is_same(paper: Remittance, electronic: Remittance) -> bool:
    one, other = paper.payment, electronic.payment
    if check_number(one.trace or "") != check_number(other.trace or ""):
        return False
    claims = {claim.claim_id for claim in paper.claims}
    return claim_text(one.payer or "") == claim_text(other.payer or "") or any(
        claim.claim_id in claims for claim in electronic.claims
    )


def _paid(one: Remittance) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for claim in one.claims:
        found[claim.claim_id] += claim.paid or 0
    return found


def _remittance(of_check: Sequence[PaperPayment], payer: str) -> Remittance:
    first = min(of_check, key=lambda one: (one.on, one.source))
    paid = sum(one.claim.paid or 0 for one in of_check)
    payment = Payment(
        amount=abs(paid),
        credit=paid >= 0,
        method=CHECK,
        on=first.on,
        trace=first.number,
        payer=payer,
        claims=len(of_check),
        claims_paid=paid,
    )
    claims: tuple[PaidClaim, ...] = tuple(one.claim for one in of_check)
    return Remittance(payment, claims, first.source, tuple(one.source for one in of_check))
