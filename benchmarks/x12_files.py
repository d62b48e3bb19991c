"""Synthetic 837P and 835 files of any length: one clinic, other patients, days, codes and amounts for each claim."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from random import Random

CODES = [("97110", 4500), ("97140", 4250), ("97112", 4700), ("97530", 5100), ("97116", 4100)]
DIAGNOSES = ["M5450", "M25561", "M25511", "M542", "Z96651", "R2689", "M6281"]
NAMES = ["SMITH", "GARCIA", "NGUYEN", "JOHNSON", "KIM", "PATEL", "LOPEZ", "CHEN"]
ISA = "ISA*00*          *00*          *ZZ*RIVERBEND      *ZZ*EXAMPLECH      *260302*1200*^*00501*000000001*0*T*:"


def amount(cents: int) -> str:
    """Dollars as X12 writes them."""
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")


def claims_837p(count: int, seed: int = 1) -> bytes:
    """An 837P with so many claims of four lines each, right in every respect."""
    rng = Random(seed)  # noqa: S311 - no secret
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
    for number in range(count):
        lines = [(*rng.choice(CODES), rng.randint(1, 4)) for _ in range(4)]
        day = date(2025, 12, 1) + timedelta(days=rng.randrange(80))
        first, second = rng.sample(DIAGNOSES, 2)
        body += [
            f"HL*{number + 2}*1*22*0",
            f"SBR*P*18*G{rng.randrange(10**5):05d}******CI",
            f"NM1*IL*1*{rng.choice(NAMES)}*JANE****MI*W{rng.randrange(10**9):09d}",
            f"N3*{rng.randrange(1, 999)} ELM ST",
            "N4*AUSTIN*TX*78701",
            f"DMG*D8*{date(1940, 1, 1) + timedelta(days=rng.randrange(24000)):%Y%m%d}*F",
            "NM1*PR*2*ACME HEALTH PLAN*****PI*60054",
            f"CLM*PT{number}*{amount(sum(price * units for _, price, units in lines))}***11:B:1*Y*A*Y*Y",
            f"HI*ABK:{first}*ABF:{second}",
            "NM1*82*1*RIVERA*ANA****XX*1000000020",
        ]
        for at, (code, price, units) in enumerate(lines, 1):
            body += [
                f"LX*{at}",
                f"SV1*HC:{code}:GP*{amount(price * units)}*UN*{units}***1:2",
                f"DTP*472*D8*{day:%Y%m%d}",
                f"REF*6R*PT{number}L{at}",
            ]
    return _file("HC", "837", "005010X222A1", body, "*005010X222A1")


def remittance_835(count: int, seed: int = 1) -> bytes:
    """An 835 that pays so many claims of four lines each and balances."""
    rng = Random(seed)  # noqa: S311 - no secret
    claims, total = [], 0
    for number in range(count):
        lines = [(code, price, price - rng.randrange(500, 2000)) for code, price in rng.choices(CODES, k=4)]
        charged, paid = sum(price for _, price, _ in lines), sum(paid for *_, paid in lines)
        total += paid
        claims += [
            f"CLP*PT{number}*1*{amount(charged)}*{amount(paid)}**12*ICN{number}*11*1",
            f"NM1*QC*1*{rng.choice(NAMES)}*JANE****MI*W{rng.randrange(10**9):09d}",
        ]
        for at, (code, price, paid) in enumerate(lines, 1):
            claims += [
                f"SVC*HC:{code}:GP*{amount(price)}*{amount(paid)}**1",
                "DTM*472*20260302",
                f"CAS*CO*45*{amount(price - paid)}",
                f"REF*6R*PT{number}L{at}",
            ]
    head = [
        f"BPR*I*{amount(total)}*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402",
        "TRN*1*EFT1*1512345678",
        "DTM*405*20260401",
        "N1*PR*ACME HEALTH PLAN*XV*60054",
        "N3*1 PAYER WAY",
        "N4*HARTFORD*CT*061031234",
        "PER*BL*EDI HELP*TE*8005550100",
        "N1*PE*RIVERBEND PHYSICAL THERAPY PLLC*XX*1000000012",
        "LX*1",
    ]
    return _file("HP", "835", "005010X221A1", head + claims, "")


def _file(group: str, transaction: str, version: str, body: list[str], st03: str) -> bytes:
    lines = [
        ISA,
        f"GS*{group}*RIVERBEND*EXAMPLECH*20260302*1200*1*X*{version}",
        f"ST*{transaction}*0001{st03}",
        *body,
        f"SE*{len(body) + 2}*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(f"{line}~\n" for line in lines).encode()


class Long(BytesIO):
    """A file of one transaction in which the claims of `data` come again and again, made while it is read: so long as
    wanted, and nowhere held. Its counts and level numbers are those of `data`, and so wrong.
    """

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__()
        begin, end = data.index(b"CLP*" if b"CLP*" in data else b"HL*2*"), data.rindex(b"SE*")
        self._pieces = self._all(data[:begin], data[begin:end], data[end:], size)

    @staticmethod
    def _all(head: bytes, claims: bytes, tail: bytes, size: int) -> Iterator[bytes]:
        yield head
        for _ in range(size // len(claims)):
            yield claims
        yield tail

    def read(self, _: int | None = -1, /) -> bytes:
        """The next bytes, however many were asked for."""
        return next(self._pieces, b"")
