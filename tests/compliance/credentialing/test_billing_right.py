"""Who may bill, at the boundaries: first and last days, windows, sites, states, groups, lists."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.model.credentialing import CredentialedPayer, ExclusionList, ListScreening
from cleanclaim.model.practice import License, Name, Screening
from tests.compliance.credentialing.made_credentials import (
    ASSISTANT,
    LICENSE,
    MAIN,
    NPI,
    OAK,
    PRACTICE_NPI,
    applied,
    credentials,
    right,
    therapist,
)


def licensed(**more: Any) -> License:
    return structs.replace(LICENSE, **more)


@pytest.mark.parametrize(
    ("begins", "ends", "on", "answer", "check"),
    [
        ("2026-03-02", None, "2026-03-02", "yes", "CR06"),  # the first day
        ("2026-03-01", "2026-03-02", "2026-03-02", "yes", "CR06"),  # the last day
        ("2021-03-01", "2026-03-01", "2026-03-02", "no", "CR06"),  # the day after the last
        (None, None, "2026-03-02", "no", "CR06"),  # applied for
        ("2026-04-01", None, "2026-03-02", "yes", "CR09"),  # 30 days before: the first that may be billed back
        ("2026-04-02", None, "2026-03-02", "no", "CR09"),  # 31 days before
        ("2024-03-30", None, "2024-02-29", "yes", "CR09"),  # 30 days before over a leap day
        ("2024-03-31", None, "2024-02-29", "no", "CR09"),
        ("2025-03-31", None, "2025-03-01", "yes", "CR09"),
        ("2025-03-31", None, "2025-02-28", "no", "CR09"),
    ],
)
def test_medicare_pays_from_the_first_day_to_the_last_and_thirty_days_back(
    begins: str | None, ends: str | None, on: str, answer: str, check: str
) -> None:
    found = right(credentials(therapist(applied(begins=begins, ends=ends))), on)
    assert (found.answer, found.check) == (answer, check)
    assert bool(found.condition) == (answer == "yes" and check == "CR09")


@pytest.mark.parametrize(("on", "answer"), [("2026-03-02", "yes"), ("2026-03-01", "no")])
def test_a_declared_disaster_lets_ninety_days_be_billed_back(on: str, answer: str) -> None:
    found = right(credentials(therapist(applied(begins="2026-05-31", disaster=True))), on)
    assert found.answer == answer
    if answer == "yes":
        assert "424.521(a)(2)" in found.condition


@pytest.mark.parametrize(
    ("to", "on", "answer"),
    [("2026-01-10", "2026-01-10", "yes"), ("2026-01-10", "2026-01-09", "no"), (None, "2026-03-02", "undetermined")],
)
def test_another_payer_is_billed_back_as_far_as_it_confirmed(to: str | None, on: str, answer: str) -> None:
    confirmed = date.fromisoformat(to) if to else None
    one = applied("aetna", begins="2026-03-10", retroactive_to=confirmed)
    assert right(credentials(therapist(one)), on, "aetna").answer == answer


def test_a_window_that_is_only_reported_refuses_nothing() -> None:
    payers = {"medicare_advantage": CredentialedPayer(key="medicare_advantage", name="MA", policy="medicare_advantage")}
    made = credentials(therapist(applied("medicare_advantage", begins="2026-04-01")), payers=payers)
    assert right(made, "2026-03-02", "medicare_advantage").answer == "yes"
    found = right(made, "2026-03-01", "medicare_advantage")
    assert (found.answer, "as the field reports" in found.why) == ("undetermined", True)


def test_a_terminated_and_renewed_enrollment_leaves_a_gap() -> None:
    two = therapist(applied(ends="2026-01-31"), applied(begins="2026-03-15"))
    answers = [right(credentials(two), on).answer for on in ("2026-01-31", "2026-02-01", "2026-02-13", "2026-03-15")]
    assert answers == ["yes", "no", "yes", "yes"]  # Feb 13 is the 30th day before Mar 15


@pytest.mark.parametrize(
    ("by_site", "site", "answer"),
    [
        (True, "Oak", "no"),
        (True, "Main", "yes"),
        (False, "Oak", "yes"),
        (None, "Oak", "undetermined"),
        (True, None, "undetermined"),
    ],
)
def test_a_payer_that_enrolls_by_site_pays_at_the_site_named(
    by_site: bool | None, site: str | None, answer: str
) -> None:
    payer = CredentialedPayer(key="aetna", name="Aetna", policy="aetna", by_site=by_site)
    one = therapist(applied("aetna", site="Main" if site else None))
    made = credentials(one, sites=(MAIN, OAK), payers={"aetna": payer})
    found = right(made, payer="aetna", site=OAK if site in {"Oak", None} else MAIN)
    assert found.answer == answer
    if answer != "yes":
        assert found.check == "CR07"


def test_a_clinician_who_moves_may_bill_where_the_enrollment_was_moved_to() -> None:
    moved = therapist(
        applied("aetna", ends="2026-02-28", site="Main"), applied("aetna", begins="2026-03-01", site="Oak")
    )
    payers = {"aetna": CredentialedPayer(key="aetna", name="Aetna", policy="aetna", by_site=True)}
    made = credentials(moved, sites=(MAIN, OAK), payers=payers)
    answers = {
        (on, site.site.name): right(made, on, "aetna", site).answer
        for on in ("2026-02-28", "2026-03-01")
        for site in (MAIN, OAK)
    }
    assert answers == {
        ("2026-02-28", "Main"): "yes",
        ("2026-02-28", "Oak"): "undetermined",  # how far Aetna lets services be billed back is not known
        ("2026-03-01", "Main"): "no",
        ("2026-03-01", "Oak"): "yes",
    }


@pytest.mark.parametrize(
    ("licenses", "answer", "check"),
    [
        (None, "undetermined", "CR04"),
        ((), "no", "CR04"),
        ((licensed(ends=date(2026, 3, 2)),), "yes", "CR06"),
        ((licensed(ends=date(2026, 3, 1)),), "no", "CR04"),
        ((licensed(begins=date(2026, 3, 3)),), "no", "CR04"),
        ((licensed(begins=None),), "undetermined", "CR04"),
        ((licensed(clear=None),), "undetermined", "CR04"),
        ((licensed(clear=False),), "no", "CR04"),
        ((licensed(state="OK"),), "no", "CR04"),
        ((licensed(state="OK"), licensed(compact=True, number="2")), "yes", "CR06"),
        ((licensed(state="OK", ends=date(2026, 3, 1)), licensed(compact=True, number="2")), "no", "CR05"),
        ((licensed(temporary=True),), "no", "CR20"),
    ],
)
def test_the_license_of_the_sites_state_has_to_cover_the_day(
    licenses: tuple[License, ...] | None, answer: str, check: str
) -> None:
    found = right(credentials(therapist(applied(), licenses=licenses)))
    assert (found.answer, found.check) == (answer, check)


def test_who_is_on_a_list_or_off_the_staff_bills_nothing() -> None:
    listed = therapist(applied(), screenings=(Screening(on=date(2026, 2, 15), clear=False),))
    assert (right(credentials(listed)).answer, right(credentials(listed)).check) == ("no", "CR13")
    left = therapist(applied(), left=date(2026, 3, 1))
    assert [right(credentials(left), on).answer for on in ("2026-03-01", "2026-03-02")] == ["yes", "no"]


def looks(*found: tuple[str, ExclusionList | None, bool]) -> tuple[ListScreening, ...]:
    return tuple(
        ListScreening(screening=Screening(on=date.fromisoformat(on), clear=clear), list=which)
        for on, which, clear in found
    )


@pytest.mark.parametrize(
    ("entered", "answer"),
    [
        (looks(("2026-02-12", "leie", False), ("2026-02-20", "sam", True)), "no"),  # another list clears nobody
        (looks(("2026-02-12", "leie", False), ("2026-02-20", "leie", True)), "yes"),
        (looks(("2026-02-12", "leie", True), ("2026-02-12", "leie", False)), "no"),
        (looks(("2026-02-12", "leie", True), ("2025-02-12", "state", False)), "no"),
    ],
)
def test_each_list_counts_by_its_own_latest_look(entered: tuple[ListScreening, ...], answer: str) -> None:
    assert right(credentials(structs.replace(therapist(applied()), screenings=entered))).answer == answer


def test_a_look_into_sam_is_none_into_the_federal_list() -> None:
    only_sam = structs.replace(therapist(applied()), screenings=looks(("2026-03-01", "sam", True)))
    assert any("nobody has looked" in note for note in right(credentials(only_sam)).notes)


def test_the_practice_itself_has_to_be_enrolled_where_that_is_entered() -> None:
    waiting = credentials(therapist(applied()), applications=(applied(begins=None),))
    assert (right(waiting).answer, right(waiting).check) == ("no", "CR08")
    assert right(credentials(therapist(applied()), applications=(applied("aetna"),))).answer == "yes"


@pytest.mark.parametrize(("group", "answer"), [(None, "yes"), (PRACTICE_NPI, "yes"), ("1000000004", "no")])
def test_an_enrollment_under_another_group_is_none_here(group: str | None, answer: str) -> None:
    assert right(credentials(therapist(applied(of_enrollment={"group_npi": group})))).answer == answer


def test_an_assistant_bills_on_the_therapists_number() -> None:
    assistant = therapist(
        npi=ASSISTANT, name=Name(last="Madeup", first="Eli"), credential="PTA", taxonomy="225200000X", supervised_by=NPI
    )
    made = credentials(therapist(applied()), assistant)
    assert right(made, npi=ASSISTANT).answer == "yes"
    assert right(made, npi=ASSISTANT, payer="aetna").answer == "no"
    alone = structs.replace(assistant, clinician=structs.replace(assistant.clinician, supervised_by=None))
    assert right(credentials(alone), npi=ASSISTANT).answer == "undetermined"


def test_what_nobody_entered_is_not_known_and_a_no_goes_before_it() -> None:
    nothing = structs.replace(therapist(), applications=None)
    assert right(credentials(nothing)).answer == "undetermined"
    assert right(credentials(structs.replace(nothing, clinician=therapist(licenses=()).clinician))).answer == "no"


def test_a_payer_that_enrolls_nobody_is_billed_by_everybody_licensed() -> None:
    payers = {"self_pay": CredentialedPayer(key="self_pay", name="Self-pay", policy="self_pay")}
    assert right(credentials(therapist(), payers=payers), payer="self_pay").answer == "yes"


def test_a_place_of_service_that_the_enrollment_does_not_name_is_outside_of_it() -> None:
    home = therapist(applied(of_enrollment={"places": ("12",)}))
    answers = [right(credentials(home), place_of_service=place).answer for place in ("11", "12", None)]
    assert answers == ["no", "yes", "yes"]
