"""What each key figure (KPI) means and how it is counted, as `kpis.toml` has it: the one place that says so."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.sources import cite
from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.finding import Cite
from cleanclaim.money.denials.playbook import Category

Unit = Literal["percent", "days", "dollars", "number"]
Amounts = Literal["both", "numerator"]
GroupedBy = Literal["month", "payer", "clinician"]
TABLE = Path(__file__).with_name("kpis.toml")


class Benchmark(Struct, frozen=True):
    """What the field says is good, in words, and who says so: a yardstick for a talk, no limit."""

    text: str
    standing: Standing
    cite: Cite


class KpiDefinition(Struct, frozen=True, kw_only=True):
    """One key figure: `numerator` divided by `of`, in its `unit`; a median has no numerator.

    `by` are the groups in which it makes sense. `with_patients`: what patients pay is a part of it. `missing` says why
    no folder of claims and remittances can give it. `amounts` says what is in cents, both or the numerator; else they
    are counts. `measure` names what works it out; the last seven fields are what that reads.
    """

    id: str
    name: str
    meaning: str
    numerator: str
    of: str
    window: str
    leaves_out: str
    unit: Unit
    amounts: Amounts | None
    better: Literal["lower", "higher"] | None
    by: tuple[GroupedBy, ...]
    with_patients: bool
    missing: str
    benchmark: Benchmark | None
    measure: str
    days: int
    days_from: int
    days_to: int | None
    kinds: frozenset[Category]
    only_payers_with: bool
    tolerance_cents: int
    tolerance_percent: int


class _WrittenKpi(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    meaning: str
    of: str
    unit: Unit
    amounts: Amounts | None = None
    numerator: str = ""
    window: str = ""
    leaves_out: str = ""
    better: Literal["lower", "higher"] | None = None
    by: tuple[GroupedBy, ...] = ()
    with_patients: bool = False
    missing: str = ""
    benchmark: str = ""
    cite: str = ""
    standing: Standing = "reported"
    measure: str = ""
    days: int = 0
    days_from: int = 0
    days_to: int | None = None
    kinds: frozenset[Category] = frozenset()
    only_payers_with: bool = False
    tolerance_cents: int = 0
    tolerance_percent: int = 0


@cache
def kpi_definitions() -> dict[str, KpiDefinition]:
    """Every key figure by its id, in the order in which they are shown."""
    written = msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), dict[str, _WrittenKpi])
    return {name: _definition(name, one) for name, one in written.items()}


def _definition(name: str, one: _WrittenKpi) -> KpiDefinition:
    fields = {field: getattr(one, field) for field in one.__struct_fields__ if field not in {"cite", "standing"}}
    benchmark = Benchmark(one.benchmark, one.standing, cite(one.cite)) if one.benchmark else None
    return KpiDefinition(id=name, **fields | {"benchmark": benchmark, "measure": one.measure or name})
