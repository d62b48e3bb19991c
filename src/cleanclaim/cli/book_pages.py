"""What the verbs that stand on a book write as pages for the browser (--html): one file, which fetches nothing."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from cleanclaim.cli.book_screens import BookReading, last_day, owed_rows, page_notes, total_rows
from cleanclaim.cli.call import Output
from cleanclaim.cli.denial_screens import OVERDUE, days_left_in_words
from cleanclaim.cli.screen import pluralize, say
from cleanclaim.cli.writing import write_whole
from cleanclaim.explanations.web_page import WebPage, WebTable, render_web_page
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.balances import AgedAmounts, ClaimBalance
from cleanclaim.money.denials.denial import STATES, Denial
from cleanclaim.money.denials.playbook import ACTIONS
from cleanclaim.money.known.known_book import KnownBook
from cleanclaim.money.posting.facts import PatientPayment
from cleanclaim.money.statements.statement import PatientStatement
from cleanclaim.money.waiting import WaitingItem
from cleanclaim.money.waiting_kinds import WHAT_TO_DO

PageOutput = Annotated[
    Path | None, Output("Write it as a page too.", "--html", content="the page", example="book.html")
]
BALANCE_AMOUNTS: tuple[tuple[str, Callable[[ClaimBalance], int]], ...] = (
    ("charged", lambda one: one.charge),
    ("paid", lambda one: one.paid),
    ("taken off", lambda one: one.adjusted),
    ("written off", lambda one: one.written_off),
    ("unapplied", lambda one: one.unapplied),
    ("open", lambda one: one.open_cents),
)
"""The amounts of a claim, which come to what was charged: what each is called, and its cents."""
_FOOT = "Made by cleanclaim from the files of the folder. It names patients' claims: keep it as you keep them."


def write_page(path: Path, page: WebPage, *, force: bool) -> None:
    """Write a page, for its owner alone to read."""
    write_whole(path, render_web_page(page), force=force)


def say_page(path: Path | None) -> None:
    """Where the page is that was written."""
    if path is not None:
        say(f"\nThe page is {path}.")


def book_page(folder: Path, book: KnownBook, waiting: Sequence[WaitingItem]) -> WebPage:
    """A book: what was charged and became of it, who owes, what waits for a person, and the files."""
    lead = [f"{pluralize(book.settled, 'claim')} of {book.claims:,} settled to the cent."]
    lead.append(
        f"For a person to look at: {'; '.join(_by_kind(waiting))}." if waiting else "Nothing waits for a person."
    )
    tables = [
        _table("What became of the charges", ("what", "dollars", "meaning"), total_rows(book), {1}),
        _table("Who owes", ("who", "dollars"), owed_rows(book), {1}),
        *_waiting(waiting),
        _table("Files", ("file", "use", "why"), [(one.name, one.use, one.why) for one in book.files]),
    ]
    return _page("Book", str(folder.resolve().name), book, last_day(book), lead, tables)


def _by_kind(waiting: Sequence[WaitingItem]) -> Iterator[str]:
    """How many of each kind, and how much; kinds do not add up: some are owed, some are owed back."""
    for kind in dict.fromkeys(one.kind for one in waiting):
        mine = [one for one in waiting if one.kind == kind]
        yield f"{len(mine):,} {kind}, {_sum(one.cents for one in mine)}"


def _waiting(waiting: Sequence[WaitingItem]) -> Iterator[WebTable]:
    for kind in dict.fromkeys(one.kind for one in waiting):
        rows = [
            (
                one.claim_id or one.payment or "",
                dollars_for_people(one.cents),
                one.payer,
                one.on.isoformat() if one.on else "",
                one.why,
                str(one.source),
            )
            for one in waiting
            if one.kind == kind
        ]
        heads = ("claim or payment", "dollars", "payer", "day", "why", "from")
        yield _table(f"Waits: {kind}", heads, rows, {1}, WHAT_TO_DO[kind])


def balances_page(folder: Path, book: BookReading, wanted: Sequence[ClaimBalance], *, all_of: int) -> WebPage:
    """What claims came to, and what of each is open, by whom."""
    rows = [
        (
            one.claim_id,
            one.on.isoformat() if one.on else "",
            *(dollars_for_people(amount(one)) for _head, amount in BALANCE_AMOUNTS),
            "; ".join(
                f"{dollars_for_people(each.cents)} {'refused by ' if each.kind == 'denied' else ''}{each.owed_by}"
                for each in one.open
            ),
        )
        for one in wanted
    ]
    lead = [f"{pluralize(len(wanted), 'claim')} of {all_of:,}, {_sum(one.open_cents for one in wanted)} open."]
    heads = ("claim", "service", *(head for head, _amount in BALANCE_AMOUNTS), "by whom")
    table = _table("Claims", heads, rows, {at for at, head in enumerate(heads) if head in dict(BALANCE_AMOUNTS)})
    return _page("Balances", folder.resolve().name, book, last_day(book), lead, [table])


def aging_page(
    folder: Path, book: BookReading, aged: Sequence[AgedAmounts], ages: Sequence[str], on: date | None
) -> WebPage:
    """What is open by who owes it and how old it is."""
    rows = [
        (
            f"{'refused by ' if one.kind == 'denied' else ''}{one.owed_by}",
            f"{one.claims:,}",
            *map(dollars_for_people, (*one.by_age, one.credits, one.cents)),
        )
        for one in aged
    ]
    heads = ("who", "claims", *ages, "credits", "total")
    lead = [f"{_sum(one.cents for one in aged)} open, in days from the service."]
    table = _table("By age in days", heads, rows, set(range(1, len(heads))))
    return _page("Aging", folder.resolve().name, book, on, lead, [table])


def denials_page(folder: Path, book: BookReading, denials: Sequence[Denial], on: date) -> WebPage:
    """The denials by cause, the most urgent first, then those that wait and those that are closed."""
    to_do = [one for one in denials if one.stage == "to do" and not one.is_overdue(on)]
    claims = len({one.claim_id for one in to_do})
    open_cents = _sum(one.open_cents for one in to_do)
    lead = [f"{pluralize(len(to_do), 'denial')} of {pluralize(claims, 'claim')} to be worked, {open_cents}."]
    tables = [
        _denials(
            f"{'Unknown code: ' if unknown else ''}{cause}",
            [one for one in to_do if _group(one) == (unknown, cause, what)],
            on,
        )
        for unknown, cause, what in dict.fromkeys(sorted(map(_group, to_do), key=lambda group: group[0]))
    ]
    if overdue := [one for one in denials if one.is_overdue(on)]:
        lead.append(f"{pluralize(len(overdue), 'denial')}, {_sum(one.open_cents for one in overdue)}: {OVERDUE}")
        tables.append(_denials("Too late", overdue, on, works=False))
    rest = [one for one in denials if one.stage != "to do"]
    for state in dict.fromkeys(one.state for one in rest):
        mine = [one for one in rest if one.state == state]
        tables.append(_denials(f"{state[0].upper()}{state[1:]}: {STATES[state]}", mine, on, works=False))
    return _page("Denials", folder.resolve().name, book, on, lead, tables)


def statements_page(
    folder: Path, book: BookReading, wanted: Sequence[PatientStatement], unapplied: Sequence[PatientPayment], on: date
) -> WebPage:
    """What patients owe, what is left out of statements with why, and payments that have no place."""
    due = [one for one in wanted if one.due(on) > 0]
    lead = [f"{pluralize(len(due), 'patient')} with something due, {_sum(one.due(on) for one in due)}."]
    if owed_back := [one for one in wanted if one.owed < 0]:
        lead.append(f"{pluralize(len(owed_back), 'patient')} to be paid back, {_sum(-one.owed for one in owed_back)}.")
    rows = [
        (
            one.number,
            one.name,
            _sum(claim.balance for claim in one.claims),
            _sum(claim.balance for claim in one.credits),
            dollars_for_people(one.due(on)),
            ", ".join(claim.claim_id for claim in (*one.claims, *one.credits)),
        )
        for one in wanted
    ]
    tables = [_table("Patients", ("patient", "name", "owes", "credits", "due", "claims"), rows, {2, 3, 4})]
    left_out = [(one, each) for one in wanted for each in one.left_out]
    for kind in dict.fromkeys(each.hindrance.kind for _one, each in left_out):
        mine = [
            (one.number, each.account.claim_id, dollars_for_people(each.account.balance), each.hindrance.why)
            for one, each in left_out
            if each.hindrance.kind == kind
        ]
        tables.append(_table(f"Left out: {kind}", ("patient", "claim", "dollars", "why"), mine, {2}))
    paid = [
        (one.on.isoformat(), one.claim_id or "none", dollars_for_people(one.cents), str(one.source))
        for one in unapplied
    ]
    tables.append(_table("Paid for claims that are not in the folder", ("day", "claim", "dollars", "from"), paid, {2}))
    return _page("Statements", folder.resolve().name, book, on, lead, tables)


def _group(one: Denial) -> tuple[bool, str, str]:
    return one.is_unknown, one.play.cause, one.play.to_do


def _denials(title: str, denials: Sequence[Denial], on: date, *, works: bool = True) -> WebTable:
    rows = [
        (one.claim_id, one.codes, dollars_for_people(one.open_cents), *_until(one, on), one.payer) for one in denials
    ]
    play = denials[0].play
    note = f"{ACTIONS[play.action].capitalize()}. {play.to_do}" if works else ""
    return _table(
        title, ("claim", "codes", "open", "send by", "days left", "by which way", "payer"), rows, {2, 4}, note
    )


def _until(one: Denial, on: date) -> tuple[str, str, str]:
    """By when to send it, how many days are left, and in which way."""
    deadline = one.deadline(on)
    if deadline is None:
        return "not known", "", ""
    by = deadline.send_by.isoformat() if deadline.send_by else ""
    return by, days_left_in_words(one, on), f"{deadline.name} ({deadline.standing})"


def _sum(amounts: Iterator[int]) -> str:
    return dollars_for_people(sum(amounts))


def _table(
    title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], numbers: set[int] | None = None, note: str = ""
) -> WebTable:
    return WebTable(title=title, columns=tuple(columns), rows=tuple(rows), numbers=frozenset(numbers or ()), note=note)


def _page(
    what: str, folder: str, book: BookReading, on: date | None, lead: Sequence[str], tables: Sequence[WebTable]
) -> WebPage:
    until = f", as of {day(on)}" if on else ""
    return WebPage(
        title=f"{what}, {folder}",
        about=what,
        heading=f"{folder}{until}",
        lead=tuple(lead),
        alerts=page_notes(book),
        tables=tuple(one for one in tables if one.rows),
        foot=_FOOT,
    )
