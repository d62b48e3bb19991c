"""Remittances on paper, as a person typed them, made into what an 835 is read as."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.remittance import CHECK, Payment, Remittance
from cleanclaim.money.posting.facts import PaperPayment


def paper_remittances(
    typed: Iterable[PaperPayment], electronic: Sequence[Remittance]
) -> tuple[list[Remittance], list[str]]:
    """A remittance for each check, with its claims; and the numbers of those that came as an 835 too, which count."""
    checks: dict[tuple[str, str], list[PaperPayment]] = defaultdict(list)
    for one in typed:
        checks[claim_text(one.payer), one.number].append(one)
    spelled = {claim_text(one.payment.payer or ""): one.payment.payer for one in electronic}
    known = {(one.payment.trace, one.payment.deposit) for one in electronic}
    found, repeated = [], []
    for of_check in checks.values():
        made = _remittance(of_check, spelled.get(claim_text(of_check[0].payer)) or of_check[0].payer)
        if (made.payment.trace, made.payment.deposit) in known:
            repeated.append(made.payment.trace or "")
        else:
            found.append(made)
    return found, repeated


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
    claims, sources = tuple(one.claim for one in of_check), tuple(one.source for one in of_check)
    return Remittance(payment, claims, first.source, sources)
