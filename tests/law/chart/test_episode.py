"""The episode of care before a visit, day by day."""

from datetime import date, timedelta

import pytest

from cleanclaim.law.chart.episode import (
    CareDays,
    care_days,
    certified_on,
    episode_begins,
    find_plan,
    find_report_due,
    gives_treatment,
    is_treatment_day,
    last_days,
    list_treatment_days,
    order_replaces_signature,
)
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.model.chart import PlanOfCare
from cleanclaim.model.visit import Visit
from tests.clinic import service, visit

MONDAY = date(2026, 3, 2)


def at(after: int) -> date:
    return MONDAY + timedelta(days=after)


def before(after: int, *codes: str, discipline: str = "PT") -> Visit:
    services = [service(code, units=1) for code in codes or ("97110",)]
    return visit(*services, visit_id=f"{after} {codes}", service_date=at(after), discipline=discipline, history=None)


def days(*visits: Visit) -> CareDays:
    return care_days(visits, "PT")


def test_visits_of_one_day_are_one_treatment_day() -> None:
    assert days(before(0), before(0, "97140"), before(2)).treated == (at(0), at(2))


def test_other_disciplines_and_visits_without_a_date_do_not_count() -> None:
    undated = visit(service(), service_date=None, history=None)
    assert days(before(0, discipline="OT"), undated) == CareDays()


def test_a_day_of_remote_monitoring_alone_is_no_treatment_day() -> None:
    assert days(before(0, "98977"), before(1, "98977", "97110")).treated == (at(1),)
    assert not is_treatment_day([service("98980", minutes=20)])


def test_evaluations_and_reevaluations_are_told_apart() -> None:
    held = days(before(5, "97164"), before(0, "97161"), before(3))
    assert (held.begun, held.evaluated) == ((at(0),), (at(0), at(5)))


def test_an_evaluation_alone_gives_no_treatment() -> None:
    assert not gives_treatment([service("97161", units=1)])
    assert not gives_treatment([service("97110", units=0)])
    assert gives_treatment([service("97161", units=1), service("97110", units=1)])


def test_an_episode_begins_with_its_evaluation_or_after_the_last_discharge() -> None:
    held = days(before(0, "97161"), before(2), before(20))
    assert episode_begins(held, at(20)) == at(0)
    assert episode_begins(held, at(20), [at(30), at(2), at(1)]) == at(3)
    assert episode_begins(days(before(0)), at(20)) is None


def test_a_discharge_on_the_day_itself_ends_nothing_yet() -> None:
    assert episode_begins(days(before(0)), at(5), [at(5)]) is None


def test_only_the_days_of_the_episode_up_to_the_visit_count() -> None:
    held = days(before(0), before(4), before(6), before(9))
    assert list_treatment_days(held, at(6), at(2)) == (at(4), at(6))
    assert list_treatment_days(held, at(7), None) == (at(0), at(4), at(6), at(7))


@pytest.mark.parametrize(
    ("treated", "reports", "due"),
    [
        (10, [], None),
        (11, [], 9),
        (11, [9], None),
        (11, [10], None),  # written on the eleventh day, within the seven
        (11, [16], None),
        (11, [17], 9),
        (15, [4], None),
        (16, [4], 14),
        (16, [4, 14], None),
    ],
)
def test_a_report_covers_ten_treatment_days(treated: int, reports: list[int], due: int | None) -> None:
    found = find_report_due([at(after) for after in range(treated)], [at(after) for after in reports], 10, 7)
    assert found == (None if due is None else at(due))


EARLY = PlanOfCare(begins=at(0), discipline="PT")
LATER = PlanOfCare(begins=at(30), discipline="PT", initial=False)


def test_the_newest_plan_that_has_begun_is_in_force() -> None:
    assert find_plan((LATER, EARLY), "PT", at(29)) is EARLY
    assert find_plan((LATER, EARLY), "PT", at(30)) is LATER
    assert find_plan((LATER, EARLY), "OT", at(30)) is None
    assert find_plan((EARLY,), "PT", at(-1)) is None


def test_a_discharge_ends_the_plans_before_it() -> None:
    assert find_plan((EARLY,), "PT", at(20), [at(10)]) is None
    assert find_plan((EARLY, LATER), "PT", at(40), [at(10)]) is LATER


def test_of_two_plans_of_one_day_the_signed_one_is_in_force_in_whatever_order() -> None:
    signed = PlanOfCare(begins=at(0), discipline="PT", signed_on=at(3))
    assert find_plan((EARLY, signed), "PT", at(9)) is signed
    assert find_plan((signed, EARLY), "PT", at(9)) is signed


def test_a_verbal_order_signed_in_time_certifies_on_its_own_day() -> None:
    def certified(signed: int | None, verbal: int | None) -> date | None:
        held = PlanOfCare(
            begins=at(0),
            signed_on=None if signed is None else at(signed),
            verbal_on=None if verbal is None else at(verbal),
        )
        return certified_on(held, 14)

    assert certified(None, 3) is None
    assert certified(17, 3) == at(3)
    assert certified(18, 3) == at(18)
    assert certified(5, None) == at(5)
    assert certified(2, 3) == at(2)


def test_an_order_stands_in_for_the_signature_only_with_all_its_parts() -> None:
    whole = {"begins": at(0), "order_on": at(0), "sent_on": at(30)}
    assert order_replaces_signature(PlanOfCare(**whole), 30)  # type: ignore[arg-type]
    for lacking in (
        {"order_on": None},
        {"order_on": at(1)},
        {"sent_on": None},
        {"sent_on": at(31)},
        {"initial": False},
    ):
        assert not order_replaces_signature(PlanOfCare(**whole | lacking), 30)


def test_a_plan_ends_on_its_own_last_day_where_that_comes_first() -> None:
    short = PlanOfCare(begins=at(0), through=at(20))
    assert (last_days(short, 90).sure, last_days(short, 90).at_most) == (at(20), at(20))
    assert last_days(short, NO_LIMIT).at_most == at(20)
    open_ended = PlanOfCare(begins=at(0), through=at(200))
    assert (last_days(open_ended, 90).sure, last_days(open_ended, 90).at_most) == (at(89), at(90))


def test_a_report_one_day_late_covers_only_where_a_late_one_may() -> None:
    treated, reports = [at(after) for after in range(11)], [at(10)]
    assert find_report_due(treated[:10], [], 10) is None
    assert find_report_due(treated, [], 10) == at(9)
    assert find_report_due([*treated[:10], at(9)], reports, 10) == at(9)
    assert find_report_due([*treated[:10], at(9)], reports, 10, 1) is None


@pytest.mark.parametrize(("through", "longer"), [(at(30), at(31)), (at(90), None)])
def test_of_two_unsigned_plans_of_one_day_the_one_that_runs_on_holds(through: date, longer: date | None) -> None:
    shorter = PlanOfCare(begins=at(0), through=through, discipline="PT")
    other = PlanOfCare(begins=at(0), through=longer, discipline="PT")
    assert find_plan([shorter, other], "PT", at(1)) == other
    assert find_plan([other, shorter], "PT", at(1)) == other
