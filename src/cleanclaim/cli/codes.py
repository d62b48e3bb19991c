"""`cleanclaim codes`: what a code is, whether two may be billed together, which one fits words."""

from datetime import date
from textwrap import wrap

from cleanclaim.cli.screen import plural, say, say_json, styled
from cleanclaim.documents.code_answers import PairAnswer, pair_answer
from cleanclaim.documents.code_answers import search as find
from cleanclaim.documents.code_pages import APPLIED, CodePage, code_page, held_policy
from cleanclaim.law.wording import day
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.mpfs import Fee
from cleanclaim.reference.ncci import Pair, PairRow

WIDTH = 100
INDENT = 13
ANSWERS = {
    "bundled": ("red", "never both on one day: column one is paid, column two is not, and no modifier parts them"),
    "bypassable": ("yellow", "both only where the visit shows that they were distinct, and a modifier says so"),
    "separate": ("green", "no edit in force: both are payable on one day"),
    "undetermined": ("cyan", "no release held speaks of this pair on this date"),
}


def show(code: str, on: date, payer: str, format: str, known_on: date | None) -> int:
    """Print all that is held of a code; returns the exit code. Raises UserError for an unknown code or payer."""
    page = code_page(code, on, payer, known_on)
    if format == "json":
        say_json(page)
    else:
        _say_page(page)
    return 0


def _say_page(page: CodePage) -> None:
    say(f"{styled(page.code, bold=True)}  {styled(page.label, bold=True)}   {page.payer} · {day(page.on)}")
    say()
    _say_part("Kind", page.kind)
    _say_part("Valid", page.validity, colour=None if page.in_force else "red")
    _say_part("Units", page.unit_rule)
    _say_part("Who", page.furnished_by)
    _say_part("Therapy", page.therapy)
    for text in page.for_payer:
        _say_part("This payer", text, colour="yellow")
    _say_fee(page)
    _say_limit(page)
    _say_pairs(page)
    _say_part(
        "Releases", "; ".join(f"{use.name}{', stale for this date' * use.stale}" for use in page.releases) or "none"
    )
    _say_part(
        "Source", f"{page.source}; {'re-read' if page.verified else 'not re-read by anybody'}. The label is our own."
    )


def _say_part(name: str, text: str, colour: str | None = None) -> None:
    for place, line in enumerate(wrap(text, WIDTH - INDENT, break_on_hyphens=False)):
        say(f"{name if place == 0 else '':<{INDENT}}" + (styled(line, colour) if colour else line))


def _say_fee(page: CodePage) -> None:
    if page.fee is None:
        _say_part("Medicare", "the fee schedule held has no row for this code on this date")
        return
    _say_part("Medicare", f"status {page.fee.status}: {page.status}")
    _say_part("RVUs", _values(page.fee))


def _values(fee: Fee) -> str:
    parts = [
        ("work", fee.work),
        ("practice", fee.nonfacility_pe),
        ("in a facility", fee.facility_pe),
        ("malpractice", fee.malpractice),
    ]
    reduced = "; each further unit of the day is paid half its practice part" if fee.mult_proc == "5" else ""
    return " · ".join(f"{name} {value // 100}.{value % 100:02d}" for name, value in parts) + reduced


def _say_limit(page: CodePage) -> None:
    if page.limit is not None and page.limit.units == 0:
        text = "none: CMS pays no unit of it (MUE 0)"
    elif page.limit is not None:
        text = f"{plural(page.limit.units, 'unit')} {APPLIED[page.limit.mai]} (MUE, indicator {page.limit.mai})"
    else:
        text = "none set by CMS" if page.limit_known else "not known: no release held speaks of this code"
    _say_part("Most units", text)


def _say_pairs(page: CodePage) -> None:
    never = [pair for pair in page.pairs if pair.answer == "bundled"]
    parted = [pair for pair in page.pairs if pair.answer == "bypassable"]
    _say_part("Pairs", f"{len(page.pairs)} edits in force with codes we hold")
    for pairs, what in ((never, "never together"), (parted, "a modifier may part")):
        for first, role in ((True, "paid, not the other"), (False, "denied beside")):
            others = [_other(pair, page.code) for pair in pairs if (pair.column1 == page.code) == first]
            if others:
                _say_part("", f"{what}, {role}: {' '.join(others)}")
    if page.pairs_unknown:
        _say_part("", f"{page.pairs_unknown} pairs no release held speaks of on this date")


def _other(pair: Pair, code: str) -> str:
    return str(pair.column2 if pair.column1 == code else pair.column1)


def check(first: str, second: str, on: date, payer: str, format: str, known_on: date | None) -> int:
    """Print whether two codes may be billed on one day; returns the exit code.

    Raises UserError for a code or payer we do not hold, and where both codes are one.
    """
    found = pair_answer(first, second, on, payer, known_on)
    if format == "json":
        say_json(found)
    else:
        _say_answer(first, second, found)
    return 0


def _say_answer(first: str, second: str, found: PairAnswer) -> None:
    colour, words = ANSWERS[found.answer]
    labels = ", ".join(f"{code} {catalogue()[code].label}" for code in (first, second))
    say(f"{labels}   {held_policy(found.payer, found.on).name} · {day(found.on)}")
    say(f"{styled(found.answer, colour, bold=True)}: {words}")
    if isinstance(found.note, str):
        say(found.note)
    if found.stale is True:
        say("The date lies past the newest release held, which is answered from: stale.")
    say()
    if not found.edits:
        say("No release held has an edit for this pair.")
        return
    say(styled(f"{'paid':<8}{'denied':<8}{'indicator':<11}{'from':<14}{'to':<14}{'in force':<10}release", dim=True))
    for row in found.edits:
        say(_row(row))


def _row(row: PairRow) -> str:
    begins = day(row.from_) if row.from_ else "not printed"
    ends = day(row.to) if row.to else "open"
    force = {True: "yes", False: "no", None: "unknown"}[row.active]
    return f"{row.column1:<8}{row.column2:<8}{row.indicator:<11}{begins:<14}{ends:<14}{force:<10}{row.release}"


def search(words: list[str], on: date, format: str) -> int:
    """Print the codes that fit the words, best first; returns the exit code."""
    found = find(words, on)
    if format == "json":
        say_json({"on": on, "words": words, "codes": found})
        return 0
    for entry in found:
        gone = "" if entry.in_force else f"   {entry.validity}"
        say(f"{styled(entry.code, bold=True)}  {entry.label}{styled(gone, 'red')}")
    if not found:
        say("No code fits. Try fewer or other words, or the first digits of a code.")
    return 0
