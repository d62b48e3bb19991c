"""The checks of X12 files in Markdown: an index, and a page for each SNIP level."""

from collections.abc import Iterator

from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.diagnostics import LEVELS, Level
from cleanclaim.exchange.x12.guide_notes import NOTED, guide_notes
from cleanclaim.explanations.lookup.check_pages import CheckPage, build_check_pages
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table

_ABOUT = (
    "`cleanclaim validate` asks these of a file. Each has an id, which is stored with what it finds: look one up with "
    "`cleanclaim rules show ID`, count what each finds with `--summary`, and let one pass with "
    "[an override](../../how-to/override-a-finding.md)."
)


_ABOUT_NOTES = (
    "What the guides ask because of what else is sent. One table for each guide "
    "(`src/cleanclaim/exchange/x12/guides/*.notes.toml`) is read by `validate`, by the tests of what we write "
    "and by the test payer; the forms of elements are those that `cleanclaim check` asks of a practice's own files "
    "(`reference/data/element-notes.toml`). The words are ours: the published guides were not read. A place that "
    "begins with a star is every loop with that segment."
)


def build_check_docs() -> dict[str, str]:
    """The pages by their path under the reference."""
    pages = {"checks/index.md": _index(), "checks/notes.md": _notes()}
    return pages | {f"checks/level-{level}.md": _level(level) for level in LEVELS}


def _index() -> str:
    blocks = ["# Checks of X12 files", GENERATED, _ABOUT]
    for level, words in LEVELS.items():
        rows = [
            (f"[{page.id}](level-{level}.md#{_anchor(page)})", page.title, page.severity)
            for page in build_check_pages(level)
        ]
        blocks += [f"## [Level {level}, {words}](level-{level}.md)", render_table(("check", "fault", "weight"), rows)]
    return join_blocks(*blocks)


def _notes() -> str:
    """The notes of the guides, each with its check or with why nobody looks."""
    blocks = ["# Notes of the guides", GENERATED, _ABOUT_NOTES]
    for guide in NOTED:
        notes = guide_notes(guide)
        found = [
            (", ".join(note.at), note.rule, _link(name), note.source)
            for name, note in notes.items()
            if not note.unchecked
        ]
        blocks += [f"## {guide.upper()}", render_table(("place", "note", "check", "source"), found)]
        left = [(", ".join(note.at), note.rule, note.unchecked) for note in notes.values() if note.unchecked]
        blocks += [f"### {guide.upper()}: not looked for", render_table(("place", "note", "why not"), left)]
    return join_blocks(*blocks)


def _link(name: str) -> str:
    return f"[{name}](level-{checks()[name].level}.md#{name.replace('.', '')})"


def _level(level: Level) -> str:
    blocks = [f"# Checks of level {level}: {LEVELS[level]}", GENERATED]
    for page in build_check_pages(level):
        blocks += _check(page)
    return join_blocks(*blocks)


def _anchor(page: CheckPage) -> str:
    return page.id.replace(".", "")


def _check(page: CheckPage) -> Iterator[str]:
    yield f"## {page.id}"
    yield f"**{page.title}.** {page.why}"
    facts = [
        ("it says", page.says),
        ("to do", page.remedy),
        ("looks at", page.looks_at),
        ("weight", f"{page.severity}. {page.weight}"),
        ("a 999 says", page.code or "nothing: it has no word for it"),
        ("fails", _written(page.fails)),
        ("passes", _written(page.passes)),
    ]
    if page.aliases:
        facts.append(("was called", ", ".join(page.aliases)))
    yield render_table(("", ""), facts)


def _written(segments: tuple[str, ...]) -> str:
    return "<br>".join(f"`{one}`" for one in segments)
