"""Folders to be read as books: the claim of the stories as an 837P, and remittances written as 835."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from msgspec import structs

from cleanclaim.exchange.x12.write_835 import write_835
from cleanclaim.model.remittance import Remittance
from tests.claims.stories import CHARGES
from tests.cli.remits import HEAD, REMITTER
from tests.exchange.x12.files import CLAIM_837P, recounted, written


def claim_file(name: str = "PT1", charges: Sequence[int] = CHARGES, **changes: str) -> bytes:
    """An 837P of one claim to Medicare whose lines have these charges; `changes` name segments by how they begin."""
    begin = CLAIM_837P[: CLAIM_837P.index("LX*1")]
    lines = [
        each.replace("SBR*P*18*G100******CI", "SBR*P*18*******MB")
        .replace("*ACME HEALTH PLAN*", "*MEDICARE PART B*")
        .replace("CLM*PT1*127.5", f"CLM*{name}*{sum(charges) / 100:g}")
        for each in begin
    ]
    for at, cents in enumerate(charges):
        lines += [f"LX*{at + 1}", f"SV1*HC:97110:GP*{cents / 100:g}*UN*1***1", "DTP*472*D8*20260302", f"REF*6R*L{at}"]
    for old, new in changes.items():
        lines = [each.replace(old, new) for each in lines]
    return written(recounted([*lines, *CLAIM_837P[-3:]]))


def remittance_file(remittances: Iterable[Remittance]) -> str:
    """The remittances in one 835, each in an interchange of its own."""
    return "".join(write_835(HEAD, _whole(one).payment, one.claims, REMITTER) for one in remittances)


def _whole(one: Remittance) -> Remittance:
    """The remittance with what an 835 wants besides."""
    total = sum(claim.paid or 0 for claim in one.claims)
    payment = structs.replace(
        one.payment,
        payee=one.payment.payee or "RIVERBEND PHYSICAL THERAPY PLLC",
        payee_id=one.payment.payee_id or "1000000012",
        payee_id_kind=one.payment.payee_id_kind or "XX",
        claims=len(one.claims),
        claims_paid=total,
    )
    return structs.replace(one, payment=payment)


def fill(folder: Path, remittances: Sequence[Remittance], *, cuts: Iterable[int] = (), claim: bytes = b"") -> Path:
    """A folder with the claim and the remittances, a file up to each of the places named."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.837").write_bytes(claim or claim_file())
    places = sorted({0, *cuts, len(remittances)})
    for at, (first, end) in enumerate(pairwise(places)):
        if part := remittances[first:end]:
            (folder / f"{at:02}.835").write_text(remittance_file(part), encoding="ascii")
    return folder


def after(day: date) -> Callable[[date | None], bool]:
    """Whether a day is after another."""
    return lambda on: on is not None and on > day
