"""What a claim needs besides codes: who, where, when, for how much, and once.

    payer    | code  | minutes | units | provider_npi | place_of_service | charge || broken
    medicare | 97110 |      15 |     1 | 1234567893   | 11               |  50.00 ||
    -
    medicare | 97110 |      15 |     1 | 1234567890   | 11               |  50.00 || npi_wrong
    -
    medicare | 97110 |      15 |     1 |              | 11               |  50.00 || npi_wrong?
    -
    medicare | 97110 |      15 |     1 | 1234567893   |                  |  50.00 || place_unknown?
    -
    medicare | 97110 |      15 |     1 | 1234567893   | 38               |  50.00 || place_unknown
    -
    medicare | 97110 |      15 |     1 | 1234567893   | 11               |   0.00 || charge_missing
    -
    medicare | 97110 |      15 |     1 | 1234567893   | 11               |        || charge_missing
    -
    medicare | 97110 |         |       | 1234567893   | 11               |  50.00 || charge_missing? nothing_to_bill?   # nothing says how many units
    -
    medicare | 97110 |       5 |     0 | 1234567893   | 11               |  50.00 || nothing_to_bill

    payer    | patient_id | discipline | service_date | filed_on   | code  | minutes | units || broken
    medicare | P1         | PT         | 2026-03-02   | 2026-03-03 | 97110 |      15 |     1 ||
    -
    medicare | P1         | PT         | 2026-03-02   | 2026-03-01 | 97110 |      15 |     1 || in_future
    -
    medicare | P1         | PT         |              | 2026-03-03 | 97110 |      15 |     1 || in_future?
    -
    medicare | P1         | PT         | 2025-03-02   | 2026-03-03 | 97110 |      15 |     1 || late
    -
    medicare | P1         | PT         | 2025-03-02   | 2026-03-02 | 97110 |      15 |     1 ||
    -
    medicare | P1         | PT         | 2023-03-01   | 2024-03-01 | 97110 |      15 |     1 ||        # leap day and all
    -
    medicare | P1         | PT         | 2025-11-29   | 2026-11-30 | 97110 |      15 |     1 ||        # the 29th is a Sunday
    -
    medicaid_ca | P1      | PT         | 2026-01-02   | 2026-07-31 | 97110 |      15 |     1 ||        # six months after January
    -
    medicaid_ca | P1      | PT         | 2026-01-02   | 2026-08-04 | 97110 |      15 |     1 ||        # late, and paid at less
    -
    medicaid_ca | P1      | PT         | 2026-01-02   | 2027-02-02 | 97110 |      15 |     1 || late
    -
    workers_comp_tx | P1  | PT         | 2026-03-03   | 2026-06-08 | 97110 |      15 |     1 ||        # day 95 is a Saturday
    -
    workers_comp_tx | P1  | PT         | 2026-03-03   | 2026-06-09 | 97110 |      15 |     1 || late
    -
    aetna    | P1         | PT         | 2026-01-31   | 2026-06-01 | 97110 |      15 |     1 || late?  # day 120 is a Sunday, and nobody read what then
    -
    medicare |            | PT         | 2026-03-02   | 2026-03-03 | 97110 |      15 |     1 || unidentified?
    -
    medicare | P1         |            | 2026-03-02   | 2026-03-03 | 97110 |      15 |     1 || undisciplined?
    -
             | P1         | PT         | 2026-03-02   | 2026-03-03 | 97110 |      15 |     1 || payer_unknown? late?
    -
    acme     | P1         | PT         | 2026-03-02   | 2026-03-03 | 97110 |      15 |     1 || payer_unknown? late?

The same service twice:

    payer    | code  | minutes | start | units || broken
    medicare | 97110 |      15 |       |     1 || duplicate
    medicare | 97110 |      15 |       |     1 || duplicate
    -
    medicare | 97110 |      15 | 09:00 |     1 ||               # morning and afternoon
    medicare | 97110 |      15 | 14:00 |     1 ||
    -
    medicare | 97110 |      15 | 09:00 |     1 || duplicate     # one row lacks its start
    medicare | 97110 |      15 |       |     1 || duplicate
    -
    medicare | 97110 |      15 |       |     1 || duplicate     # given twice: one line of the claim
    medicare | 97110 |      20 |       |     1 || duplicate
    -
    medicare | 97161 |      30 |       |     1 || two_evaluations
    medicare | 97162 |      30 |       |     1 ||

    visit_id | payer    | code  | minutes | start | units || broken
    1        | medicare | 97110 |      15 |       |     1 || visit_twice
    2        | medicare | 97110 |      15 |       |     1 || visit_twice
    -
    1        | medicare | 97110 |      15 | 09:00 |     1 ||               # two sessions of one day
    2        | medicare | 97110 |      15 | 14:00 |     1 ||
    -
    1        | medicare | 97110 |      33 |       |       || visit_twice   # one of them coded already
    2        | medicare | 97110 |      33 |       |     2 || visit_twice

What the history holds of the same day:

    payer    | code  | minutes | units | earlier          || broken
    medicare | 97110 |      15 |     1 | 2026-02-27 97110 ||
    -
    medicare | 97110 |      15 |     1 | 2026-03-02 97110 || billed_before
    -
    medicare | 97110 |      15 |       | 2026-03-02 97110 || billed_before   # not coded yet
    -
    medicare | 97110 |      15 |     1 | 2026-03-02 97140 || split
    -
    medicare | 97110 |      15 |     1 | payer=aetna 2026-03-02 97110 ||   # billed to another payer
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart.day_sessions import find_same_sessions
from cleanclaim.law.chart.same_service import find_equal, may_be_same_visit
from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.law.policies.policy import UNKNOWN_PAYER
from cleanclaim.law.rules._fixes import ADD_THE_LINES_TOGETHER, MINUTES, REMOVE_THE_SECOND
from cleanclaim.model.line import Line
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.visit import Visit
from cleanclaim.reference.places import PlaceOfService
from cleanclaim.reference.tables import Tables

NEEDS = "claim"


@rule(
    title="Provider's NPI is wrong",
    cite="npi-check-digit",
    message="{provider_npi} cannot be an NPI: its check digit does not fit.",
    remedy="Correct the rendering provider's NPI.",
    carc="208",
    required=True,
)
def npi_wrong(provider_npi: str) -> bool:
    """A claim whose rendering provider cannot exist is rejected."""
    return not npi_is_valid(provider_npi)


@fact
def place_is_listed(place_of_service: str, place: PlaceOfService | None = None) -> bool:  # noqa: ARG001 - asked for
    """Whether the place of service is an assigned code."""
    return place is not None


@rule(
    title="Place of service is wrong",
    cite="cms-pos",
    message="{place_of_service} is not a place of service code.",
    remedy="Enter the two digits of the place: 11 office, 12 home, 62 outpatient rehabilitation facility.",
    carc="5",
    required=True,
)
def place_unknown(place_is_listed: bool) -> bool:
    """The place decides the price and, at times, whether therapy is covered at all."""
    return not place_is_listed


@rule(
    title="No charge",
    cite="fcso-1500",
    when="billed",
    message="{code} has no charge.",
    remedy="Enter the charge, or name the practice's fees with --practice.",
    carc="16",
    required=True,
)
def charge_missing(units: int, charge: int | None = None) -> bool:
    """A line without a charge is rejected, one at zero is paid at zero."""
    return units > 0 and (charge is None or charge <= 0)


@rule(
    title="Date of service in the future",
    cite="fcso-1500",
    message="The visit is dated {service_date:date}, after {filed_on:date}.",
    remedy="Correct the date, or hold the claim until the visit has taken place.",
    carc="110",
    required=True,
)
def in_future(service_date: date, filed_on: date) -> bool:
    """What has not happened cannot be billed."""
    return service_date > filed_on


@rule(
    title="Past the timely filing limit",
    cite="42-cfr-424-44",
    when="is_first_claim",
    unknown="info",
    message="A first claim had to arrive by {last_filing_day:date}.",
    remedy="File only with proof of an exception that this payer names{exceptions_named}.",
    carc="29",
)
def late(filed_late: bool, paid_at_less: bool) -> bool:
    """Claims past the last day on which the payer pays anything are denied and may not be billed to the patient."""
    return filed_late and not paid_at_less


@rule(
    title="Patient not named",
    cite="fcso-1500",
    message="The visit has no patient.",
    remedy="Enter the patient's id.",
    required=True,
)
def unidentified(patient_id: str) -> bool:
    """A claim belongs to one patient."""
    return not patient_id


@rule(
    title="Discipline not named",
    cite="cr-10176",
    message="The visit does not say PT, OT or SLP.",
    remedy="Enter the discipline of the plan of care.",
)
def undisciplined(discipline: str) -> bool:
    """Which minutes count together, which modifier is due and which threshold applies all hang on it."""
    return not discipline


@rule(
    title="Payer not known",
    cite="payer-policy",
    message="No policy describes the payer.",
    remedy=UNKNOWN_PAYER,
)
def payer_unknown(payer_policy_name: str) -> bool:
    """How minutes are counted and which edits apply is the payer's choice; no payer is ever assumed."""
    return not payer_policy_name


