"""The playbook of denials in Markdown: what to do by the codes of a remittance, and the levels of appeal."""

from collections.abc import Iterable, Iterator

from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.denials.appeal_levels import (
    AppealLevel,
    Reopening,
    RequestContents,
    appeal_levels,
    reopenings,
)
from cleanclaim.money.denials.playbook import ACTIONS, BILL_PATIENT, Play, playbook
from cleanclaim.reference.reasons import KINDS


def build_playbook_page() -> str:
    """The page of what to do about denials."""
    book = playbook()
    blocks = ["# Denials", GENERATED, _ABOUT, _STANDING.format(day=day(book.unknown.reviewed))]
    for kind, meaning in KINDS.items():
        plays = [one for one in book.plays if one.category == kind]
        blocks += [f"## {kind}", f"{meaning[0].upper()}{meaning[1:]}."]
        blocks.append(render_table(_HEADS, [_row(one) for one in (*plays, book.by_kind[kind])]))
    blocks += ["## Codes that no list knows", render_table(_HEADS, [_row(book.unknown)])]
    blocks += ["## Remarks that change what may be done"]
    blocks.append(render_table(("remark", "what"), [(name, one.why) for name, one in book.remarks.items()]))
    blocks += [
        "## Levels of appeal",
        "The first level's limit is the payer's own; see [payers](payers.md#appeal).",
        render_table(_LEVEL_HEADS, [*_levels(appeal_levels().values()), *_reopenings(reopenings())]),
    ]
    return join_blocks(*blocks)


_ABOUT = (
    "What `cleanclaim denials` says of the codes of a remittance: group, reason (CARC) and remarks (RARC). The most "
    "specific entry counts: group, reason and remark; group and reason; reason and remark; reason alone. What no entry "
    "names goes by the kind of its reason, and what no list knows stands in a queue of its own. That the patient may "
    "be billed holds of group PR alone: with any other group it may not, and the first step is another."
)
_STANDING = (
    "Reviewed {day}. What a code means is its publisher's; what to do about it is the field's judgment (*reported*) "
    "unless it says **verified**. The payer's letter and the contract go before it."
)
_LEVEL_HEADS = ("payer", "level", "what", "to", "a request says", "limit", "in dispute", "stands on")
_HEADS = ("codes", "cause", "first step", "to do", "ways", "patient", "prevented by", "stands on")


def _row(one: Play) -> tuple[str, ...]:
    standing = "**verified**" if one.standing == "verified" else f"*{one.standing}*"
    return (
        ", ".join((*one.codes, *_instead(one))) or "any other",
        one.cause,
        ACTIONS[one.action],
        f"{one.to_do} {one.of_patient}".strip(),
        ", ".join(one.ways),
        BILL_PATIENT[one.patient],
        ", ".join(f"[{name}](rules/{name.partition('.')[0]}.md#{name.replace('.', '')})" for name in one.rules),
        f"{standing}; [{one.cite}](sources.md#{one.cite})",
    )


def _instead(one: Play) -> Iterator[str]:
    """The codes of other plays in whose place it counts with payers of a policy."""
    for play in playbook().plays:
        for payer in (payer for payer, name in play.instead.items() if name == one.name):
            yield f"of {payer} also {' and '.join(play.codes)}"


def _levels(levels: Iterable[AppealLevel]) -> Iterator[tuple[str, ...]]:
    for one in levels:
        amounts = [f"{dollars_for_people(each.cents)} from {day(each.since)} ({each.standing})" for each in one.amounts]
        form = f" ({one.form})" if one.form else ""
        limit = one.limit.describe() if one.limit else "the payer's own"
        cited = f"{one.standing}; [{one.cite}](sources.md#{one.cite})" if one.cite in sources() else ""
        to, says = one.to or "the payer", _request(one.request)
        yield one.payer, str(one.level), f"{one.name}{form}", to, says, limit, "; ".join(amounts), cited


def _reopenings(found: Iterable[Reopening]) -> Iterator[tuple[str, ...]]:
    for one in found:
        yield one.payer, "", one.name, one.to, _request(one.request), "as for a corrected claim", "", ""


def _request(request: RequestContents) -> str:
    """What a request has to say, with its source."""
    if not request.points:
        return ""
    return f"{', '.join(request.points)} ({request.standing}; [{request.cite}](sources.md#{request.cite}))"
