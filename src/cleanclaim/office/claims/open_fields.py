"""What the record of a visit may leave open, and the fields of Correct that take it: one for each that rules ask for.

A fact of the treatment (minutes, who gave them, when, how) is taken where the record has none, with where it is
recorded, such as an addendum; what the record says is never written over here. What only says how it is billed (the
discipline, the clinician's number, the office, the second payer, what the claim is sent as, when the payer decided, the
amounts of the year) may be corrected.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from cleanclaim.exchange.files.fields import READERS, SERVICE_FIELDS, VISIT_FIELDS
from cleanclaim.exchange.files.to_objects import visit_object
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import DISCIPLINES, PERFORMERS, STUDENTS, Service, Visit
from cleanclaim.office.claims.work import ENTERED
from cleanclaim.office.practices.stored import list_clinician_choices, list_payer_choices

BILLED_VISIT = ("discipline", "provider_npi", "site", "secondary_payer", "sent_as", "decided_on", "spent")
"""What of a visit says how it is billed."""
OPEN_VISIT = ("necessity_documented",)
"""What of a visit is taken where its record has none."""
RECORD_FACTS = ("necessity_documented", *ENTERED[:-2])
"""What has to be recorded somewhere before a claim may rest on it."""
ON_RECORD = ("code", "billed", "provider_npi")
"""What is recorded otherwise, and may be billed so where something recorded says so, or a reason."""
RECORDED_IN = "recorded_in"
"""The field that says where."""
LABELS = {
    "code": "Code",
    "billed": "On the bill",
    "discipline": "Discipline",
    "provider_npi": "Clinician",
    "site": "Office",
    "secondary_payer": "Second payer",
    "sent_as": "Sent as",
    "decided_on": "Decided on",
    "necessity_documented": "Chart supports care past the threshold",
    "spent": "Allowed this year before the visit",
    "minutes": "Minutes",
    "performed_by": "Given by",
    "start": "Began",
    "separate": "In a block of its own",
    "student": "Student",
    "wound_area": "Wound area, sq cm",
    "days_recorded": "Days the device recorded",
    "description": "What was done",
    "allowed": "Allowed",
    RECORDED_IN: "Where that is recorded",
}
_YES_NO = (("yes", "yes"), ("no", "no"))
BILLED, TAKEN_OFF = "yes", "no"
_WORDS = {
    "billed": ((BILLED, "yes"), (TAKEN_OFF, "no, taken off")),
    "discipline": tuple((word, word) for word in DISCIPLINES),
    "sent_as": (
        *(("first", "a first claim"), ("correction", "a correction"), ("appeal", "an appeal")),
        ("second", "a claim to the second payer"),
    ),
    "necessity_documented": _YES_NO,
    "separate": _YES_NO,
    "performed_by": tuple((word, word) for word in PERFORMERS),
    "student": tuple((word, word) for word in STUDENTS),
}
HINTS = {
    "decided_on": "3/2/2026",
    "spent": "0.00",
    "start": "14:05",
    "secondary_payer": "none for nobody",
    RECORDED_IN: "addendum of Mar 2, flow sheet",
}


def choices_for(name: str, practice: Practice | None) -> Sequence[tuple[str, str]]:
    """What a field may be, where that is a choice: its value and how people call it."""
    if practice is not None and name == "provider_npi":
        return list_clinician_choices(practice)
    if practice is not None and name == "site":
        own = practice.billing.name
        return [(one, one) for one in ([own] if isinstance(own, str) else []) + [one.name for one in practice.sites]]
    if practice is not None and name == "secondary_payer":
        return [("none", "nobody"), *list_payer_choices(practice)]
    return _WORDS.get(name, ())


def fill_visit(recorded: Visit, billed: Visit) -> dict[str, str]:
    """The fields of a visit that may be entered, by name, with what stands in each."""
    texts = visit_object(structs.replace(billed, services=(), note=None))
    texts |= {"spent": texts.get("history", {}).get("spent", "")}
    open_ones = [name for name in OPEN_VISIT if is_open(name, recorded, billed)]
    return {name: _text(name, texts.get(name), billed) for name in (*BILLED_VISIT, *open_ones)}


def fill_line(recorded: Visit, service: Service) -> dict[str, str]:
    """The fields of a line that may be entered, by name, with what stands in each."""
    (texts,) = visit_object(Visit(visit_id="", services=(service,)))["services"]
    same = [one for one in recorded.services if one.code == service.code]
    open_ones = [
        name
        for name in ENTERED
        if getattr(service, name) is None or all(getattr(one, name) != getattr(service, name) for one in same)
    ]
    return {name: _text(name, texts.get(name), service) for name in open_ones}


def is_open(name: str, recorded: Visit, billed: Visit) -> bool:
    """Whether a visit's record leaves a field open, whatever was entered for it since."""
    return getattr(recorded, name) is None or getattr(recorded, name) != getattr(billed, name)


def read_open(name: str, text: str) -> Any:
    """What was typed in a field; None where it is empty. Raises ValueError with what is wrong."""
    if not text:
        return None
    read: Callable[[str], Any] = _READERS[name]
    try:
        return read(text)
    except UnreadableError as wrong:
        problem = wrong.problem[:1].upper() + wrong.problem[1:]
        raise ValueError(f"{problem} {wrong.remedy}") from None


_READERS: Mapping[str, Callable[[str], Any]] = {**VISIT_FIELDS, **SERVICE_FIELDS, "spent": READERS["dollars"]}


def _text(name: str, written: object, of: Struct) -> str:
    if isinstance(written, bool):
        return "yes" if written else "no"
    if name == "secondary_payer" and getattr(of, name) == "":
        return "none"
    return "" if written is None else str(written)
