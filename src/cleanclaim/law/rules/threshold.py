"""KX: the yearly amount past which every therapy line says that it is necessary.

Medicare counts what it allowed for a patient in a calendar year, physical and speech therapy together,
occupational therapy apart. What is above the threshold is denied without KX. KX is the clinician's word
that the chart supports the care; it is never appended because a counter ran over. Past a second, higher amount claims
may be picked for review. (42 USC 1395l(g))

    payer    | code  | minutes | units | modifiers | spent   | allowed | necessity_documented || broken
    medicare | 97110 |      15 |     1 | GP        | 2400.00 |   80.00 |                      ||             # reaches 2,480 and does not pass it
    -
    medicare | 97110 |      15 |     1 | GP        | 2400.00 |   80.01 | true                 || missing
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 | true                 ||
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 |                      || unattested?
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 | false                || unattested
    -
    medicare | 97110 |      15 |     1 | GP KX     | 100.00  |   20.00 | true                 || early
    -
    medicare | 97110 |      15 |     1 | GP        |         |   20.00 |                      || missing? review_passed?    # the patient's year is not known
    -
    medicare | 97110 |      15 |     1 | GP KX     |         |   20.00 | true                 || early? missing? review_passed?
    -
    aetna    | 97110 |      15 |     1 | GP        | 9000.00 |   20.00 |                      ||
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2990.00 |   20.00 | true                 || review_passed   # 3,010: the visit that passes 3,000
    -
    medicare | 97110 |      15 |     1 | GP KX     | 3010.00 |   20.00 | true                 ||                 # said once a year

Some Medicare Advantage plans ask for KX at Medicare's amount, and others do not:

    payer              | code  | minutes | units | modifiers | spent   | allowed || broken
    medicare_advantage | 97110 |      15 |     1 | GP        | 2400.00 |   80.00 || missing? review_passed?
    -
    medicare_advantage | 97110 |      15 |     1 | GP        | 2400.00 |   80.01 || plan_may_ask missing? review_passed?
    -
    medicare_advantage | 97110 |      15 |     1 | GP KX     | 2600.00 |   20.00 || missing? early? unattested? review_passed?   # an attestation, asked or not
    -
    medicare_advantage | 97110 |      15 |     1 | GP        |         |   20.00 || plan_may_ask? missing? review_passed?
    -
    medicare_advantage | A4556 |         |     1 |           | 2600.00 |   20.00 || review_passed?   # no therapy: not counted

Where the year is not known, the patient's own earlier visits may be past it by themselves:

    payer    | code  | minutes | units | modifiers | spent | earlier                      | allowed || broken
    medicare | 97110 |      15 |     1 | GP        |       | each=1000 2026-02-09*3 97110 |   20.00 || missing review_passed?
    -
    medicare | 97110 |      15 |     1 | GP        |       | each=800 2026-02-09*3 97110  |   20.00 || missing? review_passed?   # 2,420 at least
    -
    medicare | 97110 |      15 |     1 | GP        |       | each=800 2026-02-09*3 97110  |  100.00 || missing review_passed?
    -
    medicare | 97110 |      15 |     1 | GP KX     |       | each=1000 2026-02-09*3 97110 |   20.00 || unattested? review_passed?
    -
    medicare | 97110 |      15 |     1 | GP        |       | each=1000 payer=aetna 2026-02-09*3 97110  |   20.00 || missing? review_passed?
    -
    medicare | 97110 |      15 |     1 | GP        |       | each=1000 discipline=OT 2026-02-09*3 97110 |   20.00 || missing? review_passed?
    -
    medicare | 97110 |      15 |     1 | GP        |       | each=1000 2025-12-08*3 97110 |   20.00 || missing? review_passed?   # another year

What other providers were paid counts as well:

    payer    | code  | minutes | units | modifiers | spent   | spent_elsewhere      | allowed | necessity_documented || broken
    medicare | 97110 |      15 |     1 | GP        | 2000.00 | low=0 high=400.00    |   80.00 | true                 ||
    -
    medicare | 97110 |      15 |     1 | GP        | 2000.00 | low=300 high=600     |   80.00 | true                 || perhaps
    -
    medicare | 97110 |      15 |     1 | GP KX     | 2000.00 | low=300 high=600     |   80.00 | true                 || early~   # with them the year may be past it
    -
    medicare | 97110 |      15 |     1 | GP        | 2000.00 | low=300 high=600     |         | true                 || perhaps? missing? review_passed?
    -
    aetna    | 97110 |      15 |     1 | GP        | 2000.00 | low=0 high=9000      |   80.00 | true                 ||

What the patient's own pace foretells:

    payer    | code  | minutes | units | modifiers | spent   | earlier                    | allowed || broken
    medicare | 97110 |      15 |     1 | GP        | 2200.00 | each=80 2026-02-16*10 97110 |   80.00 || coming
    -
    medicare | 97110 |      15 |     1 | GP        | 1000.00 | each=20 2026-02-16*10 97110 |   20.00 ||            # months away
    -
    medicare | 97110 |      15 |     1 | GP        | 2200.00 | each=80 2026-02-26*2 97110 |   80.00 ||             # three visits tell too little
    -
    medicare | 97110 |      15 |     1 | GP        | 2200.00 | 2026-02-16*10 97110        |   80.00 ||             # what was allowed is not known
"""

