"""Check what the office stores: the walls between organizations, every value, and the log of who did what.

Prints the newest seal of the log. Noted elsewhere, it shows whether anything before it was altered later.
Exit code 1: something does not hold.
"""

from cleanclaim.cli.office_options import OfficeData
from cleanclaim.cli.options import Format
from cleanclaim.cli.progress import progress
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.office.commands import check_office

EXAMPLES = ("cleanclaim office check",)


def run(format: Format, *, data: OfficeData) -> int:
    """Print what was found; returns the exit code. Raises UserError where nothing is stored there."""
    found = check_office(data, lambda events: progress("Checking the log", events, "events"))
    if format == "json":
        say_json(found)
    else:
        say(style(found.place, bold=True))
        counts = ((found.organizations, "organization"), (found.patients, "patient"), (found.events, "event"))
        say(", ".join(pluralize(number, word) for number, word in counts))
        for problem in found.problems:
            say_text(style("does not hold: ", "red") + problem)
        if not found.problems:
            say("Everything holds: walls, values, log.")
        if found.seal:
            say(f"Seal {found.sealed}: {found.seal}")
    return int(bool(found.problems))
