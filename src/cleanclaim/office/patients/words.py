"""What people call the fields of a patient's form, and the words that may be chosen in them."""

from collections.abc import Mapping
from pathlib import Path

from cleanclaim.model.days import day_for_people
from cleanclaim.model.practice import Coverage
from cleanclaim.whole_file import read_toml

LABELS: Mapping[str, str] = {
    "patient_id": "Number in your records",
    "suffix": "Suffix, such as Jr",
    "address": "Street and number",
    "address_2": "Suite or apartment",
    "zip": "ZIP",
    "relationship": "The patient is",
    "order": "Pays",
    "referring_npi": "Referring NPI",
    "member_id": "Member number",
    "prior_authorization": "Authorization number",
    "onset_date": "Illness or injury began",
    "accident": "Accident",
    "claim_number": "Case number, of an injury",
    "medicare_second": "Why Medicare pays second",
    "unable_to_work_from": "Unable to work from",
    "unable_to_work_to": "Unable to work until",
    "subscriber_address": "Subscriber street and number",
    "subscriber_address_2": "Subscriber suite or apartment",
    "subscriber_zip": "Subscriber ZIP",
}
"""The labels that are not the field's own name."""
CHOICES: Mapping[str, Mapping[str, str]] = read_toml(Path(__file__).with_name("words.toml"))
"""The fields with a choice: what can be chosen, with what people call it."""


def label_of(name: str) -> str:
    """What people call a field."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def word_of(name: str, value: str | None) -> str:
    """What people call a value of a field; the value itself where it has no other word."""
    return CHOICES.get(name, {}).get(value or "", value or "")


def list_facts(coverage: Coverage) -> list[tuple[str, str]]:
    """What is known of a coverage, each fact with its label."""
    referrer, accident = coverage.referrer, coverage.accident
    on = day_for_people(accident.on) if accident and accident.on else ""
    facts = [
        ("Member number", coverage.member_id or "none"),
        ("Group number", coverage.group_number),
        (label_of("relationship"), word_of("relationship", coverage.relationship)),
        ("Referred by", f"{referrer.name.first} {referrer.name.last}, NPI {referrer.npi}" if referrer else ""),
        (label_of("prior_authorization"), coverage.prior_authorization),
        (label_of("onset_date"), day_for_people(coverage.onset_date) if coverage.onset_date else ""),
        ("Accident", ", ".join(filter(None, (word_of("accident", accident.cause), on, accident.state)))
         if accident else ""),
        (label_of("claim_number"), coverage.claim_number),
        (label_of("medicare_second"), word_of("medicare_second", coverage.medicare_second)),
    ]  # fmt: skip
    return [(label, text) for label, text in facts if text]
