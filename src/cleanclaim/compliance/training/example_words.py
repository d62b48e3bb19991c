"""A rule's own example as a person reads it: what was recorded, without the names of columns."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from cleanclaim.compliance.training.setting import TrainingSetting, name_code
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.about import fields_of
from cleanclaim.model.money import cents, dollars_for_people
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit
from cleanclaim.reference.places import places
from cleanclaim.testing.columns import OF_NOTE, SPELLINGS
from cleanclaim.testing.examples import Example
from cleanclaim.testing.visits import COMPLETE, PRACTICE

UNREADABLE = frozenset({
    *("fees", "practice_payers", "practice_sites", "patients", "site"),
    *("visit_id", "provider_npi", "description", "supervised_by"),
})  # fmt: skip
"""Columns that say something of a practice's file or of the tables themselves: such an example is not asked."""
Cells = Mapping[str, str]
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = (
    *("code", "minutes", "units", "modifiers", "performed_by", "mode", "start", "separate", "charge", "allowed"),
    *("student", "diagnoses", "days_recorded", "wound_area"),
)
_MODES = {"group": "in a group", "together": "by therapist and assistant together", "": "", "individual": "one on one"}


def is_readable(example: Example) -> bool:
    """Whether every column of the example can be said in words, and its days may follow each other so."""
    cells = example.rows[0].inputs
    ahead = cells.get("decided_on", "") > cells.get("filed_on", "9999")
    answers = {pair.partition("=")[0] for pair in cells.get("policy", "").split()}
    return (
        not ahead and answers <= POLICY_WORDS.keys() and not UNREADABLE & {SPELLINGS.get(name, name) for name in cells}
    )


def facts_of_example(example: Example, setting: TrainingSetting) -> tuple[str, ...]:
    """The example in lines: about the visit, then what was billed."""
    rows = [{SPELLINGS.get(name, name): cell for name, cell in row.inputs.items()} for row in example.rows]
    varying = [name for name in rows[0] if len({row[name] for row in rows if row[name]}) > 1 and name not in _LINE]
    first = {name: next((row[name] for row in rows if row[name]), "") for name in rows[0]}
    about = [*_heading(first, varying, setting), *_about(first, varying)]
    if "licenses" in first:
        about.insert(1, f"The practice is in {PRACTICE.billing.address.state}.")
    return (*about, *(f"  {_line(row, varying, len(rows) > 1)}" for row in rows))


def _heading(cells: Cells, varying: Sequence[str], setting: TrainingSetting) -> Iterator[str]:
    payer, on = cells.get("payer", ""), cells.get("service_date", COMPLETE["service_date"])
    parts = [name_payer(payer, setting)] if payer and "payer" not in varying else []
    if "service_date" not in varying:
        parts.append(_words(on) if on else "a day not recorded")
    if "discipline" not in varying:
        parts.append(cells.get("discipline", COMPLETE["discipline"]) or "discipline not recorded")
    if parts:
        yield ", ".join(parts) + "."


def name_payer(payer: str, setting: TrainingSetting | None = None) -> str:
    """A payer's name as its policy has it; one without a policy by the name that the visit gives it."""
    basis, on = (setting.basis, setting.on) if setting else (Basis(), date.fromisoformat(COMPLETE["service_date"]))
    found = basis.policy(payer, on)
    return found.name if found else payer.replace("_", " ").title()


def _about(cells: Cells, varying: Sequence[str]) -> Iterator[str]:
    for name, cell in cells.items():
        if name in varying or name in (*_LINE, "payer", "service_date", "discipline"):
            continue
        if not cell:
            if name not in _PLAIN_WHERE_EMPTY:
                yield f"{_label(name)}: not recorded."
        elif name == "note":
            yield f"The note says: “{cell}”"
        elif name == "place_of_service":
            place = places().get(cell)
            yield f"Place of service: {cell}{f' ({place.name})' if place else ''}."
        elif name in _SENTENCES:
            yield _SENTENCES[name](cell)
        elif name in ("earlier", "earlier_note"):
            yield f"Earlier visits: {_earlier(cell)}." if name == "earlier" else f"The note before: “{cell}”"
        else:
            yield f"{_label(name)}: {_yes_or_no(dollars_for_people(cents(cell)) if name == 'spent' else _words(cell))}."


