"""A second opinion in words, as the screen, the page and the paper have them: its sentences, groups and lines."""

from collections.abc import Iterator

from cleanclaim.explanations.money.closed_words import closed_in_words
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.insight.opinion import AT_CHARGE, PARTS, Opinion, OpinionGroup, OpinionLine, Part
from cleanclaim.money.insight.opinion_rules import soon_days

FIRST_THINGS = 3
"""How many things to do next an owner is told: no more is read."""
LINE_HEADS = ("claim", "dollars", "kind", "payer", "service", "what", "by", "from")
"""What is said of a line, in this order."""
_SENTENCES: dict[Part, str] = {
    "can be had": "{cents} can still be had: {kinds}.",
    "at risk": "{cents} is at risk: {kinds}.",
    "not yours": "{cents} is not yours: {kinds}.",
    "to clear up": "{cents} came in or was taken, and the files do not say what for: {kinds}.",
    "dated in the future": "{cents} is dated in the future, and counts in nothing else here. Is the year right?",
    "perhaps too late": "{cents} may be too late, which nobody has verified; ask before you give it up: {kinds}.",
    "too late": "{cents} was lost because a day passed: {kinds}.",
}


def sentences(opinion: Opinion) -> tuple[str, ...]:
    """A sentence for each part in which there is anything; one where there is nothing at all."""
    found = [*_soon(opinion), *(_sentence(opinion, part) for part in PARTS if opinion.of_part(part))]
    if charged := sum(one.cents or 0 for one in opinion.lines if one.kind in AT_CHARGE):
        found.append(
            f"{dollars_for_people(charged)} of this is denied, unbilled or without an answer, and counted as charged. "
            f"Charges are no income: payers allow less{_usually(opinion, charged)}."
        )
    closed = (f"{closed_in_words(one)}; here all counts by its own day." for one in opinion.closed)
    return (*(found or ["Nothing was found, of what could be looked at."]), *closed)


def _usually(opinion: Opinion, charged: int) -> str:
    """What payers allowed so far, and what that would make of the charges; empty where they allowed nothing."""
    percent = opinion.allowed_percent
    if percent is None:
        return ""
    about = dollars_for_people(charged * percent // 1_000_000 * 10_000)
    return f"; here they allowed {percent} % of what they did not refuse, which would be about {about}"


def _soon(opinion: Opinion) -> Iterator[str]:
    """What runs out first of all; nothing where nothing does."""
    soon = opinion.soon(soon_days())
    if soon and soon[0].by:
        cents = dollars_for_people(sum(one.cents or 0 for one in soon))
        items = f"{len(soon):,} item{'s' * (len(soon) > 1)}"
        yield f"{cents} runs out within {soon_days()} days ({items}), the first of it on {day(soon[0].by)}."


def _sentence(opinion: Opinion, part: Part) -> str:
    lines = opinion.of_part(part)
    sums: dict[str, int] = {}
    for one in lines:
        sums[one.kind] = sums.get(one.kind, 0) + (one.cents or 0)
    kinds = [f"{dollars_for_people(cents)} {kind}" for kind, cents in sums.items()] if len(sums) > 1 else list(sums)
    return _SENTENCES[part].format(cents=dollars_for_people(opinion.cents(part)), kinds="; ".join(kinds))


def group_title(one: OpinionGroup) -> str:
    """A group in a line: `denied, AETNA: No authorization is on file (CO 197)`."""
    payer = f", {one.payer}" if one.payer else ""
    return f"{one.kind}{payer}: {one.about}"


def how_many(one: OpinionGroup) -> str:
    """How many lines a group has; `3 of 18` where not all of them run out on its day."""
    first = sum(line.by == one.by for line in one.lines)
    return f"{len(one.lines):,}" if one.by is None or first == len(one.lines) else f"{first:,} of {len(one.lines):,}"


def how_many_by_when(one: OpinionGroup) -> str:
    """How many items a group has, and how many of them run out on its day: `3 of 18 items by Mar 3, 2026`."""
    items = f"{how_many(one)} item{'s' * (len(one.lines) > 1)}"
    return f"{items} by {day(one.by)}" if one.by else items


def line_cells(one: OpinionLine) -> tuple[str, ...]:
    """A line as cells, under `LINE_HEADS`."""
    return (
        one.claim_id,
        "not known" if one.cents is None else dollars_for_people(one.cents),
        one.kind,
        one.payer,
        one.service.isoformat() if one.service else "",
        one.what,
        one.by.isoformat() if one.by else "",
        str(one.source),
    )
