"""The publishers' next releases: what ships with the program, in the official layouts, with a few changes made up here.

Every table has all the codes we hold of it, so that what is not changed here is no change.
"""

from datetime import date

from cleanclaim.reference.files import DATA, records
from cleanclaim.reference.library import shipped
from cleanclaim.reference.mpfs import COLUMNS as FEE_COLUMNS
from cleanclaim.reference.pairs import PairOfCodes, load_pairs
from cleanclaim.reference.releases import Kind
from cleanclaim.reference.rows import Row, load_rows
from tests.reference import published as made

FIRST = date(2027, 1, 1)
FISCAL = date(2027, 10, 1)
LIMITS = {"97530": "4"}
FEES = {"97140": {"nonfacility_pe": "42", "facility_pe": "42"}, "97012": {"nonfacility_pe": "16", "facility_pe": "16"}}
INDICES = {"04412-31": "1080"}  # practice expense in Austin, thousandths
WORDS = {"1": "1 Line Edit", "2": "2 Date of Service Edit: Policy", "3": "3 Date of Service Edit: Clinical"}
PARTS = 4


def pair_files() -> dict[str, bytes]:
    """The code pairs of 2027Q1 in four zips: 97530 with 97110 begins, 97140 with 97124 ends."""
    written: list[list[str]] = []
    told: set[tuple[str, str]] = set()
    for release in reversed(_newest("ncci", 3)):
        more = [pair for pair in load_pairs(release) if (pair.column1, pair.column2) not in told]
        written += [_pair(pair) for pair in more]
        told |= {(pair.column1, pair.column2) for pair in more}
    written = [[*row[:4], "20261231", *row[5:]] if row[:2] == ["97140", "97124"] else row for row in written]
    written.append(["97530", "97110", "", "20270101", "*", "1", "Made up for a test"])
    name = "ccipra-v330r0-f{}"
    return {
        f"medicare-ncci-2027q1-practitioner-ptp-edits-{name.format(part)}.zip": made.zipped(
            {f"{name.format(part)}.TXT": made.tabbed(made.pairs(written[part - 1 :: PARTS]))}
        )
        for part in range(1, PARTS + 1)
    }


def _pair(pair: PairOfCodes) -> list[str]:
    edit = pair.edit
    return [pair.column1, pair.column2, "", _compact(edit.first), _compact(edit.last), str(edit.indicator), edit.reason]


