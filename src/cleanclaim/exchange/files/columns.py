"""Which column or key holds which field, and what to say when a name is nearly right.

A name we do not know is left alone, for exports carry much that we do not need. But `minuts` ignored in silence
would be minutes lost, so a name that looks like a missing field's is an error.
"""

import difflib
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import TypeVar

from cleanclaim.exchange.files.fields import FIELDS, REQUIRED
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError

T = TypeVar("T")

_MOST_NAMES = 1_000  # a row with more is no row of visits, and comparing its names would take long
# Names other systems use, too unlike ours to be found by likeness.
_OTHER_NAMES = {
    "cpt": "code",
    "cpt_code": "code",
    "date": "service_date",
    "dos": "service_date",
    "date_of_service": "service_date",
    "npi": "provider_npi",
    "payor": "payer",
    "pos": "place_of_service",
    "mins": "minutes",
}


def normalized_name(name: str) -> str:
    """A heading as we write names: `Visit ID` is `visit_id`."""
    return "_".join(name.strip().lower().replace("-", " ").split())


def row_reader(headings: Sequence[str], place: str) -> Callable[[Sequence[T]], tuple[T, ...]]:
    """What picks the cells of FIELDS out of a row under `headings` that has one more, empty cell at its end.

    Raises UserError, at `place`, if a heading is wrong or a column is missing without which there is no visit.
    """
    names = [normalized_name(heading) for heading in headings]
    try:
        check_names(names, FIELDS)
    except UnreadableError as error:
        raise error.at(place, "column") from None
    for name in REQUIRED:
        if name not in names:
            raise UserError(place, f"there is no column {name}.", f"Add it. Found only {quoted(', '.join(names))}.")
    return itemgetter(*(names.index(name) if name in names else -1 for name in FIELDS))


def check_names(names: Sequence[str], known: Collection[str], misplaced: Collection[str] = ()) -> None:
    """Check the names of fields: none twice, none misspelled, none of the other level.

    `known` are the fields allowed here; `misplaced` the fields of the other level, a visit's or a service's.
    Raises UnreadableError for the first name that is wrong.
    """
    if len(names) > _MOST_NAMES:
        raise UnreadableError(f"there are {len(names):,} names.", f"Keep to {_MOST_NAMES:,}: name each field once.")
    missing = [field for field in known if field not in names]
    seen = set()
    for name in names:
        if name in known:
            if name in seen:
                raise UnreadableError("the name is given twice.", "Keep one of them.", name)
            seen.add(name)
        elif name in misplaced:
            raise UnreadableError("the field does not belong here.", f"Move it. Here belong {', '.join(known)}.", name)
        elif meant := _likely(name, missing):
            raise UnreadableError(
                f"{quoted(name)} is not a field. Did you mean {meant}?",
                f"Rename it to {meant}; if it is something else, give it a name less like ours.",
            )


def _likely(name: str, missing: Sequence[str]) -> str | None:
    """The missing field that `name` seems to stand for."""
    simple = normalized_name(name)
    if _OTHER_NAMES.get(simple) in missing:
        return _OTHER_NAMES[simple]
    return next(iter(difflib.get_close_matches(simple, missing, n=1, cutoff=0.85)), None)
