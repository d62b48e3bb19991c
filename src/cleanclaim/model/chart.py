"""What a patient's chart holds besides visits: plans of care, progress reports, authorizations, benefits, coverage."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Struct

from cleanclaim.model.about import About

BenefitUnit = Literal["visits", "dollars"]
ChartDiscipline = Annotated[
    Literal["PT", "OT", "SLP"] | None, About("for which discipline; empty: for each", "word", kind="a discipline")
]
Writer = Annotated[
    Literal["PT", "PTA", "OT", "OTA", "SLP"] | None,
    About("the credential of who wrote it", "word", kind="someone who treats"),
]


class PlanOfCare(Struct, frozen=True, kw_only=True, gc=False):
    """A plan of care, or a recertification of one. None: not so, or not known to have happened."""

    begins: Annotated[date, About("its first day", "date")]
    through: Annotated[date | None, About("the last day it was written for", "date")] = None
    discipline: ChartDiscipline = None
    written_by: Writer = None
    initial: Annotated[
        bool,
        About(
            "whether it is a first plan of care",
            "yes or no",
            "no for a recertification; a first plan where it is empty",
        ),
    ] = True
    visits_a_week: Annotated[int | None, About("how many visits a week it plans", "visits")] = None
    signed_on: Annotated[date | None, About("the day a physician or other practitioner certified it", "date")] = None
    signed_by: Annotated[str | None, About("that practitioner's NPI", "identifier")] = None
    verbal_on: Annotated[date | None, About("the day of an order by word of mouth", "date")] = None
    sent_on: Annotated[date | None, About("the day it went to the practitioner", "date")] = None
    order_on: Annotated[date | None, About("the date of a signed order or referral on file", "date")] = None
    delay_reason: Annotated[str | None, About("why it was certified late")] = None


class ProgressReport(Struct, frozen=True, kw_only=True, gc=False):
    """A progress report: the day it was written and the credential of who wrote it."""

    on: Annotated[date, About("the day it was written", "date")]
    discipline: ChartDiscipline = None
    written_by: Writer = None


class Authorization(Struct, frozen=True, kw_only=True, gc=False):
    """A payer's approval before treatment."""

    number: Annotated[str, About("its number", "identifier")]
    payer: Annotated[str, About("who gave it", "payer")]
    begins: Annotated[date, About("its first day", "date")]
    ends: Annotated[date | None, About("its last day", "date")] = None
    visits: Annotated[int | None, About("how many visits it approves", "visits")] = None
    used: Annotated[int | None, About("how many of them the payer had counted on that day", "visits")] = None
    counted_on: Annotated[date | None, About("the day of the payer's count", "date")] = None
    discipline: ChartDiscipline = None
    codes: Annotated[tuple[str, ...], About("the codes it approves; none: all", "words")] = ()


class Benefit(Struct, frozen=True, kw_only=True, gc=False):
    """A limited benefit between two days, for one discipline or several together. Dollars are cents inside."""

    payer: Annotated[str, About("whose benefit it is", "payer")]
    unit: Annotated[BenefitUnit, About("what it counts", "word", kind="what a benefit counts")]
    limit: Annotated[int, About("how much there is of it", "amount")]
    begins: Annotated[date, About("its first day", "date")]
    ends: Annotated[date, About("its last day", "date")]
    used: Annotated[int | None, About("how much of it the payer had counted on that day", "amount")] = None
    counted_on: Annotated[date | None, About("the day of the payer's count", "date")] = None
    disciplines: Annotated[tuple[str, ...], About("the disciplines that share it; none: all", "words")] = ()


class CoverageSpan(Struct, frozen=True, kw_only=True, gc=False):
    """Days on which a payer covers the patient."""

    payer: Annotated[str, About("who covers the patient", "payer")]
    begins: Annotated[date, About("the first day", "date")]
    ends: Annotated[date | None, About("the last day", "date")] = None
    checked_on: Annotated[date | None, About("the day of the answer that said so", "date")] = None
    instead: Annotated[
        str | None,
        About(
            "who has to pay instead in those days: home_health, skilled_nursing, hospice, medicare_advantage, or "
            "another payer that comes first",
            "payer",
        ),
    ] = None


PAYS_INSTEAD: Mapping[str, str] = {
    "home_health": "a home health agency",
    "skilled_nursing": "a skilled nursing facility",
    "hospice": "a hospice",
    "medicare_advantage": "a Medicare Advantage plan",
}
"""Who may have to pay in place of a payer, with what people call it; another payer may, too."""


class OutsideCare(Struct, frozen=True, kw_only=True, gc=False):
    """What was allowed this calendar year at other providers, somewhere between the two. Amounts are cents."""

    low: Annotated[int, About("the least it can be", "dollars")]
    high: Annotated[int, About("the most it can be", "dollars")]
