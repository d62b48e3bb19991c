"""A file that went out as a person drops it here: believed as far as it says of itself that it is whole and ours."""

from collections.abc import Iterable
from io import BytesIO

from msgspec import Struct

from cleanclaim.exchange.x12.claim_files import readable, whole
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Item
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.read import read
from cleanclaim.model.errors import UserError
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.office.claims.control_numbers import find_partners
from cleanclaim.office.claims.sending import check_practice
from cleanclaim.office.shared.query import read_number

REMEDY = "Drop the 837P files that this practice sent, each as it was sent."
ENVELOPES = "envelope."
"""What the ids of checks begin with that hold whether envelopes end as they began, and count what is in them."""


class DroppedFile(Struct, frozen=True):
    """A file that went out: its name, number, envelope, claims and bytes."""

    name: str
    number: int
    envelope: Interchange
    claims: list[SubmittedClaim]
    content: bytes

    @property
    def partners(self) -> str:
        """The submitter and receiver, as their numbers are noted."""
        return find_partners(self.content)


def read_dropped_file(name: str, content: bytes) -> DroppedFile:
    """A file that went out. Raises UserError where it is none, not whole, two in one, or another's."""
    practice = check_practice()
    envelope: Interchange | None = None
    claims = []
    for item in _check_envelopes(name, readable(whole(read(BytesIO(content)), name), name)):
        if isinstance(item, Interchange):
            if envelope:
                raise UserError(name, "holds several files (ISA), one after another", "Drop each by itself.")
            envelope = item
        elif isinstance(item, Located) and isinstance(item.value, SubmittedClaim):
            claims.append(item.value)
    if envelope is None or not claims:
        raise UserError(name, "is no file of claims", REMEDY)
    number = read_number(envelope.control_number, 9)
    if not number:
        raise UserError(name, f"its number (ISA13) is {envelope.control_number!a}, which no file has", REMEDY)
    senders = [practice.sending_to(one.receiver) for one in practice.payers.values()]
    if (envelope.sender, envelope.receiver) not in {(one.submitter.id, one.receiver.id) for one in senders}:
        raise UserError(name, f"it went from {envelope.sender} to {envelope.receiver}: not from this practice", REMEDY)
    return DroppedFile(name, number, envelope, claims, content)


def _check_envelopes(name: str, items: Iterable[Item]) -> Iterable[Item]:
    """What was read, one after another. Raises UserError at the end where counts or numbers of envelopes disagree."""
    wrong: Diagnostic | None = None
    for item in items:
        if isinstance(item, Diagnostic) and item.severity == "stop" and item.check.startswith(ENVELOPES):
            wrong = wrong or item
        yield item
    if wrong:
        raise UserError(name, f"is not whole: {wrong.problem[:1].lower()}{wrong.problem[1:].rstrip('.')}", REMEDY)