@fact
def payer_policy_name(policy_name: str | None = None) -> str | None:
    """The name of the policy that the visit is reviewed under; unknown where no file describes the payer."""
    return policy_name


@fact
def units_of_visit(units: Each[int]) -> int:
    """All units of the visit; unknown where those of a line are."""
    return sum(units)


@rule(
    title="Nothing to bill",
    cite="fcso-1500",
    message="No line earned a unit.",
    remedy="Check the minutes; else leave the visit unbilled.",
    required=True,
)
def nothing_to_bill(units_of_visit: int) -> bool:
    """A claim has at least one line, of at least one unit."""
    return units_of_visit == 0


@fact
def repeats(lines: Sequence[Line], all_different: bool) -> Each[bool]:
    """Whether another billed line of the visit is the same in code, modifiers and time."""
    return [False] * len(lines) if all_different else _repeated(lines)


def _repeated(lines: Sequence[Line]) -> list[bool]:
    keys = [(line.code, line.modifiers, line.start) for line in lines]
    billed = Counter([key for key, line in zip(keys, lines, strict=True) if line.units != 0])
    equal = find_equal(lines)
    return [equal[at] or (line.units != 0 and billed[keys[at]] > 1) for at, line in enumerate(lines)]


@rule(
    title="The same line twice",
    cite="x12-carc",
    when="repeats",
    message="{code} stands on two lines with the same modifiers and no times to tell them apart.",
    remedy=REMOVE_THE_SECOND,
    field="billed",
    fix=ADD_THE_LINES_TOGETHER,
    carc="18",
    doubts=MINUTES,
)
def duplicate(repeats: bool) -> bool:
    """The second of two equal lines is denied as a duplicate."""
    return repeats


