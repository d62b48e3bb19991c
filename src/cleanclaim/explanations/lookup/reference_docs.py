"""The reference in Markdown: rules, checks of X12 files, payers, codes and sources, as law and tables have them.

Nothing here is written by hand, so it cannot lag. `cleanclaim.cli.reference_docs` adds the commands and writes the
files.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from types import ModuleType

from cleanclaim.explanations.lookup.check_docs import build_check_docs
from cleanclaim.explanations.lookup.code_pages import describe_unit_rule, describe_validity, describe_who_furnishes
from cleanclaim.explanations.lookup.column_page import build_column_page
from cleanclaim.explanations.lookup.kpi_page import build_kpi_page
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table
from cleanclaim.explanations.lookup.playbook_page import build_playbook_page
from cleanclaim.explanations.lookup.rule_pages import ExampleTable, RulePage, build_rule_pages, read_heading, read_law
from cleanclaim.law.plugins import family_of
from cleanclaim.law.policies.answer_words import describe_answer, describe_standing
from cleanclaim.law.policies.keys import PolicyKey, keys
from cleanclaim.law.policies.policy import Policy, payer_names, policy
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.law.review.rule_set import rule_modules
from cleanclaim.law.wording import day
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import shipped


def build_reference_pages() -> dict[str, str]:
    """Every page but the commands, by its path under the reference."""
    by_path = {f"rules/{family_of(module)}.md": _family(module) for module in rule_modules()}
    return {
        **by_path,
        **build_check_docs(),
        "rules/index.md": _rule_index(),
        "payers.md": _payers(),
        "codes.md": _codes(),
        "columns.md": build_column_page(),
        "denials.md": build_playbook_page(),
        "kpis.md": build_kpi_page(),
        "sources.md": _sources(),
    }


# -- rules -----------------------------------------------------------------------------------------


def _rule_index() -> str:
    parts = [
        "# Rules",
        GENERATED,
        "What each weight means: `stop` puts a claim on hold, `warn` wants a look, `info` is a note.",
    ]
    for module in rule_modules():
        family = family_of(module)
        rows = [
            (
                f"[{page.id}]({family}.md#{_anchor(page)})",
                page.title,
                page.finding_severity,
                "" if page.verified else "not verified",
            )
            for page in build_rule_pages(module)
        ]
        parts += [f"## [{read_heading(module)}]({family}.md)", render_table(("rule", "fault", "weight", ""), rows)]
    return join_blocks(*parts)


def _family(module: ModuleType) -> str:
    blocks = [f"# {read_heading(module)}", GENERATED, *read_law(module)]
    for page in build_rule_pages(module):
        blocks += _rule(page)
    return join_blocks(*blocks)


def _anchor(page: RulePage) -> str:
    return page.id.replace(".", "")


def _rule(page: RulePage) -> Iterator[str]:
    source = ", ".join(part for part in (page.cite.title, page.cite.section) if part)
    linked = f"[{source}]({page.cite.url})" if page.cite.url else source
    yield f"## {page.id}"
    yield f"**{page.title}.** {page.why}"
    facts = [
        ("it says", page.message),
        ("to do", page.remedy),
        ("source", f"{linked}. {page.was_read}"),
        ("in force", page.dates),
        ("weight", f"{page.weight}. {page.left_open}"),
        ("prevents", page.prevents),
        ("reads", "; ".join(page.needs)),
    ]
    yield render_table(("", ""), facts)
    for columns, pictures in groupby(page.examples, key=lambda picture: picture.columns):
        yield _pictures(columns, list(pictures))


def _pictures(columns: tuple[str, ...], pictures: list[ExampleTable]) -> str:
    rows: list[Sequence[str]] = []
    for place, picture in enumerate(pictures):
        if place:
            rows.append([""] * (len(columns) + 2))
        for number, row in enumerate(picture.rows):
            shows = picture.shows if number == 0 else ""
            rows.append([*row.cells, f"**{row.outcome}**" if row.outcome else "", shows])
    return render_table([*columns, "", ""], rows)


# -- payers ----------------------------------------------------------------------------------------


def _payers() -> str:
    on = find_last_review()
    found = [policy(name, on) for name in payer_names()]
    policies = [entry for entry in found if entry is not None]
    blocks = [
        "# Payers",
        GENERATED,
        f"What each payer asks for on {day(on)}, the last day any of it was reviewed.",
        (
            "What an answer rests on stands before its source: **verified**, somebody read the public document and it "
            "may stop a claim; contract, only a contract says, and it stops claims from your own payer file; "
            "*reported*, the field says so and it stops no claim; not found, looked for in vain on that day; "
            "not looked up, taken from another payer or unknown."
        ),
    ]
    blocks += [
        "## Names",
        "How visits and the practice's file name each payer; `cleanclaim rules coverage` lists them too.",
        "\n".join(f"* `{entry.payer}`: {entry.name}" for entry in policies),
    ]
    for name, key in keys().keys.items():
        rows = [
            (entry.name, _answer(key, entry.values[name]), _ground(entry.values[name], entry.payer))
            for entry in policies
        ]
        blocks += [f"## {name}", f"{key.meaning}.", render_table(("payer", "answer", "stands on"), rows)]
    return join_blocks(*blocks)


def find_last_review() -> date:
    """The last day on which any payer's value was reviewed."""
    policies: list[Policy | None] = [policy(name, date.max) for name in payer_names()]
    return max(value.reviewed for entry in policies if entry for value in entry.values.values())


