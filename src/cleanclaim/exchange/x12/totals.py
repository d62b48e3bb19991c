"""What a file or a part of it comes to: how many claims, answers and faults, and how much money."""

from collections import Counter

from msgspec import UNSET, Struct, field

from cleanclaim.exchange.x12.acknowledgements import BatchAnswer, ClaimAnswer, TransactionAnswer
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.right_claims import RightClaim
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import SubmittedClaim

_ACCEPTED = {"A", "E"}  # accepted, accepted with errors


class FileTotals(Struct, eq=False):
    """Counts of everything read so far.

    `kinds` are by the items' own kind; `charge` and `paid` are cents, of the amounts that could be read, `unreadable`
    the claims of which one could not; `levels` are the faults of each SNIP level. `accepted` are the transactions and
    claims that an answer (999, 277CA) accepts, `rejected_batches` what a 277CA refuses as a whole. `checks` are what
    each check found, by its id, `overridden` what was let pass.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    charge: int = 0
    paid: int = 0
    accepted: int = 0
    rejected_batches: int = 0
    unreadable: int = 0
    faults: int = 0
    undetermined: int = 0
    overridden: int = 0

    def take(self, item: Item | RightClaim) -> None:
        """Count one more item."""
        content = item.value if isinstance(item, Located) else item
        self.kinds[str(content.__struct_config__.tag)] += 1
        match content:
            case Diagnostic():
                self._take_diagnostic(content)
            case SubmittedClaim():
                self.lines += len(content.lines)
                self.charge += content.charge or 0
                self.unreadable += content.charge is None
            case RightClaim():
                self.lines += content.lines
                self.charge += content.charge
            case PaidClaim():
                self.lines += len(content.lines)
                self.charge += content.charge or 0
                self.paid += content.paid or 0
                self.unreadable += content.charge is None or content.paid is None
            case TransactionAnswer():
                self.accepted += content.verdict in _ACCEPTED
            case BatchAnswer():
                self.rejected_batches += content.action == "U"
            case ClaimAnswer():
                self.accepted += content.action == "WQ"

    def _take_diagnostic(self, found: Diagnostic) -> None:
        self.checks[found.check] += 1
        match found.severity:
            case "undetermined":
                self.undetermined += 1
            case "info":
                self.overridden += found.overridden is not UNSET
            case "stop":
                self.faults += 1
                self.levels[found.level] += 1
