"""Fixes a machine may carry out: what a finding asks for, where it asks for one thing and needs nobody's judgment.

Taking off a modifier that is not earned, billing the units that the minutes give, putting GP where GP is due. Never 59
or KX, which state a fact that somebody has to know; never a minute; never one side of a tie. A rule names its fix.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from msgspec import Struct, structs

from cleanclaim.law.chart.same_service import find_equal
from cleanclaim.law.coding.lines import known_total
from cleanclaim.law.coding.modifiers import DISCIPLINE
from cleanclaim.model.money import in_proportion
from cleanclaim.model.visit import Service

Services = tuple[Service, ...]
Change = Callable[[Services, int, Mapping[str, Any]], Services | None]
"""The services with a line changed, by its place from 0 and the finding's evidence; None where it takes judgment."""


MINUTES = "minutes"
"""What units rest on: a finding that `doubts` it has to be settled before units are fixed."""


class Fix(Struct, frozen=True):
    """How a finding is fixed. `unbilled`: also on a visit whose units are still to be counted, where the line is ours.

    `rests_on`: what of the visit's record the fix takes for true, as units rest on the minutes.
    """

    change: Change
    unbilled: bool = False
    rests_on: str = ""


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
        return _changed(services, at, units=units, allowed=None)
    charge = in_proportion(service.charge, units, service.units)
    return None if charge is None else _changed(services, at, units=units, charge=charge, allowed=None)


def bill(units: str) -> Fix:
    """The units of the code as this fact of the rule gives them, where the code stands on one line."""

    def change(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
        alone = sum(service.code == services[at].code for service in services) == 1
        return _with_units(services, at, evidence[units]) if alone else None

    return Fix(change, rests_on=MINUTES)


def take_off(*marks: str) -> Fix:
    """The line without these modifiers."""

    def change(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services:
        return _without(services, at, marks)

    return Fix(change)


def _without(services: Services, at: int, marks: Collection[str]) -> Services:
    return _changed(services, at, modifiers=tuple(mark for mark in services[at].modifiers if mark not in marks))


def _discipline(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The one modifier of the visit's discipline, in the place of any other or at the end."""
    due, marks = evidence["due"], list(services[at].modifiers)
    if due is None:
        return None
    first = next((place for place, mark in enumerate(marks) if mark in DISCIPLINE.values()), len(marks))
    rest = [mark for mark in marks if mark not in DISCIPLINE.values()]
    return _changed(services, at, modifiers=(*rest[:first], due, *rest[first:]))


def _assistant_all(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The assistant's modifier on the line, where all that it bills is the assistant's and the code is on one line."""
    alone = sum(service.code == services[at].code for service in services) == 1
    if not alone or evidence["assistant_owed"] != services[at].units:
        return None
    return _changed(services, at, modifiers=(*services[at].modifiers, evidence["assistant_modifier"]))


def _assistant_none(services: Services, at: int, evidence: Mapping[str, Any]) -> Services | None:
    """The line without it, where the assistant gave none."""
    mark = evidence["assistant_modifier"]
    return None if evidence["assistant_due"] else _without(services, at, {mark})


def _together(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services | None:
    """The lines that repeat this one added to it. Minutes, charges or units of which one is unknown stay unknown.

    Not where two of them may be one service entered twice, nor where they began at one time: a person has to say which.
    """
    first, *others = [place for place, one in enumerate(services) if _alike(one) == _alike(services[at])]
    same = [services[place] for place in (first, *others)]
    if len({(one.performed_by, one.mode) for one in same}) > 1:
        return None
    if services[at].start is not None or any(find_equal(same)):
        return None
    sums = {
        name: known_total([getattr(one, name) for one in same]) for name in ("minutes", "units", "charge", "allowed")
    }
    summed = _changed(services, first, **sums)
    return tuple(one for place, one in enumerate(summed) if place not in others)


def _alike(service: Service) -> tuple[object, ...]:
    return service.code, service.modifiers, service.start


def _ordered(services: Services, at: int, evidence: Mapping[str, Any]) -> Services:
    return _changed(services, at, modifiers=tuple(evidence["best_order"]))


def each_once(field: str) -> Fix:
    """Each entry of the line's field once."""

    def change(services: Services, at: int, _evidence: Mapping[str, Any]) -> Services:
        return _changed(services, at, **{field: tuple(dict.fromkeys(getattr(services[at], field)))})

    return Fix(change)


def _replaced(services: Services, at: int, evidence: Mapping[str, Any]) -> Services:
    return _changed(services, at, code=evidence["replacement"], allowed=None)


TAKE_OFF_THE_CLAIM = Fix(_off_the_claim, unbilled=True)
REPLACE_THE_CODE = Fix(_replaced, unbilled=True)
MARK_AS_THE_ASSISTANTS = Fix(_assistant_all, rests_on=MINUTES)
UNMARK_AS_THE_ASSISTANTS = Fix(_assistant_none, rests_on=MINUTES)
SET_THE_DISCIPLINE = Fix(_discipline)
ORDER_THE_MODIFIERS = Fix(_ordered)
ADD_THE_LINES_TOGETHER = Fix(_together)

REMOVE_THE_SECOND = (
    "Remove the second row, unless it was given twice: then enter when each began, or add the minutes up on one row; "
    "wounds by area stand on one row too."
)
"""What a person does about two rows that may be one service. No machine chooses."""
