"""Questions to payers on their way out: a file a receiver, each remembered, and the lines that say so."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from cleanclaim.claims.sent_log import Kind
from cleanclaim.cli.receivers import name_files
from cleanclaim.cli.screen import pluralize, say, style
from cleanclaim.cli.sent import creation_time, sending, write_sent
from cleanclaim.cli.writing import check_not_another_file
from cleanclaim.exchange.x12.inquiries import Inquiry
from cleanclaim.law.basis import Basis
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.practice import Practice, Receiver

AnyInquiry = TypeVar("AnyInquiry", bound=Inquiry)


class WrittenInquiries(Struct, frozen=True, kw_only=True):
    """A file of questions that was written: to whom it goes, and how many are in it."""

    file: str
    receiver: str
    receiver_id: str
    questions: int


def write_inquiries(
    inquiries: Sequence[AnyInquiry],
    practice: Practice,
    kind: Kind,
    output: Path,
    write: Callable[..., str],
    *,
    force: bool,
) -> list[WrittenInquiries]:
    """Write the questions, a file a receiver as `claim` does, and remember each. `write` makes a file of some of them.

    Raises UserError where one cannot be written; unless forced to, none where something else is in a file there.
    """
    of_payer = {claim_text(one.id): one.receiver for one in practice.payers.values()}
    by_receiver: dict[Receiver | None, list[AnyInquiry]] = {}
    for one in inquiries:
        by_receiver.setdefault(of_payer.get(one.payer.id or ""), []).append(one)
    senders = [practice.sending_to(receiver) for receiver in by_receiver]
    names = name_files(output, [sender.receiver.id for sender in senders])
    created, written = creation_time(Basis()), []
    with sending() as log:
        numbers = [log.next_number() if log else None for _ in names]
        texts = [
            write(mine, sender, created=created, control_number=number)
            for mine, sender, number in zip(by_receiver.values(), senders, numbers, strict=True)
        ]
        for name, text in zip(names, texts, strict=True):
            if not force:
                check_not_another_file(name, text.encode())
        for name, text, number, sender, mine in zip(names, texts, numbers, senders, by_receiver.values(), strict=True):
            write_sent(log, kind, name, text, at=created, control_numbers=[number] if number else [], force=force)
            written.append(
                WrittenInquiries(
                    file=str(name),
                    receiver=sender.receiver.name,
                    receiver_id=sender.receiver.id,
                    questions=len(mine),
                )
            )
    return written


def written_json(files: Sequence[WrittenInquiries]) -> dict[str, Any]:
    """Where the questions stand: `written` where it is one file, and all `files`."""
    return {"written": files[0].file if len(files) == 1 else None, "files": files}


def say_written(files: Sequence[WrittenInquiries], inquiries: Sequence[Inquiry], question: str) -> None:
    """How many questions go to whom, and which question."""
    for name in dict.fromkeys(one.payer.last_or_organization or "" for one in inquiries):
        mine = sum(one.payer.last_or_organization == name for one in inquiries)
        say(f"{pluralize(mine, 'question')} to {name}")
    for file in files:
        by_way_of = f", by way of {file.receiver}" if len(files) > 1 else ""
        say(f"{style(file.file, bold=True)}   {pluralize(file.questions, 'question')}: {question}{by_way_of}")
