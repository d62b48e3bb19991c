"""What is missing where a question cannot be answered, and what to enter.

Ten questions may fail for one missing value; a person should read once what to fill in.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from cleanclaim.kernel import Rule
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.catalogue import catalogue

IsMissing = Callable[[Visit, Sequence[Line | Service], Policy], bool]
"""Whether something is missing, for a visit, the lines a question is about and the payer's policy."""


class MissingInput(Struct, frozen=True):
    """Something not known: its name, how it is said, and what to do."""

    name: str
    title: str
    remedy: str


def _of_visit(field: str) -> IsMissing:
    return lambda visit, _lines, _policy: getattr(visit, field) is None


def _of_history(part: str) -> IsMissing:
    return lambda visit, _lines, _policy: visit.history is None or getattr(visit.history, part) is None


def _of_lines(field: str) -> IsMissing:
    return lambda _visit, lines, _policy: any(getattr(line, field) is None for line in lines)


def _of_services(field: str) -> IsMissing:
    return lambda visit, _lines, _policy: any(getattr(service, field) is None for service in visit.services)


def _minutes_missing(visit: Visit, _lines: Sequence[Line | Service], _policy: Policy) -> bool:
    held = ((service, catalogue().get(service.code)) for service in visit.services)
    return any(service.minutes is None and entry and entry.unit_rule != "service" for service, entry in held)


_QUESTIONS: tuple[tuple[str, MissingInput, IsMissing], ...] = (
    (
        "policy_name",
        MissingInput(
            "payer", "Payer not known", "Name a payer we hold, or describe it in a policy file of your own (--payers)."
        ),
        lambda _visit, _lines, policy: not policy.name,
    ),
    (
        "service_date",
        MissingInput("service_date", "Date of service not recorded", "Enter the date."),
        _of_visit("service_date"),
    ),
    (
        "discipline",
        MissingInput("discipline", "Discipline not recorded", "Enter PT, OT or SLP."),
        _of_visit("discipline"),
    ),
    (
        "patient_id",
        MissingInput("patient_id", "Patient not recorded", "Enter the patient's id."),
        _of_visit("patient_id"),
    ),
    (
        "provider_npi",
        MissingInput("provider_npi", "Provider not recorded", "Enter the NPI of who rendered the visit."),
        _of_visit("provider_npi"),
    ),
    (
        "place_of_service",
        MissingInput(
            "place_of_service", "Place of service not recorded", "Enter the place: 11 is an office, 12 the home."
        ),
        _of_visit("place_of_service"),
    ),
    (
        "performed_by",
        MissingInput("performed_by", "Who gave it is not recorded", "Enter PT, PTA, OT, OTA or SLP for each service."),
        _of_services("performed_by"),
    ),
    (
        "visit",
        MissingInput("minutes", "Minutes are not recorded", "Enter the minutes; units are never assumed."),
        _minutes_missing,
    ),
    (
        "units",
        MissingInput("units", "Units are not known", "Enter the units or the minutes behind them."),
        _of_lines("units"),
    ),
    (
        "spent",
        MissingInput(
            "spent", "The patient's year is not known", "Give what was allowed this year so far (history, spent)."
        ),
        lambda visit, _lines, _policy: visit.history is None or visit.history.spent is None,
    ),
    *(
        (name, MissingInput(name, title, remedy), _of_history(part))
        for name, part, title, remedy in (
            ("all_visits", "visits", "Earlier visits not known", "Give them with --history."),
            ("plans", "plan_of_care", "Plan of care not known", "Give the patient's chart with --charts."),
            (
                "progress_reports",
                "progress_reports",
                "Progress reports not known",
                "Enter them in the patient's chart.",
            ),
            ("authorizations", "authorizations", "Authorizations not known", "Enter them in the patient's chart."),
            ("benefits", "benefits", "Benefit limits not known", "Enter what the eligibility answer said."),
            ("coverage", "coverage", "Coverage not known", "Enter what the eligibility answer said."),
            ("discharged_on", "discharged_on", "Discharge not known", "Enter it in the patient's chart."),
            (
                "spent_elsewhere",
                "spent_elsewhere",
                "The year at other providers is not known",
                "Ask the patient, or read it off the eligibility answer.",
            ),
        )
    ),
    ("note", MissingInput("note", "The note is not given", "Give the notes with --notes."), _of_visit("note")),
    (
        "clinician",
        MissingInput(
            "clinician",
            "Not entered of the clinician",
            "Give the practice's file with --practice, with the clinician's licences, enrolments and screenings.",
        ),
        lambda _visit, _lines, _policy: True,
    ),
    (
        "secondary_payer",
        MissingInput("secondary_payer", "A second payer is not known of", "Enter it, or leave it empty text for none."),
        _of_visit("secondary_payer"),
    ),
    (
        "allowed",
        MissingInput("allowed", "Allowed amount not known", "Give the allowed amount of each line."),
        _of_lines("allowed"),
    ),
    (
        "necessity_documented",
        MissingInput(
            "necessity_documented",
            "Nobody has said whether necessity is documented",
            "Have the therapist attest it (necessity_documented).",
        ),
        _of_visit("necessity_documented"),
    ),
)
_BLOCKS = MissingInput(
    "start", "The visit does not show when it was given", "Enter start times, or mark the service separate."
)
_ASKING_WHEN = frozenset({"pairs.unsupported", "caregivers.patient_there"})
"""The rules that ask when a service was given."""

