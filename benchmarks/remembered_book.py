"""`make bench-book`: how long `cleanclaim book` takes for a million remittance lines, and for one more file of a book.

The books are made up: claims of three lines to two payers, one in twelve refused a line, each with its remittance, in
files of some thousand claims. What a person waits for, a whole process, is told by the clock on the wall, and what
that would be on the machine that targets are named for, by a plain step timed before and after each run; memory is
that of all its processes together, as Linux shares it out among them.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.bulk import TARGET_STEP, plain_step
from benchmarks.x12_files import NAMES, amount

MILLION = 333_334  # claims of three lines
BOOK = 100_000
A_FILE = 20_000
CODES = (("97110", 9600, 3150), ("97140", 4500, 2780), ("97112", 4800, 3400), ("97530", 5100, 3900))
PAYERS = (("MEDICARE PART B", "1512345678", "MB"), ("AETNA", "1999999999", "CI"))
FIRST = date(2026, 1, 5)


def write_book(folder: Path, claims: int, begin: int = 0) -> None:
    """Claims and remittances of so many claims, in files."""
    folder.mkdir(exist_ok=True)
    for first in range(begin, begin + claims, A_FILE):
        last = min(first + A_FILE, begin + claims)
        numbers = range(first, last)
        (folder / f"{first:07}.837").write_text("".join(_claims(numbers)), encoding="ascii")
        for payer in range(len(PAYERS)):
            (folder / f"{first:07}-{payer}.835").write_text("".join(_remittance(numbers, payer)), encoding="ascii")


def _lines(number: int) -> tuple[date, list[tuple[str, int, int, int, bool]]]:
    """Day of a claim, and its lines: code, charge, paid, the patient's share, and whether it is refused."""
    chance = Random(number)  # noqa: S311 - synthetic data, nothing secret
    refused = chance.randrange(3) if chance.random() < 1 / 12 else None
    lines = []
    for at, (code, charge, allowed) in enumerate(chance.sample(CODES, 3)):
        units = chance.choice((1, 1, 1, 2))
        share = allowed * units // 5
        lines.append((code, charge * units, allowed * units - share, share, at == refused))
    return FIRST + timedelta(days=chance.randrange(150)), lines


def _claims(numbers: range) -> Iterator[str]:
    body = [
        "BHT*0019*00*B1*20260302*1200*CH",
        "NM1*41*2*RIVERBEND*****46*RIVERBEND",
        "PER*IC*BILLING OFFICE*TE*5125550100",
        "NM1*40*2*EXAMPLE CLEARINGHOUSE*****46*EXAMPLECH",
        "HL*1**20*1",
        "NM1*85*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000012",
        "N3*100 MAIN ST",
        "N4*AUSTIN*TX*787011234",
        "REF*EI*741234567",
    ]
    for at, number in enumerate(numbers, 2):
        day, lines = _lines(number)
        name, _payer_id, filing = PAYERS[number % len(PAYERS)]
        body += [
            f"HL*{at}*1*22*0",
            f"SBR*P*18*******{filing}",
            f"NM1*IL*1*{NAMES[number // 8 % len(NAMES)]}*JANE****MI*W{number // 8:09d}",
            "N3*7 ELM ST",
            "N4*AUSTIN*TX*78701",
            "DMG*D8*19580514*F",
            f"NM1*PR*2*{name}*****PI*60054",
            f"CLM*A{number:08d}*{amount(sum(charge for _code, charge, *_ in lines))}***11:B:1*Y*A*Y*Y",
            "HI*ABK:M5450*ABF:M25561",
            "NM1*82*1*RIVERA*ANA****XX*1000000020",
        ]
        for number_of_line, (code, charge, *_) in enumerate(lines, 1):
            body += [
                f"LX*{number_of_line}",
                f"SV1*HC:{code}:GP*{amount(charge)}*UN*1***1",
                f"DTP*472*D8*{day:%Y%m%d}",
                f"REF*6R*L{number_of_line}",
            ]
    yield from _file("HC", "837", "005010X222A1", "*005010X222A1", body)


