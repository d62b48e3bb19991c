"""What the payers answer: for each billed line the amounts and reasons that a remittance would carry.

A line of a visit without a fault is paid: Medicare by its fee schedule, others by the practice's contracts, which pay a
share of the charge. A visit with a fault that stops a claim is denied, for the reason its rule names.
"""

from collections.abc import Iterator
from typing import Any

from cleanclaim.law.policies.policy import policy
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.money import dollars
from cleanclaim.model.visit import Service, Visit
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice

CONTRACTS = {
    "aetna": 68,
    "uhc": 64,
    "cigna": 70,
    "humana": 66,
    "tricare": 62,
    "medicaid_tx": 45,
    "medicare_advantage": 60,
}
"""Percent of the charge that the practice's contracts pay."""

COINSURANCE = 20


def outcomes(practice: SyntheticPractice) -> Iterator[dict[str, Any]]:
    """One object a visit that goes to a payer: its lines with allowed, paid, the patient's share, and adjustments."""
    denied = {one.visit_id: one for one in practice.faults if _stops(one)}
    for visit in practice.visits:
        if visit.payer and visit.payer != "self_pay":
            reason = _reason(denied[visit.visit_id]) if visit.visit_id in denied else None
            lines = [_line(visit, at, service, reason) for at, service in enumerate(visit.services, 1) if service.units]
            yield {"visit_id": visit.visit_id, "payer": visit.payer, "denied": reason is not None, "lines": lines}


def _stops(fault: PlantedFault) -> bool:
    return any(rule in rule_set().rules and rule_set().rules[rule].severity == "stop" for rule in fault.rules)


def _reason(fault: PlantedFault) -> str:
    """The adjustment reason code of the first rule that has one; 16, lacking information, where none does."""
    named = (rule_set().rules[rule].carc for rule in fault.rules if rule in rule_set().rules)
    return next((carc for carc in named if carc), "16")


def _line(visit: Visit, number: int, service: Service, reason: str | None) -> dict[str, Any]:
    charge = service.charge or 0
    allowed = 0 if reason else min(charge, _allowed(visit, service, charge))
    share = allowed * COINSURANCE // 100
    adjustments = [("CO", reason, charge)] if reason else [("CO", "45", charge - allowed), ("PR", "2", share)]
    return {
        "line": number,
        "code": service.code,
        "modifiers": list(service.modifiers),
        "units": service.units,
        "charge": dollars(charge),
        "allowed": dollars(allowed),
        "paid": dollars(allowed - share),
        "adjustments": [
            {"group": group, "reason": code, "amount": dollars(amount)} for group, code, amount in adjustments if amount
        ],
    }


def _allowed(visit: Visit, service: Service, charge: int) -> int:
    assert visit.service_date
    law = policy(visit.payer or "", visit.service_date)
    if law is not None and law.fee_schedule == "mpfs" and service.allowed is not None:
        return service.allowed
    return charge * CONTRACTS.get(visit.payer or "", 60) // 100
