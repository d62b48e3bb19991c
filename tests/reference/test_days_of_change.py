"""What the tables hold begins and ends on a day that begins a span: what is asked of the span is asked of the day."""

from datetime import date, timedelta

import pytest

from cleanclaim.law.policies.national_coverage import last_change, national_coverage
from cleanclaim.law.policies.policy import policy
from cleanclaim.reference import hcpcs
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.code_families import last_days
from cleanclaim.reference.library import shipped
from cleanclaim.reference.rows import load_rows
from cleanclaim.reference.tables import tables

RELEASES = shipped().known("hcpcs")


def test_the_spans_of_the_list_are_those_of_its_rows() -> None:
    rows = {(row["from"], row["to"]) for release in RELEASES for row in load_rows(release.file)}
    assert {(str(first or ""), str(last or "")) for first, last in hcpcs.spans(RELEASES)} == rows


def test_every_first_day_and_every_day_after_the_last_begins_a_span() -> None:
    spans = hcpcs.spans(RELEASES) | {(one.valid_from, one.valid_to) for one in catalogue().values()}
    spans |= {(None, last) for last in last_days()}
    begins = {first for first, _last in spans if first} | {last + timedelta(days=1) for _first, last in spans if last}
    assert {day for day in begins if tables(day).on != day} == set()


@pytest.mark.parametrize("on", [date(2022, 5, 10), date(2022, 5, 11)])
def test_a_code_that_began_in_the_midst_of_a_quarter_holds_from_its_day(on: date) -> None:
    began = next(row["code"] for row in load_rows(RELEASES[-1].file) if row["from"] == "2022-05-11")
    found = tables(on).hcpcs(began)
    assert found is not None
    assert found.valid_on(tables(on).on) == (on == date(2022, 5, 11))


def test_a_determination_holds_from_its_own_day() -> None:
    for one in national_coverage().values():
        assert last_change(one.begins) == one.begins
        assert last_change(one.begins - timedelta(days=1)) < one.begins
    medicare = policy("medicare", date(2026, 3, 2))
    assert medicare is not None
    assert medicare.determinations_on == max(one.begins for one in national_coverage().values())
