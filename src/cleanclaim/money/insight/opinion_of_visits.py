"""What a second opinion says of visits that were never billed: until when they can be."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.money.denials.deadlines import DeadlineFacts, LimitReader
from cleanclaim.money.insight.opinion import OpinionKind, OpinionLine
from cleanclaim.money.insight.unbilled_visits import UnbilledVisits


def never_billed(unbilled: UnbilledVisits, on: date, limits: LimitReader) -> Iterator[OpinionLine]:
    """Visits that are on no claim."""
    for one in unbilled.visits:
        facts = DeadlineFacts(
            header=one.header, service=one.on, decision=None, last_decision=None, primary_decision=None
        )
        (filing,) = limits.deadlines(("new claim",), facts)
        kind: OpinionKind = "never billed"
        if filing.is_past(on):
            kind = "never billed, and too late" if filing.is_sure else "never billed, and perhaps too late"
        yield OpinionLine(
            kind=kind,
            cents=one.charge,
            claim_id=f"visit {one.visit_id}",
            payer=one.payer,
            service=one.on,
            about="a visit that is on no claim",
            what=f"{' '.join(one.codes)}, at your charge" if one.charge is not None else " ".join(one.codes),
            to_do="Bill it, or note why not.",
            by=filing.on,
            source=EntrySource(unbilled.file),
        )