from collections.abc import Sequence
from datetime import date, timedelta

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart import threshold_forecast as forecast
from cleanclaim.law.chart.threshold_forecast import ThresholdForecast
from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.law.coding.modifiers import counts_as_therapy, past_threshold
from cleanclaim.law.rules._fixes import take_off
from cleanclaim.law.wording import day, dollars
from cleanclaim.model.chart import OutsideCare
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Visit
from cleanclaim.reference.tables import Tables


@fact(money=True)
def threshold(
    kx_threshold: int | None = None, kx_threshold_ot: int | None = None, discipline: str | None = None
) -> int | None:
    """The yearly amount of the discipline's pool, in cents."""
    return kx_threshold_ot if discipline == "OT" else kx_threshold


@fact(money=True)
def least_spent(
    tables: Tables,
    spent: int | None = None,
    all_visits: Sequence[Visit] | None = None,
    payer: str | None = None,
    service_date: date | None = None,
    discipline: str | None = None,
) -> int | None:
    """What was allowed this year at the least, in cents: for the therapy of the earlier visits. None where the year is
    known, or nothing of it is.
    """
    if spent is not None or not all_visits or payer is None or service_date is None or discipline is None:
        return None
    return sum(
        service.allowed or 0
        for visit in history_of(all_visits).between(date(service_date.year, 1, 1), service_date - timedelta(days=1))
        if visit.payer == payer and visit.discipline and (visit.discipline == "OT") == (discipline == "OT")
        for service in visit.services
        if service.allowed and service.units != 0 and counts_as_therapy(tables.code(service.code))
    )


@fact(missing=("kx_applies", "spent", "threshold", "allowed"))
def past(
    lines: Sequence[Line],
    tables: Tables,
    kx_applies: bool | None = None,
    spent: int | None = None,
    threshold: int | None = None,
    least_spent: int | None = None,
) -> Each[bool | None]:
    """Whether the patient's year passes the threshold with the line; only billed therapy counts toward it."""
    return _past(lines, tables, spent, threshold, least_spent) if kx_applies else [None] * len(lines)


def _past(
    lines: Sequence[Line], tables: Tables, spent: int | None, threshold: int | None, least: int | None
) -> list[bool | None]:
    if spent is None and least:  # past it is past it, whatever else was allowed; not yet past it tells nothing
        return [True if one else None for one in _past(lines, tables, least, threshold, None)]
    known = [line.allowed for line in lines if line.allowed is not None]
    if spent is not None and threshold is not None and len(known) == len(lines) and spent + sum(known) <= threshold:
        return [False] * len(lines)  # as on most visits: all of it together does not pass
    counting = [line.allowed if line.units != 0 and counts_as_therapy(tables.code(line.code)) else 0 for line in lines]
    return past_threshold(spent, counting, threshold)


@fact
def asks_threshold(is_therapy: bool, kx_applies: bool | None = None) -> bool | None:
    """Whether the payer counts the line toward a threshold; unknown where its practice is."""
    return kx_applies if is_therapy else False