@fact
def also_that_day(visit: Visit, same_day: Sequence[Visit]) -> tuple[str, ...]:
    """Other visits of the patient that day, same discipline and payer, with what may be the very same services."""
    return find_same_sessions(visit, same_day) if same_day else ()


@rule(
    title="The same visit twice",
    cite="x12-carc",
    message="Visit {also_that_day:codes} holds the same services for the same patient and day.",
    remedy="Remove one, or enter the start times of the two sessions.",
    carc="18",
)
def visit_twice(also_that_day: tuple[str, ...]) -> bool:
    """A day's services entered twice are paid once, and asked back if paid twice."""
    return bool(also_that_day)


@fact
def has_history(
    all_visits: tuple[Visit, ...] | None = None, patient_id: str | None = None, service_date: date | None = None
) -> bool:
    """Whether earlier visits are given to look the day up in."""
    return all_visits is not None and patient_id is not None and service_date is not None


@fact
def earlier_that_day(
    visit: Visit, all_visits: tuple[Visit, ...] | None = None, same_day: Sequence[Visit] | None = None
) -> tuple[Visit, ...]:
    """Visits of the history on the visit's day, for its payer and discipline, that are not reviewed with it."""
    return _of_the_day(visit, all_visits, {other.visit_id for other in same_day or ()} | {visit.visit_id})


def _of_the_day(visit: Visit, earlier: Sequence[Visit] | None, here: set[str]) -> tuple[Visit, ...]:
    if not earlier or visit.service_date is None:
        return ()
    return tuple(
        other
        for other in history_of(earlier).between(visit.service_date, visit.service_date)
        if other.patient_id == visit.patient_id
        and other.payer in (visit.payer, None)  # a claim paid may not tell who paid it, nor the discipline
        and other.discipline in (visit.discipline, None)
        and other.visit_id not in here
    )


@fact
def billed_already(lines: Sequence[Line], earlier_that_day: tuple[Visit, ...]) -> tuple[str, ...]:
    """Those with what may be the very same services."""
    return tuple([other.visit_id for other in earlier_that_day if may_be_same_visit(other.services, lines)])


@fact
def billed_apart(earlier_that_day: tuple[Visit, ...], billed_already: tuple[str, ...]) -> tuple[str, ...]:
    """Those with other services."""
    return tuple(one.visit_id for one in earlier_that_day if one.visit_id not in billed_already)


@rule(
    title="Billed before",
    cite="x12-carc",
    when="has_history",
    message="Visit {billed_already:codes} of the history holds the same services for the same patient, day and payer.",
    remedy="Leave it out; if the first claim was wrong, correct that claim instead of sending a second one.",
    carc="18",
)
def billed_before(billed_already: tuple[str, ...]) -> bool:
    """A claim sent again is denied as a duplicate, and asked back if it is paid twice."""
    return bool(billed_already)


@rule(
    title="The day is split over two claims",
    cite="cms-100-04-5-20-2",
    when="has_history",
    severity="warn",
    message="Visit {billed_apart:codes} of the history holds other services of the same day for the same payer.",
    remedy="Count the minutes of the day together, and bill the rest of the day by correcting the first claim.",
)
def split(billed_apart: tuple[str, ...]) -> bool:
    """The day's timed minutes count together; two claims counted apart can have a unit too many or too few."""
    return bool(billed_apart)


@fact
def evaluation_codes(code: Each[str], billed: Each[bool], tables: Tables) -> tuple[str, ...]:
    """The evaluation codes the visit bills, once for every line."""
    if tables.evaluations.isdisjoint(code):
        return ()
    return tuple([one for one, goes in zip(code, billed, strict=True) if goes and one in tables.evaluations])


@rule(
    title="More than one evaluation",
    cite="ncci-ptp",
    message="The visit bills {evaluation_codes:codes}.",
    remedy="Keep the evaluation whose complexity the note shows.",
    carc="236",
)
def two_evaluations(evaluation_codes: tuple[str, ...]) -> bool:
    """A discipline evaluates once a visit; a second evaluation is denied."""
    return len(evaluation_codes) > 1
