"""What the readers of files say, in the words of Import's page: its choices, and the labels of its columns.

The command line has mappings and options and our names of columns; here there are the lists under Columns.
"""

import re

from cleanclaim.exchange.files.patients import FULL_NAME
from cleanclaim.exchange.files.practice_entries import PATIENT
from cleanclaim.model.about import fields_of
from cleanclaim.office.charts.parts import KINDS, NAMES
from cleanclaim.office.imports.choices import field_labels
from cleanclaim.office.shared.remedies import remedy_here

_QUOTED = r'"[^"]*"'
_VALUES = r"\[values\.\w+\]"
_PHRASES = [
    (rf"a mapping does, with {_QUOTED} = {_QUOTED} under \[columns\], and words that are not ours under {_VALUES}",
     "choose under Columns the one that does, if there is one"),
    (r": read as --map \w+ says", ""),
    (r": a mapping says so, under \[values\.\w+\]", ": choose it under Who are they?"),
    (r"say so with --map \(`cleanclaim columns` writes one\)", "choose so under Columns"),
    (r"or say with --map which column it is", "or choose under Columns which column it is"),
    (rf"Say with --map which one is: {_QUOTED} = {_QUOTED}\.", "Choose under Columns which one it is."),
    (rf"say so with --map: its heading = {_QUOTED}", "choose so under Columns"),
    (r"if it is something else, say so with --map", "if it is something else, choose it under Columns"),
    (r"or map the column that is wrong to nothing, with --map", "or choose Leave out for the column that is wrong"),
    (r", or the NPI under \[values\.provider_npi\] of a mapping", ", or choose who it is under Who are they?"),
    (r"which --practice or a mapping would tell", "which the practice's file would tell"),
    (r'Write the month first, or say dates = "day first" in a mapping \(--map\)', "Choose day first below the columns"),
    (r'Say which one in a mapping \(--map\): sheet = "\.\.\."', "Keep only the one that you mean in the file"),
    (r"or say which it is under \[values\.payer\] of a mapping", "or choose which it is under Who are they?"),
    (r"Add a table \[payers\.\w+\] to it, with name, id and claim_filing", "Add the payer on the Practice page"),
    (r"\bThe mapping names\b", "What was chosen before names"),
    (r"\bThe mapping (has|leaves)\b", r"This layout \1"),
    (r"\bby the mapping\b", "as this layout has them"),
]  # fmt: skip
_SHORT = {
    "patient_id": "patient's number",
    "sex": "sex",
    "payer": "payer",
    "relationship": "relationship to the subscriber",
    "accident": "cause of the accident",
    "order": "which payer is first, second, third",
    "suffix": "what follows the name, such as Jr",
}
"""Labels where the meaning is longer than a list has room for."""
_COMPILED = [(re.compile(phrase), words) for phrase, words in _PHRASES]
_NAME = re.compile(r"(?<![\w.])[a-z]+(?:_[a-z0-9]+)+(?!\w|\.\w)")


def in_words_of_page(text: str) -> str:
    """A sentence of a reader as the page says it."""
    for phrase, words in _COMPILED:
        text = phrase.sub(words, text)
    return _NAME.sub(lambda found: label_of(found[0]), remedy_here(text))


def label_of(field: str) -> str:
    """What the page calls a column of ours; any other name as it is."""
    part = NAMES[field].title if field in NAMES else ""
    label = field_labels().get(field) or patient_labels().get(field) or part or chart_labels().get(field)
    return f'"{label}"' if label else field


def patient_labels() -> dict[str, str]:
    """What a column of a patients file may be, as people call it."""
    labels = {name: _label(name, entry.meaning) for name, entry in PATIENT.items()}
    of_referrer = {name: name.replace("_", " ").replace("referring", "Referrer's") for name in labels}
    return {name: of_referrer[name] if name.startswith("referring_") else label for name, label in labels.items()}


SCHEDULE_LABELS = {
    "patient_id": "Patient's number",
    "full_name": "Patient's whole name: Last, First",
    "last_name": "Patient's last name",
    "first_name": "Patient's first name",
    "birth_date": "Patient's date of birth",
    "date": "Day, or day and time",
    "time": "Time",
    "provider_npi": "Clinician's NPI",
    "clinician": "Clinician, by name or NPI",
    "status": "What became of it",
    "site": "Location",
}
"""What a column of a schedule may be, as people call it."""


def chart_labels() -> dict[str, str]:
    """What a column of a file of charts may be, as people call it."""
    found = {"patient_id": "Patient's number", "part": "Part of the chart"}
    for kind in KINDS.values():
        for name, field in fields_of(kind).items():
            meaning = _OF_CHARTS.get(name) or field.about.meaning.removeprefix("the ").partition(":")[0]
            found.setdefault(name, meaning[0].upper() + meaning[1:])
    return found


_OF_CHARTS = {
    "begins": "first day",
    "ends": "last day",
    "through": "last day a plan was written for",
    "payer": "payer",
    "on": "day a progress report was written",
    "number": "authorization number",
    "visits": "visits approved",
    "codes": "codes approved",
    "used": "used, by the payer's count",
    "counted_on": "day of the payer's count",
    "low": "at other providers, the least",
    "high": "at other providers, the most",
    "instead": "who pays instead",
}
"""Labels where parts of a chart share a column, or the meaning says too little without its part."""


def labels_for(kind: str) -> dict[str, str]:
    """What a column of a file of this kind may be."""
    if kind == "appointments":
        return SCHEDULE_LABELS
    if kind == "charts":
        return chart_labels()
    return {**patient_labels(), FULL_NAME: "Whole name: Last, First"} if kind == "patients" else field_labels()


def _label(name: str, meaning: str) -> str:
    words = _SHORT.get(name) or meaning.removeprefix("the ").partition(";")[0].partition(": ")[0]
    return words[0].upper() + words[1:]