def _answer(key: PolicyKey, value: PolicyValue) -> str:
    if value.value is None:
        return "?"
    words = describe_answer(key, value.value)
    return {"verified": f"**{words}**", "contract": words}.get(value.standing or "", f"*{words}*")


def _ground(value: PolicyValue, payer: str) -> str:
    standing = describe_standing(value, payer)
    if value.value is None:
        return f"{standing}; {value.why}"
    assert value.cite is not None
    parts = [standing, f"[{value.cite.id}](sources.md#{value.cite.id})", f"since {day(value.since)}", value.note]
    return "; ".join(part for part in parts if part)


# -- codes and sources -----------------------------------------------------------------------------


def _codes() -> str:
    on = max(release.effective_from for release in shipped().releases)
    rows = [
        (
            entry.code,
            entry.label,
            entry.kind,
            describe_unit_rule(entry),
            describe_who_furnishes(entry),
            entry.therapy,
            describe_validity(entry, on),
        )
        for entry in catalogue().values()
    ]
    return join_blocks(
        "# Codes",
        GENERATED,
        f"{len(rows)} codes as they stand on {day(on)}, when the newest table on file begins.",
        "The labels are ours; the codes' owners have their own.",
        "`cleanclaim codes show CODE` adds relative values, limits and pairs.",
        render_table(("code", "what it is", "kind", "units", "who", "therapy list", "validity"), rows),
    )


def _sources() -> str:
    blocks = ["# Sources", GENERATED, "## What the law stands on"]
    for name, source in sources().items():
        title = f"[{source.title}]({source.url})" if source.url else source.title
        was_read = "Read." if source.read else "Not re-read: nothing verified cites it."
        parts = [
            f"{title}, {source.section}." if source.section else f"{title}.",
            was_read,
            f"{source.note}." if source.note else "",
        ]
        blocks += [f"### {name}", " ".join(part for part in parts if part)]
    rows = [
        (
            release.name,
            release.publisher,
            day(release.effective_from),
            day(release.effective_to) if release.effective_to else "until replaced",
            release.scope,
            release.source,
        )
        for release in shipped().releases
    ]
    blocks += [
        "## Published tables on file",
        render_table(("release", "publisher", "from", "to", "scope", "source"), rows),
    ]
    return join_blocks(*blocks)
