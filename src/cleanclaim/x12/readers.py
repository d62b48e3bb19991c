"""From placed segments to values: one reader for each transaction, which reads the segments of a claim together."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from cleanclaim.x12 import balance, between
from cleanclaim.x12.answers import claim_answer, group_answer, transaction_answer
from cleanclaim.x12.codes import CodeLists
from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.guide import Guide, Use
from cleanclaim.x12.lexer import Segment
from cleanclaim.x12.passages import PassageReader
from cleanclaim.x12.remitted import PaidClaim, paid_claim_of, payment_of
from cleanclaim.x12.submitted import Around, Party, Placed, SubmittedClaim, around, claim_of, party

Found = tuple[Any, list[tuple[Segment, Fault]]]


class Reader(Protocol):
    """Takes the segments of one transaction in order and gives what they say, each value with its faults."""

    claim: str | None
    """The claim that is being read, where there is one."""

    def take(self, use: Use, segment: Segment) -> Sequence[Found]:
        """Take one more segment; give what it completes."""

    def finish(self) -> Sequence[Found]:
        """The transaction ends."""


def reader_for(guide: Guide, lists: CodeLists) -> Reader:
    """The reader of a guide's transactions; where they have none of their own, their loops are given as they stand."""
    match guide.transaction_set, guide.versions[0]:
        case "837", _:
            return ClaimsReader(lists)
        case "835", _:
            return RemittanceReader()
        case "999", _:
            return SyntaxReader()
        case "277", "005010X214":
            return ClaimAnswersReader()
    return PassageReader()


_BREAKS = {"CLM", "HL"}  # what ends a claim


class ClaimsReader:
    """837P: claims, each with what was said of provider, subscriber and patient before it."""

    def __init__(self, lists: CodeLists) -> None:
        self.claim: str | None = None
        self._lists = lists
        self._gathered: list[Placed] = []
        self._levels: dict[str, list[Placed]] = {"2000A": [], "2000B": [], "2000C": []}
        self._level = ""
        self._around: Around | None = None

    def take(self, use: Use, segment: Segment) -> Sequence[Found]:
        """A claim ends where the next one or another level begins."""
        if self._gathered and use.id not in _BREAKS:
            self._gathered.append((use, segment))
            return ()
        if use.id == "CLM":
            made = self._made()
            self.claim = segment.element(1)
            self._gathered.append((use, segment))
            return made
        if use.id == "HL":
            made = self._made()
            self._level, self._around = use.loop.id, None
            for level in ("2000A", "2000B", "2000C"):
                if level >= self._level:
                    self._levels[level] = []
            self._levels[self._level].append((use, segment))
            return made
        if self._level:
            self._levels[self._level].append((use, segment))
        return ()

    def finish(self) -> Sequence[Found]:
        """The last claim."""
        return self._made()

    def _made(self) -> Sequence[Found]:
        if not self._gathered:
            return ()
        if self._around is None:
            self._around = around([placed for level in self._levels.values() for placed in level])
        claim = claim_of(self._gathered, self._around)
        found = (claim, list(_claim_faults(claim, self._gathered, self._lists)))
        self._gathered = []
        self.claim = None
        return (found,)


def _claim_faults(claim: SubmittedClaim, placed: list[Placed], lists: CodeLists) -> Iterator[tuple[Segment, Fault]]:
    first = placed[0][1]
    for check in (balance.claim_faults, between.claim_faults, lists.claim_faults):
        for fault in check(claim):
            yield first, fault
    services = [segment for use, segment in placed if use.path == "2400.SV1"]
    for at, line in enumerate(claim.lines):
        segment = services[at] if len(services) == len(claim.lines) else first
        for fault in (*balance.line_faults(line), *between.line_faults(line, claim), *lists.line_faults(line)):
            yield segment, fault


class RemittanceReader:
    """835: claims as paid, then the payment they make up."""

    def __init__(self) -> None:
        self.claim: str | None = None
        self._gathered: list[Placed] = []
        self._outside: list[Placed] = []
        self._claims = 0
        self._paid: int | None = 0

    def take(self, use: Use, segment: Segment) -> Sequence[Found]:
        """A claim ends where the next one, another group of claims, or the footer begins."""
        loop = use.loop.id
        if self._gathered and loop in {"2100", "2110"} and use.id != "CLP":
            self._gathered.append((use, segment))
            return ()
        made = self._made()
        if use.id == "CLP":
            self.claim = segment.element(1)
            self._gathered.append((use, segment))
        else:
            self._outside.append((use, segment))
        return made

    def finish(self) -> Sequence[Found]:
        """The last claim, and the payment."""
        made = self._made()
        payment = payment_of(self._outside, self._claims, self._paid)
        first = next((segment for use, segment in self._outside if use.id == "BPR"), None)
        return (*made, (payment, [(first, fault) for fault in balance.payment_faults(payment)] if first else []))

    def _made(self) -> Sequence[Found]:
        if not self._gathered:
            return ()
        claim = paid_claim_of(self._gathered)
        self._claims += 1
        self._paid = balance.total([self._paid, claim.paid])
        found = (claim, list(_paid_faults(claim, self._gathered)))
        self._gathered = []
        self.claim = None
        return (found,)


def _paid_faults(claim: PaidClaim, placed: list[Placed]) -> Iterator[tuple[Segment, Fault]]:
    for fault in balance.paid_claim_faults(claim):
        yield placed[0][1], fault
    services = [segment for use, segment in placed if use.path == "2110.SVC"]
    for segment, line in zip(services, claim.lines, strict=True):
        for fault in balance.paid_line_faults(line):
            yield segment, fault


class SyntaxReader:
    """999: what is said of each transaction, then of the group."""

    claim: str | None = None

    def __init__(self) -> None:
        self._group = ""
        self._gathered: list[Placed] = []

    def take(self, use: Use, segment: Segment) -> Sequence[Found]:
        """An answer goes from AK2 to IK5."""
        if use.id == "AK1":
            self._group = segment.element(2)
        elif use.id == "AK2":
            self._gathered = [(use, segment)]
        elif use.id == "AK9":
            return ((group_answer(segment, self._group), []),)
        elif self._gathered:
            self._gathered.append((use, segment))
            if use.id == "IK5":
                return self.finish()
        return ()

    def finish(self) -> Sequence[Found]:
        """An answer without its IK5 is given as far as it goes."""
        if not self._gathered:
            return ()
        answer = transaction_answer(self._gathered, self._group)
        self._gathered = []
        return ((answer, []),)


class ClaimAnswersReader:
    """277CA: what is said of each claim."""

    def __init__(self) -> None:
        self.claim: str | None = None
        self._patient: Party | None = None
        self._gathered: list[Placed] = []

    def take(self, use: Use, segment: Segment) -> Sequence[Found]:
        """A claim's answer begins with the TRN of loop 2200D."""
        if use.path == "2200D.TRN" or use.id == "HL":
            made = self.finish()
            if use.id == "TRN":
                self.claim = segment.element(2)
                self._gathered = [(use, segment)]
            return made
        if use.path == "2100D.NM1":
            self._patient = party(segment)
        elif self._gathered:
            self._gathered.append((use, segment))
        return ()

    def finish(self) -> Sequence[Found]:
        """The last claim's answer."""
        if not self._gathered:
            return ()
        answer = claim_answer(self._gathered, self._patient)
        self._gathered = []
        self.claim = None
        return ((answer, []),)
