"""An auditor's sample and worksheet, gone over: what in them is wrong, and what each line that falls does to the
demand.

Nothing is refused here: what an auditor got wrong is a finding for the appeal, with its row. The figures are worked out
again from the rows that can be used: an item that stands there twice counts once, the first time.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.compliance.audit.audit_law import Reading
from cleanclaim.compliance.audit.estimation.demands import Demand, demand_of
from cleanclaim.compliance.audit.estimation.estimates import AuditedAmount, Method, Stratum
from cleanclaim.compliance.audit.extrapolation import below_high_level, may_extrapolate
from cleanclaim.compliance.audit.results import ItemResult
from cleanclaim.compliance.audit.sampling.frame import AuditFrame, FrameItem, unfit
from cleanclaim.compliance.audit.wrong_rows import FaultyRow
from cleanclaim.law.policies.sources import cite
from cleanclaim.model.money import dollars_for_people


class Objection(Struct, frozen=True, kw_only=True):
    """What is wrong with an audit, where, and what that means for the appeal."""

    kind: str
    place: str
    what: str
    meaning: str


class AuditorsTables(Struct, frozen=True, kw_only=True):
    """What an auditor laid before us. `frame` or `items` say what the rows were drawn from; `wrong_rows` are those of
    frame and sample that contradict themselves, and are in neither.
    """

    rows: Sequence[ItemResult]
    frame: Sequence[FrameItem] | None = None
    items: int | None = None
    wrong_rows: Sequence[FaultyRow] = ()


class OverturnedLine(Struct, frozen=True, kw_only=True):
    """What an item's overpayment adds to the demand: the demand without it, and how many cents less that is."""

    item: str
    error: int
    demand: int
    less: int


class AuditDefense(Struct, frozen=True, kw_only=True):
    """An audit gone over: objections, the figures worked out again by a reading, each line's part in them, the demand
    if what we say of each item is right (None where we say nothing), and whether it may be extrapolated at all.
    """

    objections: tuple[Objection, ...]
    items: int
    sample: int
    overpaid: int
    underpaid: int
    recomputed: Demand
    lines: tuple[OverturnedLine, ...]
    ours: Demand | None
    extrapolation: str


def check_frame(items: Sequence[FrameItem]) -> tuple[list[FrameItem], list[Objection]]:
    """The frame as it should have been, and what is wrong with it as it is."""
    first: dict[str, FrameItem] = {}
    objections = []
    for one in items:
        before = first.setdefault(one.item, one)
        if before is not one:
            objections.append(
                Objection(
                    kind="duplicate in the frame",
                    place=one.place,
                    what=f'item "{one.item}" stands in {before.place.rpartition(", ")[2]} too',
                    meaning="It could be drawn twice as often, and counts twice in what is extrapolated.",
                )
            )
        elif why := unfit(one):
            objections.append(
                Objection(
                    kind=f"{why} in the frame",
                    place=one.place,
                    what=f'item "{one.item}": {dollars_for_people(one.paid)}',
                    meaning="Nothing can be owed back for it, and it makes the frame larger than it is.",
                )
            )
    return [one for one in first.values() if not unfit(one)], objections


def check_sample(
    rows: Sequence[ItemResult], frame: Mapping[str, FrameItem] | None, taken_out: Collection[str]
) -> tuple[list[ItemResult], list[Objection]]:
    """The rows that can be used, each item once, and what is wrong with the others."""
    usable: dict[str, ItemResult] = {}
    objections = []

    def object_to(row: ItemResult, kind: str, what: str, meaning: str) -> None:
        objections.append(Objection(kind=kind, place=row.place, what=what, meaning=meaning))

    for one in rows:
        if one.item in usable:
            again = f'item "{one.item}" is in {usable[one.item].place.rpartition(", ")[2]} too'
            object_to(one, "duplicate in the sample", again, "It counts twice in the mean.")
            continue
        if frame is not None and one.item not in frame:
            if one.item in taken_out:
                what = f'item "{one.item}" is of a row of the frame that cannot be counted'
                object_to(one, "drawn and not fit", what, "It is left out of the figures below, as its row is.")
            else:
                what = f'item "{one.item}" is not in the frame'
                object_to(one, "not in the frame", what, "What was not in the frame cannot have been drawn from it.")
            continue
        if one.should_have_paid is None:
            object_to(one, "not decided", f'item "{one.item}" has no result', "Nobody says what is wrong with it.")
            continue
        known = frame.get(one.item) if frame else None
        if known is not None and known.paid != one.paid:
            what = f"{dollars_for_people(one.paid)} paid, {dollars_for_people(known.paid)} in the frame"
            object_to(one, "amount differs", what, "One of the two is not what was paid.")
        if one.paid <= 0:
            object_to(one, "zero paid", f"{dollars_for_people(one.paid)} was paid", "Nothing can be owed back for it.")
        usable[one.item] = one
    return list(usable.values()), objections


