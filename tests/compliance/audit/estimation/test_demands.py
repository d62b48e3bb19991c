"""One sample, two authorities, two demands."""

import tomllib
from datetime import date
from fractions import Fraction

import pytest

from cleanclaim.compliance.audit.audit_law import TABLE, audit_law, legal_number, readings_on
from cleanclaim.compliance.audit.estimation.demands import demands, whole_cents
from cleanclaim.compliance.audit.estimation.estimates import AuditedAmount, Stratum
from cleanclaim.law.policies.sources import sources
from tests.compliance.audit.estimation.test_estimates import synthetic

TODAY = date(2026, 11, 30)


def test_the_same_sample_gives_different_demands() -> None:
    found = {one.reading.name: one.cents for one in demands([synthetic()], "difference", TODAY)}
    assert found == {"OIG": 10048462, "CMS": 11011274, "OIG self-disclosure": 14366441}


def test_a_self_disclosure_takes_no_underpayment_off() -> None:
    audited = (AuditedAmount(5000, 5000), AuditedAmount(5000, -5000), *(AuditedAmount(5000, 0),) * 8)
    found = {
        one.reading.name: one for one in demands([Stratum(name="all", items=100, audited=audited)], "difference", TODAY)
    }
    assert found["CMS"].estimate.point == 0
    assert found["CMS"].clears
    assert found["OIG self-disclosure"].cents == 50000


@pytest.mark.parametrize(("amount", "whole"), [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("149/100", 1), ("-7/4", -2)])
def test_half_a_cent_is_rounded_away_from_zero(amount: str, whole: int) -> None:
    assert whole_cents(Fraction(amount)) == whole


def test_every_number_has_a_source_and_a_verified_one_was_read() -> None:
    law = audit_law()
    entries = [(one.name, one.cite, one.standing) for one in law.reading]
    entries += [(one.name, one.cite, one.standing) for one in law.number]
    for name, cite, standing in entries:
        assert cite in sources(), name
        assert standing != "verified" or sources()[cite].read, name
    assert set(tomllib.loads(TABLE.read_text("utf-8"))) == {"reading", "number"}


def test_a_number_holds_from_its_day_on() -> None:
    assert legal_number("investigation_days", date(2024, 12, 31)) is None
    found = legal_number("investigation_days", date(2025, 1, 1))
    assert found is not None
    assert found.value == 180
    assert [one.name for one in readings_on(date(2012, 1, 1))] == ["OIG", "CMS"]


def test_a_settlement_is_a_multiple_of_the_damages_and_no_less_than_the_minimum_of_its_day() -> None:
    (now,) = [one for one in readings_on(TODAY) if one.name == "OIG self-disclosure"]
    (before,) = [one for one in readings_on(date(2021, 11, 7)) if one.name == "OIG self-disclosure"]
    assert now.settlement(2_000_001) == 3_000_002  # 1.5 times, a part of a cent rounded up
    assert (now.settlement(100_000), before.settlement(100_000)) == (2_000_000, 1_000_000)
    assert now.settlement(0) is None
    assert (now.settlement_standing, now.nets) == ("reported", False)
    assert all(one.settlement(100_000) is None for one in readings_on(TODAY) if one.name != "OIG self-disclosure")


def test_what_nobody_read_is_reported() -> None:
    for name in ("investigation_days", "extrapolation_error_percent"):
        found = legal_number(name, TODAY)
        assert found is not None
        assert (found.standing, sources()[found.cite].read) == ("reported", False)
