"""Voids: an 837P that takes claims back and repeats each claim as it was sent, segment for segment.

A void must repeat the claim, so nothing is written anew from the practice's records, which may have changed
since. Only the frequency code becomes 8, the payer's claim number is named (REF F8), and the envelopes and levels
are numbered again. The separators are those of the earlier file.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.x12.lexer import Delimiters, Segment, segments
from cleanclaim.model.submitted_claim import VOID

# The levels, by their codes (HL03): each lies within those before it.
_BILLING, _SUBSCRIBER, _PATIENT = "20", "22", "23"
_BEFORE_F8 = {"CLM", "DTP", "PWK", "CN1", "AMT", "REF"}  # segments of a claim up to its reference numbers
_ELEMENTS = list[str]


class VoidInterchange(Struct, frozen=True):
    """An interchange of voids: the id of its receiver, who had the claims, its control number, the claims, its text."""

    receiver: str
    number: int
    claim_ids: tuple[str, ...]
    text: str


class _SentClaim:
    """A claim as it is in the file, with the envelopes and levels above it."""

    def __init__(self, heads: Sequence[_ELEMENTS], levels: Mapping[str, list[_ELEMENTS]], marks: Delimiters) -> None:
        self.heads = list(heads)
        self.levels = dict(levels)
        self.marks = marks
        self.claim: list[_ELEMENTS] = []


def write_voids(
    paths: Sequence[str | Path],
    numbers: Mapping[str, str],
    *,
    created: datetime,
    control_number: Callable[[], int] | None = None,
) -> list[VoidInterchange]:
    """The interchanges that void claims of the 837Ps at `paths`: the payer's number of each, by claim id.

    Each transaction of the earlier files that had such claims becomes an interchange of its own, to the receiver that
    it went to, with the next `control_number`, else one drawn from the claim ids. A claim that was sent again is
    repeated as it was last sent.
    Raises ValueError for a claim that no file has.
    """
    taken: list[_SentClaim] = []
    for path in paths:
        with Path(path).open("rb") as file:
            taken += [one for one in _claims(segments(file)) if one.claim[0][1] in numbers]
    missing = set(numbers) - {one.claim[0][1] for one in taken}
    if missing:
        raise ValueError(f"{', '.join(map(str, paths))}: no claim {min(missing)}")
    last = {one.claim[0][1]: one for one in taken}
    transactions: dict[int, list[_SentClaim]] = {}
    for one in last.values():
        transactions.setdefault(id(one.heads[2]), []).append(one)
    return [
        _interchange(group, numbers, created, control_number() if control_number else None)
        for group in transactions.values()
    ]


def _claims(found: Iterator[Segment]) -> Iterator[_SentClaim]:
    """Each claim of the file, once all of it was read."""
    heads: list[_ELEMENTS] = []
    levels: dict[str, list[_ELEMENTS]] = {}
    into: list[_ELEMENTS] = heads
    claim: _SentClaim | None = None
    for segment in found:
        e, name = segment.elements, segment.elements[0]
        if claim is not None and name in {"CLM", "HL", "SE"}:
            yield claim
            claim = None
        if name in {"ISA", "GS", "ST"}:
            heads = [*heads[: ("ISA", "GS", "ST").index(name)], e]
            levels, into = {}, heads
        elif name == "HL":
            level = segment.element(3)
            into = [e]
            levels = {code: segments_of_level for code, segments_of_level in levels.items() if code < level} | {
                level: into
            }
        elif name == "CLM":
            claim = _SentClaim(heads, levels, segment.delimiters)
            into = claim.claim
            into.append(e)
        elif name == "SE":
            into = []  # what closes the envelopes, and blanks at the file's end, belong to no claim
        else:
            into.append(e)


def _interchange(
    taken: Sequence[_SentClaim], numbers: Mapping[str, str], created: datetime, control_number: int | None
) -> VoidInterchange:
    first = taken[0]
    isa, gs, st, *about = first.heads
    marks = first.marks
    ids = tuple(one.claim[0][1] for one in taken)
    number = control_number or int(sha256(f"void {' '.join(ids)} {created}".encode()).hexdigest(), 16) % 999_999_999 + 1
    when = (f"{created:%Y%m%d}", f"{created:%H%M}")
    body = [
        ["ST", "837", "0001", *st[3:]],
        *([*e[:3], f"{number:09d}-1", *when, *e[6:]] if e[0] == "BHT" else e for e in about),
        *_levels(taken, numbers),
    ]
    lines = [
        [*isa[:9], when[0][2:], when[1], *isa[11:13], f"{number:09d}", *isa[14:]],
        [*gs[:4], *when, str(number), *gs[7:]],
        *body,
        ["SE", str(len(body) + 1), "0001"],
        ["GE", "1", str(number)],
        ["IEA", "1", f"{number:09d}"],
    ]
    text = "".join(marks.element.join(e) + marks.segment + "\n" for e in lines)
    return VoidInterchange(isa[8].strip(), number, ids, text)


def _levels(taken: Sequence[_SentClaim], numbers: Mapping[str, str]) -> Iterator[_ELEMENTS]:
    """The levels and claims below the file's head: a biller once for the claims that follow each other."""
    level, biller = 0, 0
    billing: list[_ELEMENTS] = []
    for one in taken:
        if one.levels[_BILLING] is not billing:
            billing = one.levels[_BILLING]
            level += 1
            biller = level
            yield ["HL", str(level), "", "20", "1"]
            yield from billing[1:]
        level += 1
        patient = one.levels.get(_PATIENT)
        yield ["HL", str(level), str(biller), "22", "1" if patient else "0"]
        yield from one.levels[_SUBSCRIBER][1:]
        if patient:
            level += 1
            yield ["HL", str(level), str(level - 1), "23", "0"]
            yield from patient[1:]
        yield from _voided(one.claim, numbers[one.claim[0][1]], one.marks)


def _voided(claim: Sequence[_ELEMENTS], number: str, marks: Delimiters) -> Iterator[_ELEMENTS]:
    """The claim with frequency 8 and the payer's number."""
    clm = list(claim[0])
    place = [*clm[5].split(marks.component), "", ""]
    clm[5] = marks.component.join([*place[:2], VOID])
    head = next((at for at, e in enumerate(claim) if e[0] not in _BEFORE_F8), len(claim))
    yield clm
    yield from (e for e in claim[1:head] if e[:2] != ["REF", "F8"])
    yield ["REF", "F8", number]
    yield from claim[head:]
