"""What contracts pay, by tables worked out by hand.

Medicare's prices of a unit in 2026, all cost indices 1, $33.4009 a relative value: whole, and with half of its practice
expense. Of a day's units one of the highest practice expense is paid whole.

    97530   (0.44 + 0.60 + 0.01) × 33.4009 = 35.07      (0.44 + 0.30  + 0.01) × 33.4009 = 25.05
    97110   (0.45 + 0.41 + 0.01) × 33.4009 = 29.06      (0.45 + 0.205 + 0.01) × 33.4009 = 22.21
    97140   (0.43 + 0.39 + 0.01) × 33.4009 = 27.72      (0.43 + 0.195 + 0.01) × 33.4009 = 21.21
    97161   (1.54 + 1.38 + 0.01) × 33.4009 = 97.86

In 2025, at $32.3465: 97530 (0.44 + 0.62 + 0.01) = 34.61, 97110 reduced (0.45 + 0.215 + 0.01) = 21.83.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.basis import Basis
from cleanclaim.model.visit import Service, Visit
from cleanclaim.pricing.contracts.contract import Contract, Contracts, MedicarePercent, UnitRate
from cleanclaim.pricing.contracts.expected import ExpectedVisit, Prices, VisitToPrice, expected_visits
from cleanclaim.pricing.payment_locality import PaymentLocality
from cleanclaim.pricing.price import price
from tests.pricing.contracts.files import contracts

NATIONAL = PaymentLocality(locality="national")
DAY = date(2026, 3, 2)
NO_REDUCTION = "multiple_procedure_reduction = false\n"
REDUCTION = "multiple_procedure_reduction = true\n"
DAY_LINES = (("97530", 1, 9000), ("97110", 2, 12000))


def billed(*lines: tuple[Any, ...], visit_id: str = "1", on: date = DAY, payer: str = "commercial") -> VisitToPrice:
    """A visit to Aetna; a line is its code, units, charge and modifiers."""
    services = tuple(
        Service(code=code, units=units, charge=charge, modifiers=tuple(more)) for code, units, charge, *more in lines
    )
    visit = Visit(
        visit_id=visit_id,
        patient_id="p1",
        payer=payer,
        service_date=on,
        discipline="PT",
        place_of_service="11",
        services=services,
    )
    return VisitToPrice(visit, "AETNA")


def expected(
    found: Contracts, *visits: VisitToPrice, office: PaymentLocality = NATIONAL, **more: Any
) -> list[ExpectedVisit]:
    return expected_visits(visits, Prices(found, office, Basis(), **more))


def amounts(visit: ExpectedVisit) -> list[int]:
    return [one.allowed() for one in visit.amounts]


@pytest.mark.parametrize(
    ("text", "by_line"),
    [
        (f"medicare_percent = 110\n{REDUCTION}", [3858, 2 * 2443]),
        (f"medicare_percent = 110\n{NO_REDUCTION}", [3858, 2 * 3197]),
        (f"medicare_percent = 110\nmedicare_year = 2025\n{REDUCTION}", [3807, 2 * 2401]),
        (f"medicare_percent = 112.5\n{NO_REDUCTION}", [3945, 2 * 3269]),
        (f'fees = "fees.csv"\nmedicare_percent = 100\n{NO_REDUCTION}', [3507, 2 * 3500]),
        (f'fees = "fees.csv"\nmedicare_percent = 100\n{REDUCTION}', [3507, 2 * 2675]),  # 35.00 × 22.21… / 29.06…
        (f"charge_percent = 60\n{NO_REDUCTION}", [5400, 7200]),
        (f"medicare_percent = 400\n{NO_REDUCTION}", [9000, 12000]),  # the charge is less
        (f'charge_percent = 60\n{NO_REDUCTION}[contracts.codes.97530]\nfee = "41.00"\n', [4100, 7200]),
        (f"charge_percent = 60\n{NO_REDUCTION}[contracts.codes.97530]\nnot_paid = true\n", [0, 7200]),
    ],
)
def test_each_line_by_its_form(tmp_path: Path, text: str, by_line: list[int]) -> None:
    (visit,) = expected(contracts(tmp_path, text), billed(*DAY_LINES))
    assert amounts(visit) == by_line
    assert [one.lines for one in visit.amounts] == [(0,), (1,)]
    assert visit.unknown == {}
    assert all(one.working and one.contract == "Aetna 2026" for one in visit.amounts)


def test_the_working_says_how_an_amount_came_about(tmp_path: Path) -> None:
    (visit,) = expected(contracts(tmp_path, f"medicare_percent = 110\n{REDUCTION}"), billed(*DAY_LINES))
    assert visit.amounts[1].working == (
        "Aetna 2026: 110 % of $29.06 a unit, MPFS RVU26C, locality national = $31.97.",
        "Multiple procedure reduction: 2 of 2 units at $24.43.",
    )


def test_a_visit_rate_is_for_all_lines_but_those_apart(tmp_path: Path) -> None:
    found = contracts(tmp_path, 'per_visit = "95.00"\n[contracts.codes.97161]\nfee = "80.00"\n')
    (visit,) = expected(found, billed(*DAY_LINES, ("97161", 1, 15000)))
    assert [(one.lines, one.allowed()) for one in visit.amounts] == [((2,), 8000), ((0, 1), 9500)]
    (cheap,) = expected(found, billed(("97110", 1, 4000)))
    assert amounts(cheap) == [4000]


def test_a_cap_joins_the_lines_only_where_it_is_reached(tmp_path: Path) -> None:
    text = f'medicare_percent = 110\n{NO_REDUCTION}cap_per_visit = "100.00"\n'
    (over,) = expected(contracts(tmp_path, text), billed(*DAY_LINES))
    assert [(one.lines, one.allowed()) for one in over.amounts] == [((0, 1), 10000)]
    (under,) = expected(contracts(tmp_path, text), billed(("97110", 2, 12000)))
    assert [(one.lines, one.allowed()) for one in under.amounts] == [((0,), 6394)]
    (lacking,) = expected(contracts(tmp_path, text), billed(*DAY_LINES, ("97799", 1, 100)))
    assert lacking.amounts == ()
    assert set(lacking.unknown) == {0, 1, 2}


def test_a_case_is_paid_with_its_evaluation_and_then_nothing(tmp_path: Path) -> None:
    found = contracts(tmp_path, 'case_rate = "1200.00"\ncase_days = 30\n')
    days = [("97110", -3), ("97161", 0), ("97110", 4), ("97110", 29), ("97110", 30), ("97161", 40), ("97110", 41)]
    visits = [billed((code, 1, 200_000), visit_id=str(at), on=DAY + timedelta(days=at)) for code, at in days]
    whole = expected(found, *reversed(visits))[::-1]
    assert [amounts(one) or next(iter(one.unknown.values())).title for one in whole] == [
        "When the case began is not known",
        [120_000],
        [0],
        [0],
        "When the case began is not known",
        [120_000],
        [0],
    ]


def test_an_assistants_line_pays_what_the_contract_says(tmp_path: Path) -> None:
    line = ("97110", 1, 6000, "CQ", "GP")
    (visit,) = expected(
        contracts(tmp_path, f"{NO_REDUCTION}medicare_percent = 100\nassistant_percent = 85\n"), billed(line)
    )
    assert amounts(visit) == [2470]  # 29.06 × 0.85
    (silent,) = expected(contracts(tmp_path, f"{NO_REDUCTION}medicare_percent = 100\n"), billed(line))
    assert silent.unknown[0].title == "Aetna 2026 does not say what an assistant's line pays"


@pytest.mark.parametrize(
    ("line", "office", "title"),
    [
        (("97799", 1, 100), NATIONAL, "Medicare's contractor sets the price of this code"),
        (("97010", 1, 100), NATIONAL, "Medicare has no price for 97010, and Aetna 2026 no fee"),
        (("97110", 1, 6000), PaymentLocality(), "Where the visit took place is not known"),
        (("97110", None, 6000), NATIONAL, "Units are not whole units"),
    ],
)
def test_what_is_not_known_has_no_amount(tmp_path: Path, line: Any, office: PaymentLocality, title: str) -> None:
    (visit,) = expected(contracts(tmp_path, f"medicare_percent = 110\n{NO_REDUCTION}"), billed(line), office=office)
    assert visit.amounts == ()
    assert visit.unknown[0].title == title
    assert visit.unknown[0].remedy


def test_a_fee_table_needs_no_place_and_covers_its_codes_alone(tmp_path: Path) -> None:
    found = contracts(tmp_path, f'fees = "fees.csv"\n{NO_REDUCTION}')
    (visit,) = expected(found, billed(*DAY_LINES), office=PaymentLocality())
    assert amounts(visit) == [7000]
    assert visit.unknown[0].title == "Aetna 2026 has no fee for 97530"
    (by_medicare,) = expected(
        contracts(tmp_path, f'fees = "fees.csv"\n{REDUCTION}'), billed(*DAY_LINES), office=PaymentLocality()
    )
    assert by_medicare.unknown[1].title == "Where the visit took place is not known"


def test_without_a_contract_only_medicare_is_compared(tmp_path: Path) -> None:
    nobody, medicare = expected(Contracts(), billed(*DAY_LINES), billed(*DAY_LINES, visit_id="2", payer="medicare"))
    assert nobody.unknown[0].title == "No contract with AETNA"
    assert amounts(medicare) == [3507, 2 * 2221]
    late = contracts(tmp_path, f"until = 2026-01-31\nmedicare_percent = 100\n{NO_REDUCTION}")
    (expired,) = expected(late, billed(*DAY_LINES))
    assert expired.unknown[0].title == "No contract with AETNA in force on the day"


def test_two_claims_of_a_day_look_at_each_other(tmp_path: Path) -> None:
    found = contracts(tmp_path, f"medicare_percent = 100\n{REDUCTION}")
    first, second = expected(found, billed(("97110", 1, 9000)), billed(("97530", 1, 9000), visit_id="2"))
    assert (amounts(first), amounts(second)) == ([2221], [3507])


def test_prices_of_another_contract_or_day_can_be_tried(tmp_path: Path) -> None:
    found = contracts(tmp_path, f"medicare_percent = 110\n{NO_REDUCTION}")
    (last_year,) = expected(found, billed(("97530", 1, 9000)), medicare_on=date(2025, 12, 31))
    assert amounts(last_year) == [3807]
    (other,) = expected(Contracts(), billed(("97530", 1, 9000)), contract=found.every[0])
    assert amounts(other) == [3858]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["97110", "97140", "97530", "97112"]),
        st.integers(1, 4),
        st.integers(1_000, 20_000),
        st.sampled_from(["GP", "CQ"]),
    ),
    min_size=1,
    max_size=4,
)


@given(LINES)
def test_medicares_own_amounts_are_those_of_pricing(lines: list[tuple[Any, ...]]) -> None:
    billed_visit = billed(*lines, payer="medicare")
    (visit,) = expected(Contracts(), billed_visit)
    priced = price(NATIONAL.case_of([billed_visit.visit])).visits[0]
    assert sum(price.due for one in visit.amounts for price in one.prices) == priced.allowed
    after = sum(amounts(visit))
    assert after == (priced.allowed or 0) - (priced.assistant_reduction or 0)


@given(LINES, st.integers(1_000, 30_000))
def test_a_cap_never_lets_more_through_and_takes_nothing_below_it(lines: list[tuple[Any, ...]], cap: int) -> None:
    free = Contract(
        name="free",
        payers=("AETNA",),
        begins=date(2026, 1, 1),
        rates={"97110": UnitRate(3_333)},
        otherwise=MedicarePercent(10_733),
        lesser_of_charge=True,
        reduction=True,
        assistant_percent=8_500,
    )
    capped = Contract(**{name: getattr(free, name) for name in free.__struct_fields__} | {"cap_per_visit": cap})
    (whole,) = expected(Contracts((free,)), billed(*lines))
    (least,) = expected(Contracts((capped,)), billed(*lines))
    assert sum(amounts(least)) == min(sum(amounts(whole)), cap)
    places = sorted(place for one in least.amounts for place in one.lines)
    assert places == list(range(len(lines)))
