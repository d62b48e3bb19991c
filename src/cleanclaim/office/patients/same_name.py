"""Whether a name that somebody wrote may be that of a patient: what tells a wrong number from a name written otherwise.

Example, Ada      Ada M Example, EXAMPLE ADA, Example, A.       may be
Example, Ada      Example, Bea                                  may not
Example, Robert   Example, Bob                                  may not: a person says so
"""

import re

from cleanclaim.office.patients.models import fold

_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("", "", "'\u2019`")


def may_be_named(written: str, name: str) -> bool:
    """Whether every word of the shorter of two names is one of the other's, or an initial of one, in any order.

    A name that is not written may be anybody's.
    """
    few, many = sorted((_words(written), _words(name)), key=len)
    return all(any(_may_be(mine, theirs) for theirs in many) for mine in few)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).translate(_APOSTROPHES))


def _may_be(mine: str, theirs: str) -> bool:
    return mine == theirs or (1 in (len(mine), len(theirs)) and mine[0] == theirs[0])
