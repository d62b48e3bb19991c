"""Our own answers to the suite: the same verbs that everybody calls."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from msgspec import structs

from cleanclaim.exchange.x12.read import validate
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.coded import code
from cleanclaim.law.review.review import review
from cleanclaim.model.money import cents, dollars
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.pricing.price import price

Json = dict[str, Any]
ON = date(2026, 3, 2)
PAYERS = {"medicare": "medicare", "cpt": "aetna"}
"""A payer that counts by each rule."""


def _visit(*services: Service, **about: Any) -> Visit:
    known: dict[str, Any] = {"visit_id": "1", "patient_id": "P1", "payer": "medicare", "service_date": ON}
    known["discipline"] = "PT"
    known |= {"provider_npi": "1234567893", "place_of_service": "11"}
    return Visit(services=services, **(known | about))


def _units(ask: Json) -> Json | None:
    services = (Service(code=name, minutes=spent, performed_by="PT") for name, spent in ask["minutes"])
    (found,) = code([_visit(*services, payer=PAYERS[ask["rule"]])]).visits
    return {"units": {line.code: line.units for line in found.lines if line.units}}


def _assistants(ask: Json) -> Json | None:
    services = [
        Service(code=name, minutes=spent, performed_by="PTA", mode="together")
        if who == "together"
        else Service(code=name, minutes=spent, performed_by=who)
        for name, who, spent in ask["services"]
    ]
    (found,) = code([_visit(*services)]).visits
    units: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for line in found.lines:
        units["CQ" in line.modifiers][line.code] += line.units or 0
    return {"without": dict(units[False]), "with": dict(units[True])}


def _threshold(ask: Json) -> Json | None:
    is_ot = ask["pool"] == "OT"
    if "used" not in ask:
        policy = Basis().policy("medicare", date(ask["year"], 3, 2))
        amount = (policy.kx_threshold_ot if is_ot else policy.kx_threshold) if policy else None
        return None if amount is None else {"amount": dollars(amount)}
    on = date(ask["year"], 3, 2)
    line = Service(
        code="97535" if is_ot else "97110",
        minutes=15,
        units=1,
        performed_by="OT" if is_ot else "PT",
        modifiers=("GO" if is_ot else "GP",),
        charge=cents(ask["charged"]),
        allowed=cents(ask["allowed"]),
    )
    visit = _visit(line, service_date=on, discipline="OT" if is_ot else "PT", history=History(spent=cents(ask["used"])))
    (claim,) = review([visit], Basis(filed_on=on)).claims
    return {"kx": any(one.rule == "threshold.missing" and one.outcome == "fail" for one in claim.findings)}


def _pairs(ask: Json) -> Json | None:
    on = date.fromisoformat(ask["on"])
    rows = Basis().tables(on).pair_history(ask["column1"], ask["column2"])
    active = [row for row in rows if row.active and row.column1 == ask["column1"]]
    return {"in_force": bool(active), "modifier_lifts": active[0].indicator == 1 if active else None}


def _reduction(ask: Json) -> Json | None:
    services = (Service(code=name, units=number) for name, number in ask["units"].items())
    visit = _visit(*services, service_date=date.fromisoformat(ask["service_date"]))
    (found,) = price(structs.replace(Case(visits=[visit]), locality="national"), Basis()).visits
    return None if found.allowed is None else {"allowed": dollars(found.allowed)}


def _x12(ask: Json) -> Json | None:
    return {"faults": any(one.severity != "info" for one in validate(BytesIO(ask["file"].encode())))}


ANSWERERS: dict[str, Callable[[Json], Json | None]] = {
    "units": _units,
    "assistants": _assistants,
    "threshold": _threshold,
    "pairs": _pairs,
    "reduction": _reduction,
    "x12": _x12,
}
"""What answers a question of each suite; None: we do not answer it."""
