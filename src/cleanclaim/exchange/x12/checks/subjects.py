"""What checks look at: a claim, a line, a payment, an answer; and the names that the parameters of checks may have.

The names are the fields of the value, those of the values named in `within`, what is handed in with it (`context`), and
what is worked out of these (`derived`). `repeats` are those of which a file says the same over and over: what is found
of them alone is remembered (`compiled`). `settled` are those that mostly say the same, or nothing, and are looked up
together. A name missing there costs time and nothing else.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer
from cleanclaim.exchange.x12.loop_text import LoopText, each
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.money import sum_known
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import Adjustment, ClaimHeader, SubmittedClaim, SubmittedLine

LISTS = "lists"
"""The name of the published code lists, which any check may read; they are the same for a whole file."""


class Subject(Struct, frozen=True, kw_only=True, eq=False):
    """A kind of value that checks look at. `path` is the guide's segment that a fault is shown at, unless it names one.

    `derived` functions have the name of what they work out, and parameters of the other names.
    """

    words: str
    path: str
    value: type[Struct]
    within: dict[str, type[Struct]]
    context: tuple[str, ...]
    derived: tuple[Callable[..., Any], ...]
    repeats: frozenset[str]
    settled: frozenset[str] = frozenset()

    @property
    def names(self) -> dict[str, str]:
        """Every name but the derived ones, as Python reads it; the derived ones with an empty text."""
        found = {name: f"value.{name}" for name in self.value.__struct_fields__}
        for field, struct in self.within.items():
            found |= {name: f"value.{field}.{name}" for name in struct.__struct_fields__}
        found |= {name: name for name in self.context}
        return found | {function.__name__: "" for function in self.derived}


def first_day(lines: tuple[SubmittedLine, ...]) -> date | None:
    """The first line's first day of service: the day on which a claim's codes must have been in force."""
    return lines[0].first_date if lines else None


class Days(NamedTuple):
    """The day that a DTP names, or the first and the last of its span."""

    first: date | None
    last: date | None


_DTP = {"2300.CLM": "2300.DTP", "2400.LX": "2400.DTP"}
_NO_DAYS: dict[str, Days] = {}


def days(loop: LoopText) -> dict[str, Days]:
    """The days of a claim or a line by their qualifiers (DTP), but for those of service."""
    text = loop.texts.get(_DTP[loop.path])
    if text is None or (loop.path == "2400.LX" and text[4:7] == "472" and loop.marks.segment not in text):
        return _NO_DAYS
    found = {}
    for one in each(text, loop.marks.segment):
        e = [*one.split(loop.marks.element), "", "", ""]
        first, _, last = e[3].partition("-")
        found[e[1]] = Days(day_of(first), day_of(last or first))
    return found


def reasons(adjustments: tuple[Adjustment, ...]) -> tuple[str, ...]:
    """The reason codes of adjustments, without their amounts."""
    if len(adjustments) == 1:
        return (adjustments[0].reason,)
    return tuple([one.reason for one in adjustments])


class LineTotals(NamedTuple):
    """What a claim's lines come to, in cents: their charges, and what their adjustments take off. None if unknown."""

    charge: int | None
    taken: int | None


def line_totals(lines: tuple[PaidLine, ...]) -> LineTotals:
    """What the lines of a claim as paid come to."""
    charges: int | None = 0
    taken: int | None = 0
    for line in lines:
        of_line = taken_by(line.adjustments)
        charges = None if charges is None or line.charge is None else charges + line.charge
        taken = None if taken is None or of_line is None else taken + of_line
    return LineTotals(charges, taken)


def taken_by(adjustments: tuple[Adjustment, ...]) -> int | None:
    """The cents that adjustments take off; None where one is unknown."""
    if len(adjustments) == 1:
        return adjustments[0].amount
    return sum_known([one.amount for one in adjustments])


CLAIM_837P = Subject(
    words="a claim of an 837P",
    path="2300.CLM",
    value=SubmittedClaim,
    within={"header": ClaimHeader},
    context=("loop", "written"),
    derived=(first_day, days),
    repeats=frozenset(
        {
            "accident_causes",
            "billing",
            "billing_taxonomy",
            "diagnoses",
            "filing",
            "first_day",
            "frequency",
            "insurance_type",
            "location",
            "other_payers",
            "place_of_service",
            "referring",
            "rendering",
            "rendering_taxonomy",
            "sequence",
            "tax_id",
        }
    ),
    settled=frozenset(
        {
            "accident_causes",
            "accident_date",
            "accident_state",
            "billing",
            "billing_taxonomy",
            "filing",
            "frequency",
            "insurance_type",
            "location",
            "other_payers",
            "own",
            "payer_claim_number",
            "place_of_service",
            "referring",
            "relationship",
            "rendering",
            "rendering_taxonomy",
            "sequence",
            "tax_id",
        }
    ),
)
LINE_837P = Subject(
    words="a line of an 837P",
    path="2400.SV1",
    value=SubmittedLine,
    within={},
    context=("diagnosis_count", "birth_date", "written", "loop"),
    derived=(days,),
    repeats=frozenset(
        {
            "code",
            "code_kind",
            "description",
            "diagnosis_count",
            "first_date",
            "modifiers",
            "note",
            "place_of_service",
            "pointers",
            "rendering",
            "unit",
            "units",
        }
    ),
)
CLAIM_835 = Subject(
    words="a claim of an 835",
    path="2100.CLP",
    value=PaidClaim,
    within={},
    context=("paid_on", "made_on"),
    derived=(line_totals, reasons),
    repeats=frozenset({"paid_on", "reasons", "remarks", "rendering"}),
    settled=frozenset({"forwarded_to", "paid_on", "reasons", "remarks", "rendering", "status"}),
)
LINE_835 = Subject(
    words="a line of an 835",
    path="2110.SVC",
    value=PaidLine,
    within={},
    context=("paid_on", "made_on"),
    derived=(reasons,),
    repeats=frozenset({"code", "code_kind", "first_date", "modifiers", "paid_on", "reasons", "remarks"}),
)
PAYMENT_835 = Subject(
    words="the payment of an 835",
    path=".BPR",
    value=Payment,
    within={},
    context=(),
    derived=(),
    repeats=frozenset(),
)
ANSWER_277CA = Subject(
    words="an answer of a 277CA",
    path="2200D.STC",
    value=ClaimAnswer,
    within={},
    context=("written",),
    derived=(),
    repeats=frozenset({"statuses", "written"}),
)

SUBJECTS = (CLAIM_837P, LINE_837P, CLAIM_835, LINE_835, PAYMENT_835, ANSWER_277CA)
