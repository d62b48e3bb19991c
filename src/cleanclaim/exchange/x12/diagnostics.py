"""What is wrong in an X12 file: where, at which level, what, and how to fix it.

The levels are the SNIP types (WEDI): 1 syntax, 2 the guide's loops, segments, elements and codes, 3 amounts that must
balance, 4 what one segment asks of another, 5 code sets that others keep, 6 what therapy asks. A fault is a value;
nothing is raised. `checks` has what is looked for.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from cleanclaim.model.override import Override

Level = Literal[1, 2, 3, 4, 5, 6]

LEVELS: dict[Level, str] = {
    1: "syntax",
    2: "guide",
    3: "balance",
    4: "between segments",
    5: "code lists",
    6: "therapy",
}
"""What each level is called on screen and on pages."""


class SegmentPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where in a file.

    `byte` counts from 0 and `number`, the segment's, from 1, both in the file; `position` is the segment's in its
    transaction, where the ST is 1. `interchange`, `group` and `transaction` are control numbers; `claim` is the claim
    number the practice gave. `element` and `component` count from 1. None where it does not apply.
    """

    segment: str
    byte: int
    number: int
    position: int | None = None
    loop: str | None = None
    element: int | None = None
    component: int | None = None
    claim: str | None = None
    transaction: str | None = None
    group: str | None = None
    interchange: str | None = None


DiagnosticSeverity = Literal["stop", "undetermined", "info"]


class Diagnostic(Struct, frozen=True, kw_only=True, tag_field="kind", tag="diagnostic"):
    """What a check found in a file. `severity` stop: a receiver may refuse the file or the claim for it; undetermined:
    it was not checked, because we have no guide or no list for it; info: it stops nothing, or somebody let it pass, and
    `overridden` says who and why.

    `check` is the stored id of the check. `code` is how a 999 says it: IK304 for a segment, IK403 for an element, IK502
    and AK905 for the envelope; empty where a 999 has no word for it.
    """

    place: SegmentPlace
    check: str
    level: Level
    problem: str
    remedy: str
    code: str = ""
    severity: DiagnosticSeverity = "stop"
    overridden: Override | UnsetType = UNSET
