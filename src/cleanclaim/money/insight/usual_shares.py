"""What payers usually pay of a charge, by the folder's own lines: what it was so far, and no promise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import structs

from cleanclaim.money.insight.first_answers import first_answers
from cleanclaim.money.insight.opinion import AT_CHARGE, OpinionLine
from cleanclaim.money.insight.opinion_rules import least_lines
from cleanclaim.money.posting.facts import ClaimFacts


def with_usual_shares(lines: Iterable[OpinionLine], bills: Iterable[ClaimFacts]) -> Iterator[OpinionLine]:
    """The lines, those that are counted as charged with what their payer paid of the charges of lines that it paid at
    first; without it where those are too few.
    """
    paid: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for bill in bills:
        for answer in first_answers(bill):
            paid[answer.payer] += [(line.paid, line.charge) for line in answer.lines if line.paid > 0]
    words = {payer: _words(found) for payer, found in paid.items()}
    for one in lines:
        usually = words.get(one.payer, "") if one.kind in AT_CHARGE else ""
        yield structs.replace(one, usually=usually) if usually else one


def _words(found: list[tuple[int, int]]) -> str:
    charges = sum(charge for _, charge in found)
    if len(found) < least_lines() or not charges:
        return ""
    percent = sum(paid for paid, _ in found) * 100 // charges
    return (
        f"of the lines that it paid, this payer paid {percent} % of the charge so far (n = {len(found):,}); no promise"
    )