_PLAIN_WHERE_EMPTY = frozenset({"sent_as", "decided_on", "amended_on", "secondary_payer", "hired", "left"})
"""Columns that say nothing where they are empty: a first claim, no later addition, no second payer."""


def _yes_or_no(words: str) -> str:
    return {"true": "yes", "false": "no"}.get(words, words)


def _line(row: Cells, varying: Sequence[str], numbered: bool) -> str:
    before = [_words(row[name]) if name != "patient_id" else f"patient {row[name]}" for name in varying if row[name]]
    parts = [text for name in _LINE if name in row and (text := _cell(name, row[name]))]
    return ", ".join([*before, *parts]) if numbered or before else ", ".join(parts)


def _cell(name: str, cell: str) -> str:  # noqa: PLR0911 - one case a column
    if name == "code":
        return name_code(cell)
    if name == "minutes":
        return f"{cell} min" if cell else ""
    if name == "units":
        return ("1 unit" if cell == "1" else f"{cell} units") if cell else "units not entered"
    if name == "modifiers":
        return f"modifiers {cell}" if " " in cell else f"modifier {cell}" if cell else "no modifier"
    if not cell:
        return ""
    if name in ("charge", "allowed"):
        return f"{dollars_for_people(cents(cell))} {'charged' if name == 'charge' else 'allowed'}"
    return {
        "performed_by": f"by {cell}",
        "mode": _MODES.get(cell, cell),
        "start": f"from {cell}",
        "separate": "marked as a separate block" if cell in ("yes", "true") else "not in a separate block",
        "student": f"by a student, {cell}",
        "diagnoses": f"for {cell}",
        "days_recorded": f"{cell} days recorded",
        "wound_area": f"{cell} square centimeters",
    }[name]


def _label(name: str) -> str:
    """A column in words."""
    words = _OWN_WORDS.get(name) or _meanings().get(OF_NOTE.get(name, name)) or name.replace("_", " ")
    words = words.removeprefix("the ").removeprefix("whether ")
    words = words.removeprefix("of an OT evaluation: ").removeprefix("of an evaluation: ")
    return words[0].upper() + words[1:]


@cache
def _meanings() -> dict[str, str]:
    return {name: field.about.meaning for kind in (Note, Visit) for name, field in fields_of(kind).items()}


_OWN_WORDS = {
    "filed_on": "the claim is filed on",
    "sent_as": "sent as",
    "decided_on": "decided on",
    "timed_minutes": "timed minutes of the day in the note",
    "total_minutes": "whole time of the day in the note",
    "credential": "the clinician is a",
    "signed_as": "signed as",
    "kind": "kind of note",
    "licenses": "license",
    "written_on": "note written on",
    "signed_on": "note signed on",
    "amended_on": "note added to on",
    "cosigned_on": "signed by the supervising therapist on",
    "necessity_documented": "the therapist attests that the chart supports further care",
    "spent": "allowed for the patient this year so far",
    "progress_reports": "progress reports",
    "authorizations": "authorizations",
    "benefits": "benefits",
    "coverage": "coverage",
    "discharged_on": "discharged on",
    "hired": "hired on",
    "left": "left on",
}


def _words(cell: str) -> str:
    """A cell in words: `begins=2026-02-02 visits=12` is `begins Feb 2, 2026, visits 12`."""
    parts = [", ".join(_pair(word) for word in part.split()) if "=" in part else part for part in cell.split(";")]
    return _DATE.sub(lambda found: day(date.fromisoformat(found[0])), "; and ".join(part.strip() for part in parts))


def _pair(word: str) -> str:
    name, equals, value = word.partition("=")
    value = value.replace("_", " ")
    if not equals:
        return word
    if name in _YES_OR_NO:
        return _YES_OR_NO[name][value == "false"]
    if name in ("payer", "instead"):
        value = name_payer(value.replace(" ", "_"))
    return _PAIRS.get(name, f"{name.replace('_', ' ')} {{}}").format(value)


