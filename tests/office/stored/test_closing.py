"""Closing: a claim that will not be billed leaves the queue with who, when and why, and comes back."""

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, fixing, sending
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimState
from cleanclaim.office.claims.timeline import WHO_HAS_IT, list_happenings, read_versions
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import ON, claims_of, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.made_up import house

pytestmark = pytest.mark.usefixtures("database")


def test_a_claim_that_will_not_be_billed_leaves_the_queue_and_comes_back() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        practice(here)
        patient = stored_patient(here)
        wrong, ready = claims_of([
            signed(here, patient, overbilled("V1")),
            signed(here, patient, visit("V2", ON.replace(day=2))),
        ])  # fmt: skip
        seen = [acts.Seen(one, one.version) for one in (wrong, ready)]
        with pytest.raises(UserError):
            acts.close(seen, here.actor, reason=" ", author="Ada")
        done = acts.close(seen, here.actor, reason="Billed by the old office", author="Ada")
        assert len(done.changed) == 2
        assert {(one.state, one.needs_work) for one in done.changed} == {("closed", False)}
        assert (
            "will not be billed: Billed by the old office" in list_happenings(wrong, [], read_versions(wrong))[0].text
        )
        assert WHO_HAS_IT[ClaimState(wrong.state)] == "Nobody: it will not be billed."
        closed = judge([wrong])[0].work.closed
        assert closed
        assert (closed.reason, closed.author) == ("Billed by the old office", "Ada")
        sheet = sending.build_sheet()
        assert (sheet.going, sheet.left_out) == ([], [])
        again = [acts.Seen(one, one.version) for one in (wrong, ready)]
        tries = [
            acts.hold(again, here.actor, reason="Wait", until=None),
            fixing.fix_all(again[:1], here.actor),
            acts.close(again, here.actor, reason="Again", author="Ada"),
        ]
        for left in tries:
            assert left.changed == []
            assert set(left.left.values()) == {"It will not be billed. Reopen it first."}
        acts.reopen(again[:1], here.actor)
        acts.step(again[1:], here.actor, "undo")
        assert (wrong.state, ready.state) == ("hold", "ready")
