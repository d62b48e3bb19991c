"""Whether a name that somebody wrote may be that of a patient: what tells a wrong number from a name written otherwise.

Example, Ada      Ada M Example, EXAMPLE ADA, Example, A.       may be
Example, Ada      Example, Bea                                  may not
Example, Robert   Example, Bob                                  may not: a person says so
"""

import re

from cleanclaim.model.practice import Patient
from cleanclaim.office.patients.models import PatientRecord, fold

_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("", "", "'\u2019`")


def may_be_named(written: str, name: str) -> bool:
    """Whether every word of the shorter of two names is one of the other's, or an initial of one, in any order.

    A name that is not written may be anybody's.
    """
    few, many = sorted((_words(written), _words(name)), key=len)
    return all(any(_may_be(mine, theirs) for theirs in many) for mine in few)


def is_renamed(record: PatientRecord, value: Patient) -> bool:
    """Whether what is said of a patient's number now names somebody else: born on another day, or without a word of the
    name that is here. It may be the same person, who married or whose birth date was wrong; a person says so.
    """
    written = f"{value.name.first} {value.name.middle or ''} {value.name.last}"
    return value.birth_date != record.birth_date or not {*_words(record.name)} <= {*_words(written)}


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).translate(_APOSTROPHES))


def _may_be(mine: str, theirs: str) -> bool:
    return mine == theirs or (1 in (len(mine), len(theirs)) and mine[0] == theirs[0])