_PAIRS = {
    "payer": "{}",
    "begins": "from {}",
    "ends": "through {}",
    "through": "through {}",
    "instead": "in its place {}",
    "visits": "{} visits",
    "used": "{} used",
    "unit": "counted in {}",
    "signed_on": "signed {}",
    "written_by": "written by a {}",
    "order_on": "ordered {}",
    "sent_on": "sent out {}",
    "verbal_on": "ordered by word of mouth {}",
    "counted_on": "as counted {}",
    "on": "{}",
    "discipline": "{}",
    "state": "{}",
    "number": "number {}",
    "places": "for places of service {}",
    "revalidate_by": "to be revalidated by {}",
}
"""How what a cell says by name is said in words."""
_YES_OR_NO = {
    "initial": ("a first plan", "a renewal"),
    "clear": ("without restriction", "with a restriction"),
    "temporary": ("temporary", "permanent"),
    "compact": ("a privilege of the compact", "of the state's own"),
    "denied": ("refused", "not refused"),
}
"""What a yes and a no mean by name."""
POLICY_WORDS = {
    "authorization_required": "This payer asks for an authorization",
    "authorization_after_visits": "after {} visits",
    "assistant_cosign": "The payer wants the therapist to sign every note of an assistant",
    "visit_limit": "The plan pays {} visits a year",
    "weekly_visit_limit": "The plan pays {} visits a week",
}
"""What a payer is made to answer, in words; an example with another answer is not asked."""


def _of_policy(cell: str) -> str:
    pairs = (word.partition("=") for word in cell.split())
    return ", ".join(POLICY_WORDS[name].format(value) for name, _, value in pairs) + "."


def _of_coverage(cell: str) -> str:
    payer, *options = cell.split()
    about = dict(word.partition("=")[::2] for word in options)
    number = about.pop("prior_authorization", None)
    parts = [name_payer(payer), *(f"{name.replace('_', ' ')} {value}" for name, value in about.items())]
    if number is not None:
        parts.append(f"authorization {number}" if number else "no number of an authorization")
    return f"Coverage on file: {', '.join(parts)}."


def _of_screenings(cell: str) -> str:
    if cell == "none":
        return "Looked up in the list of excluded persons: never."
    on, clear = (word.partition("=")[2] for word in cell.split())
    found = "not on it" if clear == "true" else "a name like it was found"
    return f"Looked up in the list of excluded persons: {_words(on)}, {found}."


def _of_spent_elsewhere(cell: str) -> str:
    low, high = (dollars_for_people(cents(word.partition("=")[2])) for word in cell.split())
    return f"Allowed at other providers this year: from {low} to {high}."


def _of_second_payer(cell: str) -> str:
    return f"Second payer: {name_payer(cell)}."


def _of_plan(cell: str) -> str:
    parts = [part.strip() for part in cell.split(";")]
    written = [_words(part) + ("" if part == "none" or "signed_on" in part else ", not signed") for part in parts]
    return f"Plan of care: {'; and '.join(written)}."


def _of_enrollments(cell: str) -> str:
    parts = [part.strip() for part in cell.split(";")]
    known = ("none", "begins", "denied")
    written = [_words(part) + ("" if any(one in part for one in known) else ", applied for") for part in parts]
    return f"Enrollment: {'; and '.join(written)}."


_SENTENCES: dict[str, Callable[[str], str]] = {
    "secondary_payer": _of_second_payer,
    "plan_of_care": _of_plan,
    "enrollments": _of_enrollments,
    "policy": _of_policy,
    "coverage_by": _of_coverage,
    "screenings": _of_screenings,
    "spent_elsewhere": _of_spent_elsewhere,
}
"""Columns that are said in a sentence of their own."""


def _earlier(cell: str) -> str:
    """Earlier visits in words: `2026-02-04*3 97110` is `Feb 4, 2026 and the 2 weekdays after (97110)`."""
    found = []
    for entry in cell.split(";"):
        options = [word for word in entry.split() if "=" in word]
        begin, *codes = [word for word in entry.split() if "=" not in word]
        first, _, times = begin.partition("*")
        after = int(times or 1) - 1
        days = _words(first) + (f" and the {after} weekdays after" if after > 1 else " and the weekday after" * after)
        more = [*codes, *(_earlier_option(word) for word in options)]
        found.append(f"{days} ({', '.join(more)})" if more else days)
    return "; ".join(found)


def _earlier_option(word: str) -> str:
    name, _, value = word.partition("=")
    words = {"each": f"${value} allowed for each service", "mark": f"with {value}", "payer": name_payer(value)}
    return words.get(name, value)
