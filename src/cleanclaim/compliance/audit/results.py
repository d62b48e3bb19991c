"""What an audit found: a row an item, with what was paid and what should have been.

    item    paid    should_have_paid  error_type   cause
    C0001   58.97   29.48             units        minutes added up per code
    C0002   58.97   88.45             underbilled  a unit not counted

An error is what was paid less what should have been: below 0, too little was paid. Auditors who give the error itself
(overpayment, amount denied) are read too. Where amounts are what was allowed, the columns are `allowed` and
`should_have_been_allowed`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from cleanclaim.compliance.audit.estimation.estimates import AuditedAmount, Stratum
from cleanclaim.compliance.audit.sampling.frame import Amounts, AuditFrame, FrameItem
from cleanclaim.compliance.audit.wrong_rows import FaultyRow, RowCheck
from cleanclaim.exchange.files.named_table import Cells, NamedTable, TableRow, raise_all, read_named_table, signed_cents
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars

NAMES = {
    "item": ("claim", "claim id", "claim number", "claim no", "icn", "dcn", "visit id", "line id", "sampling unit"),
    "paid": ("amount paid", "paid amount", "payment", "medicare paid", "provider paid"),
    "allowed": ("amount allowed", "allowed amount"),
    "should_have_been_allowed": (),
    "should_have_paid": (
        "should have been paid",
        "audited",
        "audited amount",
        "correct amount",
        "revised payment",
    ),
    "error": ("overpayment", "overpaid", "amount denied", "difference", "error amount"),
    "error_type": ("type", "reason", "error code", "denial reason"),
    "cause": ("root cause",),
    "note": ("comment", "comments", "rationale"),
    "reviewer": ("by", "auditor"),
    "stratum": ("strata",),
    **dict.fromkeys(("order", "patient", "date", "clinician", "payer", "billed", "rules_say"), ()),
}
"""What the columns of a worksheet may be called; the last ones are those that ours has beside."""
REMEDY = "Name the columns item, paid and should_have_paid, with amounts in dollars."


class ItemResult(Struct, frozen=True, kw_only=True):
    """What was found of an item: cents paid, and cents that should have been; None where nobody has decided yet.
    `amounts` says what the cents are; `billed` and `rules_say` are what our own worksheet says of the item beside.
    """

    item: str
    paid: int
    should_have_paid: int | None
    error_type: str = ""
    cause: str = ""
    note: str = ""
    reviewer: str = ""
    stratum: str = ""
    amounts: Amounts = "paid"
    billed: str = ""
    rules_say: str = ""
    place: str = ""

    @property
    def error(self) -> int | None:
        """Cents paid too much; below 0, too little; None where nobody has decided."""
        return None if self.should_have_paid is None else self.paid - self.should_have_paid


class _AmountColumns(Struct, frozen=True, kw_only=True):
    """In which columns the amounts of a worksheet are, and what they are."""

    amounts: Amounts
    before: str
    after: str


def _columns(table: NamedTable) -> _AmountColumns:
    """The columns: what was paid and what should have been; of two called paid and allowed the latter is what should
    have been. Without a column for what was paid all amounts are what was allowed. Raises UserError where one is
    missing.
    """
    fields = table.fields
    if "paid" in fields and "should_have_been_allowed" not in fields:
        after = "should_have_paid" if "should_have_paid" in fields or "allowed" not in fields else "allowed"
        found = _AmountColumns(amounts="paid", before="paid", after=after)
    elif "allowed" in fields:
        after = "should_have_been_allowed" if "should_have_been_allowed" in fields else "should_have_paid"
        found = _AmountColumns(amounts="allowed", before="allowed", after=after)
    else:
        raise UserError(table.file, "no column is paid", REMEDY)
    if not fields & {found.after, "error"}:
        raise UserError(table.file, f"no column is {found.after}, and none is error", REMEDY)
    return found


def read_results(path: Path, wrong: list[FaultyRow] | None = None, unused: list[str] | None = None) -> list[ItemResult]:
    """The rows of a worksheet; an empty amount is an open question. Raises UserError with every row that cannot be read
    or contradicts itself; where `wrong` is there, it takes the latter, which are left out. `unused` takes the names of
    columns that are not read.
    """
    table = read_named_table(path, NAMES, ("item",), "items", REMEDY)
    columns = _columns(table)
    cells = Cells(table.file)
    check = RowCheck(cells, wrong)
    found = [_result(row, columns, cells, check) for row in table.rows]
    raise_all(cells.faults)
    if unused is not None:
        unused += table.not_used
        amounts = {"paid", "allowed", "should_have_paid", "should_have_been_allowed"} & table.fields
        unused += sorted(amounts - {columns.before, columns.after})
    left_out = {one.place for one in wrong or ()}
    return [one for one in found if one.place not in left_out]


def _result(row: TableRow, columns: _AmountColumns, cells: Cells, check: RowCheck) -> ItemResult:
    text = row.cells.get
    if not text("item"):
        check.note(row, "no number", "item", "the item has no number", "Write the number it has in the sample.")
    if not text(columns.before):
        problem, remedy = f"what was {columns.before} is empty", f"Write 0.00 where nothing was {columns.before}."
        check.note(row, f"{columns.before} not stated", columns.before, problem, remedy)
    paid = cells.read(row, columns.before, signed_cents, 0)
    should = cells.read(row, columns.after, signed_cents, None)
    error = cells.read(row, "error", signed_cents, None)
    if should is not None and error is not None and paid - should != error:
        problem = f"{dollars(paid)} paid less {dollars(should)} is {dollars(paid - should)}, not {dollars(error)}"
        remedy = "Correct the amount that is wrong, or leave that of the error empty."
        check.note(row, "arithmetic of a row", "", problem, remedy)
    if should is None and error is not None:
        should = paid - error
    if should is not None and should < 0 and text(columns.before):
        problem = f"of {dollars(paid)} paid {dollars(paid - should)} is called overpaid: less than nothing was due"
        check.note(row, "more than was paid", "", problem, "Write 0.00 as what should have been paid, or what is due.")
    return ItemResult(
        item=text("item", ""),
        paid=paid,
        should_have_paid=should,
        error_type=text("error_type", ""),
        cause=text("cause", ""),
        note=text("note", ""),
        reviewer=text("reviewer", ""),
        stratum=text("stratum", ""),
        amounts=columns.amounts,
        billed=text("billed", ""),
        rules_say=text("rules_say", ""),
        place=f"{cells.file}, row {row.number}",
    )


class ErrorGroup(Struct, frozen=True, kw_only=True):
    """Errors of one type and cause: how many items, and cents paid too much and too little."""

    error_type: str
    cause: str
    items: int
    overpaid: int
    underpaid: int


def group_errors(results: Sequence[ItemResult]) -> list[ErrorGroup]:
    """The errors by type and cause, the most money first; what nobody entered is said to be not entered."""
    groups: dict[tuple[str, str], list[int]] = {}
    for one in results:
        if one.error:
            key = (one.error_type or "type not entered", one.cause or "cause not entered")
            groups.setdefault(key, []).append(one.error)
    found = [
        ErrorGroup(
            error_type=kind,
            cause=cause,
            items=len(errors),
            overpaid=sum(error for error in errors if error > 0),
            underpaid=-sum(error for error in errors if error < 0),
        )
        for (kind, cause), errors in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.overpaid - one.underpaid, one.error_type, one.cause))


def check_against_frame(results: Sequence[ItemResult], frame: AuditFrame, sampled: Sequence[FrameItem] | None) -> None:
    """Raise UserError for every row that is not of the frame, has another amount, stands there twice, is open or was
    not drawn, and for every item drawn that has no row. `sampled` is None where nobody knows what was drawn.
    """
    known = {one.item: one for one in frame.items}
    out = {one.item.item: one for one in frame.taken_out}
    drawn = None if sampled is None else {one.item for one in sampled}
    faults = twice(results)
    if results and results[0].amounts != frame.amounts:
        problem = f"amounts are what was {results[0].amounts}; those of the frame are what was {frame.amounts}"
        remedy = "Take the worksheet of this audit, or call the column of the amounts as the frame does."
        faults.append(UserError(results[0].place.partition(",")[0], problem, remedy))
    for one in results:
        if one.item in out:
            problem = f'item "{one.item}" was taken out of the frame: {out[one.item].why}'
            faults.append(UserError(one.place, problem, "Leave the row out: it could not be drawn."))
        elif one.item not in known:
            problem = f'item "{one.item}" is not in the frame'
            faults.append(UserError(one.place, problem, "Correct its number, or leave the row out of the sample."))
        elif drawn is not None and one.item not in drawn:
            problem = f'item "{one.item}" is in the frame and was not drawn'
            faults.append(UserError(one.place, problem, "Leave the row out: whoever adds items chooses them."))
        elif known[one.item].paid != one.paid:
            problem = f"{dollars(one.paid)} {one.amounts}, and {dollars(known[one.item].paid)} in the frame"
            faults.append(UserError(f"{one.place}, column {one.amounts}", problem, "Correct the amount that is wrong."))
    faults += undecided(results)
    listed = {one.item for one in results}
    file = results[0].place.partition(",")[0] if results else "the worksheet"
    faults += [
        UserError(file, f'item "{item}" was drawn and has no row', "Audit it too: an item left out bends the estimate.")
        for item in sorted((drawn or set()) - listed)
    ]
    raise_all(faults)


def twice(results: Sequence[ItemResult]) -> list[UserError]:
    """A fault for every item that has a row already."""
    first: dict[str, ItemResult] = {}
    faults: list[UserError] = []
    for one in results:
        before = first.setdefault(one.item, one)
        if before is not one:
            where = before.place.rpartition(", ")[2]
            problem = f'item "{one.item}" has a row already, {where}'
            faults.append(UserError(one.place, problem, "Leave one of the two."))
    return faults


def undecided(results: Sequence[ItemResult]) -> list[UserError]:
    """A fault for every item of which nobody has decided what should have been paid."""
    return [
        UserError(
            f"{one.place}, column {'should_have_paid' if one.amounts == 'paid' else 'should_have_been_allowed'}",
            f'nobody has decided what should have been {one.amounts} for item "{one.item}"',
            f"Write the amount: that of {one.amounts}, where nothing is wrong.",
        )
        for one in results
        if one.should_have_paid is None
    ]


def strata_of(results: Sequence[ItemResult], frame: AuditFrame) -> list[Stratum]:
    """The strata of a frame with what was audited of each. Raises UserError for one of which fewer than two items were,
    unless they are all.
    """
    by_item: Mapping[str, ItemResult] = {one.item: one for one in results}
    found: list[Stratum] = []
    faults: list[UserError] = []
    for name, items in frame.strata().items():
        audited = tuple(_amount(by_item[one.item]) for one in items if one.item in by_item)
        if len(audited) < min(2, len(items)):
            problem = f'of stratum "{name}" {len(audited)} items of {len(items):,} were audited'
            faults.append(UserError("the sample", problem, "A spread needs two items: audit more of it."))
        found.append(Stratum(name=name, items=len(items), paid=sum(one.paid for one in items), audited=audited))
    raise_all(faults)
    return found


def _amount(result: ItemResult) -> AuditedAmount:
    return AuditedAmount(result.paid, result.error or 0)
