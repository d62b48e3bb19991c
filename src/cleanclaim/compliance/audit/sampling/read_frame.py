"""A frame read from a table: a row an item.

item       paid    patient  date        clinician   payer     stratum
C0001      58.97   P07      2026-03-02  1000000012  medicare
"""

from pathlib import Path

from cleanclaim.compliance.audit.sampling.frame import AuditFrame, FrameItem, make_frame
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.named_table import (
    Cells,
    TableRow,
    raise_all,
    read_named_table,
    signed_cents,
    whole_number,
)

NAMES = {
    "item": ("claim", "claim id", "claim number", "claim no", "icn", "dcn", "visit id", "line id", "sampling unit"),
    "paid": ("amount paid", "paid amount", "payment", "medicare paid", "provider paid"),
    "patient": ("patient id", "beneficiary", "mrn", "hicn", "mbi"),
    "date": ("service date", "date of service", "dos", "from date"),
    "clinician": ("provider npi", "rendering npi", "therapist", "npi"),
    "payer": (),
    "stratum": ("strata",),
    "status": ("claim status",),
    "risk": (),
}
"""What the columns of a frame may be called."""
REMEDY = "Name the columns item and paid, with the amount in dollars that was paid for each item."


def read_frame(path: Path) -> AuditFrame:
    """The frame of a file. Raises UserError with every row that is wrong, and for items that stand there twice."""
    return make_frame(read_frame_items(path))


def read_frame_items(path: Path) -> list[FrameItem]:
    """The rows of a frame as they stand there, also those that don't belong into one."""
    table = read_named_table(path, NAMES, ("item", "paid"), "items", REMEDY)
    cells = Cells(table.file)
    items = [_item(row, cells) for row in table.rows]
    raise_all(cells.faults)
    return items


def _item(row: TableRow, cells: Cells) -> FrameItem:
    text = row.cells.get
    if not text("item"):
        cells.fault(row, "item", "the item has no number", "Every item needs a number of its own.")
    if not text("paid"):
        cells.fault(row, "paid", "what was paid is empty", "Write 0.00 where nothing was paid.")
    return FrameItem(
        item=text("item", ""),
        paid=cells.read(row, "paid", signed_cents, 0),
        stratum=text("stratum", ""),
        patient=text("patient", ""),
        on=cells.read(row, "date", values.recent_date, None),
        clinician=text("clinician", ""),
        payer=text("payer", ""),
        status=text("status", ""),
        risk=cells.read(row, "risk", whole_number, None),
        place=f"{cells.file}, row {row.number}",
    )
