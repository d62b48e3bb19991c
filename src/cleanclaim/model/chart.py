"""What a patient's chart holds besides visits: plans of care, progress reports, authorizations, benefits, coverage."""

from datetime import date
from typing import Literal

from msgspec import Struct

BenefitUnit = Literal["visits", "dollars"]


class PlanOfCare(Struct, frozen=True, kw_only=True, gc=False):
    """A plan of care, or a recertification of one, from its first day to the last it was written for.

    `written_by` is the credential of who established it. `signed_on` is the day a physician or other practitioner
    certified it, `signed_by` that one's NPI, `verbal_on` the day of an order by word of mouth, `sent_on` the day the
    plan went to the practitioner and `order_on` the date of a signed order or referral on file. None: not so, or not
    known to have happened.
    """

    begins: date
    through: date | None = None
    discipline: str | None = None
    written_by: str | None = None
    initial: bool = True
    visits_a_week: int | None = None
    signed_on: date | None = None
    signed_by: str | None = None
    verbal_on: date | None = None
    sent_on: date | None = None
    order_on: date | None = None
    delay_reason: str | None = None


class ProgressReport(Struct, frozen=True, kw_only=True, gc=False):
    """A progress report: the day it was written and the credential of who wrote it."""

    on: date
    discipline: str | None = None
    written_by: str | None = None


class Authorization(Struct, frozen=True, kw_only=True, gc=False):
    """A payer's approval before treatment. `used` are the visits already counted against it on `counted_on`."""

    number: str
    payer: str
    begins: date
    ends: date | None = None
    visits: int | None = None
    used: int | None = None
    counted_on: date | None = None
    discipline: str | None = None
    codes: tuple[str, ...] = ()


class Benefit(Struct, frozen=True, kw_only=True, gc=False):
    """A limited benefit: so many visits, or cents, between two days, for one discipline or several together.

    `used` is what the payer reported as used on `counted_on`.
    """

    payer: str
    unit: BenefitUnit
    limit: int
    begins: date
    ends: date
    used: int | None = None
    counted_on: date | None = None
    disciplines: tuple[str, ...] = ()


class CoverageSpan(Struct, frozen=True, kw_only=True, gc=False):
    """Days on which a payer covers the patient, as an answer of `checked_on` said.

    `instead` names who has to pay instead in those days: `home_health`, `skilled_nursing`, `hospice`,
    `medicare_advantage` or another payer that comes first.
    """

    payer: str
    begins: date
    ends: date | None = None
    checked_on: date | None = None
    instead: str | None = None


class Elsewhere(Struct, frozen=True, kw_only=True, gc=False):
    """Allowed cents this calendar year at other providers, between `low` and `high`."""

    low: int
    high: int
