"""The envelopes of a file that is read: interchange, group and transaction, their numbers and counts (SNIP level 1)."""

from collections.abc import Iterator
from functools import cache

from msgspec import structs

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.level1_envelope import (
    CONTROL_NUMBER,
    COUNT,
    NESTING,
    NOT_CLOSED,
    NUMBER_TWICE,
    STRAY_END,
    TRUNCATED,
    VERSION,
    WRAPPED,
)
from cleanclaim.exchange.x12.diagnostics import Diagnostic, SegmentPlace
from cleanclaim.exchange.x12.element_errors import faults
from cleanclaim.exchange.x12.guide import Use, load_guide
from cleanclaim.exchange.x12.isa_check import isa_faults, version_fault
from cleanclaim.exchange.x12.lexer import Segment

_CLOSES = {"SE": "ST", "GE": "GS", "IEA": "ISA"}
_RECEIVED = {"HP", "HN", "FA", "HB"}
"""Kinds of groups (GS01) that a practice receives: payments, answers on claims, on syntax, on inquiries."""
_WITHIN = {"ISA": (), "GS": ("ISA",), "ST": ("ISA", "GS")}


class EnvelopeCheck:
    """The envelopes that are open while a file is read."""

    __slots__ = ("_counts", "_numbers", "open")

    def __init__(self) -> None:
        self.open: list[Segment] = []
        """The opening segments that are not yet closed: ISA, GS, ST."""
        self._counts = {"ST": 0, "GS": 0}
        self._numbers: dict[str, set[tuple[str, ...]]] = {"ISA": set(), "GS": set(), "ST": set()}

    @property
    def version(self) -> str:
        """The version of the open group (GS08); empty outside a group."""
        return self._of_group(8)

    @property
    def kind(self) -> str:
        """What kind of transactions the open group has (GS01); empty outside a group."""
        return self._of_group(1)

    @property
    def group(self) -> str:
        """The control number of the open group (GS06); empty outside a group."""
        return self._of_group(_NUMBER["GS"])

    def _of_group(self, element: int) -> str:
        return next((segment.element(element) for segment in self.open if segment.elements[0] == "GS"), "")

    def take(self, segment: Segment) -> Iterator[Diagnostic]:
        """Open or close what an envelope's segment opens or closes, and name what is wrong with it."""
        name = segment.elements[0]
        if name in _WITHIN:
            yield from self._opening(segment, name)
        elif name in _CLOSES:
            yield from self._closing(segment, name)
        use = _uses().get(name)
        if use is not None:
            for fault in faults(segment, use) if name != "ISA" else isa_faults(segment, use):
                yield self.diagnostic(segment, fault)
        if name in _WITHIN:
            yield from self._number_twice(segment, name)
        if name == "GS" and self.open[0].elements[0] == "ISA":
            wrong = version_fault(self.open[0], self.version)
            if wrong is not None:
                yield self.diagnostic(self.open[0], wrong)

    def _opening(self, segment: Segment, name: str) -> Iterator[Diagnostic]:
        wanted = list(_WITHIN[name])
        while self.open and [one.elements[0] for one in self.open] != wanted:
            if len(self.open) < len(wanted):
                break
            yield self._unclosed(self.open.pop(), segment)
        if [one.elements[0] for one in self.open] != wanted:
            problem = f"{name} comes without the {' and '.join(wanted)} around it."
            yield self.diagnostic(segment, NESTING.fault(problem))
        if name in self._counts:
            self._counts[name] += 1
        if name == "ISA":
            self._counts["GS"] = 0
        if name == "GS":
            self._counts["ST"] = 0
        self.open.append(segment)

    def _number_twice(self, segment: Segment, name: str) -> Iterator[Diagnostic]:
        """The control number was used before: of a transaction in its group, of a group in its interchange, of an
        interchange between the same sender and receiver.
        """
        at = _NUMBER[name]
        if name == "ISA":
            self._numbers["GS"].clear()
        if name != "ST":
            self._numbers["ST"].clear()
        number = segment.element(at).strip()
        parties = tuple(segment.elements[5:9]) if name == "ISA" else ()
        used = self._numbers[name]
        if number and (*parties, number) in used:
            problem = f'{name}{at:02d} "{number}" was used before.'
            yield self.diagnostic(segment, NUMBER_TWICE.fault(problem, element=at))
        used.add((*parties, number))

    def _closing(self, segment: Segment, name: str) -> Iterator[Diagnostic]:
        opened = _CLOSES[name]
        if opened not in [one.elements[0] for one in self.open]:
            yield self.diagnostic(segment, STRAY_END.fault(f"{name} closes no {opened}.", f"Send the {opened}."))
            return
        while self.open[-1].elements[0] != opened:
            yield self._unclosed(self.open[-1], segment)
            self.open.pop()
        begin = self.open[-1]
        number = begin.element(_NUMBER[opened])
        if segment.element(2) != number:
            problem = f'{name}02 "{segment.element(2)}" is not the number of its {opened}, "{number}".'
            yield self.diagnostic(segment, CONTROL_NUMBER.fault(problem, element=2))
        count = {"SE": segment.number - begin.number + 1, "GE": self._counts["ST"], "IEA": self._counts["GS"]}[name]
        if segment.element(1).lstrip("0") != str(count).lstrip("0"):
            problem = f'{name}01 "{segment.element(1)}" is not the count, {count}.'
            yield self.diagnostic(segment, COUNT.fault(problem, f"Send {count}.", 1))
        if opened == "ST" and begin.element(3) and self.version and begin.element(3) != self.version:
            problem = f"ST03 {begin.element(3)} is another version than the group's, {self.version}."
            yield self.diagnostic(begin, VERSION.fault(problem, element=3))
        self.open.pop()

    def _unclosed(self, opened: Segment, before: Segment) -> Diagnostic:
        closing = _CLOSING[opened.elements[0]]
        problem = f"{closing} is missing before {before.elements[0]}."
        return self.diagnostic(opened, NOT_CLOSED.fault(problem, f"Close the {opened.elements[0]} with {closing}."))

    def truncated(self, last: Segment | None) -> Diagnostic:
        """The file has no segment, or ends within one."""
        if last is None:
            return _diagnostic(SegmentPlace(segment="", byte=0, number=1), TRUNCATED.fault("The file is empty."))
        return self.diagnostic(last, TRUNCATED.fault("The file ends within a segment."))

    def wrapped(self, segment: Segment, following: list[str]) -> Diagnostic:
        """The lines of the file end inside segments. `following` is the next segment, a GS: who receives answers and
        payments has read them by then, and need not send them on.
        """
        found = self.diagnostic(segment, WRAPPED.fault("Lines end inside segments; the line ends were left out."))
        received = following[:1] == ["GS"] and following[1:2] != [] and following[1] in _RECEIVED
        return structs.replace(found, severity="info", remedy="Nothing is to be done.") if received else found

    def finish(self, last: Segment | None) -> Iterator[Diagnostic]:
        """What is still open at the end of the file."""
        while self.open:
            opened = self.open.pop()
            closing = _CLOSING[opened.elements[0]]
            yield self.diagnostic(last or opened, NOT_CLOSED.fault(f"The file ends without the {closing}."))

    def diagnostic(
        self, segment: Segment, fault: Fault, *, loop: str | None = None, claim: str | None = None
    ) -> Diagnostic:
        """The fault with its place."""
        numbers: dict[str, str] = {one.elements[0]: one.element(_NUMBER[one.elements[0]]) for one in self.open}
        begun = next((one for one in self.open if one.elements[0] == "ST"), None)
        place = SegmentPlace(
            segment=segment.elements[0],
            byte=segment.offset,
            number=segment.number,
            position=segment.number - begun.number + 1 if begun else None,
            loop=loop,
            element=fault.element,
            component=fault.component,
            claim=claim,
            transaction=numbers.get("ST"),
            group=numbers.get("GS"),
            interchange=numbers.get("ISA"),
        )
        return _diagnostic(place, fault)


def _diagnostic(place: SegmentPlace, fault: Fault) -> Diagnostic:
    found = fault.check
    return Diagnostic(
        place=place,
        check=found.id,
        level=found.level,
        problem=fault.problem,
        remedy=fault.remedy,
        code=fault.code,
        severity=found.severity,
    )


_NUMBER = {"ST": 2, "GS": 6, "ISA": 13}  # the elements with the control numbers
_CLOSING = {"ST": "SE", "GS": "GE", "ISA": "IEA"}


@cache
def _uses() -> dict[str, Use]:
    return {child.id: child for child in load_guide("envelope").root.children if isinstance(child, Use)}
