"""What the page shows of a code that is no service: a diagnosis, a modifier, a place, a code of a remittance."""

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.explanations.lookup.non_service_pages import DiagnosisPage, ModifierPage, PlacePage
from cleanclaim.explanations.lookup.reason_pages import ReasonEntry, ReasonPage
from cleanclaim.explanations.lookup.search_all import Reading
from cleanclaim.explanations.marks import Mark
from cleanclaim.office.codes.presenter import NOT_KNOWN, NOT_VALID, NOT_VERIFIED, CodeFact

STATE_MARKS = {
    "billable": Mark("billable", "clean"),
    "header": Mark("incomplete", "check"),
    "unknown": NOT_VALID,
    "undetermined": NOT_KNOWN,
}
STALE = Mark("stale", "missing")
MOST_LISTED = 60


class ReadingView(Struct, frozen=True):
    """One meaning of a typed code: its code, label, facts, the codes that complete it, and what is missing."""

    code: str
    label: str
    facts: list[CodeFact]
    complete: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def build_readings(pages: list[Reading]) -> list[ReadingView]:
    """Every reading, in the order of the library."""
    views = []
    for page in pages:
        match page:
            case DiagnosisPage():
                views.append(_diagnosis(page))
            case ModifierPage():
                views.append(_modifier(page))
            case PlacePage():
                views.append(_place(page))
            case ReasonPage():
                views += [_reason(entry) for entry in page.entries]
            case CodePage():
                pass  # a service has a page of its own
    return views


def _diagnosis(page: DiagnosisPage) -> ReadingView:
    facts = [CodeFact("Billable", page.said, STATE_MARKS[page.state])]
    facts += [CodeFact("Side", page.laterality)] if page.laterality else []
    facts += [CodeFact("Seventh place", page.seventh)] if page.seventh else []
    release = f"{page.release or 'none'}{', stale for this date' if page.stale else ''}"
    facts.append(CodeFact("Release", release, STALE if page.stale else None))
    return ReadingView(page.code, page.label or "no label on file", facts, page.complete[:MOST_LISTED], page.gaps)


def _modifier(page: ModifierPage) -> ReadingView:
    modifier = page.modifier
    facts = [
        CodeFact("Kind", modifier.kind),
        CodeFact("Valid", page.validity, None if page.in_force else NOT_VALID),
        CodeFact("Source", modifier.source, None if modifier.verified else NOT_VERIFIED),
    ]
    return ReadingView(modifier.code, modifier.meaning, facts)


def _place(page: PlacePage) -> ReadingView:
    paid = "a facility: Medicare pays the facility rate" if page.place.facility else "no facility: the office rate"
    facts = [CodeFact("Paid as", paid), CodeFact("Release", "; ".join(page.releases) or "none")]
    return ReadingView(f"pos {page.place.code}", page.place.name, facts)


def _reason(entry: ReasonEntry) -> ReadingView:
    facts = [CodeFact("List", entry.list)]
    facts += [CodeFact("Work", f"{entry.kind}: {entry.work}")] if entry.kind else []
    facts += [
        CodeFact("Used", entry.validity, NOT_VALID if entry.in_use is False else None),
        CodeFact("Source", f"{entry.source}; the wording is ours", None if entry.verified else NOT_VERIFIED),
    ]
    return ReadingView(entry.code, entry.meaning or "no wording of our own", facts)
