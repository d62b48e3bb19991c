"""Files that are easily taken for one of ours: each named for what it is, with what to import in its place."""

import re
from collections.abc import Callable

from msgspec import Struct

from cleanclaim.reference.publishers.header import header, letters
from cleanclaim.reference.publishers.publisher_file import PublisherFile


class UnsupportedFile(Struct, frozen=True):
    """A kind of file that is not imported, how it is known, and what to do in its place."""

    what: str
    remedy: str
    recognizes: Callable[[PublisherFile], bool]


def _named(pattern: str) -> Callable[[PublisherFile], bool]:
    sought = re.compile(pattern, re.IGNORECASE)
    return lambda file: sought.search(file.known_as) is not None


def _begins(*marks: bytes) -> Callable[[PublisherFile], bool]:
    return lambda file: file.content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(marks)


def _headed(*wanted: str) -> Callable[[PublisherFile], bool]:
    return lambda file: header(file, {name: (name,) for name in wanted}, wanted[0]) is not None


def _is_license(file: PublisherFile) -> bool:
    return _is_page(file) and b"LICENSE" in file.content[:200_000].upper()


_is_page = _begins(b"<!DOCTYPE HTML", b"<HTML")


def _is_carrier_file(file: PublisherFile) -> bool:
    first = file.head[0] if file.head else []
    return len(first) >= 14 and re.fullmatch(r"20[0-9]{2}", first[0].strip()) is not None and len(first[1].strip()) == 5


def _is_procedures(file: PublisherFile) -> bool:
    return bool(file.lines) and re.match(r"[0-9]{5} [0-9][0-9A-Z]{2,6} +[01] ", file.lines[0]) is not None


def _is_taxonomy(file: PublisherFile) -> bool:
    return any({"CODE", "GROUPING", "CLASSIFICATION"} <= {letters(cell) for cell in row} for row in file.head[:3])


_PRACTITIONER = "cleanclaim needs the practitioners' one."

STRANGERS = (
    UnsupportedFile(
        "cms.gov's license page, not the file behind it",
        "Open the link in a browser, accept the license, and import what is downloaded then.",
        _is_license,
    ),
    UnsupportedFile("a web page", "Download the file that the page links to, and import that.", _is_page),
    UnsupportedFile(
        "a PDF", "Import the .txt, .csv or .xlsx that lies beside it in the publisher's zip.", _begins(b"%PDF")
    ),
    UnsupportedFile(
        "an X12 transaction (a claim or remittance), not a table of codes",
        "`cleanclaim review` reads claims; import what a publisher of codes gives out.",
        _begins(b"ISA"),
    ),
    UnsupportedFile(
        "an old Excel workbook (.xls) or Word document",
        "Save it as .xlsx or .csv and import that.",
        _begins(b"\xd0\xcf\x11\xe0"),
    ),
    UnsupportedFile("a gzip archive", "Unpack it first, and import what is inside.", _begins(b"\x1f\x8b")),
    UnsupportedFile(
        "the quarter's changes to the code pairs, not the pairs themselves",
        "Import the four files of pairs, f1 to f4.",
        _named(r"additions?[-_ ]deletions?"),
    ),
    UnsupportedFile(
        "the hospital outpatient code pairs (ccioph)",
        f"{_PRACTITIONER} Its files are named ccipra-...-f1 to -f4.",
        _named(r"ccioph|outpatient[-_ ](?:hospital|services)|hospital[-_ ](?:outpatient|ptp|services)"),
    ),
    UnsupportedFile(
        "the unit limits (MUE) for suppliers of equipment (DME)", _PRACTITIONER, _headed("HCPCSCPTCODE", "DMESUPPLIER")
    ),
    UnsupportedFile(
        "the unit limits (MUE) for hospitals", _PRACTITIONER, _headed("HCPCSCPTCODE", "OUTPATIENTHOSPITALSERVICES")
    ),
    UnsupportedFile(
        "the contractors' price file (PFALL, PFREV), which has prices and no relative values",
        "Import the relative value file PPRRVU of the same quarter.",
        _is_carrier_file,
    ),
    UnsupportedFile(
        "the anesthesia conversion factors (ANES)",
        "Import the relative value file PPRRVU that lies beside it.",
        _headed("CONTRACTOR", "LOCALITY", "LOCALITYNAME"),
    ),
    UnsupportedFile(
        "the outpatient cap file (OPPSCAP)",
        "Import the relative value file PPRRVU that lies beside it.",
        _named(r"OPPSCAP"),
    ),
    UnsupportedFile(
        "the procedures of hospitals (ICD-10-PCS)",
        "cleanclaim needs the diagnoses (ICD-10-CM): icd10cm_order_YEAR.txt.",
        _is_procedures,
    ),
    UnsupportedFile(
        "the provider taxonomy (NUCC)",
        "cleanclaim ships the taxonomy codes of rehabilitation; there is nothing to import.",
        _is_taxonomy,
    ),
)


def unsupported_file(file: PublisherFile) -> UnsupportedFile | None:
    """What the file is, where it is none of ours but known; None where nobody knows."""
    return next((one for one in STRANGERS if one.recognizes(file)), None)
