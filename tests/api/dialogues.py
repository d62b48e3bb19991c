"""Questions as programs ask them, each with the command line that answers the same."""

import json
from pathlib import Path
from typing import Any

from tests.cli.calling import call

VISIT: dict[str, Any] = {
    "visit_id": "V1",
    "patient_id": "P1",
    "payer": "medicare",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1234567893",
    "place_of_service": "11",
    "services": [
        {"code": "97110", "performed_by": "PTA", "minutes": 13, "diagnoses": "M54.50", "charge": "60.00"},
        {"code": "97140", "performed_by": "PT", "minutes": 22, "diagnoses": "M54.50", "charge": "60.00"},
        {"code": "97110", "performed_by": "PT", "minutes": 15, "diagnoses": "M54.50", "charge": "60.00"},
    ],
}
EARLIER: dict[str, Any] = VISIT | {"visit_id": "V0", "service_date": "2026-02-24"}
WITHOUT_MINUTES: dict[str, Any] = VISIT | {
    "visit_id": "V2",
    "payer": "aetna",
    "services": [{"code": "97110", "performed_by": "PT", "units": 2, "charge": "120.00"}],
}
VISITS = [VISIT, WITHOUT_MINUTES]
DIALOGUES: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("code_visits", {"visits": VISITS}, ("code", "visits.json")),
    ("code_visits", {"visits": VISITS, "payer": "cigna"}, ("code", "visits.json", "--payer", "cigna")),
    ("code_visits", {"visits": VISITS, "as_of": "2021-03-02"}, ("code", "visits.json", "--as-of", "2021-03-02")),
    (
        "review_visits",
        {"visits": VISITS, "filed_on": "2026-03-05"},
        ("review", "visits.json", "--filed-on", "2026-03-05"),
    ),
    (
        "review_visits",
        {"visits": VISITS, "earlier": [EARLIER], "filed_on": "2026-03-05"},
        ("review", "visits.json", "--history", "history.json", "--filed-on", "2026-03-05"),
    ),
    (
        "explain_visit",
        {"visits": VISITS, "visit_id": "V1", "filed_on": "2026-03-05"},
        ("explain", "visits.json", "V1", "--filed-on", "2026-03-05"),
    ),
    ("price_visits", {"visits": VISITS, "zip_code": "78701"}, ("price", "visits.json", "--zip", "78701")),
    (
        "check_pair",
        {"first": "97530", "second": "97140", "on": "2026-03-09"},
        ("codes", "check", "97530", "97140", "--on", "2026-03-09"),
    ),
    ("show_code", {"code": "97140", "on": "2026-03-09"}, ("codes", "show", "97140", "--on", "2026-03-09")),
    ("show_code", {"code": "CO-97", "on": "2026-03-09"}, ("codes", "show", "CO-97", "--on", "2026-03-09")),
    ("search_codes", {"words": "gait", "on": "2026-03-09"}, ("codes", "search", "gait", "--on", "2026-03-09")),
    ("search_rules", {"words": "CO-236"}, ("rules", "search", "CO-236")),
    ("show_rule", {"rule": "pairs.bundled"}, ("rules", "show", "pairs.bundled")),
    ("payer_coverage", {"on": "2026-03-09"}, ("rules", "coverage", "--on", "2026-03-09")),
    (
        "payer_coverage",
        {"payer": "aetna", "on": "2026-03-09"},
        ("rules", "coverage", "--payer", "aetna", "--on", "2026-03-09"),
    ),
)
PRIVATE = "Ottoline Featherstonehaugh"
"""A name that must stand in no error and no log."""
WRONG: tuple[tuple[str, dict[str, Any]], ...] = (
    ("no_such_question", {"visits": [VISIT]}),
    ("code_visits", {}),
    ("code_visits", {"visits": PRIVATE}),
    ("code_visits", {"visits": []}),
    ("code_visits", {"visits": [PRIVATE]}),
    ("code_visits", {"visits": [VISIT | {"service_date": PRIVATE}]}),
    ("code_visits", {"visits": [VISIT | {"services": [{"code": PRIVATE, "minutes": PRIVATE}]}]}),
    ("code_visits", {"visits": [VISIT, VISIT]}),
    ("code_visits", {"visits": [VISIT], "more": PRIVATE}),
    ("review_visits", {"visits": [VISIT], "filed_on": PRIVATE}),
    ("explain_visit", {"visits": [VISIT], "visit_id": PRIVATE}),
    ("price_visits", {"visits": [VISIT], "zip_code": PRIVATE}),
    ("check_pair", {"first": PRIVATE[:20], "second": "97140"}),
    ("check_pair", {"first": "97140", "second": "97140"}),
    ("show_code", {"code": "97140", "payer": PRIVATE}),
    ("show_rule", {"rule": PRIVATE}),
    ("payer_coverage", {"payer": PRIVATE}),
)
"""What cannot be answered."""
OUR_OWN = ("judged_by", "unmatched")
"""What an answer to a program has beside that of the command line."""


def on_the_command_line(folder: Path, arguments: dict[str, Any], words: tuple[str, ...]) -> Any:
    """What the command line answers; lists of rules by the name under which a program gets them."""
    for name, key in (("visits.json", "visits"), ("history.json", "earlier")):
        if key in arguments:
            (folder / name).write_text(json.dumps(arguments[key]), encoding="utf-8")
    found: Any = call(*words, "--format", "json").json
    if isinstance(found, list):
        return {"rules": [{key: value for key, value in one.items() if key != "unmatched"} for one in found]}
    return found


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what the command line does not say."""
    found = {key: value for key, value in answer.items() if key not in OUR_OWN}
    if "rules" in found and isinstance(found["rules"], list):
        found["rules"] = [{key: one[key] for key in one if key != "unmatched"} for one in found["rules"]]
    return found
