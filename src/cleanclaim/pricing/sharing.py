"""A visit's allowed amount shared out: between payer, patient, and what nobody pays."""

from msgspec import structs

from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.lines import by_assistant
from cleanclaim.pricing.priced import Alternative, PricedVisit
from cleanclaim.pricing.setting import open_in_policy
from cleanclaim.pricing.settlement import AssistantBasis, Settlement, Terms, settle, settle_lines
from cleanclaim.pricing.steps import steps_to_allowed, steps_to_shares

PRICE_KEYS = frozenset({"fee_schedule", "mppr_reduction_percent"})
SHARE_KEYS = ("coinsurance_percent", "assistant_payment_percent", "assistant_payment_basis", "sequestration_percent")
OTHER_BASIS: dict[AssistantBasis, AssistantBasis] = {"payer_share": "whole", "whole": "payer_share"}


def price_shares(visit: Visit, priced: DayLines, deductible_left: int | None) -> PricedVisit:
    """A visit with its lines priced and, as far as it is known, who pays what of them.

    `deductible_left` is what the patient has still to meet before this visit, in cents; None where nobody knows.
    """
    setting = priced.setting
    amounts = [line.allowed for line in priced.lines if line.allowed is not None]
    allowed = sum(amounts) if len(amounts) == len(priced.lines) else None
    if setting is None:
        return PricedVisit(visit_id=visit.visit_id, allowed=allowed, lines=priced.lines, open=priced.open)
    answer = PricedVisit(
        visit_id=visit.visit_id,
        locality=setting.location.gpci.locality,
        conversion_factor=setting.factor.value,
        allowed=allowed,
        lines=priced.lines,
        proof=list(steps_to_allowed(priced, setting)),
        rests_on=sorted(PRICE_KEYS & setting.policy.unverified),
        open=priced.open,
    )
    return answer if allowed is None else _with_shares(answer, allowed, setting.policy, deductible_left)


def _with_shares(visit: PricedVisit, allowed: int, policy: Policy, left: int | None) -> PricedVisit:
    terms = terms_of(policy)
    if terms is None:
        lacking = [open_in_policy(policy, key) for key in SHARE_KEYS if getattr(policy, key) is None]
        return structs.replace(visit, open=[*visit.open, *lacking])
    lines = [(line.allowed or 0, by_assistant(line.modifiers)) for line in visit.lines]
    shares = settle_lines(lines, terms, left)
    unmet = None
    if left is None and policy.annual_deductible is not None:
        unmet = settle_lines(lines, terms, policy.annual_deductible)
    return structs.replace(
        visit,
        **structs.asdict(shares),
        if_deductible_unmet=unmet,
        alternative=_alternative(lines, terms, left) if shares.assistant_reduction else None,
        proof=[*visit.proof, *steps_to_shares(allowed, shares, terms, policy)],
        rests_on=sorted({*visit.rests_on, *(_read(shares, unmet) & policy.unverified)}),
    )


def terms_of(policy: Policy) -> Terms | None:
    """The policy's terms for sharing an allowed amount; None where a value is not known."""
    coinsurance, sequestration = policy.coinsurance_percent, policy.sequestration_percent
    percent, basis = policy.assistant_payment_percent, policy.assistant_payment_basis
    if coinsurance is None or sequestration is None or percent is None or basis is None:
        return None
    return Terms(
        coinsurance_percent=coinsurance,
        assistant_payment_percent=percent,
        assistant_payment_basis=basis,
        sequestration_percent=sequestration,
    )


def _alternative(lines: list[tuple[int, bool]], terms: Terms, left: int | None) -> Alternative:
    basis = OTHER_BASIS[terms.assistant_payment_basis]
    other = settle_lines(lines, structs.replace(terms, assistant_payment_basis=basis), left)
    return Alternative(assistant_payment_basis=basis, **structs.asdict(other))


def _read(shares: Settlement, unmet: Settlement | None) -> set[str]:
    """The policy values that the shares rest on."""
    read = {"coinsurance_percent", "sequestration_percent"}
    if shares.assistant_reduction:
        read |= {"assistant_payment_percent", "assistant_payment_basis"}
    return read | ({"annual_deductible"} if unmet is not None else set())


def payer_pays(priced: DayLines) -> list[int | None]:
    """What the payer pays of each line before any deductible, in cents; None where it is not known."""
    terms = terms_of(priced.setting.policy) if priced.setting else None
    if terms is None:
        return [None] * len(priced.lines)
    return [_payer_pays(line.allowed, terms, assistant=by_assistant(line.modifiers)) for line in priced.lines]


def _payer_pays(allowed: int | None, terms: Terms, *, assistant: bool) -> int | None:
    return None if allowed is None else settle(allowed, terms, deductible_left=None, assistant=assistant).payer_pays
