"""A visit with the lines of its claim, made once and handed along: pricing, the review and the claim take them as made.

visit ──code_visit──▶ VisitLines ──price──▶ with_updates ──▶ review ──▶ claim
"""

from collections.abc import Mapping, Sequence
from typing import cast

from msgspec import Struct, structs

from cleanclaim.law.coding.lines import build_lines, count_under_policy, update_amounts
from cleanclaim.law.coding.units_earned import DayCount
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.line import Line
from cleanclaim.model.practice import NO_FEES, with_fees
from cleanclaim.model.visit import HELPERS, Service, Visit
from cleanclaim.reference.tables import Tables


class VisitLines(Struct, frozen=True):
    """A visit with the lines of its claim, and what they were made by.

    `lines` are the services as they are where all came with their units, else what the minutes earn. `same_day`: the
    other sessions that were counted with it. `counted`: the units that its codes earned; None where nothing had to be
    counted. `fees`: the practice's cents a unit by code, which stand in for missing charges.
    """

    visit: Visit
    same_day: tuple[Visit, ...]
    policy: Policy
    tables: Tables
    fees: Mapping[str, int]
    lines: Sequence[Line | Service]
    counted: DayCount | None = None

    def are_of(self, visit: Visit, same_day: Sequence[Visit], policy: Policy, tables: Tables) -> bool:
        """Whether these would be the lines of the visit beside these sessions, under this policy and these tables."""
        return (
            self.visit is visit
            and self.policy is policy
            and self.tables is tables
            and len(self.same_day) == len(same_day)
            and all(mine is other for mine, other in zip(self.same_day, same_day, strict=True))
        )


def code_visit(
    visit: Visit, same_day: tuple[Visit, ...], policy: Policy, tables: Tables, fees: Mapping[str, int] = NO_FEES
) -> VisitLines:
    """The lines of a visit: as billed where units are given, else as its minutes earn them."""
    counted = None
    services = _as_billed(visit.services)
    lines: Sequence[Line | Service] = services
    for service in services:
        if service.units is None:
            counted = count_under_policy(visit, same_day, policy, tables)
            lines = build_lines(visit, counted, policy, tables)
            break
    return VisitLines(visit, same_day, policy, tables, fees, with_fees(lines, fees), counted)


def with_updates(coded: VisitLines, visit: Visit, same_day: tuple[Visit, ...]) -> VisitLines:
    """The lines with what has become known of the visit since: the amounts allowed, and the patient's history."""
    if coded.counted is None:
        lines: Sequence[Line | Service] = with_fees(_as_billed(visit.services), coded.fees)
    else:
        counted = cast("Sequence[Line]", coded.lines)
        lines = update_amounts(visit, counted, coded.policy, coded.tables)
    return structs.replace(coded, visit=visit, same_day=same_day, lines=lines)


def _as_billed(services: Sequence[Service]) -> Sequence[Service]:
    """The services as billed: where all others came with their units, a helper's without are 0 of them."""
    for service in services:
        if service.units is None and service.performed_by in HELPERS:
            break
    else:
        return services
    others = [service.units for service in services if service.performed_by not in HELPERS]
    if not others or None in others:
        return services
    return tuple(
        [
            structs.replace(service, units=0) if service.units is None and service.performed_by in HELPERS else service
            for service in services
        ]
    )
