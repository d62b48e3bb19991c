"""The draft of a report of an overpayment on paper: what is known of it from the audit, and what a person has to
add.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from cleanclaim.compliance.audit.disclosure import OverpaymentClock
from cleanclaim.compliance.audit.estimation.demands import whole_cents
from cleanclaim.compliance.audit.findings_of_sample import SampleFindings
from cleanclaim.compliance.audit.results import ItemResult
from cleanclaim.compliance.audit.sampling.audit_folder import AuditFolder
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
    yield PaperHeading("Overpaid items")
    yield PaperTable(
        head=("item", "paid", "should have been", "overpaid", "type"),
        rows=tuple(
            (
                one.item,
                dollars_for_people(one.paid),
                dollars_for_people(one.should_have_paid or 0),
                dollars_for_people(one.error),
                one.error_type,
            )
            for one in results
            if one.error and one.error > 0
        ),
        widths=(1.5, 1.1, 1.3, 1.1, 1.7),
        right=frozenset({1, 2, 3}),
    )
    yield PaperHeading("What a person has to add")
    yield PaperPoints(tuple((f"{number}.", text) for number, text in enumerate(TO_ADD, 1)))
    sources = "; ".join(f"{one.what}: {one.value} ({cite(one.cite).section}, {one.standing})" for one in clock.numbers)
    yield PaperText(f"By: {sources}.", fine=True)


def _counted(head: str, counts: "Counter[str]") -> Iterator[PaperPart]:
    if counts:
        rows = tuple((name, f"{count:,}") for name, count in counts.most_common())
        yield PaperTable(head=(head, "items"), rows=rows, widths=(5.5, 1.2), right=frozenset({1}))
