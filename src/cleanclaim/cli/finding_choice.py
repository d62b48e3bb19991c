"""Which findings of a review are to be seen. What is not is counted and said, and clears no claim."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.cli.options import FindingOptions
from cleanclaim.cli.screen import pluralize
from cleanclaim.law.review.review import Review
from cleanclaim.law.review.rule_set import current_id, rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding
from cleanclaim.nearest import did_you_mean


class FindingChoice(Struct, frozen=True):
    """The rules and families to show alone, and those not to show; by their ids of today."""

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is to be seen."""
        names = {finding.rule, finding.rule.partition(".")[0]}
        return not (names & self.ignore) and (not self.select or bool(names & self.select))

    def __bool__(self) -> bool:
        return bool(self.select or self.ignore)


def choose_findings(options: FindingOptions) -> FindingChoice:
    """The choice that --select and --ignore make. Raises UserError for a rule or family that there is not."""
    return FindingChoice(_known("--select", options.select), _known("--ignore", options.ignore))


def _known(option: str, names: Iterable[str]) -> frozenset[str]:
    rules = set(rule_set().rules)
    known = rules | {rule_id.partition(".")[0] for rule_id in rules}
    current = {name: current_id(name) for name in names}
    for name, rule_id in current.items():
        if rule_id not in known:
            raise UserError(
                f"{option} {name}",
                f"there is no such rule or family.{did_you_mean(name, known)}",
                "`cleanclaim rules list` has every rule; its family is the word before the dot.",
            )
    return frozenset(current.values())


def count_hidden(findings: Iterable[Finding], choice: FindingChoice) -> Counter[str]:
    """How often each rule that is not to be seen found something; edits lawfully resolved are none."""
    return Counter(one.rule for one in findings if one.outcome != "bypassed" and not choice.shows(one))


def describe_hidden(review: Review, choice: FindingChoice) -> str:
    """What --select and --ignore leave unseen, in a sentence; empty where that is nothing."""
    left_out = count_hidden((one for claim in review.claims for one in claim.findings), choice)
    if not left_out:
        return ""
    waiting = sum(any(_holds(one, choice) for one in claim.findings) for claim in review.claims)
    rules = f"{pluralize(left_out.total(), 'finding')} of {pluralize(len(left_out), 'rule')}"
    holding = f" {pluralize(waiting, 'claim')} not clean for what is not shown." if waiting else ""
    return f"Not shown ({_described(choice)}): {rules}; they count all the same.{holding}"


def _holds(finding: Finding, choice: FindingChoice) -> bool:
    return finding.severity == "stop" and finding.outcome != "bypassed" and not choice.shows(finding)


def _described(choice: FindingChoice) -> str:
    parts: Sequence[tuple[str, frozenset[str]]] = (("--select", choice.select), ("--ignore", choice.ignore))
    return " ".join(f"{option} {name}" for option, names in parts for name in sorted(names))
