"""What changes in a calendar quarter: the tables, codes, rules and payers' answers that begin or end in it."""

from datetime import date

from msgspec import Struct, structs

from cleanclaim.explanations.releases.pages import build_comparison_page
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.answer_words import describe_answer, describe_standing
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import payer_file, payer_names
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import shipped
from cleanclaim.reference.quarters import quarter
from cleanclaim.reference.status import TableStatus, table_statuses


class TableChange(Struct, frozen=True):
    """A table in a quarter: its newest release begun by then, the one before, and what changed where it began in it."""

    table: TableStatus
    name: str
    before: str
    begins: bool
    sentences: tuple[str, ...]


class QuarterAnswer(Struct, frozen=True, kw_only=True):
    """An answer that begins in the quarter, of one payer or of several; `before` is empty where nothing was known."""

    payers: tuple[str, ...] = ()
    key: str
    meaning: str
    since: date
    before: str
    after: str
    cite: str
    standing: str


class DatedChange(Struct, frozen=True):
    """A code or a rule that begins on a day, or had its last day."""

    name: str
    label: str
    on: date
    begins: bool


class QuarterPage(Struct, frozen=True, kw_only=True):
    """All that changes from the first to the last day of a quarter."""

    first: date
    last: date
    tables: tuple[TableChange, ...]
    codes: tuple[DatedChange, ...]
    rules: tuple[DatedChange, ...]
    answers: tuple[QuarterAnswer, ...]

    @property
    def waiting(self) -> tuple[TableStatus, ...]:
        """The tables of which a release is missing: what changed in them is not known."""
        return tuple(one.table for one in self.tables if one.table.missing is not None)

    @property
    def unchanged(self) -> tuple[TableChange, ...]:
        """The tables that are known to be as before."""
        return tuple(one for one in self.tables if one.name and not one.begins and one.table.missing is None)


def quarter_of(on: date) -> tuple[date, date]:
    """The first and last day of the quarter that a day is in."""
    return quarter(on.year, (on.month + 2) // 3)


def build_quarter_page(on: date, basis: Basis | None = None) -> QuarterPage:
    """What changes in the quarter of a day, as far as the library and the payers' files tell."""
    basis = basis or Basis()
    first, last = quarter_of(on)
    named = [(code, entry.label, entry.valid_from, entry.valid_to) for code, entry in catalogue().items()]
    of_rules = [(rule.id, rule.title, rule.since, rule.until) for rule in rule_set().rules.values()]
    return QuarterPage(
        first=first,
        last=last,
        tables=tuple(_table(one, basis, first, last) for one in table_statuses(basis.library or shipped(), last)),
        codes=_dated(named, first, last),
        rules=_dated(of_rules, first, last),
        answers=tuple(_together(_answers(first, last, basis))),
    )


def _table(table: TableStatus, basis: Basis, first: date, last: date) -> TableChange:
    releases = {one.name: one for one in (basis.library or shipped()).releases}
    begun = [one for one in table.releases if one.effective_from <= last]
    if not begun:
        return TableChange(table, "", "", False, ())
    newest, before = begun[0], begun[1] if len(begun) > 1 else None
    begins = newest.effective_from >= first
    sentences: tuple[str, ...] = ()
    if begins and before is not None:
        sentences = build_comparison_page(releases[before.name], releases[newest.name]).sentences
    return TableChange(table, newest.name, before.name if before else "", begins, sentences)


def _dated(
    entries: list[tuple[str, str, date | None, date | None]], first: date, last: date
) -> tuple[DatedChange, ...]:
    found = [
        DatedChange(name, label, day, begins)
        for name, label, since, until in entries
        for day, begins in ((since, True), (until, False))
        if day is not None and first <= day <= last
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.name)))


def _together(changes: list[QuarterAnswer]) -> list[QuarterAnswer]:
    """The same change of several payers as one, by question and day."""
    payers: dict[QuarterAnswer, list[str]] = {}
    for change in changes:
        payers.setdefault(structs.replace(change, payers=()), []).extend(change.payers)
    merged = [structs.replace(change, payers=tuple(names)) for change, names in payers.items()]
    return sorted(merged, key=lambda one: (one.meaning, one.since, one.payers))


def _answers(first: date, last: date, basis: Basis) -> list[QuarterAnswer]:
    found = []
    for payer in payer_names(basis.payers):
        for key, spans in payer_file(payer, basis.payers).spans.items():
            ordered = sorted(spans, key=lambda span: span.since)
            for at, span in enumerate(ordered):
                if not first <= span.since <= last or span.value is None:
                    continue
                old = ordered[at - 1].value if at else None
                if old == span.value:
                    continue
                about = keys().keys[key]
                found.append(
                    QuarterAnswer(
                        payers=(payer,),
                        key=key,
                        meaning=about.meaning,
                        since=span.since,
                        before="" if old is None else describe_answer(about, old),
                        after=describe_answer(about, span.value),
                        cite=span.cite.id if span.cite else "",
                        standing=describe_standing(span, payer),
                    )
                )
    return found
