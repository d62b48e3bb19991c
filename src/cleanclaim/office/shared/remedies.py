"""What to do, in the words of the browser: where the command line has an option, a file is dropped, a field filled."""

import re

HERE = {
    "name the practice's fees with --practice": "drop practice.toml, which has the fees, along with the file",
    "(--zip, --practice)": "(practice.toml, dropped along with the file)",
    "with --practice": "by dropping practice.toml along with the file",
    "(--practice)": "(practice.toml, dropped along with the file)",
    "with --filed-on": "above, under Filed on",
    "with --known-on": "under Explain",
    "(--payers)": "(the folder that `cleanclaim serve --payers` names)",
    "with --payers": "when the office is started: cleanclaim serve --payers DIR",
    "(--charts)": "(charts.json or charts.csv, dropped along with the file)",
    "with --charts": "by dropping charts.json or charts.csv along with the file",
    "with --notes": "by dropping notes.json along with the file",
    "with --history": "by dropping history.csv, or an 837P or 835 of that name, along with the file",
}
"""The command line's words, and what stands for them here."""

_OPTION = re.compile("|".join(map(re.escape, sorted(HERE, key=len, reverse=True))))


def remedy_here(text: str) -> str:
    """A remedy as the pages say it."""
    return _OPTION.sub(lambda found: HERE[found[0]], text)


WAYS = {
    "chart": "drop charts.json or charts.csv along",
    "clinician": "licenses and enrollments in practice.toml, dropped along",
    "note": "drop notes.json along",
    "practice": "patients and payers in practice.toml, dropped along",
    "year": "drop history.csv, an 837P or an 835 along",
}
"""What to give for what a review could not check."""