def _compact(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else "*"


def limit_file() -> dict[str, bytes]:
    """The unit limits of 2027Q1: 97530 falls."""
    held = _merged("mue")
    cells = [
        [code, LIMITS.get(code, row["units"]), WORDS[row["mai"]], "Clinical: Data"]
        for code, row in sorted(held.items())
    ]
    content = made.quoted([["Codes copyright\nof somebody", "", "", ""], made.MUE_HEADING, *cells])
    inside = {"MCR_MUE_PractitionerServices_Eff_01-01-2027.csv": content}
    return {"medicare-ncci-2027-q1-practitioner-services-mue-table.zip": made.zipped(inside)}


def add_on_file() -> dict[str, bytes]:
    """The add-on codes of 2027Q1, as they were."""
    heading = made.add_ons()[0]
    held = [row for release in _newest("add_on", 1) for row in load_rows(release)]
    cells = [[row["code"], row["type"], row["primary"], "2013091", "", "", ""] for row in held]
    return {"AOC_V2027Q1-MCR.txt": made.tabbed([heading, *cells])}


def fee_archive() -> dict[str, bytes]:
    """rvu27a.zip: 97140 is worth more and 97012 less, both factors rise, rooms cost more in Austin."""
    inside = {
        "PPRRVU2027_Jan_nonQPP.csv": made.quoted(_fees("33.9019")),
        "PPRRVU2027_Jan_QPP.csv": made.quoted(_fees("34.2376")),
        "GPCI2027.csv": made.quoted(_indices()),
        "27LOCCO.csv": made.quoted(_counties()),
        "RVU27A.pdf": b"%PDF-1.7",
    }
    return {"rvu27a.zip": made.zipped(inside)}


def _fees(factor: str) -> list[list[str]]:
    heading = made.fees(2027, factor, "January")[: -len(made.FEES)]
    return [*heading, *(_fee(row | FEES.get(code, {}), factor) for code, row in sorted(_merged("mpfs").items()))]


def _fee(row: Row, factor: str) -> list[str]:
    work, office, facility, malpractice = (int(row[name]) for name in FEE_COLUMNS[2:6])
    totals = _hundredths(work + office + malpractice), _hundredths(work + facility + malpractice)
    values = _hundredths(work), _hundredths(office), "", _hundredths(facility), "", _hundredths(malpractice)
    return [
        row["code"],
        "",
        "",
        row["status"],
        "",
        *values,
        *totals,
        row["pctc"],
        "XXX",
        row["mult_proc"],
        "9",
        factor,
        "09",
    ]


def _hundredths(value: int) -> str:
    return f"{value / 100:.2f}"


def _indices() -> list[list[str]]:
    heading = made.gpci(2027)[:3]
    held = [row for release in _newest("gpci", 1) for row in load_rows(release)]
    cells = [
        [
            *_area(row),
            row["name"],
            *(f"{int(value) / 1000:.3f}" for value in (row["work"], practice, row["malpractice"])),
        ]
        for row in held
        for practice in [INDICES.get(row["locality"], row["pe"])]
    ]
    return [*heading, *cells]


def _area(row: Row) -> list[str]:
    contractor, number = row["locality"].split("-")
    return [contractor, row["state"], number]


def _counties() -> list[list[str]]:
    title, empty, heading = made.counties()[:3]
    held = [row for release in _newest("locality", 1) for row in load_rows(release)]
    cells = [[c, n, row["state"], row["area"], row["counties"]] for row in held for c, _state, n in [_area(row)]]
    return [[title[0].replace("2026", "2027"), *title[1:]], empty, heading, *cells]


def hcpcs_file() -> dict[str, bytes]:
    """CMS's own codes of January 2027: as they were."""
    held = [row for release in _newest("hcpcs", 1) for row in load_rows(release)]
    cells = [[r["code"], "00100", "3", "Words of ours", "", r["coverage"], *_days(r)] for r in held]
    inside = {"HCPC2027_JAN_ANWEB.xlsx": made.workbook([made.HCPCS_NAMES, *cells])}
    return {"january-2027-alpha-numeric-hcpcs-file.zip": made.zipped(inside)}


def _days(row: Row) -> list[str]:
    first, last = row["from"].replace("-", ""), row["to"].replace("-", "")
    return [first, first, last]


def zip_file() -> dict[str, bytes]:
    """ZIP codes and localities of 2027Q1, as they were."""
    held = [row for release in _newest("zip", 1) for row in load_rows(release)]
    starts = (f"{r['state']}{r['zip']}{r['locality'].replace('-', '')}       {r['plus_four']}" for r in held)
    lines = "".join(f"{start:<75}20271\r\n" for start in starts)
    return {"zip-code-carrier-locality.zip": made.zipped({"ZIP5_JAN2027.txt": lines.encode()})}


def therapy_list() -> dict[str, bytes]:
    """The therapy code list of 2027: as we derived it, all of it in force."""
    title, heading = made.therapy()[:2]
    said = {
        row["code"]: row["status"]
        for row in records(DATA / "catalogue-therapy.csv")
        if row["status"] in {"always", "sometimes"}
    }
    cells = [[code, "ours", f"{status} therapy", ""] for code, status in said.items()]
    return {
        "2027-therapy-code-list.xlsx": made.workbook([[title[0].replace("2026", "2027"), *title[1:]], heading, *cells])
    }


def diagnosis_file() -> dict[str, bytes]:
    """The order file of fiscal year 2028: M54.50 is divided in two, M17.11 is gone."""
    lines = []
    older, newest = _newest("icd10", 2)
    labels = {row["code"]: row["label"] for row in load_rows(older)}
    for row in load_rows(newest):
        code, label = row["code"], row["label"] or labels.get(row["code"], "")
        if code == "M5450":
            lines += [("M5450", "0", label), ("M54501", "1", "Made up, on the right")]
            lines += [("M54502", "1", "Made up, on the left")]
        elif code != "M1711":
            lines.append((code, row["billable"], label or code))
    written = (f"{n:05} {code:<7} {flag} {name[:60]:<60} {name}" for n, (code, flag, name) in enumerate(lines, 1))
    return {"icd10cm_order_2028.txt": "".join(f"{line}\r\n" for line in written).encode()}


def _newest(kind: Kind, most: int) -> list[str]:
    """The data files of the newest releases that ship, the older first."""
    return [release.file for release in reversed(shipped().known(kind)[:most])]


def _merged(kind: Kind) -> dict[str, Row]:
    """The rows of the two newest releases by code: the newest is an excerpt."""
    return {row["code"]: row for release in _newest(kind, 2) for row in load_rows(release)}
