"""`cleanclaim synth`: a made-up practice in a folder."""

from datetime import date
from pathlib import Path

from cleanclaim.cli.screen import plural, say, styled, telling
from cleanclaim.sandbox.synth.make import FIRST, synthesize


def run(output: Path, *, years: float, clinicians: int, seed: int, first: date | None, clean: bool, force: bool) -> int:
    """Make the practice and say what it holds; returns 0."""
    with telling() as tell:
        made = synthesize(
            output,
            years=years,
            clinicians=clinicians,
            seed=seed,
            first=first or FIRST,
            clean=clean,
            replace=force,
            progress=tell,
        )
    counts = [(made.visits, "visit"), (made.charts, "patient"), (made.faults, "planted fault")]
    say(f"{styled(str(output), bold=True)}   {', '.join(plural(len(held), word) for held, word in counts)}")
    say(f"{output / 'README.txt'} says what is what, and how to review it.")
    return 0
