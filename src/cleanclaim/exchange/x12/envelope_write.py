"""The envelopes of an X12 file: interchange (ISA to IEA), functional group (GS to GE), transaction (ST to SE).

The same for every kind of transaction. Each closing segment counts what it closes, so that a receiver
notices if anything was lost on the way.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from cleanclaim.exchange.x12.segment_writer import MARKS, OutgoingSegment, day, write
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.practice import Usage


class TransactionGuide(Struct, frozen=True, kw_only=True):
    """One implementation guide: transaction set (`837`), functional group (`HC`), version (`005010X222A1`).

    `in_transaction`: the version stands in the ST too, as all guides but that of the 835 want it.
    """

    transaction_set: str
    functional_group: str
    version: str
    in_transaction: bool = True


class InterchangeNumbers(Struct, frozen=True, kw_only=True):
    """From whom to whom, when, and as which number. Sender and receiver ids have at most 15 characters."""

    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    created: datetime
    control_number: int
    usage: Usage


def write_interchange(
    head: InterchangeNumbers, guide: TransactionGuide, transactions: Iterable[Iterable[OutgoingSegment]]
) -> str:
    """The whole file: the transactions' segments in one functional group of one interchange."""
    lines = [_isa(head), write(_gs(head, guide))]
    count = 0
    for count, body in enumerate(transactions, start=1):
        number = f"{count:04d}"
        segments = [("ST", guide.transaction_set, number, guide.version if guide.in_transaction else ""), *body]
        lines.extend(map(write, segments))
        lines.append(write(("SE", str(len(segments) + 1), number)))
    lines.append(write(("GE", str(count), str(head.control_number))))
    lines.append(write(("IEA", "1", f"{head.control_number:09d}")))
    return "".join(lines)


def lone_segment(head: InterchangeNumbers, segment: OutgoingSegment) -> str:
    """An interchange with one segment and no group, as a TA1 is sent."""
    return "".join([_isa(head), write(segment), write(("IEA", "0", f"{head.control_number:09d}"))])


def _isa(head: InterchangeNumbers) -> str:
    """The one segment of fixed width: a reader learns the separators from the places where they stand."""
    nobody = f"00{MARKS.element}{'':10}"  # no authorization and no password, each ten spaces
    sender = f"{head.sender_qualifier:2}{MARKS.element}{claim_text(head.sender):15}"
    receiver = f"{head.receiver_qualifier:2}{MARKS.element}{claim_text(head.receiver):15}"
    created = f"{head.created:%y%m%d}{MARKS.element}{head.created:%H%M}"
    number = f"{head.control_number:09d}"
    usage = "P" if head.usage == "production" else "T"
    parts = (
        "ISA",
        nobody,
        nobody,
        sender,
        receiver,
        created,
        MARKS.repetition,
        "00501",
        number,
        "0",
        usage,
        MARKS.component,
    )
    return MARKS.element.join(parts) + MARKS.segment + "\n"


def _gs(head: InterchangeNumbers, guide: TransactionGuide) -> OutgoingSegment:
    when = (day(head.created.date()), f"{head.created:%H%M}")
    number = str(head.control_number)
    return ("GS", guide.functional_group, head.sender, head.receiver, *when, number, "X", guide.version)
