"""Where answers disagree, a person finds out what holds: whether the payer has the claim, with who said so and why."""

from collections.abc import Sequence

from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.claims.acts import Done, Seen, check_reason
from cleanclaim.office.claims.course import read_courses
from cleanclaim.office.claims.models import ClaimEvent, EventKind
from cleanclaim.office.claims.refresh import lock_claims, restate

NOTHING_TO_SETTLE = "The answers to it do not disagree."


def settle(seen: Sequence[Seen], actor: Actor, *, accepts: bool, reason: str) -> Done:
    """Store what somebody found out of claims whose answers disagree. It can be found out otherwise later.

    Raises UserError where no reason is written.
    """
    why = check_reason(reason)
    kind = EventKind.FOUND_ACCEPTED if accepts else EventKind.FOUND_REJECTED
    records = lock_claims([one.record for one in seen])
    courses = read_courses(records)
    changed, left = [], {}
    for record in records:
        course = courses.get(record.pk)
        disputed = course.disputed if course else None
        if disputed is None or (disputed.weighed.ruled and disputed.is_rejected is not accepts):
            left[record.pk] = NOTHING_TO_SETTLE
            continue
        ClaimEvent.objects.create(
            organization_id=actor.organization, claim=record, kind=kind, words=why, batch_id=disputed.batch,
            user_id=actor.user,
        )  # fmt: skip
        log(actor, "claim.settled", record.pk)
        changed.append(record)
    restate(changed)
    return Done(changed, left)