def go_over(
    audit: AuditorsTables,
    reading: Reading,
    method: Method,
    day: date,
    *,
    claimed: int | None = None,
    ours: Mapping[str, int] | None = None,
) -> AuditDefense:
    """Go over an audit. `claimed` are the cents demanded; `ours` is what we say should have been paid, by item. Raises
    ValueError where fewer than two rows can be used.
    """
    frame, items = audit.frame, audit.items
    whole, objections = check_frame(frame) if frame is not None else (None, [])
    known = {one.item: one for one in whole} if whole is not None else None
    in_tables = {one.item for one in frame or ()} | {one.item for one in audit.wrong_rows}
    taken_out = in_tables - known.keys() if known is not None else in_tables
    objections += map(_of_wrong_row, audit.wrong_rows)
    allowed = [one.place for one in audit.rows if one.amounts == "allowed"]
    allowed += [one.place for one in frame or () if one.amounts == "allowed"]
    if allowed:
        objections.append(_of_allowed_amounts(allowed[0]))
    usable, wrong = check_sample(audit.rows, known, taken_out)
    objections += wrong
    if len(usable) < 2:
        raise ValueError("fewer than two of its rows can be used")
    universe = Universe(whole, items or 0)
    again = universe.demand(usable, reading, method)
    objections += _of_figures(usable, again, claimed, day)
    ours_demand = None
    if ours is not None:
        corrected = [structs.replace(one, should_have_paid=ours.get(one.item, one.should_have_paid)) for one in usable]
        ours_demand = universe.demand(corrected, reading, method)
    errors = [one.error or 0 for one in usable]
    return AuditDefense(
        objections=tuple(objections),
        items=len(whole) if whole is not None else items or 0,
        sample=len(usable),
        overpaid=sum(one for one in errors if one > 0),
        underpaid=-sum(one for one in errors if one < 0),
        recomputed=again,
        lines=tuple(_overturned(usable, universe, reading, method, again.cents)),
        ours=ours_demand,
        extrapolation=may_extrapolate(day),
    )


def _of_allowed_amounts(place: str) -> Objection:
    return Objection(
        kind="allowed, not paid",
        place=place.partition(",")[0],
        what="its amounts are what was allowed",
        meaning=f"An overpayment is what was received ({cite('42-cfr-401-305').section}); what was allowed has the"
        " patient's share in it.",
    )


def _of_wrong_row(row: FaultyRow) -> Objection:
    return Objection(
        kind=row.kind,
        place=row.place,
        what=f'item "{row.item}": {row.problem}' if row.item else row.problem,
        meaning="The row is left out of the figures below: ask the auditor for what is right.",
    )


class Universe:
    """What a sample stands for: a frame, each of whose strata is estimated by itself, or so many items."""

    def __init__(self, frame: Sequence[FrameItem] | None, items: int) -> None:
        self._items = items
        self._strata = AuditFrame(items=tuple(frame)).strata() if frame is not None else None

    def demand(self, rows: Sequence[ItemResult], reading: Reading, method: Method) -> Demand:
        """What follows from the rows. Raises ValueError for a stratum with fewer than two of them."""
        by_item = {one.item: AuditedAmount(one.paid, one.error or 0) for one in rows}
        if self._strata is None:
            strata = [Stratum(name="", items=self._items, audited=tuple(by_item.values()))]
        else:
            strata = [
                Stratum(
                    name=name,
                    items=len(items),
                    paid=sum(one.paid for one in items),
                    audited=tuple(by_item[one.item] for one in items if one.item in by_item),
                )
                for name, items in self._strata.items()
            ]
        for one in strata:
            if len(one.audited) < min(2, one.items):
                raise ValueError(f'fewer than two rows of stratum "{one.name}" can be used')
        return demand_of(strata, method, reading)


def _overturned(
    rows: Sequence[ItemResult], universe: Universe, reading: Reading, method: Method, demand: int
) -> list[OverturnedLine]:
    """Each overpaid item as if it were right, those that lessen the demand most first."""
    found = []
    for at, one in enumerate(rows):
        if (one.error or 0) > 0:
            without = [*rows]
            without[at] = structs.replace(one, should_have_paid=one.paid)
            cents = universe.demand(without, reading, method).cents
            found.append(OverturnedLine(item=one.item, error=one.error or 0, demand=cents, less=demand - cents))
    return sorted(found, key=lambda one: (-one.less, one.item))


def _of_figures(rows: Sequence[ItemResult], again: Demand, claimed: int | None, day: date) -> list[Objection]:
    found = []
    if claimed is not None and claimed != again.cents:
        difference = claimed - again.cents
        found.append(
            Objection(
                kind="arithmetic",
                place="the demand",
                what=f"{dollars_for_people(claimed)} is demanded, and {dollars_for_people(again.cents)} follows"
                f" from the rows by the {again.reading.name} reading",
                meaning=f"{dollars_for_people(difference)} too much: ask for the auditor's own arithmetic and program."
                if difference > 0
                else f"{dollars_for_people(-difference)} too little: that is in your favor; counting anew may end it.",
            )
        )
    low = below_high_level(sum((one.error or 0) > 0 for one in rows), len(rows), day)
    if low is not None:
        found.append(
            Objection(
                kind="extrapolation",
                place="the sample",
                what=low,
                meaning="That is no ground by itself, for the mark is that of an earlier review: ask on which review,"
                " or on what education that failed, it rests that this one is extrapolated.",
            )
        )
    if not any((one.error or 0) < 0 for one in rows):
        found.append(
            Objection(
                kind="underpayments",
                place="the sample",
                what="no item was found underpaid",
                meaning="Look for units that were earned and not billed: what was paid too little comes off.",
            )
        )
    return found
