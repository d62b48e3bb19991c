"""A sample drawn so that anybody can draw it again, with no program of ours.

Every item gets a ticket: SHA-256 of the text `SEED/ITEM`, as 64 hexadecimal digits. The items of a stratum in the order
of their tickets are its random order, and the sample is the first so many of them. Tickets don't depend on the order of
the frame, on a computer, or on a version of anything. (After P. B. Stark's sampling for the audit of elections.)
"""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.compliance.audit.sampling.frame import AuditFrame, FrameItem
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people

SampleKind = Literal["simple", "stratified", "probe", "targeted"]
ALGORITHM = "sha256-ticket"
"""The name of the algorithm, as it is recorded. A changed algorithm gets another name."""
FEWEST_OF_STRATUM = 2
"""Items of a stratum below which its spread cannot be known."""


class DrawnItem(Struct, frozen=True):
    """An item of a sample: its place in the order in which it was drawn, from 1 in each stratum, and its ticket."""

    order: int
    ticket: str
    item: FrameItem


class DrawnStratum(Struct, frozen=True, kw_only=True):
    """A stratum: its name, its items in the frame, what was paid for them in cents, and how many were drawn."""

    name: str
    items: int
    paid: int
    drawn: int


class Sample(Struct, frozen=True, kw_only=True):
    """A sample: how it was drawn, from which frame, and its items in order."""

    kind: SampleKind
    seed: str
    algorithm: str
    fingerprint: str
    strata: tuple[DrawnStratum, ...]
    drawn: tuple[DrawnItem, ...]

    @property
    def carries_estimate(self) -> bool:
        """Whether a total may be estimated from it: chosen for their risk, items stand for themselves alone."""
        return self.kind != "targeted"


def ticket(seed: str, item: str) -> str:
    """The ticket of an item."""
    return hashlib.sha256(f"{seed}/{item}".encode()).hexdigest()


def draw_sample(frame: AuditFrame, kind: SampleKind, size: int, seed: str) -> Sample:
    """A sample of a frame. Raises UserError where the frame has too few items, or lacks what the kind needs."""
    if size > len(frame.items):
        problem = f"the frame has {len(frame.items):,} items, fewer than the {size:,} to be drawn"
        raise UserError("--size", problem, "Draw fewer, or look at all of them: then nothing is estimated.")
    frame = frame_for(kind, frame)
    strata = frame.strata()
    sizes = {"": size}
    if kind == "stratified":
        sizes = allocate({name: len(items) for name, items in strata.items()}, size)
    drawn: list[DrawnItem] = []
    for name, items in strata.items():
        tickets = [(ticket(seed, one.item), one) for one in items]
        ordered = sorted(tickets, key=lambda pair: pair[0])
        if kind == "targeted":
            ordered.sort(key=lambda pair: -_risk(pair[1]))
        chosen = ordered[: sizes[name]]
        drawn += [DrawnItem(number, mark, one) for number, (mark, one) in enumerate(chosen, 1)]
    return Sample(
        kind=kind,
        seed=seed,
        algorithm=ALGORITHM,
        fingerprint=frame.fingerprint,
        strata=tuple(
            DrawnStratum(name=name, items=len(items), paid=sum(one.paid for one in items), drawn=sizes[name])
            for name, items in strata.items()
        ),
        drawn=tuple(drawn),
    )


def frame_for(kind: SampleKind, frame: AuditFrame) -> AuditFrame:
    """The frame as a kind of sample is drawn from it: without strata, unless it is stratified."""
    if kind == "stratified":
        return frame
    return structs.replace(frame, items=tuple(structs.replace(one, stratum="") for one in frame.items))


def allocate(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each stratum: in proportion to its items, two of each at least, or all it has."""
    if len(strata) < 2:
        remedy = "Name the stratum of each item in the column stratum, or draw a simple sample."
        raise UserError("the frame", "all its items are of one stratum", remedy)
    least = {name: min(FEWEST_OF_STRATUM, items) for name, items in strata.items()}
    if size < sum(least.values()):
        problem = f"{size:,} items are fewer than two of each of {len(strata):,} strata"
        raise UserError("--size", problem, f"Draw {sum(least.values()):,} or more, or make fewer strata.")
    sizes = dict(least)
    every = sum(strata.values())
    for _ in range(size - sum(least.values())):
        behind = {name: Fraction(size * items, every) - sizes[name] for name, items in strata.items()}
        open_ones = [name for name, items in strata.items() if sizes[name] < items]
        sizes[max(open_ones, key=lambda name: (behind[name], strata[name], name))] += 1
    return sizes


def _risk(item: FrameItem) -> int:
    if item.risk is None:
        remedy = "Write a number into the column risk of every item; `cleanclaim audit frame` does it from findings."
        raise UserError(item.place or item.item, "the item has no risk, which a targeted sample goes by", remedy)
    return item.risk


def strata_by_amount(frame: AuditFrame, bounds: Sequence[int]) -> AuditFrame:
    """The frame in strata by what was paid: below the first bound in cents, from it to the second, and so on."""
    limits = sorted(set(bounds))
    names = [_between(low, high) for low, high in zip([None, *limits], [*limits, None], strict=True)]
    items = [
        structs.replace(one, stratum=f"{at + 1}: {names[at]}")
        for one in frame.items
        for at in [sum(one.paid >= limit for limit in limits)]
    ]
    return structs.replace(frame, items=tuple(items))


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return f"below {dollars_for_people(high or 0)}"
    return (
        f"{dollars_for_people(low)} and more"
        if high is None
        else f"{dollars_for_people(low)} to {dollars_for_people(high)}"
    )
