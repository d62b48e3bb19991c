"""What a file's own words for payers, clinicians and what became of appointments may be, and what they were said to be
in earlier files: what somebody chose once is chosen in the next file that writes it the same way.
"""

from collections.abc import Mapping, Sequence

import msgspec

from cleanclaim.exchange.files.visit_values import word_key
from cleanclaim.model.appointment import APPOINTMENT_STATUSES
from cleanclaim.model.practice import Practice
from cleanclaim.office.day import today
from cleanclaim.office.imports.choices import ImportChoices
from cleanclaim.office.imports.models import ColumnMap
from cleanclaim.office.practices.payer_names import list_payers_of, list_policies_of
from cleanclaim.office.practices.stored import list_clinician_choices, list_payer_choices
from cleanclaim.office.visits.models import OFF

Words = Mapping[str, Sequence[str]]


def list_word_choices(
    kind: str, practice: Practice | None, choices: ImportChoices
) -> dict[str, Sequence[tuple[str, str]]]:
    """What the words of a file of a kind may be, by field, each with how people call it."""
    payers = list_policies_of(practice, today()) if kind == "charts" else list_payer_choices(practice)
    if not payers or (choices.billed and kind == "visits"):  # history may be of any payer
        payers = list_payers_of(practice, today())
    return {
        "payer": payers,
        "provider_npi": list_clinician_choices(practice),
        "status": [*((one, OFF.get(one, one.capitalize())) for one in APPOINTMENT_STATUSES), ("scheduled", "To come")],
    }


def say_as_before(
    kind: str, words: Words, open_before: Words, practice: Practice | None, choices: ImportChoices
) -> ImportChoices:
    """The choices with what earlier files' payers and clinicians were said to be, where this file writes them the same
    way and nobody was asked yet. The newest file says it, and only what may still be chosen.
    """
    unsaid = {
        field: [
            word
            for word in words.get(field, ())
            if word not in open_before.get(field, ()) and word not in choices.words.get(field, {})
        ]
        for field in ("payer", "provider_npi")
    }
    if not any(unsaid.values()):
        return choices
    may_be = list_word_choices(kind, practice, choices)
    earlier = [msgspec.json.decode(bytes(one.choices), type=ImportChoices) for one in ColumnMap.objects.order_by("id")]
    known = {
        field: {word_key(word): meant for one in earlier for word, meant in one.words.get(field, {}).items()}
        for field in unsaid
    }
    chosen = {
        field: {word: meant for word in named if (meant := known[field].get(word_key(word))) in dict(may_be[field])}
        for field, named in unsaid.items()
    }
    together = {field: {**choices.words.get(field, {}), **chosen.get(field, {})} for field in {*choices.words, *chosen}}
    return msgspec.structs.replace(choices, words={field: named for field, named in together.items() if named})
