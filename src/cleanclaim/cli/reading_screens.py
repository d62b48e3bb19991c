"""What came of reading the files of visits: on the screen where there is anything to say, always in JSON."""

from typing import Any

from cleanclaim.api.answers import answer_json
from cleanclaim.cli.screen import say, say_json, say_text, style
from cleanclaim.explanations.visits.file_readings import describe_set_aside, place_in_file, shorten, summarize_reading
from cleanclaim.law.case import Case
from cleanclaim.model.file_reading import FileReading

MOST_LISTED = 20
"""Faults of a file that a screen lists; JSON has them all."""


def say_readings(case: Case) -> None:
    """A line on the columns, with those not used, and what was set aside; nothing where all is plain."""
    for reading in case.readings:
        for line in summarize_reading(reading):
            say(line)
        _say_faults(reading)


def _say_faults(reading: FileReading) -> None:
    if not reading.faults:
        return
    say(style(f"{describe_set_aside(reading)}:", "red", bold=True))
    for fault in reading.faults[:MOST_LISTED]:
        where = place_in_file(fault, reading)
        say(f"  {where}: {fault.problem}")
        say_text(fault.remedy, 4)
    if reading.faults_counted > MOST_LISTED:
        say(f"  {reading.faults_counted - MOST_LISTED:,} more; `--format json` has them.")
    if reading.visits_set_aside:
        listed = [shorten(visit_id) for visit_id in reading.visits_set_aside[:MOST_LISTED]]
        others = len(reading.visits_set_aside) - len(listed)
        more_of_them = f" and {others:,} more" if others > 0 else ""
        say_text(f"Set aside, and in nothing that follows: visit {', '.join(listed)}{more_of_them}.", 2)
    for visit_id, why in list(reading.taken_along.items())[:MOST_LISTED]:
        say_text(f"Visit {shorten(visit_id)} can be read, and goes too: {why}.", 2)
    say()


def say_answer(answer: Any, case: Case) -> None:
    """A verb's answer on a case as JSON, with what came of reading its files."""
    say_json(answer_json(answer, case))
