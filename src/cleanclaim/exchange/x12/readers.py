"""From placed segments to values: one reader for each transaction, which reads the segments of a claim together."""

from collections.abc import Sequence
from datetime import date

from cleanclaim.exchange.x12.acknowledgements import (
    PlacedSegment,
    batch_answer,
    claim_answer,
    group_answer,
    transaction_answer,
)
from cleanclaim.exchange.x12.checks.compiled import FileChecks
from cleanclaim.exchange.x12.checks.subjects import ANSWER_277CA
from cleanclaim.exchange.x12.generic_loops import GenericLoopReader
from cleanclaim.exchange.x12.guide import Guide, Use
from cleanclaim.exchange.x12.lexer import Segment, words
from cleanclaim.exchange.x12.located import located
from cleanclaim.exchange.x12.reader import Reader, ValueWithFaults
from cleanclaim.exchange.x12.reader_835 import RemittanceReader
from cleanclaim.exchange.x12.reader_837p import ClaimsReader
from cleanclaim.exchange.x12.segment_parsers import party
from cleanclaim.exchange.x12.values import day_of
from cleanclaim.model.submitted_claim import Party


def reader_for(guide: Guide, checks: FileChecks, *, values: bool = True) -> Reader:
    """The reader of a guide's transactions; where they have none of their own, their loops as they stand."""
    match guide.transaction_set, guide.versions[0]:
        case "837", _:
            return ClaimsReader(checks, values=values)
        case "835", _:
            return RemittanceReader(checks)
        case "999", _:
            return SyntaxReader()
        case "277", "005010X214":
            return ClaimAnswersReader(checks)
    return GenericLoopReader()


class SyntaxReader:
    """999: the answer on each transaction, then on the group."""

    claim: str | None = None

    def __init__(self) -> None:
        self._group = ""
        self._gathered: list[PlacedSegment] = []

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """An answer goes from AK2 to IK5."""
        if use.id == "AK1":
            self._group = segment.element(2)
        elif use.id == "AK2":
            self._gathered = [(use, segment)]
        elif use.id == "AK9":
            return ((located(group_answer(segment, self._group), segment), []),)
        elif self._gathered:
            self._gathered.append((use, segment))
            if use.id == "IK5":
                return self.finish()
        return ()

    def finish(self) -> Sequence[ValueWithFaults]:
        """An answer without its IK5, as far as it goes."""
        if not self._gathered:
            return ()
        gathered, self._gathered = self._gathered, []
        return ((located(transaction_answer(gathered, self._group), gathered[0][1]), []),)


class ClaimAnswersReader:
    """277CA: the answer on the batch, on each billing provider's claims, and on each claim."""

    def __init__(self, checks: FileChecks) -> None:
        self.claim: str | None = None
        self._checks = checks
        self._written: date | None = None
        self._patient: Party | None = None
        self._party: Party | None = None
        self._batch: str | None = None
        self._gathered: list[PlacedSegment] = []

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """An answer begins with the TRN of loop 2200B, 2200C or 2200D."""
        if use.path in {"2200B.TRN", "2200C.TRN", "2200D.TRN"} or use.id == "HL":
            made = self.finish()
            if use.id == "TRN":
                self._gathered = [(use, segment)]
                if use.path == "2200D.TRN":
                    self.claim = segment.element(2)
                elif use.path == "2200B.TRN":
                    self._batch = words(segment.element(2)) or None
            return made
        if use.id == "BHT":
            self._written = day_of(segment.element(4))
        elif use.path in {"2100B.NM1", "2100C.NM1"}:
            self._party = party(segment.raw, segment.delimiters.element)
        elif use.path == "2100D.NM1":
            self._patient = party(segment.raw, segment.delimiters.element)
        elif self._gathered:
            self._gathered.append((use, segment))
        return ()

    def finish(self) -> Sequence[ValueWithFaults]:
        """The last answer."""
        if not self._gathered:
            return ()
        gathered, self._gathered, self.claim = self._gathered, [], None
        first = gathered[0][1]
        if (path := gathered[0][0].path) != "2200D.TRN":
            batch = batch_answer("submitter" if path == "2200B.TRN" else "provider", self._batch, self._party, gathered)
            return ((located(batch, first), []),)
        answer = claim_answer(gathered, self._patient)
        status = next((segment for use, segment in gathered if use.path == "2200D.STC"), gathered[0][1])
        faults = self._checks.new(self._checks.of(ANSWER_277CA)(answer, self._written))
        return ((located(answer, gathered[0][1]), [(status, fault) for fault in faults]),)
