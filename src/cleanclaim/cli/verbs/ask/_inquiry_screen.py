"""The lines that say which questions to payers were written."""

from collections.abc import Sequence
from pathlib import Path

from cleanclaim.cli.screen import pluralize, say, style
from cleanclaim.exchange.x12.inquiries import Inquiry


def say_written(output: Path, inquiries: Sequence[Inquiry], question: str) -> None:
    """How many questions go to whom, and which question."""
    for name in dict.fromkeys(one.payer.last_or_organization or "" for one in inquiries):
        mine = sum(one.payer.last_or_organization == name for one in inquiries)
        say(f"{pluralize(mine, 'question')} to {name}")
    say(f"{style(str(output), bold=True)}   {pluralize(len(inquiries), 'question')}: {question}")
