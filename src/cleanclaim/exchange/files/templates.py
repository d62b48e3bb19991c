"""A project to be filled in: `cleanclaim.toml`, the practice's file, and the headings of patients and visits.

Every entry of a practice's file stands in it, with what it means, from the table by which the reader goes. What is
needed is to be filled in between the quotes; what is not is a comment.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from msgspec import Struct

from cleanclaim.exchange.files.fields import FIELDS
from cleanclaim.exchange.files.practice_entries import PATIENT, TABLES, EntryTable
from cleanclaim.exchange.files.project import PROJECT, PROJECT_FILE


class TemplatePayer(Struct, frozen=True):
    """A payer that the practice's file is to have: the name of its policy, its own name, and its kind of insurance."""

    policy: str
    name: str = ""
    claim_filing: str = ""


_ALWAYS: Final = {"[billing]": ("name", "ein")}
"""Entries to be filled in that some practices have otherwise."""
_AT_FIRST: Final = {"usage": "test", "qualifier": "ZZ"}
_OF_CLINICIANS = "[[clinicians."
_TABLES_OF_THEIR_OWN: Final = ("`[[", "`[payers.NAME.", "`[policies.NAME")
_REMARKS: Final = {
    "[billing]": "Who bills, as enrolled with the payers.",
    "[submitter]": "Who sends the file. The clearinghouse gives you the id.",
    "[receiver]": "Who takes it in.",
    "[[clinicians]]": "Everybody who treats; repeat the table for each.",
}


def project_template() -> str:
    """The project file."""
    values = {"practice": "practice.toml", "patients": "patients.csv", "visits": "visits.csv"}
    lines = ["# The project: what `cleanclaim` reads in this folder and below. Paths begin here.", ""]
    for entry, about in PROJECT.items():
        written = f"{entry} = {_quoted(values.get(entry, entry))}"
        lines.append(_remark(written if entry in values else f"# {written}", about.meaning))
    lines += [
        "",
        "# Any option of any command may stand here under its long name, for instance:",
        _remark('# map = "our-emr.toml"', "what the columns of the export stand for (`cleanclaim columns`)"),
        _remark('# history = "history.csv"', "earlier visits; or claims sent (837P), or paid (835)"),
        _remark('# charts = "charts.csv"', "plans of care, authorizations, benefits"),
        "",
        "[claim]",
        _remark('output = "claims.837"', "what `cleanclaim claim` writes"),
    ]
    return "\n".join(lines) + "\n"


def practice_template(answers: Mapping[str, str], payers: Collection[TemplatePayer]) -> str:
    """The practice's file; `answers` are values of `[billing]`."""
    parts = []
    for heading, entries in TABLES.items():
        if heading == "[payers.NAME]":
            parts += [_payer(payer, entries) for payer in payers or [TemplatePayer("medicare")]]
        elif heading.startswith((_OF_CLINICIANS, "[[sites", "[payers.NAME.")):
            parts.append(_table(heading, entries, {}, commented=True))
        else:
            parts.append(_table(heading, entries, _answers_for(heading, answers)))
    fees = [
        "[fees]",
        "# Dollars a unit, for services without a charge, a line a code:",
        "# 97110 = 50.00",
        "# 97140 = 48.50",
    ]
    return (
        "\n\n".join(["# The practice, as enrolled. An entry between empty quotes is needed.", *parts, "\n".join(fees)])
        + "\n"
    )


def patients_template() -> str:
    """The heading of a patients file, with every column."""
    return ",".join(PATIENT) + "\n"


def visits_template() -> str:
    """The heading of a visits file, with every column."""
    return ",".join(FIELDS) + "\n"


def templates(answers: Mapping[str, str], payers: Collection[TemplatePayer]) -> dict[str, str]:
    """The files of a project by name."""
    return {
        "practice.toml": practice_template(answers, payers),
        "patients.csv": patients_template(),
        "visits.csv": visits_template(),
        PROJECT_FILE: project_template(),
    }


def _answers_for(heading: str, answers: Mapping[str, str]) -> Mapping[str, str]:
    if heading == "[billing]":
        return answers
    if heading == "[submitter]":
        return {name: answers[name] for name in ("name", "contact", "phone") if name in answers}
    return {}


def _payer(payer: TemplatePayer, entries: EntryTable) -> str:
    values = {"name": payer.name, "claim_filing": payer.claim_filing}
    return _table(f"[payers.{payer.policy}]", entries, {name: value for name, value in values.items() if value})


def _table(heading: str, entries: EntryTable, values: Mapping[str, str], *, commented: bool = False) -> str:
    lines = [f"# {_REMARKS[heading]}"] if heading in _REMARKS else []
    if heading:
        lines.append(f"# {heading}" if commented else heading)
    lines += _lines(entries, {**_AT_FIRST, **values}, _ALWAYS.get(heading, ()), commented=commented)
    return "\n".join(lines)


def _lines(
    entries: EntryTable, values: Mapping[str, str], always: Collection[str], *, commented: bool
) -> Iterator[str]:
    for name, entry in entries.items():
        if any(table in entry.meaning for table in _TABLES_OF_THEIR_OWN) and name != "patients":
            continue  # tables of its own
        active = not commented and (entry.needed or name in always or name in values) and name != "patients"
        written = f"{name} = {_quoted(values.get(name, ''))}"
        meaning = f"{entry.meaning} ({entry.when})" if entry.when else entry.meaning
        yield _remark(written if active else f"# {written}", meaning)


def _remark(written: str, remark: str) -> str:
    return f"{written:<42}  # {remark}"


def _quoted(text: str) -> str:
    """A text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
