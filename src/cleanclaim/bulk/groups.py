"""What a change does to groups of visits: those of a payer, of a clinician, with a code, held by a rule."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Literal

from msgspec import Struct, field

from cleanclaim.bulk.results import FindingKey, VisitResult, total
from cleanclaim.model.finding import Status

Amount = Literal["units", "allowed", "payer_pays"]
AMOUNTS: tuple[Amount, ...] = ("units", "allowed", "payer_pays")


class GroupTotals(Struct):
    """What a group comes to in one world: visits by status, findings by outcome, units, and cents."""

    clean: int = 0
    failed: int = 0
    undetermined: int = 0
    faults: int = 0
    unanswered: int = 0
    bypassed: int = 0
    units: int = 0
    allowed: int = 0
    payer_pays: int = 0


class GroupShare(Struct, frozen=True, gc=False):
    """What one visit adds to a group in one world."""

    status: Status
    findings: Sequence[FindingKey]
    units: int | None
    allowed: int | None
    payer_pays: int | None


class Group(Struct):
    """A group in both worlds.

    `changed` counts the visits of which anything changes. Amounts are added up only over visits that have them in both
    worlds, so that the totals can be compared; `unknown` counts the others.
    """

    name: str | None
    visits: int = 0
    changed: int = 0
    unknown: dict[Amount, int] = field(default_factory=lambda: dict.fromkeys(AMOUNTS, 0))
    before: GroupTotals = field(default_factory=GroupTotals)
    after: GroupTotals = field(default_factory=GroupTotals)

    def difference(self, amount: Amount) -> int:
        """What the change adds to an amount; negative where it takes away."""
        return int(getattr(self.after, amount) - getattr(self.before, amount))

    def add(self, before: GroupShare | None, after: GroupShare | None, *, changed: bool) -> None:
        """Take a visit in. A part is None where the visit does not belong to the group in that world."""
        self.visits += 1
        self.changed += changed
        for totals, part in ((self.before, before), (self.after, after)):
            if part is not None:
                _count(totals, part)
        for amount, read in _READ.items():
            one, other = read(before) if before else 0, read(after) if after else 0
            if one is None or other is None:
                self.unknown[amount] += 1
            else:
                setattr(self.before, amount, getattr(self.before, amount) + one)
                setattr(self.after, amount, getattr(self.after, amount) + other)

    def merge(self, more: "Group") -> None:
        """Take in the same group of another part of the book."""
        self.visits += more.visits
        self.changed += more.changed
        for amount, count in more.unknown.items():
            self.unknown[amount] += count
        for totals, others in ((self.before, more.before), (self.after, more.after)):
            for name in GroupTotals.__struct_fields__:
                setattr(totals, name, getattr(totals, name) + getattr(others, name))


_READ = {amount: attrgetter(amount) for amount in AMOUNTS}
_COUNTED = {"fail": "faults", "undetermined": "unanswered", "bypassed": "bypassed"}


def _count(totals: GroupTotals, part: GroupShare) -> None:
    setattr(totals, part.status, getattr(totals, part.status) + 1)
    for finding in part.findings:
        name = _COUNTED[finding.outcome]
        setattr(totals, name, getattr(totals, name) + 1)


class Groups(dict[str | None, Group]):
    """Groups by name, made when their first visit comes."""

    def __missing__(self, name: str | None) -> Group:
        group = self[name] = Group(name)
        return group

    def merge(self, more: "Groups") -> None:
        """Take in the groups of another part of the book."""
        for name, group in more.items():
            self[name].merge(group)

    def most_affected_first(self) -> list[Group]:
        """By the visits that change, then by the dollars, then by name."""
        return sorted(self.values(), key=_effect)


def _effect(group: Group) -> tuple[int, int, int, str]:
    return -group.changed, -abs(group.difference("allowed")), -abs(group.difference("payer_pays")), group.name or ""


def share_of_visit(result: VisitResult) -> GroupShare:
    """A visit as part of the groups it belongs to as a whole."""
    return GroupShare(result.status, result.findings, result.units, result.allowed, result.payer_pays)


def share_of_code(result: VisitResult, code: str) -> GroupShare | None:
    """A visit's lines of one code: their findings, units and amounts."""
    numbers = [number for number, line in enumerate(result.lines, 1) if line.code == code]
    if not numbers:
        return None
    lines = [result.lines[number - 1] for number in numbers]
    return GroupShare(
        result.status,
        [finding for finding in result.findings if finding.line in numbers],
        total([line.units for line in lines]),
        total([line.allowed for line in lines]),
        total([line.payer_pays for line in lines]),
    )


def share_of_rule(result: VisitResult, rule: str) -> GroupShare | None:
    """A visit as one rule sees it. It has amounts only where the rule finds a fault: what the rule holds up."""
    found = [finding for finding in result.findings if finding.rule == rule]
    if not found:
        return None
    if all(finding.outcome != "fail" for finding in found):
        return GroupShare(result.status, found, 0, 0, 0)
    return GroupShare(result.status, found, result.units, result.allowed, result.payer_pays)


def codes_of(results: Iterable[VisitResult]) -> list[str]:
    """Every code billed in any of the results, once."""
    return list(dict.fromkeys(line.code for result in results for line in result.lines))


def rules_of(results: Iterable[VisitResult]) -> list[str]:
    """Every rule with a finding in any of the results, once."""
    return list(dict.fromkeys(finding.rule for result in results for finding in result.findings))
