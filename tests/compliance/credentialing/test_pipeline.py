"""Applications on their way: how they stand on a day, how long they waited, what comes first."""

from datetime import date

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.pipeline import not_applied_for, pipeline, state_on, states
from cleanclaim.model.credentialing import APPLICATION_STATES, Application, CredentialedPayer
from tests.compliance.credentialing.made_credentials import ON, applied, credentials, rights_of, therapist


def test_every_state_has_a_meaning_and_a_next_step() -> None:
    assert tuple(states()) == APPLICATION_STATES
    assert all(one.meaning and one.next_step.endswith(".") for one in states().values())


@pytest.mark.parametrize(
    ("application", "state"),
    [
        (applied(begins=None), None),
        (applied(begins=None, state="psv"), "psv"),
        (applied(begins="2026-03-02"), "active"),
        (applied(begins="2026-03-03"), "approved_pending_effective"),
        (applied(begins="2026-03-02", state="approved_pending_effective"), "active"),  # its day has come
        (applied(ends="2026-03-02"), "active"),
        (applied(ends="2026-03-01"), "termed"),
        (applied(begins=None, of_enrollment={"denied": True}), "denied"),
    ],
)
def test_its_days_say_how_an_application_stands(application: Application, state: str | None) -> None:
    assert state_on(application, ON) == state


def test_what_waits_for_the_practice_comes_first_then_what_waited_longest() -> None:
    made = credentials(
        therapist(
            applied("aetna", begins=None, state="in_review", submitted=date(2025, 12, 1)),
            applied("aetna", begins=None, state="in_review", submitted=date(2025, 12, 1), state_since=date(2026, 2, 1)),
            applied(
                "medicare", begins=None, state="more_info", state_since=date(2026, 2, 28), next_step="Send the lease"
            ),
            applied("medicare"),
            applied("medicare", begins=None),
        ),
        applications=(applied("aetna", begins=None, state="docs_pending"),),
    )
    found = pipeline(made, ON)
    assert [(one.state, one.days) for one in found] == [
        ("more_info", 2),
        ("docs_pending", None),
        (None, None),
        ("in_review", 91),
        ("in_review", 29),
        ("active", None),
    ]
    assert [one.next_step for one in found[:3]] == ["Send the lease", states()["docs_pending"].next_step,
                                                    "Enter how it stands (state)."]  # fmt: skip
    assert found[1].of == made.practice_name


def test_who_left_has_no_applications_on_their_way() -> None:
    left = therapist(applied(begins=None), left=date(2026, 3, 1))
    assert pipeline(credentials(left), ON) == []
    stays = structs.replace(left, clinician=structs.replace(left.clinician, left=ON))
    assert len(pipeline(credentials(stays), ON)) == 1


def test_what_waits_what_ended_and_what_nobody_applied_for_stand_apart() -> None:
    made = credentials(
        therapist(
            applied("medicare", begins=None, state="submitted"),
            applied("medicare", ends="2026-03-01"),
            applied("medicare", begins=None, state="closed_panel"),
        )
    )
    groups = [one.group for one in pipeline(made, ON)]
    assert sorted(groups) == ["ended", "refused or closed", "waits for the payer"]
    assert not_applied_for(rights_of(made), ON) == {"Aetna": ["Ada Example"]}
    self_pay = CredentialedPayer(key="cash", name="Cash", policy="self_pay", claim_filing="none", by_site=False)
    with_cash = structs.replace(made, payers={**made.payers, "cash": self_pay})
    assert set(not_applied_for(rights_of(with_cash), ON)) == {"Aetna"}
    nothing_entered = credentials(structs.replace(therapist(), applications=None))
    assert not_applied_for(rights_of(nothing_entered), ON) == {}
