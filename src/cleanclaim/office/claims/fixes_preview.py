"""What fixes of several claims would change, as a page shows it before they are made."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.model.money import dollars_for_people
from cleanclaim.office.claims.fixing import plan_fixes
from cleanclaim.office.claims.judge import JudgedClaim
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.page_digest import digest_claims
from cleanclaim.office.claims.presenter import BilledChip, Names, build_changed_chips
from cleanclaim.office.claims.queue import find_cause_title
from cleanclaim.office.claims.standing import list_open


class FixRow(Struct, frozen=True, kw_only=True):
    """A claim with the lines that fixes would change, what it would come to, what would be left to do on it."""

    record: ClaimRecord
    seen: str
    payer: str
    before: list[BilledChip]
    after: list[BilledChip]
    dollars: str
    left: int


class FixesPreview(Struct, frozen=True, kw_only=True):
    """The claims that fixes would change, and those that they would not, each with why."""

    rule: str
    title: str
    rows: list[FixRow]
    left: list[tuple[ClaimRecord, str]]


def build_fixes(records: Sequence[ClaimRecord], rule: str, names: Names) -> FixesPreview:
    """What every fix that needs nobody's judgment would make of claims: of one rule, or of all that stop them."""
    plan = plan_fixes(records, rule)
    digests = digest_claims(list(plan.before.values()))
    changed = {key: _lines_changed(plan.before[key], one) for key, one in plan.after.items()}
    rows = [
        FixRow(
            record=one,
            seen=f"{one.pk}:{one.version}:{digests[one.pk]}",
            payer=names.payer(one.payer, one.day),
            before=changed[one.pk][0],
            after=changed[one.pk][1],
            dollars=_dollars(plan.before[one.pk], plan.after[one.pk]),
            left=len(list_open(plan.after[one.pk])),
        )
        for one in records
        if one.pk in plan.after
    ]
    left = [(one, plan.left[one.pk]) for one in records if one.pk in plan.left]
    return FixesPreview(rule=rule, title=find_cause_title(rule) if rule else "", rows=rows, left=left)


def _lines_changed(judged: JudgedClaim, then: JudgedClaim) -> tuple[list[BilledChip], list[BilledChip]]:
    """The lines of a claim that fixes would change, before and after."""
    before: list[BilledChip] = []
    after: list[BilledChip] = []
    for one, other in zip(judged.visits, then.visits, strict=True):
        gone, come = build_changed_chips(one.visit.services, other.visit.services)
        before += gone
        after += come
    return before, after


def _dollars(before: JudgedClaim, after: JudgedClaim) -> str:
    then = dollars_for_people(after.cents)
    return then if before.cents == after.cents else f"{dollars_for_people(before.cents)} → {then}"