@fact
def may_be_past(
    kx_applies: bool | None = None,
    spent_elsewhere: OutsideCare | None = None,
    year_with_visit: int | None = None,
    threshold: int | None = None,
) -> bool:
    """Whether the year passes the threshold with what others may have been paid, though not without."""
    if not kx_applies or spent_elsewhere is None or year_with_visit is None or threshold is None:
        return False
    return year_with_visit <= threshold < year_with_visit + spent_elsewhere.high


@fact
def may_ask_threshold(
    is_therapy: bool, modifiers: tuple[str, ...], kx_applies: bool | None = None, kx_threshold: int | None = None
) -> bool:
    """Whether the payer's plans differ in asking for KX, at an amount that is known, and the line has none."""
    return kx_applies is None and kx_threshold is not None and is_therapy and "KX" not in modifiers


@fact(missing=("spent", "threshold", "allowed"))
def past_amount(
    lines: Sequence[Line],
    tables: Tables,
    spent: int | None = None,
    threshold: int | None = None,
    least_spent: int | None = None,
) -> Each[bool | None]:
    """Whether the patient's year passes the amount with the line, whether or not the payer asks."""
    return _past(lines, tables, spent, threshold, least_spent)


@fact
def has_kx(is_therapy: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line bills therapy with KX."""
    return is_therapy and "KX" in modifiers


@fact
def has_kx_under_threshold_law(has_kx: bool, kx_applies: bool | None = None) -> bool | None:
    """Whether the line carries KX for a payer that has a threshold."""
    return kx_applies if has_kx else False


@rule(
    title="Past the yearly threshold without KX",
    cite="42-usc-1395l-g",
    when="asks_threshold",
    unknown="info",
    message="The patient's year is past {threshold:dollars} with this line.",
    remedy="Append KX if the chart supports that the care is necessary; if not, GA with a notice the patient signed beforehand, else GZ.",
    carc="119",
)
def missing(past: bool, modifiers: tuple[str, ...]) -> bool:
    """Above the threshold a line without KX is denied."""
    return past and "KX" not in modifiers


@rule(
    title="The plan may ask for KX",
    cite="priority-health-kx",
    when="may_ask_threshold",
    severity="warn",
    unknown="info",
    message="The year is past {threshold:dollars} with this line; some of this payer's plans want KX from there, others not.",
    remedy="Ask the plan, and write kx_applies into your own payer file (--payers); append KX where the chart supports it.",
    field="modifiers",
    carc="119",
)
def plan_may_ask(past_amount: bool) -> bool:
    """A plan that goes by Medicare's amount denies the line without KX, though the statute speaks of Original Medicare."""
    return past_amount


@rule(
    title="KX before the threshold",
    cite="42-usc-1395l-g",
    when="has_kx_under_threshold_law",
    unless="may_be_past",
    severity="warn",
    unknown="info",
    message="The patient's year has not passed {threshold:dollars} with this line.",
    remedy="Take KX off until the threshold is passed.",
    field="modifiers",
    fix=take_off("KX"),
)
def early(past: bool) -> bool:
    """KX on every line from the first visit is a pattern reviewers select claims by."""
    return not past


@fact
def attests_with_kx(has_kx: bool, kx_applies: bool | None = None) -> bool:
    """Whether the line attests by KX to a payer that has a threshold or may have one."""
    return has_kx and kx_applies is not False


@rule(
    title="KX without the clinician's word",
    cite="42-usc-1395l-g",
    when="attests_with_kx",
    message="KX attests that the chart supports the care; the visit says it does not.",
    remedy="Take KX off, unless the therapist finds that the chart as it was written shows the need.",
    field="modifiers",
)
def unattested(necessity_documented: bool) -> bool:
    """KX is an attestation. Appended without one it is a false statement on a claim."""
    return not necessity_documented


@fact(missing=("kx_applies", "spent", "allowed"), money=True)
def year_with_visit(
    lines: Sequence[Line], tables: Tables, kx_applies: bool | None = None, spent: int | None = None
) -> int | None:
    """What was allowed of the patient's year with the visit, in cents; unknown where a part of it is."""
    return _year_with(lines, tables, spent) if kx_applies else None


def _year_with(lines: Sequence[Line], tables: Tables, spent: int | None) -> int | None:
    total = spent
    for line in lines:
        if line.units != 0 and counts_as_therapy(tables.code(line.code)):
            total = None if total is None or line.allowed is None else total + line.allowed
    return total


@rule(
    title="The year passes the amount for review",
    cite="42-usc-1395l-g",
    when="kx_applies",
    severity="info",
    message="With this visit the patient's year stands at {year_with_visit:dollars}, past {review_threshold:dollars}.",
    remedy="Nothing to change: see that the chart shows why the care is skilled and needed, before somebody asks for it.",
)
def review_passed(spent: int, year_with_visit: int, review_threshold: int) -> bool:
    """Past this amount Medicare's contractors may pick claims for review; a chart in order is all the answer they need."""
    return spent <= review_threshold < year_with_visit


@fact
def outside_care_matters(
    asks_threshold: Each[bool | None], modifiers: Each[tuple[str, ...]], spent_elsewhere: OutsideCare | None = None
) -> bool:
    """Whether it is known what others were paid, and a line counts toward the threshold and stands without KX."""
    return spent_elsewhere is not None and any(
        asks and "KX" not in marks for asks, marks in zip(asks_threshold, modifiers, strict=True)
    )


def _with_others(year_with_visit: int, spent_elsewhere: OutsideCare, threshold: int) -> str:
    """The range of the year."""
    low, high = year_with_visit + spent_elsewhere.low, year_with_visit + spent_elsewhere.high
    return (
        f"With this visit the year stands at {dollars(year_with_visit)} here, and at {dollars(low)} to {dollars(high)} "
        f"with other providers; the threshold is {dollars(threshold)}."
    )


@rule(
    title="Perhaps past the threshold with other providers",
    cite="42-usc-1395l-g",
    when="outside_care_matters",
    severity="warn",
    unknown="info",
    message=_with_others,
    remedy="Ask the payer what the year stands at; append KX if it is past and the chart supports the care.",
    carc="119",
)
def perhaps(year_with_visit: int, threshold: int, spent_elsewhere: OutsideCare) -> bool:
    """The threshold counts the patient's year at all providers; one practice sees only its own part of it."""
    return year_with_visit <= threshold < year_with_visit + spent_elsewhere.high


@fact
def foreseen(
    discipline: str | None = None,
    service_date: date | None = None,
    kx_applies: bool | None = None,
    threshold: int | None = None,
    year_with_visit: int | None = None,
    spent: int | None = None,
    all_visits: Sequence[Visit] | None = None,
) -> ThresholdForecast | None:
    """When the patient's year will pass the threshold; None where too little is known to tell, or it is past."""
    if not kx_applies or service_date is None or spent is None or threshold is None or year_with_visit is None:
        return None
    if year_with_visit > threshold or not all_visits:
        return None
    paces = forecast.allowed_by_visit(all_visits, discipline == "OT", service_date)
    if paces is None:
        return None
    return forecast.forecast(
        [*paces, (service_date, year_with_visit - spent)], threshold - year_with_visit, service_date
    )


@fact
def comes_soon(foreseen: ThresholdForecast | None = None, service_date: date | None = None) -> bool:
    """Whether the day is near enough to be worth saying."""
    return (
        foreseen is not None and service_date is not None and (foreseen.likely - service_date).days <= forecast.HORIZON
    )


def _foretold(foreseen: ThresholdForecast | None, threshold: int | None) -> str:
    """The day, and how early or late it may be."""
    if foreseen is None:
        return "Too little is known to tell."
    late = f"{day(foreseen.latest)} at the latest" if foreseen.latest else "perhaps not this year"
    return (
        f"At the patient's pace the year passes {dollars(threshold)} about {day(foreseen.likely)}: "
        f"{day(foreseen.earliest)} at the earliest, {late}."
    )


@rule(
    title="The threshold is coming",
    cite="42-usc-1395l-g",
    severity="info",
    message=_foretold,
    remedy="Have the therapist see that the chart shows why the care is needed, before KX is due.",
)
def coming(comes_soon: bool) -> bool:
    """Told in time, the chart can be put in order before the visit that needs KX."""
    return comes_soon
