"""What is missing where a question cannot be answered, and what to enter.

Ten questions may fail for one missing value; a person should read once what to fill in.
"""

from collections.abc import Callable

from msgspec import Struct

from cleanclaim.kernel import Rule
from cleanclaim.law.book import book
from cleanclaim.law.policies import Policy
from cleanclaim.law.policy.keys import keys
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit


class Unknown(Struct, frozen=True):
    """Something not known: its name, how it is said, and what to do."""

    name: str
    title: str
    remedy: str


def _of_visit(field: str) -> Callable[[Visit, Line | Service | None, Policy], bool]:
    return lambda visit, _line, _policy: getattr(visit, field) is None


def _of_line(field: str) -> Callable[[Visit, Line | Service | None, Policy], bool]:
    def missing(visit: Visit, line: Line | Service | None, _policy: Policy) -> bool:
        return any(getattr(item, field) is None for item in ([line] if line is not None else visit.services))

    return missing


def _of_services(field: str) -> Callable[[Visit, Line | Service | None, Policy], bool]:
    return lambda visit, _line, _policy: any(getattr(service, field) is None for service in visit.services)


_QUESTIONS: tuple[tuple[str, Unknown, Callable[[Visit, Line | Service | None, Policy], bool]], ...] = (
    (
        "policy_name",
        Unknown("payer", "Payer not known", "Name a payer we hold, or describe it in a policy file of your own (--payers)."),
        lambda _visit, _line, policy: not policy.name,
    ),
    ("service_date", Unknown("service_date", "Date of service not recorded", "Enter the date."), _of_visit("service_date")),
    ("discipline", Unknown("discipline", "Discipline not recorded", "Enter PT, OT or SLP."), _of_visit("discipline")),
    ("patient_id", Unknown("patient_id", "Patient not recorded", "Enter the patient's id."), _of_visit("patient_id")),
    (
        "provider_npi",
        Unknown("provider_npi", "Provider not recorded", "Enter the NPI of who rendered the visit."),
        _of_visit("provider_npi"),
    ),
    (
        "place_of_service",
        Unknown("place_of_service", "Place of service not recorded", "Enter the place: 11 is an office, 12 the home."),
        _of_visit("place_of_service"),
    ),
    (
        "performed_by",
        Unknown("performed_by", "Who gave it is not recorded", "Enter PT, PTA, OT, OTA or SLP for each service."),
        _of_services("performed_by"),
    ),
    (
        "services",
        Unknown("minutes", "Minutes are not recorded", "Enter the minutes; units are never assumed."),
        _of_services("minutes"),
    ),
    ("units", Unknown("units", "Units are not known", "Enter the units or the minutes behind them."), _of_line("units")),
    (
        "spent",
        Unknown("spent", "The patient's year is not known", "Give what was allowed this year so far (history, spent)."),
        lambda visit, _line, _policy: visit.history is None or visit.history.spent is None,
    ),
    ("allowed", Unknown("allowed", "Allowed amount not known", "Give the allowed amount of each line."), _of_line("allowed")),
    (
        "necessity_documented",
        Unknown(
            "necessity_documented",
            "Nobody has said whether necessity is documented",
            "Have the therapist attest it (necessity_documented).",
        ),
        _of_visit("necessity_documented"),
    ),
)
_BLOCKS = Unknown("start", "The visit does not show when it was given", "Enter start times, or mark the service separate.")
_TABLES = Unknown("tables", "The published tables held do not answer this", "Import the release for the date of service.")


def what_is_unknown(entry: Rule, visit: Visit, line: Line | Service | None, policy: Policy) -> Unknown:
    """The first thing missing that the rule depends on."""
    behind = book().inputs_behind(entry.id) | ({"performed_by"} if entry.id.startswith("assistants.") else set())
    for name, unknown, missing in _QUESTIONS:
        asked = name in behind or (name == "policy_name" and behind & keys().keys.keys())
        if asked and missing(visit, line, policy):
            return unknown
    for key in sorted(behind & keys().keys.keys()):
        if getattr(policy, key) is None:
            why = policy.values[key].why or keys().keys[key].meaning
            return Unknown(key, f"Not known of {policy.name}: {key.replace('_', ' ')}", f"{why}. Ask the payer, and enter it in its policy file.")
    return _BLOCKS if entry.id == "pairs.unsupported" else _TABLES
