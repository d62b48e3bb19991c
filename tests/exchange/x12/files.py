"""Files to read: a small 837P and 835 of our own, and third-party samples where they are at hand."""

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.stream import read_stream

REPO = Path(__file__).parents[3]
SHARED_X12 = REPO.parent / "shared" / "x12"
ABSENT = "the sample files are other people's, stay outside the repository and are not beside it"

ISA = "ISA*00*          *00*          *ZZ*RIVERBEND      *ZZ*EXAMPLECH      *260302*1200*^*00501*000000001*0*T*:"

CLAIM_837P = [
    ISA,
    "GS*HC*RIVERBEND*EXAMPLECH*20260302*1200*1*X*005010X222A1",
    "ST*837*0001*005010X222A1",
    "BHT*0019*00*B1*20260302*1200*CH",
    "NM1*41*2*RIVERBEND*****46*RIVERBEND",
    "PER*IC*BILLING OFFICE*TE*5125550100",
    "NM1*40*2*EXAMPLE CLEARINGHOUSE*****46*EXAMPLECH",
    "HL*1**20*1",
    "PRV*BI*PXC*261QP2000X",
    "NM1*85*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000012",
    "N3*100 MAIN ST",
    "N4*AUSTIN*TX*787011234",
    "REF*EI*741234567",
    "HL*2*1*22*0",
    "SBR*P*18*G100******CI",
    "NM1*IL*1*SMITH*JANE****MI*W123456789",
    "N3*7 ELM ST",
    "N4*AUSTIN*TX*78701",
    "DMG*D8*19580514*F",
    "NM1*PR*2*ACME HEALTH PLAN*****PI*60054",
    "CLM*PT1*127.5***11:B:1*Y*A*Y*Y",
    "DTP*431*D8*20260201",
    "HI*ABK:M5450*ABF:M25561",
    "NM1*82*1*RIVERA*ANA****XX*1000000020",
    "PRV*PE*PXC*225100000X",
    "LX*1",
    "SV1*HC:97110:GP*85*UN*2***1:2",
    "DTP*472*D8*20260302",
    "REF*6R*PT1L1",
    "LX*2",
    "SV1*HC:97140:GP:59*42.5*UN*1***1",
    "DTP*472*D8*20260302",
    "SE*31*0001",
    "GE*1*1",
    "IEA*1*000000001",
]

SECONDARY_837P = [
    *CLAIM_837P[:14],
    "SBR*S*18*******MB",
    *CLAIM_837P[15:19],
    "NM1*PR*2*MEDICARE PART B*****PI*04412",
    *CLAIM_837P[20:25],
    "SBR*P*18*G100******CI",
    "AMT*D*75",
    "OI***Y***Y",
    "NM1*IL*1*SMITH*JANE****MI*W123456789",
    "NM1*PR*2*FIRST HEALTH*****PI*60054",
    *CLAIM_837P[25:28],
    "SVD*60054*45*HC:97110:GP**2",
    "CAS*CO*45*15",
    "CAS*PR*2*25",
    "DTP*573*D8*20260320",
    *CLAIM_837P[29:32],
    "SVD*60054*30*HC:97140:GP:59**1",
    "CAS*CO*45*12.5",
    "DTP*573*D8*20260320",
    "SE*42*0001",
    "GE*1*1",
    "IEA*1*000000001",
]
"""The same claim to the second payer, with what the first one paid. The line's control number is left out."""

REMITTANCE_835 = [
    ISA,
    "GS*HP*EXAMPLECH*RIVERBEND*20260402*1200*1*X*005010X221A1",
    "ST*835*0001",
    "BPR*I*70*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402",
    "TRN*1*EFT1*1512345678",
    "DTM*405*20260401",
    "N1*PR*ACME HEALTH PLAN*XV*60054",
    "N3*1 PAYER WAY",
    "N4*HARTFORD*CT*061031234",
    "PER*BL*EDI HELP*TE*8005550100",
    "N1*PE*RIVERBEND PHYSICAL THERAPY PLLC*XX*1000000012",
    "LX*1",
    "CLP*PT1*1*127.5*80*20*12*ICN1*11*1",
    "NM1*QC*1*SMITH*JANE****MI*W123456789",
    "DTM*232*20260302",
    "SVC*HC:97110:GP*85*50**2",
    "DTM*472*20260302",
    "CAS*CO*45*15",
    "CAS*PR*3*20",
    "REF*6R*PT1L1",
    "AMT*B6*70",
    "SVC*HC:97140:GP:59*42.5*30**1",
    "DTM*472*20260302",
    "CAS*CO*45*2.5**59*10",
    "LQ*HE*N381",
    "PLB*1000000012*20261231*WO:PT0*10",
    "SE*25*0001",
    "GE*1*1",
    "IEA*1*000000001",
]


def written(lines: list[str], end: str = "~\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def items(lines: list[str], end: str = "~\n") -> list[Item]:
    return list(read_stream(BytesIO(written(lines, end))))


def diagnostics(lines: list[str]) -> list[Diagnostic]:
    return [item for item in items(lines) if isinstance(item, Diagnostic)]


def changed(lines: list[str], old: str, *new: str) -> list[str]:
    """The lines with the first line that begins with `old` replaced by `new`."""
    at = next(at for at, line in enumerate(lines) if line.startswith(old))
    return [*lines[:at], *new, *lines[at + 1 :]]


def recounted(lines: list[str]) -> list[str]:
    """The lines with the count of the only transaction put right."""
    begin = next(at for at, line in enumerate(lines) if line.startswith("ST*"))
    end = next(at for at, line in enumerate(lines) if line.startswith("SE*"))
    return [*lines[:end], f"SE*{end - begin + 1}*0001", *lines[end + 1 :]]


def samples() -> list[Any]:
    """The rows of the samples' manifest as parameters; where the samples are not at hand, one that skips."""
    rows = [pytest.param(row, id=row["file"]) for row in manifest_rows()]
    return rows or [pytest.param({}, id="samples", marks=pytest.mark.skip(reason=ABSENT))]


def manifest_rows() -> list[dict[str, str]]:
    """The rows of the samples' manifest; none where the samples are not at hand."""
    manifest = SHARED_X12 / "MANIFEST.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def sample(name: str) -> Path:
    path = SHARED_X12 / "samples" / name
    if not path.exists():
        pytest.skip(ABSENT)
    return path
