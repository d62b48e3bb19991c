"""Claims for the test payer, made by editing the text of the small 837P of the X12 tests."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.law.basis import Basis
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import FileOutcome, MailboxRun, run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from tests.exchange.x12.files import CLAIM_837P, written

ON = date(2026, 3, 20)
OURS = Behavior(policy="commercial")
"""A payer that goes by the general rules of commercial payers, so that the claim, to a made-up one, is decided."""
MEDICARE = [
    line.replace("SBR*P*18*G100******CI", "SBR*P*18*******MB").replace("*ACME HEALTH PLAN*", "*MEDICARE PART B*")
    for line in CLAIM_837P
]

ASSISTED = [line.replace("HC:97110:GP", "HC:97110:CQ:GP") for line in MEDICARE]


def claim(lines: list[str] = CLAIM_837P, *, name: str = "PT1", frequency: str = "1", original: str = "") -> list[str]:
    """The claim under another number, as a replacement or a void of what the payer knows as `original`."""
    renamed = [line.replace("PT1", name).replace("11:B:1*", f"11:B:{frequency}*") for line in lines]
    return after(renamed, "CLM*", f"REF*F8*{original}", skip=1) if original else renamed


def after(lines: list[str], prefix: str, line: str, *, skip: int = 0) -> list[str]:
    """The lines with one more behind the one that begins so (and `skip` others), the count in the SE made right."""
    at = next(at for at, one in enumerate(lines) if one.startswith(prefix)) + 1 + skip
    return counted([*lines[:at], line, *lines[at:]])


def counted(lines: list[str]) -> list[str]:
    begin = next(at for at, one in enumerate(lines) if one.startswith("ST*"))
    end = next(at for at, one in enumerate(lines) if one.startswith("SE*"))
    return [*lines[:end], f"SE*{end - begin + 1}*0001", *lines[end + 1 :]]


class Post:
    """A payer with a memory, and a folder from which files are handed in."""

    def __init__(self, folder: Path, habits: Behavior = OURS) -> None:
        self.folder = folder
        self.habits = habits
        self.memory = PayerState()

    def hand_in(self, *files: list[str] | bytes, on: date = ON, name: str = "claims") -> MailboxRun:
        """The day's work on the files, named claims1, claims2 and so on."""
        paths = []
        for number, held in enumerate(files, 1):
            path = self.folder / f"{name}{number}.837"
            path.write_bytes(held if isinstance(held, bytes) else written(held))
            paths.append(path)
        return run_mailbox(paths, self.habits, self.memory, Basis(filed_on=on))

    def one(self, file: list[str] | bytes, *, on: date = ON, name: str = "claims") -> tuple[FileOutcome, MailboxRun]:
        done = self.hand_in(file, on=on, name=name)
        (taken,) = done.taken
        return taken, done


def items(text: str) -> list[Item]:
    return list(read_stream(BytesIO(text.encode("ascii"))))


def of(kind: type[Any], text: str) -> list[Any]:
    return list(values(items(text), kind))


def paid(done: MailboxRun) -> list[PaidClaim]:
    """The claims of the day's remittances, in the order they were written."""
    return [one for name, text in done.answers.items() if name.endswith(".835") for one in of(PaidClaim, text)]


def payments(done: MailboxRun) -> list[Payment]:
    return [one for name, text in done.answers.items() if name.endswith(".835") for one in of(Payment, text)]


def reasons(one: PaidClaim) -> list[list[tuple[str, str, int | None]]]:
    return [[(said.group, said.reason, said.amount) for said in line.adjustments] for line in one.lines]
