"""What runs out, and when: own last days, intervals at their boundaries, what nobody knows."""

from datetime import date

import pytest

from cleanclaim.compliance.credentialing.expiring import ExpiringPaper, expiring_papers, within
from cleanclaim.compliance.credentialing.intervals import paper_kinds
from cleanclaim.law.policies.sources import sources
from cleanclaim.model.credentialing import Expirable
from cleanclaim.model.practice import License
from tests.compliance.credentialing.made_credentials import (
    LICENSE,
    ON,
    applied,
    credentials,
    paper,
    rights_of,
    therapist,
)


def papers(*entered: object, **more: object) -> dict[str, ExpiringPaper]:
    who = therapist(*more.pop("applications", ()), expirables=tuple(entered), **more)  # type: ignore[misc]
    return {one.kind.key: one for one in expiring_papers(rights_of(credentials(who)), ON)}


def test_every_interval_names_its_source_and_is_verified_only_where_it_was_read() -> None:
    for kind in paper_kinds().values():
        for one in kind.intervals:
            assert sources()[one.cite.id].read or one.standing != "verified", kind.key
            assert one.since >= date(2020, 1, 1)


@pytest.mark.parametrize(
    ("kind", "done", "last"),
    [
        ("caqh", "2026-01-12", "2026-05-12"),
        ("caqh", "2023-11-02", "2024-03-01"),  # 120 days over a leap day
        ("bls", "2024-02-29", "2026-02-28"),
        ("nppes", "2026-02-01", "2026-03-03"),
    ],
)
def test_an_interval_counts_from_the_day_it_was_done(kind: str, done: str, last: str) -> None:
    found = papers(paper(kind, done=done))[kind]
    assert found.on == date.fromisoformat(last)
    assert found.cite is not None


def test_illinois_attests_every_180_days() -> None:
    illinois = (License(state="IL", number="1", begins=date(2020, 1, 1)),)
    assert papers(paper("caqh", done="2026-01-12"), licenses=illinois)["caqh"].on == date(2026, 7, 11)
    both = (*illinois, LICENSE)
    assert papers(paper("caqh", done="2026-01-12"), licenses=both)["caqh"].on == date(2026, 5, 12)


def test_its_own_last_day_goes_before_the_interval() -> None:
    assert papers(paper("bls", done="2024-02-29", ends="2026-03-31"))["bls"].on == date(2026, 3, 31)


def test_the_newest_of_a_kind_counts() -> None:
    assert papers(paper("malpractice", ends="2025-07-01"), paper("malpractice", ends="2026-07-01"))[
        "malpractice"
    ].on == date(2026, 7, 1)


def test_what_nobody_entered_has_no_day_and_is_listed() -> None:
    found = papers()
    assert {key: one.on for key, one in found.items() if one.on is None} == {"caqh": None, "malpractice": None}
    assert papers(paper("tb", done="2026-01-01"))["tb"].why == "it has no known interval"
    assert papers(paper("tail_coverage", ends="2026-04-01"))["tail_coverage"].on == date(2026, 4, 1)


@pytest.mark.parametrize(("days", "listed"), [(0, False), (28, False), (29, True)])
def test_only_what_runs_out_within_the_days_is_listed(days: int, listed: bool) -> None:
    who = therapist(expirables=(paper("malpractice", ends="2026-03-31"),))
    found = within(expiring_papers(rights_of(credentials(who)), ON), ON, days)
    assert any(one.kind.key == "malpractice" for one in found) == listed


def test_a_revalidation_that_was_only_counted_and_is_past_has_no_day() -> None:
    counted = papers(applications=(applied(begins="2021-03-01"),))["revalidation"]
    assert (counted.on, counted.standing) == (None, "reported")
    due = papers(applications=(applied(begins="2021-03-02"),))["revalidation"]
    assert due.on == date(2026, 3, 2)
    own = papers(applications=(applied(of_enrollment={"revalidate_by": date(2026, 5, 31)}),))["revalidation"]
    assert own.on == date(2026, 5, 31)


def test_recredentialing_is_commercial_payers_within_36_months() -> None:
    assert papers(applications=(applied("aetna", begins="2024-02-29"),))["recredentialing"].on == date(2027, 2, 28)
    assert "recredentialing" not in papers(applications=(applied("medicare"),))
    assert "revalidation" not in papers(applications=(applied("aetna"),))


def test_who_left_has_nothing_that_runs_out() -> None:
    who = therapist(left=date(2026, 3, 1))
    assert [one for one in expiring_papers(rights_of(credentials(who)), ON) if one.npi == who.clinician.npi] == []


def test_one_malpractice_policy_of_the_practice_is_everybodys() -> None:
    made = credentials(therapist(), expirables=(paper("malpractice", ends="2026-07-01"),))
    found = [one for one in expiring_papers(rights_of(made), ON) if one.kind.key == "malpractice"]
    assert [(one.of, one.on) for one in found] == [("Example Oak Therapy PLLC", date(2026, 7, 1))]


def test_insurance_that_begins_later_is_none_yet_and_what_follows_without_a_gap_counts() -> None:
    def last(*papers: Expirable) -> tuple[str | None, str]:
        (found,) = [
            one
            for one in expiring_papers(rights_of(credentials(therapist(expirables=papers))), ON)
            if one.kind.key == "malpractice"
        ]
        return found.on.isoformat() if found.on else None, found.why

    now = paper("malpractice", ends="2026-03-31")
    assert last(now, paper("malpractice", begins="2026-04-01", ends="2027-03-31"))[0] == "2027-03-31"
    gap = last(now, paper("malpractice", begins="2026-04-15", ends="2027-03-31"))
    assert gap == ("2026-03-31", "its own last day; the next begins only on 2026-04-15")
    assert last(paper("malpractice", begins="2026-03-03", ends="2027-03-02")) == (
        None,
        "none is in force before 2026-03-03, its first day",
    )


def test_of_an_enrollment_that_was_renewed_only_the_last_end_counts() -> None:
    made = credentials(
        therapist(applied("aetna", ends="2026-03-31"), applied("aetna", begins="2026-03-15", ends="2029-03-14"))
    )
    ends = [one.on for one in expiring_papers(rights_of(made), ON) if one.kind.key == "enrollment"]
    assert ends == [date(2029, 3, 14)]
