"""The publishers' files in small: made up here, in the official layouts, with no text of the AMA's."""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

Rows = Sequence[Sequence[str]]

PAIR_HEADING = [
    ["Copyright of somebody", "", "", "", "", "", ""],
    ["Column1/Column2 Edits", "", "", "", "", "", ""],
    ["Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
    ["", "", "", "", "*=no data", "1=allowed", ""],
    ["", "", "", "", "", "9=not applicable", ""],
]
PAIRS = [
    ["97150", "97110", "", "19960101", "*", "1", "Standards of medical / surgical practice"],
    ["97150", "97140", "*", "19960101", "*", "1", 'A reason with "quotes", 5" long'],
    ["97530", "97116", "", "19990701", "20191231", "1", "Standards of medical / surgical practice"],
    ["97530", "97116", "", "20201001", "20201001", "9", "Standards of medical / surgical practice"],
    ["97161", "97164", "", "20170101", "*", "0", "Mutually exclusive procedures"],
]

MUE_HEADING = ["HCPCS/\nCPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
LIMITS = [
    ["97110", "6", "3 Date of Service Edit: Clinical", "Clinical: Data"],
    ["97161", "1", "2 Date of Service Edit: Policy", "CMS Policy"],
    ["97035", "2", "1 Line Edit", "Nature of Service/Procedure"],
    ["0591T", "1", "3 Date of Service Edit: Clinical", "Code Descriptor / CPT Instruction"],
]

FEE_STACK = {
    "HCPCS": ("", "", "", "HCPCS"),
    "MOD": ("", "", "", "MOD"),
    "DESCRIPTION": ("", "", "", "DESCRIPTION"),
    "STATUS": ("", "", "STATUS", "CODE"),
    "NOT USED": ("NOT USED", "FOR", "MEDICARE ", "PAYMENT"),
    "WORK": ("", "", "WORK", "RVU"),
    "NF PE": ("", "", "NON-FAC", "PE RVU"),
    "NF NA": ("", "NON-FAC", "NA", "INDICATOR"),
    "F PE": ("", "", "FACILITY", "PE RVU"),
    "F NA": ("", "FACILITY ", "NA", "INDICATOR"),
    "MP": ("", "", "MP", "RVU"),
    "NF TOTAL": ("", "", "NON-FACILITY", "TOTAL"),
    "F TOTAL": ("", "", "FACILITY", "TOTAL"),
    "PCTC": ("", "", "PCTC", "IND"),
    "GLOB": ("", "", "GLOB", "DAYS"),
    "MULT": ("", "", "MULT", "PROC"),
    "PRIC": ("", "", "PRIC", "IND"),
    "CF": ("", "", "CONV", "FACTOR"),
    "SUP": ("PHYSICIAN", "SUPERVISION OF", "DIAGNOSTIC", "PROCEDURES"),
}
FEES = [
    ["97110", "", "", "A", "", "0.45", "0.41", "", "0.41", "NA", "0.01", "0.87", "0.87", "7", "XXX", "5", "9"],
    ["97140", "", "", "A", "", "0.43", "0.39", "", "0.39", "NA", "0.01", "0.83", "0.83", "7", "XXX", "5", "9"],
    ["95851", "", "", "A", "", "0.16", "0.46", "", "0.08", "", "0.01", "0.63", "0.25", "0", "XXX", "0", "9"],
    ["95851", "26", "", "A", "", "0.16", "0.08", "", "0.08", "", "0.01", "0.25", "0.25", "0", "XXX", "0", "9"],
    ["97010", "", "", "B", "", "0.06", "0.11", "", "0.11", "NA", "0.01", "0.18", "0.18", "9", "XXX", "9", "9"],
]


def tabbed(rows: Rows) -> bytes:
    """Text with tabs between the cells, lines ended as on Windows."""
    return "".join("\t".join(row) + "\r\n" for row in rows).encode()


def quoted(rows: Rows) -> bytes:
    """Text with commas between the cells, quoted where they need it."""
    return "".join(",".join(map(_quoted, row)) + "\r\n" for row in rows).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


def workbook(rows: Rows) -> bytes:
    """An Excel workbook of one sheet; cells of digits are numbers, as Excel makes them."""
    sheet = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _cell(text: str) -> str:
    if text.replace(".", "", 1).isdecimal():
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def pairs(rows: Rows = PAIRS, *, medicaid: bool = False) -> list[list[str]]:
    """The code pairs: Medicaid's lack the column on the years before 1996."""
    both = [*PAIR_HEADING, *map(list, rows)]
    return [row[:2] + row[3:] for row in both] if medicaid else both


def limits() -> list[list[str]]:
    """The unit limits."""
    return [["Codes copyright\nof somebody", "", "", ""], MUE_HEADING, *LIMITS]


def fees(year: int = 2026, factor: str = "33.4009", release: str = "October") -> list[list[str]]:
    """The relative value file, with the column that came in 2026 from then on."""
    names = [name for name in FEE_STACK if name != "PRIC" or year >= 2026]
    width = len(names)
    titles = [
        f"{year} National Physician Fee Schedule Relative Value File {release} Release",
        "Rights",
        "RELEASED 09/11/2026",
    ]
    preamble = [["", "", title, *[""] * (width - 3)] for title in titles]
    stack = [[FEE_STACK[name][level] for name in names] for level in range(4)]
    places = [place for place, name in enumerate(FEE_STACK) if name in names]
    data = [[[*row, factor, "09"][place] for place in places] for row in FEES]
    return [*preamble, *stack, *data]


def fees_fixed() -> bytes:
    """The relative value file in columns of fixed width (2025)."""
    lines = ["HDR2025 National Physician Fee Schedule Relative Value File October Release", "HDR RELEASED 09/11/2025"]
    for row in FEES:
        code, mod, _, status, _, work, nf, _, f, _, mp, nf_total, f_total, pctc, glob, mult, _ = row
        line = (
            f"{code}{mod:<2}{'':<50}{status} {work:>6} {nf:>6}   {f:>6}   {mp:>5} {nf_total:>6}{f_total:>6}{pctc}{glob}"
        )
        lines.append(f"{line:<115}{mult:<1}{'':<16}{'32.3465':>8} 09")
    return "".join(f"{line}\r\n" for line in lines).encode()


def gpci(year: int = 2026) -> list[list[str]]:
    """The cost indices, with the footnotes below."""
    heading = ["Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name"]
    heading += [f"{year} PW GPCI (with 1.0 Floor)***", f"{year} PE GPCI", f"{year} MP GPCI"]
    return [
        [f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs)", *[""] * 6],
        [""] * 7,
        heading,
        ["10112", "AL", "00", "ALABAMA", "1.000", "0.875", "0.566"],
        ["02102", "AK", "01", "ALASKA*", "1.500", "1.065", "0.551"],
        ["*Work GPCI reflects a 1.5 floor.", *[""] * 6],
    ]


def counties() -> list[list[str]]:
    """The counties of the localities."""
    return [
        ["COUNTIES INCLUDED IN 2026 LOCALITIES. (ALPHABETICALLY)", "", "", "", ""],
        [""] * 5,
        ["Medicare Adminstrative Contractor", "Locality Number", "State ", "Fee Schedule Area ", "Counties"],
        ["10112", "0", "ALABAMA ", "STATEWIDE ", "ALL COUNTIES "],
        ["1182", "18", "CALIFORNIA", "LOS ANGELES", "LOS ANGELES, ORANGE"],
        ["1112", "52", "", "SAN FRANCISCO", "MARIN"],
    ]


def zips(quarter: str = "20264") -> bytes:
    """ZIP codes and their localities."""
    starts = ["AK995010210201 Z9   0 A", "CA900120118218 Z9   1 A", "AL352031011200 Z9   0 A"]
    return "".join(f"{start:<75}{quarter}\r\n" for start in starts).encode()


def diagnoses() -> bytes:
    """The order file of the diagnoses."""
    rows = [
        ("M54", "0", "Dorsalgia"),
        ("M545", "0", "Low back pain"),
        ("M5450", "1", "Low back pain, unspecified"),
        ("S83511A", "1", "Sprain of anterior cruciate ligament of right knee, initial encounter"),
    ]
    lines = (f"{n:05} {code:<7} {flag} {label[:60]:<60} {label}" for n, (code, flag, label) in enumerate(rows, 1))
    return "".join(f"{line}\r\n" for line in lines).encode()


def billable() -> bytes:
    """The file of billable diagnoses alone."""
    return b"M5450   Low back pain, unspecified\r\nS83511A Sprain of anterior cruciate ligament, right knee\r\n"


HCPCS_NAMES = [
    "HCPC",
    "SEQNUM",
    "RECID",
    "LONG DESCRIPTION",
    "SHORT DESCRIPTION",
    "COV",
    "ADD DT",
    "ACT EFF DT",
    "TERM DT",
]
HCPCS = [
    ["G0283", "00100", "3", "Electrical stimulation, unattended", "Elec stim", "C", "20030101", "20030101", ""],
    ["G0515", "00200", "3", "Cognitive skills, each 15 minutes", "Cognitive", "D", "20180101", "20200101", "20191231"],
    ["GP", "00300", "7", "Services under a physical therapy plan", "PT plan", "", "19990101", "19990101", ""],
]


def hcpcs() -> list[list[str]]:
    """CMS's own codes as a table."""
    return [HCPCS_NAMES, *HCPCS]


def hcpcs_fixed() -> bytes:
    """CMS's own codes in columns of fixed width, the long name of one running over two records."""
    lines = []
    for code, number, record, label, short, coverage, added, acted, ended in HCPCS:
        named = f"{code:>5}{number}{record}{label:<80}{short:<28}"
        lines.append(f"{named:<229}{coverage:<1}{'':<38}{added:<8}{acted:<8}{ended:<8}N")
    lines.insert(1, f"G0283001014{'to one or more areas':<80}")
    return "".join(f"{line}\r\n" for line in lines).encode()


def add_ons() -> list[list[str]]:
    """The add-on codes."""
    names = [
        "Add_On_Code",
        "AOC_Edit_Type",
        "Primary_Code",
        "AOC_Edit_Eff_Dt",
        "AOC_Edit_Del_Dt",
        "AOC_Del_Dt",
        "Notes",
    ]
    return [
        names,
        ["97598", "1", "97597", "2013091", "", "", "(a note)"],
        ["97130", "1", "97129", "2020001", "", "", ""],
        ["97546", "2", "CCCCC", "2013091", "2025365", "", ""],
    ]


def therapy() -> list[list[str]]:
    """The therapy code list."""
    return [
        ["2026 Therapy Code List and Dispositions", "", "", ""],
        ["HCPCS Code", "Short Descriptor", "Therapy Code Status", "Disposition"],
        ["97110", "Exercises", "Always Therapy", "5"],
        ["97597", "Wound care", "Sometimes therapy", "1, see note"],
    ]


def descriptors() -> list[list[str]]:
    """A licensee's descriptors, in words of our own."""
    return [
        ["97110", "Exercising with a patient"],
        ["97140", "Hands-on treatment"],
        ["97530", "Practicing what daily life asks"],
    ]
