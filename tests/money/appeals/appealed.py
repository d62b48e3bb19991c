"""A folder with a denied claim, its visits, and the answers that accepted it."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cleanclaim.cases import read_case
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.practice import Practice
from cleanclaim.money.appeals.disputes import Dispute, find_dispute
from cleanclaim.money.appeals.make_packet import make_packet
from cleanclaim.money.appeals.packet import AppealPacket, PacketInputs
from cleanclaim.money.book.read_book import read_book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.playbook import Way
from tests.claims.stories import remittance
from tests.claims.test_acceptances import TAKEN
from tests.cli.calling import PRACTICE, row, visits_file
from tests.exchange.x12.files import written
from tests.money.book.folders import claim_file, fill
from tests.money.denials.refused import refused

TODAY = date(2026, 5, 1)
MEMBER = "1EX0XX0XX01"
"""The number on the card of P01 in the example practice."""
CHARGES = (9600, 4500, 4800)


def appealed_folder(
    folder: Path, codes: Mapping[int, str] | None = None, *, accepted: bool = True, name: str = "PT1"
) -> Path:
    """The claim of the stories, denied; its patient has the card of P01."""
    denied = refused(codes or {0: "CO 50", 1: "CO 50", 2: "CO 50"}, claim_id=name)
    sent = claim_file(name).replace(b"G100", b"").replace(_member(claim_file(name)), MEMBER.encode())
    here = fill(folder, [remittance(0, "Q1", denied)], claim=sent)
    if accepted:
        (here / "taken.277ca").write_bytes(written([line.replace("PT1", name) for line in TAKEN]))
    return here


def of_another_payer(here: Path, payer: str, filing: str) -> None:
    """Make the claim, and the remittance that answers it, another payer's."""
    for name, kind in (("claims.837", b"*MB~"), ("00.835", b"*MB*")):
        file = here / name
        content = file.read_bytes().replace(b"MEDICARE PART B", payer.encode())
        file.write_bytes(content.replace(kind, kind.replace(b"MB", filing.encode())))


def _member(claim: bytes) -> bytes:
    (subscriber,) = (part for part in claim.split(b"~") if part.strip().startswith(b"NM1*IL"))
    return subscriber.split(b"*")[9]


def visit_rows(*minutes: str, payer: str = "medicare") -> list[dict[str, str]]:
    """A visit of P01 whose minutes earn what the claim of the stories bills: three lines of 97110, a unit each."""
    return [
        row(patient_id="P01", payer=payer, minutes=one, charge="", diagnoses="M54.50") for one in minutes or ("45",)
    ]


def case_of(folder: Path, *minutes: str, note: str = "", payer: str = "medicare") -> Case:
    """The visits as a case with the example practice, the first with a note."""
    file, notes = visits_file(folder, *visit_rows(*minutes, payer=payer)), folder / "notes.json"
    if note:
        notes.write_text(json.dumps([{"visit_id": "1", "text": note, "signed_by": "Pat Sample"}]))
    return read_case(file, Basis(today=TODAY), practice=PRACTICE, notes=notes if note else None)


def dispute_in(
    folder: Path, *, claim: str = "PT1", way: Way | None = None, codes: str = "", on: date = TODAY
) -> Dispute:
    return find_dispute(read_book(folder), LimitReader(Basis(today=TODAY)), claim, way=way, codes=codes, on=on)


def packet_in(
    folder: Path, *, practice: Practice | None = None, way: str | None = None, today: date = TODAY, **inputs: Any
) -> AppealPacket:
    """The packet of the claim, written on `TODAY`, with what a person has for it; `today` is the day of the law."""
    book, limits = read_book(folder), LimitReader(Basis(today=today), practice)
    dispute = find_dispute(book, limits, "PT1", way=way, codes="", on=TODAY)  # type: ignore[arg-type]
    return make_packet(book, dispute, PacketInputs(practice=practice, **inputs), limits, on=TODAY)
