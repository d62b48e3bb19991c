"""Remedies a machine may carry out: what a finding asks for, where it asks for one thing and needs nobody's judgement.

Taking off a modifier that is not earned, billing the units that the minutes give, putting GP where GP is due. Never 59
or KX, which state a fact that somebody has to know; never a minute; never one side of a tie. The visit comes back
changed, to be looked at beside the old one and reviewed again.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import structs

from cleanclaim.law.coding.modifiers import DISCIPLINE, DISTINCT
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Service, Visit

Services = tuple[Service, ...]
Step = Callable[[Services, int, Mapping[str, Any]], Services | None]


def fixed(visit: Visit, finding: Finding) -> Visit | None:
    """The visit with the finding's remedy carried out; None where it takes somebody's judgement, or would do nothing.

    Remedies about units and modifiers need a visit whose units are given: where they are counted, the line is ours.
    """
    step = BY_CODE.get(finding.rule) or (BY_LINE.get(finding.rule) if _is_billed(visit) else None)
    if step is None or finding.outcome != "fail":
        return None
    at = _place(visit, finding)
    if at is None:
        return None
    services = step(visit.services, at, {**finding.evidence, "due": DISCIPLINE.get(visit.discipline or "")})
    if services is None or services == visit.services:
        return None
    return structs.replace(visit, services=services)


def _is_billed(visit: Visit) -> bool:
    return all(service.units is not None for service in visit.services)


def _place(visit: Visit, finding: Finding) -> int | None:
    """Where the service of the finding stands, from 0: its line, or the only service of its code."""
    if _is_billed(visit):
        return finding.line - 1 if finding.line else None
    places = [at for at, service in enumerate(visit.services) if service.code == finding.evidence.get("code")]
    return places[0] if len(places) == 1 else None


def _changed(services: Services, at: int, **changes: Any) -> Services:
    return (*services[:at], structs.replace(services[at], **changes), *services[at + 1 :])


def _off_the_claim(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services | None:
    """The service documented and not billed: 0 units. Where units are still to be counted, it is left out."""
    if services[at].units is not None:
        return _changed(services, at, units=0, charge=None, allowed=None)
    return (*services[:at], *services[at + 1 :]) or None


def _with_units(services: Services, at: int, units: int) -> Services | None:
    """The line with so many units, its charge in proportion; None where that leaves a fraction of a cent."""
    service = services[at]
    if not units:
        return _off_the_claim(services, at, {})
    if service.charge is None or not service.units:
        return _changed(services, at, units=units)
    charge, rest = divmod(service.charge * units, service.units)
    return None if rest else _changed(services, at, units=units, charge=charge, allowed=None)


def _earned(most: str) -> Step:
    """The units of the code as the minutes give them, where the code stands on one line."""

    def step(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
        alone = sum(service.code == services[at].code for service in services) == 1
        return _with_units(services, at, evidence[most]) if alone else None

    return step


def _without(*marks: str) -> Step:
    """The line without these modifiers."""

    def step(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services:
        return _changed(services, at, modifiers=tuple(mark for mark in services[at].modifiers if mark not in marks))

    return step


def _discipline(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The one modifier of the visit's discipline, in the place of any other or at the end."""
    due, marks = evidence["due"], list(services[at].modifiers)
    if due is None:
        return None
    first = next((place for place, mark in enumerate(marks) if mark in DISCIPLINE.values()), len(marks))
    rest = [mark for mark in marks if mark not in DISCIPLINE.values()]
    return _changed(services, at, modifiers=(*rest[:first], due, *rest[first:]))


def _assistant_all(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The assistant's modifier on the line, where the assistant gave all the units of the code and it is one line."""
    alone = sum(service.code == services[at].code for service in services) == 1
    if not alone or evidence["assistant_due"] != services[at].units:
        return None
    return _changed(services, at, modifiers=(*services[at].modifiers, evidence["assistant_modifier"]))


def _assistant_none(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The line without it, where the assistant gave none."""
    mark = evidence["assistant_modifier"]
    return None if evidence["assistant_due"] else _without(mark)(services, at, evidence)


def _together(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services | None:
    """The lines that repeat this one added to it. Minutes, charges or units of which one is unknown stay unknown."""
    first, *others = [place for place, one in enumerate(services) if _alike(one) == _alike(services[at])]
    same = [services[place] for place in (first, *others)]
    if len({(one.performed_by, one.mode) for one in same}) > 1:
        return None
    sums = {name: _sum([getattr(one, name) for one in same]) for name in ("minutes", "units", "charge", "allowed")}
    kept = _changed(services, first, **sums)
    return tuple(one for place, one in enumerate(kept) if place not in others)


def _alike(service: Service) -> tuple[object, ...]:
    return service.code, service.modifiers, service.start


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _ordered(services: Services, at: int, evidence: Mapping[str, Any]) -> Services:
    return _changed(services, at, modifiers=tuple(evidence["best_order"]))


def _once(field: str) -> Step:
    """Each entry of the field once."""

    def step(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services:
        return _changed(services, at, **{field: tuple(dict.fromkeys(getattr(services[at], field)))})

    return step


def _replaced(services: Services, at: int, evidence: Mapping[str, Any]) -> Services:
    return _changed(services, at, code=evidence["replacement"])


BY_CODE: dict[str, Step] = {
    "codes.bundled": _off_the_claim,
    "codes.replaced": _replaced,
    "pairs.bundled": _off_the_claim,
}
"""Remedies that hold for a service however its units come about."""

BY_LINE: dict[str, Step] = {
    "assistants.missing": _assistant_all,
    "assistants.unearned": _assistant_none,
    "diagnoses.repeated": _once("diagnoses"),
    "minutes.overbilled": _earned("most_units"),
    "minutes.underbilled": _earned("least_units"),
    "modifiers.again": _without("76", "77"),
    "modifiers.discipline_doubled": _discipline,
    "modifiers.discipline_missing": _discipline,
    "modifiers.discipline_wrong": _discipline,
    "modifiers.order": _ordered,
    "modifiers.repeated": _once("modifiers"),
    "notices.not_this_payers": _without("GA", "GX", "GY", "GZ"),
    "pairs.needless": _without(*DISTINCT),
    "threshold.early": _without("KX"),
    "visits.duplicate": _together,
}
"""Remedies for a line as it was billed."""
