"""What many visits show together: units above and below the proof, minutes on a boundary, codes that drift.

Signals in both directions, with their counts, for somebody to look at; none says that anybody did wrong.
"""

from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import PATH, Charts, Files, Format, History, LawOptions, Notes, PracticeFile, ReadOptions
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.compliance.audit.patterns import Patterns, find_patterns
from cleanclaim.compliance.audit.signal import Signal
from cleanclaim.exchange.files.schedule import read_schedule
from cleanclaim.law.review.review import review
from cleanclaim.law.wording import day

EXAMPLES = ("cleanclaim audit patterns year.csv --practice practice.toml",)

TOWARDS = {"more": ("bills more", "yellow"), "less": ("bills less", "cyan"), "either": ("either way", "blue")}
MOST_LISTED = 10


def run(
    files: Files,
    format: Format,
    *,
    reading: ReadOptions,
    law: LawOptions,
    history: History,
    charts: Charts,
    notes: Notes,
    practice: PracticeFile,
    schedule: Annotated[
        Path | None,
        click.Option(
            ["--schedule"],
            type=PATH,
            metavar="FILE",
            help="Appointments as CSV (patient_id, date, provider_npi, status):"
            " treated and not billed, billed and not there.",
        ),
    ],
) -> int:
    """Review a book and print what it shows together; returns the exit code, 0: a signal is no fault."""
    appointments = read_schedule(schedule) if schedule else None
    basis = law.basis
    case = load_case(files, basis, reading, history=history, charts=charts, notes=notes, practice=practice)
    with progress("Reviewing", len(case.visits)) as report:
        reviewed = review(case, basis, progress=report)
    found = find_patterns(case.visits, reviewed, basis, appointments)
    if format == "json":
        say_answer(found, case)
    else:
        _say(case.name, found)
    return 0


def _say(files: str, found: Patterns) -> None:
    counts = f"{pluralize(found.visits, 'visit')} · {pluralize(found.clinicians, 'clinician')}"
    say(f"{style(files, bold=True)}   {counts}")
    say()
    clinician = ""
    for signal in found.signals:
        if signal.clinician != clinician:
            clinician = signal.clinician
            say(style(clinician, bold=True))
        _say_signal(signal)
    if found.signals:
        say()
    signals = pluralize(len(found.signals), "signal")
    say(f"{signals} to look at: each says what was counted, none that anybody did wrong.")
    _say_unmatched(found)


def _say_signal(signal: Signal) -> None:
    word, color = TOWARDS[signal.direction]
    say(f"  {style(f'{word:<11}', color)} {signal.name}")
    share, expected = signal.count / signal.of, signal.expected
    say_text(f"{signal.sentence} {share:.0%}, against {expected:.0%}: {signal.against}.", 14)
    say_text(f"visits {', '.join(signal.visits)}", 14, dim=True)


def _say_unmatched(found: Patterns) -> None:
    if found.unmatched is None:
        return
    say()
    if not found.unmatched:
        say("Schedule and visits agree.")
    for one in found.unmatched[:MOST_LISTED]:
        visit = f"   visit {one.visit_id}" if one.visit_id else ""
        say(f"{day(one.on):<12} patient {one.patient_id:<12} {one.what}{visit}")
    if len(found.unmatched) > MOST_LISTED:
        say(f"... and {len(found.unmatched) - MOST_LISTED:,} more; --format json lists them all.")