def _remittance(numbers: range, payer: int) -> Iterator[str]:
    name, payer_id, filing = PAYERS[payer]
    body, total = [], 0
    for number in numbers:
        if number % len(PAYERS) != payer:
            continue
        day, lines = _lines(number)
        paid = sum(0 if refused else cents for _code, _charge, cents, _share, refused in lines)
        share = sum(0 if refused else cents for _code, _charge, _paid, cents, refused in lines)
        charge = sum(one[1] for one in lines)
        total += paid
        body += [
            f"CLP*A{number:08d}*1*{amount(charge)}*{amount(paid)}*{amount(share)}*{filing}*ICN{number:08d}",
            f"NM1*QC*1*{NAMES[number // 8 % len(NAMES)]}*JANE****MI*W{number // 8:09d}",
        ]
        for at, (code, charge, cents, part, refused) in enumerate(lines, 1):
            body += [
                f"SVC*HC:{code}:GP*{amount(charge)}*{amount(0 if refused else cents)}**1",
                f"DTM*472*{day:%Y%m%d}",
                *(
                    [f"CAS*CO*197*{amount(charge)}"]
                    if refused
                    else [f"CAS*CO*45*{amount(charge - cents - part)}", f"CAS*PR*2*{amount(part)}"]
                ),
                f"REF*6R*L{at}",
            ]
    head = [
        f"BPR*I*{amount(total)}*C*ACH*CCP*01*111000025*DA*123456789*{payer_id}**01*111000025*DA*987654321*20260402",
        f"TRN*1*EFT{numbers[0]}{payer}*{payer_id}",
        "DTM*405*20260402",
        f"N1*PR*{name}",
        "N3*1 PAYER PLAZA",
        "N4*DALLAS*TX*752010001",
        "PER*BL*SERVICES*TE*2145550100",
        "N1*PE*RIVERBEND PHYSICAL THERAPY PLLC*XX*1000000012",
        "LX*1",
    ]
    yield from _file("HP", "835", "005010X221A1", "", [*head, *body])


def _file(group: str, kind: str, version: str, st03: str, body: list[str]) -> Iterator[str]:
    yield "ISA*00*          *00*          *ZZ*RIVERBEND      *ZZ*EXAMPLECH      *260402*1200*^*00501*000000001*0*T*:~\n"
    yield f"GS*{group}*RIVERBEND*EXAMPLECH*20260402*1200*1*X*{version}~\nST*{kind}*0001{st03}~\n"
    yield from (f"{segment}~\n" for segment in body)
    yield f"SE*{len(body) + 2}*0001~\nGE*1*1~\nIEA*1*000000001~\n"


def measure(folder: Path) -> tuple[float, float, int]:
    """Seconds, seconds where a plain step takes `TARGET_STEP`, and megabytes of one `cleanclaim book`."""
    step, begin, most = plain_step(), time.perf_counter(), 0
    command = [sys.executable, "-m", "cleanclaim", "book", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:  # noqa: S603
        while running.poll() is None:
            most = max(most, sum(map(_kilobytes, _family(running.pid))))
            time.sleep(0.05)
    assert running.returncode in (0, 1), running.returncode
    seconds = time.perf_counter() - begin
    return seconds, seconds * TARGET_STEP / ((step + plain_step()) / 2), most // 1000


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        children = [one for thread in threads for one in (thread / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    """Print the table."""
    sys.stdout.write(f"load at the beginning {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors\n")
    sys.stdout.write(f"{'':<58} {'wall':>8}   {f'at {TARGET_STEP} ns a step':>18} {'memory':>9}\n")
    with tempfile.TemporaryDirectory() as place:
        large, small = Path(place, "million"), Path(place, "book")
        write_book(large, MILLION)
        _row(f"{MILLION * 3:,} remittance lines: read, posted, reconciled", *measure(large))
        _row("  the same again", *measure(large))
        write_book(small, BOOK)
        _row(f"{BOOK:,} claims", *measure(small))
        write_book(small, 500, BOOK)
        _row("  after 500 more claims in three more files", *measure(small))
        _row("  the same again", *measure(small))


def _row(what: str, seconds: float, scaled: float, megabytes: int) -> None:
    sys.stdout.write(f"{what:<58} {seconds:>8.1f} s {scaled:>18.1f} s {megabytes:>6,} MB\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
