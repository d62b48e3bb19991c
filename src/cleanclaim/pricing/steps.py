"""How a visit's amounts came about, step by step, each with its source."""

from collections.abc import Iterator

from cleanclaim.law.coding.proof import ProofStep
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.wording import listed
from cleanclaim.model.money import dollars_for_people as dollars
from cleanclaim.pricing.day import DayLines
from cleanclaim.pricing.payment_locality import Location
from cleanclaim.pricing.priced import PricedLine
from cleanclaim.pricing.rate import decimal
from cleanclaim.pricing.setting import Setting
from cleanclaim.pricing.settlement import AssistantBasis, Settlement, Terms

TABLES = "mpfs-rvu"
REDUCTION = "novitas-mppr"
LESSER = "42-usc-1395l-a"
OF_WHAT: dict[AssistantBasis, str] = {
    "payer_share": "the payer's share",
    "whole": "the whole amount, before deductible and coinsurance",
}


def steps_to_allowed(priced: DayLines, setting: Setting) -> Iterator[ProofStep]:
    """From the place and the day to what is allowed."""
    yield _locality(setting.location)
    kind = "a facility: its lower" if setting.place.facility else "no facility: the"
    yield ProofStep("place", f"Place of service {setting.place.code} is {kind} practice expense is paid.", "cms-pos")
    yield _factor(setting)
    if priced.keeps is not None:
        yield _reduction(priced, setting)
    yield from _charges(priced.lines)


def steps_to_shares(allowed: int, shares: Settlement, terms: Terms, policy: Policy) -> Iterator[ProofStep]:
    """From what is allowed to what each pays; in the order of the settlement."""
    yield ProofStep("deductible", _deductible(shares, policy), "42-usc-1395l-a")
    rest = "what is left" if shares.deductible else "the allowed amount"
    percent = terms.coinsurance_percent
    yield ProofStep(
        "coinsurance", f"The patient owes {percent} % of {rest}: {dollars(shares.coinsurance)}.", "42-usc-1395l-a"
    )
    if shares.assistant_reduction:
        basis = terms.assistant_payment_basis
        text = (
            f"Lines with CQ or CO are paid at {terms.assistant_payment_percent} % of {OF_WHAT[basis]}:"
            f" {dollars(shares.assistant_reduction)} less."
        )
        yield ProofStep("assistant", text, _cited(policy, "assistant_payment_basis"))
    yield ProofStep("sequestration", _sequestration(shares, terms), _cited(policy, "sequestration_percent"))
    text = f"the payer pays {dollars(shares.payer_pays)} and the patient owes {dollars(shares.patient_owes)}."
    yield ProofStep("payment", f"Of {dollars(allowed)} {text}", _cited(policy, "fee_schedule"))


def _locality(location: Location) -> ProofStep:
    gpci, led = location.gpci, f"ZIP {location.found_by.zip} lies in " if location.found_by else ""
    indices = f"work {decimal(gpci.work, 3)}, practice expense {decimal(gpci.pe, 3)}, malpractice "
    text = f"{led}locality {gpci.locality}, {gpci.name.rstrip('* ')}: {indices}{decimal(gpci.malpractice, 3)}."
    return ProofStep("locality", text[0].upper() + text[1:], "fcso-locality" if location.found_by else TABLES)


def _factor(setting: Setting) -> ProofStep:
    whom = ", for qualifying participants" if setting.qualifying else ""
    text = f"{setting.factor.release} pays ${decimal(setting.factor.value, 4)} a relative value unit{whom}."
    return ProofStep("conversion factor", text, TABLES)


def _reduction(priced: DayLines, setting: Setting) -> ProofStep:
    text = (
        f"{priced.therapy_units} therapy units of the patient's day fall under the reduction: one of {priced.keeps},"
        f" the highest, keeps its practice expense; the others lose {setting.reduction} % of theirs."
    )
    return ProofStep("reduction", text, REDUCTION)


def _charges(lines: list[PricedLine]) -> Iterator[ProofStep]:
    priced = [line for line in lines if line.status == "priced"]
    limited = [line.code for line in priced if line.allowed != line.fee]
    unknown = [line.code for line in priced if line.charge is None]
    if limited:
        yield ProofStep(
            "charge", f"The charge for {listed(limited)} is less than the price: it is what is allowed.", LESSER
        )
    if unknown:
        text = f"No charge is known for {listed(unknown)}; one below the price would be allowed in its stead."
        yield ProofStep("charge", text, LESSER)


def _deductible(shares: Settlement, policy: Policy) -> str:
    if shares.deductible is not None:
        return f"{dollars(shares.deductible)} falls under what is left of the year's deductible."
    year = f", up to {dollars(policy.annual_deductible)} a year" if policy.annual_deductible is not None else ""
    return f"How much of it is left{year}, is not known: what follows holds where it has been met."


def _sequestration(shares: Settlement, terms: Terms) -> str:
    if not terms.sequestration_percent:
        return "Suspended on this day: nothing is withheld."
    percent = terms.sequestration_percent
    return f"{percent} % of what the payer would pay is withheld: {dollars(shares.sequestration)}."


def _cited(policy: Policy, key: str) -> str:
    cite = policy.value(key).cite
    assert cite is not None  # a value that was used has a source
    return cite.id
