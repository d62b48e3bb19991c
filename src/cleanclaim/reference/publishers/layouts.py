"""All layouts that are read, and finding a file's own among them by its content."""

from msgspec import structs

from cleanclaim.reference.pairs import PairsDraft
from cleanclaim.reference.publishers.add_ons import ADD_ONS
from cleanclaim.reference.publishers.descriptors import DESCRIPTORS
from cleanclaim.reference.publishers.hcpcs import HCPCS, HCPCS_FIXED
from cleanclaim.reference.publishers.icd10 import ICD10_LIST, ICD10_ORDER
from cleanclaim.reference.publishers.localities import GPCI, LOCCO, ZIP5
from cleanclaim.reference.publishers.mpfs import MPFS
from cleanclaim.reference.publishers.mpfs_fixed import MPFS_FIXED
from cleanclaim.reference.publishers.mue import MUE
from cleanclaim.reference.publishers.ncci import NCCI
from cleanclaim.reference.publishers.publication import FileLayout, Publication, Table
from cleanclaim.reference.publishers.publisher_file import PublisherFile
from cleanclaim.reference.publishers.therapy import THERAPY
from cleanclaim.reference.publishers.unsupported_files import unsupported_file
from cleanclaim.reference.releases import Kind

TABLES = (NCCI, MUE, MPFS, GPCI, LOCCO, HCPCS, ADD_ONS, THERAPY)
TEXTS = (MPFS_FIXED, ZIP5, ICD10_ORDER, HCPCS_FIXED, ICD10_LIST)
LAYOUTS: tuple[FileLayout, ...] = (*TABLES, *TEXTS, DESCRIPTORS)
"""Asked in this order: the descriptors last, for any two columns of code and text might be theirs."""

ONE_ROW_A_KEY: frozenset[Kind] = frozenset({"mue", "mpfs", "gpci", "zip", "icd10", "hcpcs", "descriptors"})


def layout_of(file: PublisherFile) -> FileLayout:
    """The layout of a file. Raises UserError, naming the file for what it is where that is known, for any other."""
    if not file.content.strip():
        raise file.fault(None, "this file is empty")
    other = unsupported_file(file)
    if other is not None:
        raise file.fault(None, f"this is {other.what}", other.remedy)
    for layout in LAYOUTS:
        if (layout not in TEXTS or not file.is_workbook) and layout.recognizes(file):
            return layout
    remedy = f"Import one of: {'; '.join(dict.fromkeys(layout.what for layout in LAYOUTS))}."
    raise file.fault(None, "this is no file that cleanclaim knows", remedy)


def read(file: PublisherFile) -> Publication:
    """What a file publishes. Raises UserError for one that is not ours, is damaged, or contradicts itself."""
    layout = layout_of(file)
    if not file.ends_whole:
        remedy = "Download the file again; if you are sure it is whole, end its last line as all the others."
        raise file.fault(len(file.lines), "the file ends in the middle of this row", remedy)
    found = layout.read(file)
    if not isinstance(found.table, PairsDraft):
        found.table = _once(file, found.kind, found.table)
    return structs.replace(found, what=layout.what, publisher=layout.publisher, files=(file.name,))


def _once(file: PublisherFile, kind: Kind, table: Table) -> Table:
    """The rows, each once. Raises UserError where two rows of one key differ but should not."""
    table = list(dict.fromkeys(table))
    if kind in ONE_ROW_A_KEY:
        seen: dict[str, tuple[str, ...]] = {}
        for row in table:
            if row[0] in seen:
                raise file.fault(None, f"it lists {row[0]} twice, with different values")
            seen[row[0]] = row
    return table
