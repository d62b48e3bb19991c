"""The table of key figures: every one is there, says what it means, and is worked out or says why it cannot be."""

import pytest

from cleanclaim.money.insight.kpi_definitions import KpiDefinition, kpi_definitions
from cleanclaim.money.insight.kpi_measures import MEASURES

FIELD_HAS = [
    *("days_in_ar", "net_days_ar", "gcr", "ncr", "adj_ncr_trap", "clean_claim", "acceptance", "fpr", "denial_ct"),
    *("denial_line", "denial_amt", "initial_vs_final", "overturn", "aging", "dso_charge_lag", "bill_lag", "note_lag"),
    *("late_charge", "pay_lag", "pos_rate", "copay_rate", "cost_collect", "units_visit", "min_per_unit"),
    *("visits_case", "early_drop", "arrival", "rev_visit", "exp_rev_visit", "cost_visit", "payer_mix", "underpay"),
    *("missed_charge", "auth_denial", "elig_denial", "credit_bal", "rework"),
]
"""The key figures that the field uses, by our names."""


def test_every_figure_that_the_field_uses_is_there() -> None:
    ours = kpi_definitions()
    assert [name for name in FIELD_HAS if not any(one == name or one.startswith(f"{name}_") for one in ours)] == []


@pytest.mark.parametrize("one", kpi_definitions().values(), ids=lambda one: one.id)
def test_a_figure_is_worked_out_or_says_why_it_cannot_be(one: KpiDefinition) -> None:
    assert bool(one.missing) is (one.measure not in MEASURES)
    assert bool(one.missing) is not bool(one.window and one.leaves_out and one.by)
    assert one.benchmark is None or one.benchmark.cite.title
    assert one.numerator or one.unit in {"days", "percent"}


def test_every_measure_is_used() -> None:
    assert set(MEASURES) == {one.measure for one in kpi_definitions().values() if not one.missing}
