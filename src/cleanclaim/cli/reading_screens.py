"""What came of reading the files of visits: on the screen where there is anything to say, always in JSON."""

from pathlib import Path
from typing import Any

import msgspec

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
    built = msgspec.to_builtins(answer)
    if counts := set_aside_counts(case):
        built["summary"] = built.get("summary", {}) | counts
    say_json(built | readings_json(case))


def readings_json(case: Case) -> dict[str, Any]:
    """The key `inputs`: each file of visits with its columns and what was set aside. Empty for an 837P."""
    return {"inputs": [_reading_json(reading) for reading in case.readings]} if case.readings else {}


def _reading_json(reading: FileReading) -> dict[str, Any]:
    return {
        "file": Path(reading.file).name,
        "format": reading.format,
        "encoding": reading.encoding or None,
        "columns": {"used": reading.used, "not_used": reading.not_used, "may_be": reading.may_be},
        "left_out": reading.left_out,
        "set_aside": {
            "rows": reading.rows_set_aside,
            "visits": reading.visits_set_aside,
            "taken_along": reading.taken_along,
            "faults_counted": reading.faults_counted,
            "faults": [
                {
                    "rows": fault.rows,
                    "column": fault.column or None,
                    "visit_id": fault.visit_id,
                    "problem": fault.problem,
                    "remedy": fault.remedy,
                }
                for fault in reading.faults
            ],
        },
        "notes": reading.notes,
    }


def set_aside_counts(case: Case) -> dict[str, int]:
    """For a summary: how many rows and visits were set aside, where any were."""
    rows = sum(reading.rows_set_aside for reading in case.readings)
    visits = sum(len(reading.visits_set_aside) for reading in case.readings)
    return {"rows_set_aside": rows, "visits_set_aside": visits} if rows or visits else {}
