"""What the rules can know, in words: the fields of a visit and of its services, and what stands around them."""

from cleanclaim.law.policies.keys import keys
from cleanclaim.model.about import fields_of
from cleanclaim.model.visit import History, Service, Visit

FIELDS = {
    **{name: field.about.meaning for kind in (History, Service, Visit) for name, field in fields_of(kind).items()},
    "services": "the services as recorded: minutes, who gave them, how, and when",
    # around them
    "lines": "the lines of the claim",
    "visit": "the services as recorded: minutes, who gave them, how, and when",
    "same_day": "the patient's other visits of that day, discipline and payer",
    "all_visits": "the patient's visits before and after",
    "plans": "the patient's plans of care, with their signatures",
    "progress_reports": "the progress reports: when, and by whom",
    "authorizations": "what the payer approved beforehand, and how much of it is used",
    "benefits": "the patient's limited benefits, and how much of them is used",
    "coverage": "from when to when the payer covers the patient, and who pays instead",
    "spent_elsewhere": "what was allowed this year at other providers, from and to",
    "note": "the note of the visit",
    "earlier_notes": "the patient's notes of earlier visits",
    "form": "the words that the practice's notes have in common",
    "patient_day": "the patient's other visits of that day",
    "clinician": "what the practice's file says of who rendered the visit",
    "renders": "on whose number the visit goes out: the clinician, or an assistant's supervising therapist",
    "clinician_day": "the clinician's day: the minutes given one on one, and which services overlap",
    "filed_on": "the day the claim is filed",
    "policy_name": "which policy describes the payer",
    "known_on": "the day by which what counts had been published",
    "own_payers": "where the practice's own payer files are",
    "binding_cap": "the payer's cap on the units of a day, where somebody verified it",
    "tables": "the published tables as of the date of service",
}
"""Each input a rule can read that is not a question to the payer, as a person would say it."""


def in_words(name: str) -> str:
    """An input in words; a policy key as the question it asks of the payer."""
    key = keys().keys.get(name)
    return FIELDS[name] if key is None else f"of the payer: {key.meaning[0].lower()}{key.meaning[1:]}"
