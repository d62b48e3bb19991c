"""The folder of an audit: what it was drawn from and how, so that nobody has to believe that the sample is random.

    frame.csv        every item that could be drawn, in the order of its name
    taken-out.csv    every item of the source that could not, and why
    sample.csv       the items drawn, in order, with their tickets
    record.toml      kind, size, seed, algorithm, and the fingerprint of the frame
    worksheet.csv    one row an item of the sample: what should have been paid (`cleanclaim audit worksheet`)
    checklist.csv    one row a question of an item

Whoever reads the folder draws the sample again from frame and record; where it comes out otherwise, a file was changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from cleanclaim.compliance.audit.sampling.draw import ALGORITHM, Sample, SampleKind, draw_sample, frame_for
from cleanclaim.compliance.audit.sampling.frame import Amounts, AuditFrame
from cleanclaim.compliance.audit.sampling.read_frame import read_frame
from cleanclaim.exchange.files.named_table import raise_all, read_named_table
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars
from cleanclaim.whole_file import read_toml

FRAME, TAKEN_OUT, SAMPLE, RECORD = "frame.csv", "taken-out.csv", "sample.csv", "record.toml"
WORKSHEET, CHECKLIST = "worksheet.csv", "checklist.csv"
_ALLOWED = {"paid": "allowed", "should_have_paid": "should_have_been_allowed"}
_AGAIN = "Take the files as `cleanclaim audit sample` wrote them, or draw a new sample into a new folder."
FRAME_COLUMNS = ("item", "paid", "stratum", "patient", "date", "clinician", "payer", "risk")
SAMPLE_COLUMNS = ("stratum", "order", "item", "paid", "patient", "date", "clinician", "payer", "ticket")
"""The columns; the one of the amounts is called allowed where they are what was allowed."""


class SampleRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a sample was drawn, and whether its amounts were paid or only allowed."""

    kind: SampleKind
    size: int
    seed: str
    algorithm: str
    fingerprint: str
    items: int
    total: str
    source: str
    drawn_on: date
    amounts: Amounts = "paid"


class AuditFolder(Struct, frozen=True, kw_only=True):
    """A folder that was read: its record, its frame, and the sample drawn again from them."""

    path: Path
    record: SampleRecord
    frame: AuditFrame
    sample: Sample


def audit_tables(frame: AuditFrame, sample: Sample) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the folder's tables, their headings first, by the names of their files."""
    return {
        FRAME: [
            columns_of(FRAME_COLUMNS, frame.amounts),
            *(
                (
                    *(one.item, dollars(one.paid), one.stratum, one.patient, one.on, one.clinician, one.payer),
                    one.risk,
                )
                for one in frame.items
            ),
        ],
        TAKEN_OUT: [
            columns_of(("item", "paid", "status", "why", "place"), frame.amounts),
            *(
                (one.item.item, dollars(one.item.paid), one.item.status, one.why, one.item.place)
                for one in frame.taken_out
            ),
        ],
        SAMPLE: [
            columns_of(SAMPLE_COLUMNS, frame.amounts),
            *(
                (
                    *(one.item.stratum, one.order, one.item.item, dollars(one.item.paid), one.item.patient),
                    *(one.item.on, one.item.clinician, one.item.payer, one.ticket),
                )
                for one in sample.drawn
            ),
        ],
    }


def columns_of(columns: Sequence[str], amounts: Amounts) -> tuple[str, ...]:
    """The columns of a table, with what its amounts are: the name says so wherever the table goes."""
    return tuple(_ALLOWED.get(one, one) if amounts == "allowed" else one for one in columns)


def record_text(frame: AuditFrame, sample: Sample, source: str, drawn_on: date) -> str:
    """The record as TOML."""
    values: Mapping[str, object] = {
        "kind": sample.kind,
        "size": len(sample.drawn),
        "seed": sample.seed,
        "algorithm": sample.algorithm,
        "fingerprint": sample.fingerprint,
        "items": len(frame.items),
        "total": dollars(frame.paid),
        "source": source,
        "drawn_on": drawn_on,
        "amounts": frame.amounts,
    }
    head = [
        "# How this sample was drawn, by `cleanclaim audit sample`. Each item's ticket is SHA-256 of SEED/ITEM; the",
        "# items of a stratum with the smallest tickets are its sample. `fingerprint` is that of frame.csv.",
    ]
    return "\n".join([*head, *(f"{name} = {_toml(value)}" for name, value in values.items())]) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, int | date):
        return str(value)
    return msgspec.json.encode(str(value)).decode()  # a JSON text is one of TOML too


def read_audit_folder(folder: Path) -> AuditFolder:
    """The folder, its sample drawn again. Raises UserError where a file is missing, or was changed since."""
    if not (folder / RECORD).is_file():
        problem = f"there is no {RECORD} in it: this is no folder of an audit"
        raise UserError(str(folder), problem, "Name the folder that `cleanclaim audit sample -o FOLDER` wrote.")
    written = read_toml(folder / RECORD)
    try:
        record = msgspec.convert(written, SampleRecord)
    except msgspec.ValidationError as error:
        raise UserError(str(folder / RECORD), f"is no record of a sample: {error}", _AGAIN) from None
    if record.algorithm != ALGORITHM:
        problem = f'the sample was drawn by "{record.algorithm}", which is not known here'
        raise UserError(str(folder / RECORD), problem, _AGAIN)
    frame = frame_for(record.kind, read_frame(folder / FRAME))
    sample = draw_sample(frame, record.kind, record.size, record.seed)
    if sample.fingerprint != record.fingerprint or frame.amounts != record.amounts:
        problem = "items, amounts or strata are not those from which the sample was drawn"
        raise UserError(str(folder / FRAME), problem, _AGAIN)
    _check_sample(folder / SAMPLE, sample)
    return AuditFolder(path=folder, record=record, frame=frame, sample=sample)


def _check_sample(path: Path, sample: Sample) -> None:
    """Raise UserError for every row of the sample's file that was not drawn, and what was drawn and is missing."""
    table = read_named_table(path, {"item": ()}, ("item",), "items", _AGAIN)
    drawn = {one.item.item for one in sample.drawn}
    listed = {row.cells["item"]: row for row in table.rows}
    faults: list[UserError] = [
        UserError(f"{path}, row {row.number}", f'item "{item}" was not drawn: the seed draws others', _AGAIN)
        for item, row in listed.items()
        if item not in drawn
    ]
    faults += [
        UserError(str(path), f'item "{item}" was drawn and is not listed', _AGAIN) for item in drawn - listed.keys()
    ]
    raise_all(sorted(faults, key=lambda fault: fault.place))
