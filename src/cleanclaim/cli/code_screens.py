"""The pages of codes on the screen: a service, a diagnosis, a modifier, a place of service."""

from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.explanations.lookup.code_wording import (
    describe_kind,
    describe_reduction,
    describe_relative_values,
    describe_unit_limit,
)
from cleanclaim.explanations.lookup.non_service_pages import DiagnosisPage, ModifierPage, PlacePage
from cleanclaim.explanations.lookup.reason_pages import ReasonPage
from cleanclaim.law.wording import day, listed
from cleanclaim.reference.ncci import Pair

INDENT = 13
MOST_LISTED = 12
STATE_COLORS = {"billable": "green", "header": "yellow", "unknown": "red", "undetermined": "cyan"}


def say_code(page: CodePage) -> None:
    """A service: what it is, then what the tables have of it, then the source of each fact."""
    _say_title(page.code, page.label, f"{page.payer} · {day(page.on)}")
    _say_part("", page.says)
    say()
    _say_part("Kind", describe_kind(page))
    _say_part("Valid", page.validity, color=None if page.in_force else "red")
    _say_part("Units", page.unit_rule)
    _say_part("Attendance", page.attendance)
    _say_part("Who", page.furnished_by)
    _say_part("Therapy", page.therapy)
    for text in page.for_payer:
        _say_part("This payer", text, color="yellow")
    _say_fee(page)
    _say_part("Most units", describe_unit_limit(page.limit, known=page.limit_known))
    _say_pairs(page)
    if page.beside:
        _say_part("Beside", f"billed only beside {listed(page.beside)}")
    if page.descriptor:
        _say_part("CPT", page.descriptor)
    _say_part("Called", ", ".join(page.words))
    say()
    for name, ground in page.grounds.items():
        _say_part("Source", f"{name}: {ground.source}{'' if ground.verified else ' (not re-read by anybody)'}")
    _say_part("", "label and sentence: our own")
    _say_part(
        "Releases", "; ".join(f"{use.name}{', stale for this date' * use.stale}" for use in page.releases) or "none"
    )
    _say_gaps(page.gaps)


def say_diagnosis(page: DiagnosisPage) -> None:
    """A diagnosis: whether it can be billed, and if not, what completes it."""
    _say_title(page.code, page.label or "no label on file", day(page.on))
    _say_part("Billable", page.said, color=STATE_COLORS[page.state])
    if page.laterality:
        _say_part("Side", page.laterality)
    if page.seventh:
        _say_part("7th place", page.seventh)
    if page.complete:
        more = f" and {len(page.complete) - MOST_LISTED} more" if len(page.complete) > MOST_LISTED else ""
        _say_part("Complete", ", ".join(page.complete[:MOST_LISTED]) + more)
    _say_part("Release", (page.release or "none") + ", stale for this date" * page.stale)
    _say_gaps(page.gaps)


def say_modifier(page: ModifierPage) -> None:
    """A modifier: what it says, what it is for, since when."""
    modifier = page.modifier
    _say_title(modifier.code, modifier.meaning, day(page.on))
    _say_part("Kind", modifier.kind)
    _say_part("Valid", page.validity, color=None if page.in_force else "red")
    _say_part("Source", f"{modifier.source}{'' if modifier.verified else ' (not re-read by anybody)'}")


def say_place(page: PlacePage) -> None:
    """A place of service: its name, and which practice expense Medicare pays there."""
    _say_title(f"pos {page.place.code}", page.place.name, "")
    paid = "a facility: Medicare pays the facility rate" if page.place.facility else "no facility: the office rate"
    _say_part("Paid as", paid)
    _say_part("Release", "; ".join(page.releases) or "none")


def say_reasons(page: ReasonPage) -> None:
    """A code of a remittance or of the answer to a claim: what it means, and the sort of work it makes."""
    for place, entry in enumerate(page.entries):
        if place:
            say()
        _say_title(entry.code, entry.meaning or "no wording of our own", entry.list)
        if entry.kind:
            _say_part("Work", f"{entry.kind}: {entry.work}")
        _say_part("Used", entry.validity, color="red" if entry.in_use is False else None)
        _say_part(
            "Source", f"{entry.source}{'' if entry.verified else ' (not re-read by anybody)'}; the wording is ours"
        )


def _say_title(code: str, label: str, about: str) -> None:
    say(f"{style(code, bold=True)}  {style(label, bold=True)}   {about}".rstrip())


def _say_part(name: str, text: str, color: str | None = None) -> None:
    if text:
        say_text(text, INDENT, lead=name, color=color)


def _say_gaps(gaps: tuple[str, ...]) -> None:
    for text in gaps:
        _say_part("Missing" if text == gaps[0] else "", text, color="cyan")


def _say_fee(page: CodePage) -> None:
    if page.fee is None:
        _say_part("Medicare", "the fee schedule on file has no row for this code on this date")
        return
    _say_part("Medicare", f"status {page.fee.status}: {page.status}")
    _say_part("RVUs", describe_relative_values(page.fee))
    _say_part("MPPR", describe_reduction(page))


def _say_pairs(page: CodePage) -> None:
    never = [pair for pair in page.pairs if pair.answer == "bundled"]
    parted = [pair for pair in page.pairs if pair.answer == "bypassable"]
    if page.pairs or not page.pairs_unknown:
        _say_part("Pairs", f"{pluralize(len(page.pairs), 'edit')} in force with known codes")
    for pairs, what in ((never, "never together"), (parted, "a modifier may part")):
        for first, role in ((True, "paid, not the other"), (False, "denied beside")):
            others = [_other(pair, page.code) for pair in pairs if (pair.column1 == page.code) == first]
            if others:
                _say_part("", f"{what}, {role}: {' '.join(others)}")
    if page.pairs_unknown:
        unknown = (
            f"not known with {pluralize(page.pairs_unknown, 'code')}: no release on file speaks of them on this date"
        )
        _say_part("" if page.pairs else "Pairs", unknown)


def _other(pair: Pair, code: str) -> str:
    return str(pair.column2 if pair.column1 == code else pair.column1)
