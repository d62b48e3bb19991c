"""What the questions that were written are said to be."""

from collections.abc import Sequence
from pathlib import Path

from cleanclaim.cli.screen import plural, say, styled
from cleanclaim.exchange.x12.inquiries import Inquiry


def say_written(output: Path, asked: Sequence[Inquiry], question: str) -> None:
    """How many questions go to whom, and what is asked."""
    for name in dict.fromkeys(one.payer.last_or_organization or "" for one in asked):
        mine = sum(one.payer.last_or_organization == name for one in asked)
        say(f"{plural(mine, 'question')} to {name}")
    say(f"{styled(str(output), bold=True)}   {plural(len(asked), 'question')}: {question}")
