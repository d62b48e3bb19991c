"""Codes that belong together and that rules ask about: training with braces, pumps for wounds, evaluations.

Which codes they are is the publishers' to say, so they stand in tables with their source: `data/code-sets.csv`,
`data/monitoring-devices.csv` with the days that each device code is for, `data/evaluation-grades.csv` with the numbers
that each grade of an evaluation is for. From and to which day a code exists is the catalogue's.
"""

from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.files import DATA, number, records

SetName = Literal[
    "first_device_training", "later_device_training", "monitoring_set_up", "durable_pump", "disposable_pump",
    "test_with_report", "general_biofeedback", "pelvic_biofeedback", "canalith_repositioning", "positional_vertigo",
    "graded_physical_evaluation", "graded_occupational_evaluation", "telehealth_place",
    "joint_aftercare", "joint_present",
]  # fmt: skip
"""Of graded evaluations the lowest grade is first, of pumps the small area; `positional_vertigo` and `joint_present`
are categories. Aftercare of a joint is first-listed, with the joint, where nothing is left to treat."""


class MonitoringDevice(Struct, frozen=True):
    """A device code of remote monitoring: for which device, and for how many recorded days of its period."""

    code: str
    device: str
    days_from: int
    days_to: int

    def fits(self, days: int) -> bool:
        """Whether so many recorded days are what the code is for."""
        return self.days_from <= days <= self.days_to


class GradeBounds(Struct, frozen=True):
    """The numbers of a finding that a grade of evaluation is for; `most` None: any from `least` on."""

    grade: str
    least: int
    most: int | None

    def fits(self, found: int) -> bool:
        """Whether so many are what the grade is for."""
        return self.least <= found and (self.most is None or found <= self.most)


def code_set(name: SetName) -> tuple[str, ...]:
    """The codes of a set, in the order of the table."""
    return _code_sets()[name]


@cache
def _code_sets() -> dict[str, tuple[str, ...]]:
    sets: dict[str, list[str]] = {}
    for row in records(DATA / "code-sets.csv"):
        sets.setdefault(row["set"], []).append(row["code"])
    return {name: tuple(codes) for name, codes in sets.items()}


@cache
def monitoring_devices() -> dict[str, MonitoringDevice]:
    """Every device code of remote monitoring."""
    return {
        row["code"]: MonitoringDevice(row["code"], row["device"], int(row["days_from"]), int(row["days_to"]))
        for row in records(DATA / "monitoring-devices.csv")
    }


@cache
def device_code_for(device: str, days: int, on: date) -> str | None:
    """The code for a device that recorded on so many days, of those in force; None where there is none."""
    return next(
        (
            one.code
            for one in monitoring_devices().values()
            if one.device == device and one.fits(days) and catalogue()[one.code].valid_on(on)
        ),
        None,
    )


@cache
def grade_bounds(component: str) -> tuple[GradeBounds, ...]:
    """The grades of an evaluation by one of its components, lowest first."""
    return tuple(
        GradeBounds(row["grade"], int(row["least"]), number(row["most"]))
        for row in records(DATA / "evaluation-grades.csv")
        if row["component"] == component
    )
