"""The draft of a report of an overpayment on paper: what is known of it from the audit, and what a person has to
add.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from cleanclaim.compliance.audit.disclosure import OverpaymentClock
from cleanclaim.compliance.audit.estimation.demands import whole_cents
from cleanclaim.compliance.audit.findings_of_sample import SampleFindings
from cleanclaim.compliance.audit.results import ItemResult
from cleanclaim.compliance.audit.sampling.audit_folder import AuditFolder
from cleanclaim.compliance.audit.sampling.frame import FrameItem
from cleanclaim.exchange.forms.paper import (
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
)
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people

TO_ADD = (
    "Who reports: name, address, NPI, tax number, and whom to ask.",
    "To whom: the contractor that paid, by its own form, or OIG by its protocol, with counsel.",
    "How the error was found, and since when it was made.",
    "What was done so that it does not happen again.",
    "How it is returned: by check, or taken from later payments.",
)


def disclosure_paper(
    audit: AuditFolder, results: Sequence[ItemResult], found: SampleFindings, clock: OverpaymentClock, on: date
) -> Paper:
    """The draft as it is printed."""
    return Paper(
        title=f"Overpayment: draft of a report, {day(on)}",
        author="",
        parts=tuple(_parts(audit, results, found, clock)),
        foot="Draft, not sent",
    )


def _parts(
    audit: AuditFolder, results: Sequence[ItemResult], found: SampleFindings, clock: OverpaymentClock
) -> Iterator[PaperPart]:
    yield PaperTitle("Overpayment: draft of a report")
    yield PaperText("A draft made from the audit's files. It decides nothing: read it with counsel before it goes out.")
    rows = [
        ("Identified on", day(clock.identified)),
        ("Report and return by", day(clock.due)),
        ("Look-back", f"what was received since {day(clock.look_back)}"),
    ]
    if clock.stopped_until:
        rows.insert(1, ("Clock stands still", f"while it is investigated, until {day(clock.stopped_until)} at most"))
    yield PaperFacts(tuple(rows))
    if clock.interpretation:
        yield PaperText(clock.interpretation)
    record = audit.record
    yield PaperHeading("What was audited")
    frame_paid = dollars_for_people(audit.frame.paid)
    yield PaperText(
        f"A {record.kind} sample of {found.sample:,} of {found.items:,} items, for which {frame_paid} was paid."
        f" Seed {record.seed}, algorithm {record.algorithm}, fingerprint of the frame {record.fingerprint}."
    )
    yield PaperHeading("What was found")
    over, under = dollars_for_people(found.overpaid.cents), dollars_for_people(found.underpaid.cents)
    yield PaperText(f"{found.overpaid.items:,} items overpaid, {over}; {found.underpaid.items:,} underpaid, {under}.")
    counts = Counter(one.error_type or "type not entered" for one in results if one.error)
    causes = Counter(one.cause or "cause not entered" for one in results if one.error)
    yield from _counted("type of error", counts)
    yield from _counted("cause", causes)
    if found.methods:
        estimate = found.methods[0].estimate
        limits = estimate.limits(Fraction(9, 10), 2)
        point, lower, upper = (
            dollars_for_people(whole_cents(one)) for one in (estimate.point, limits.lower, limits.upper)
        )
        yield PaperText(f"Of the whole frame: {point}, by a two-sided interval of 90 % {lower} to {upper}.")
    for note in found.notes:
        yield PaperText(note)
    items = {one.item: one for one in audit.frame.items}
    for word, sign in (("Overpaid", 1), ("Underpaid", -1)):
        wrong = [one for one in results if (one.error or 0) * sign > 0]
        if wrong:
            yield PaperHeading(f"{word} items")
            yield _items_in_error(wrong, items, word.casefold())
    yield PaperHeading("What a person has to add")
    yield PaperPoints(tuple((f"{number}.", text) for number, text in enumerate(TO_ADD, 1)))
    sources = "; ".join(f"{one.what}: {one.value} ({cite(one.cite).section}, {one.standing})" for one in clock.numbers)
    yield PaperText(f"By: {sources}.", fine=True)


def _items_in_error(wrong: Sequence[ItemResult], items: Mapping[str, FrameItem], word: str) -> PaperTable:
    """The items with what tells a reader which service it was: day, patient, and what was billed."""
    rows = [
        (
            *(one.item, str(items[one.item].on or ""), items[one.item].patient, one.billed),
            *map(dollars_for_people, (one.paid, one.should_have_paid or 0, abs(one.error or 0))),
            one.error_type or "not entered",
            one.cause or "not entered",
        )
        for one in wrong
    ]
    total = dollars_for_people(sum(abs(one.error or 0) for one in wrong))
    return PaperTable(
        head=("item", "date", "patient", "billed", "paid", "should have been", word, "type", "cause"),
        rows=(*rows, ("in all", "", "", "", "", "", total, "", "")),
        widths=(0.62, 0.82, 0.65, 0.86, 0.62, 0.68, 0.75, 0.9, 0.8),
        right=frozenset({4, 5, 6}),
        total=True,
    )


def _counted(head: str, counts: "Counter[str]") -> Iterator[PaperPart]:
    if counts:
        rows = tuple((name, f"{count:,}") for name, count in counts.most_common())
        yield PaperTable(head=(head, "items"), rows=rows, widths=(5.5, 1.2), right=frozenset({1}))