_LEFT_OPEN = {
    "secondary.counts_otherwise": MissingInput(
        "second_policy", "How the second payer counts units is not known", "Ask the second payer how it counts units."
    ),
    **dict.fromkeys(
        ("authorizations.used_up", "authorizations.last_visits", "benefits.used_up", "benefits.nearly"),
        MissingInput(
            "visits_counted",
            "The payer's count does not tell the visit's number",
            "Enter the day of the count in the chart, or ask the payer for a new count.",
        ),
    ),
    **dict.fromkeys(
        ("benefits.dollars_used_up", "benefits.dollars_nearly"),
        MissingInput(
            "dollars_counted",
            "What the benefit has left is not known",
            "Enter the day of the payer's count, and what was allowed for the visits since.",
        ),
    ),
    **dict.fromkeys(
        ("wounds.area_overbilled", "wounds.area_underbilled"),
        MissingInput(
            "wound_area",
            "Wound area not recorded",
            "Enter the square centimeters debrided, all wounds together, the same on each line (wound_area).",
        ),
    ),
    **dict.fromkeys(
        ("complexity.above", "complexity.below"),
        MissingInput(
            "evaluation_findings",
            "What the evaluation found is not recorded",
            "Enter with the note what its grade stands on: personal factors, elements examined and presentation; in OT "
            "the history review, performance deficits and decision making.",
        ),
    ),
    "testing.no_report": MissingInput(
        "written_report",
        "Whether the test has a written report is not recorded",
        "Say so with the note (written_report), or write the report and tell of it in the note.",
    ),
    "discharge.no_report": MissingInput(
        "discharge_report",
        "Whether care ended with a report is not known",
        "Enter the note's kind, and give a history that holds the visits up to the discharge.",
    ),
    "plans.by_assistant": MissingInput(
        "plan_writer", "Who wrote the plan of care is not recorded", "Enter the writer's credential in the chart."
    ),
    **dict.fromkeys(
        ("progress.overdue", "progress.by_assistant"),
        MissingInput(
            "report_writer",
            "Who wrote a progress report is not recorded",
            "Enter the writer's credential in the chart.",
        ),
    ),
}
"""What a rule asks of the chart beyond its parts being there."""

_TABLES = MissingInput(
    "tables", "The published tables held do not answer this", "Import the release for the date of service."
)


def what_is_unknown(entry: Rule, visit: Visit, lines: Sequence[Line | Service], policy: Policy) -> MissingInput:
    """The first thing missing that the rule depends on, for a visit and the lines it is asked of."""
    questions, asked_of_payer = _behind(entry.id)
    for unknown, missing in questions:
        if missing(visit, lines, policy):
            left_to_payer = unknown.name == "units" and _payer_decides_units(lines, policy)
            return _of_policy(policy, "unit_method") if left_to_payer else unknown
    for key in asked_of_payer:
        if getattr(policy, key) is None:
            return _of_policy(policy, key)
    if entry.id in _LEFT_OPEN:
        return _LEFT_OPEN[entry.id]
    return _BLOCKS if entry.id in _ASKING_WHEN else _TABLES


@cache
def _behind(rule_id: str) -> tuple[tuple[tuple[MissingInput, IsMissing], ...], tuple[str, ...]]:
    """What to ask, in order, when the rule has no answer: of the visit, then of the payer's policy."""
    behind = rule_set().inputs_behind(rule_id) | ({"performed_by"} if rule_id.startswith("assistants.") else set())
    asked_of_payer = tuple(sorted(behind & keys().keys.keys()))
    names = behind | ({"policy_name"} if asked_of_payer else set())
    return tuple((unknown, missing) for name, unknown, missing in _QUESTIONS if name in names), asked_of_payer


def _of_policy(policy: Policy, key: str) -> MissingInput:
    return _asked_of_payer(key, policy.values[key].why or keys().keys[key].meaning)


@lru_cache(maxsize=4096)
def _asked_of_payer(key: str, why: str) -> MissingInput:
    remedy = f"{why}. Ask the payer, and write {key} into your own payer file (--payers)."
    return MissingInput("policy", key.replace("_", " "), remedy)


def _payer_decides_units(lines: Sequence[Line | Service], policy: Policy) -> bool:
    """Whether units are missing though their minutes are there, because nobody knows how the payer counts them."""
    if not policy.name or policy.unit_method is not None:
        return False
    open_lines = [line for line in lines if line.units is None]
    entries = [catalogue().get(line.code) for line in open_lines if line.minutes is not None]
    pooled = [entry for entry in entries if entry is not None and entry.unit_rule == "pooled"]
    return len(pooled) == len(open_lines)


def together(unknowns: Sequence[MissingInput], policy: Policy) -> MissingInput:
    """Several unknowns of one name as one: what a payer's policy leaves open is said in one sentence."""
    first = unknowns[0]
    if first.name != "policy":
        return first
    keys_asked = list(dict.fromkeys(unknown.title for unknown in unknowns))
    return MissingInput("policy", f"Not known of {policy.name}: {', '.join(keys_asked)}", first.remedy)
