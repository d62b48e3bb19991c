"""Diagnoses: present, in the list, and billable on the date.

payer    | service_date | code  | minutes | units | diagnoses     || broken
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.50        ||
-
medicare | 2026-03-02   | 97110 |      15 |     1 |               || missing
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.5         || not_billable     # M54.50, M54.51 or M54.59 since October 2021
-
medicare | 2019-12-30   | 97110 |      15 |     1 | M54.5         || not_billable? unlisted? side_open?   # before the oldest release on file
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M25.56        || not_billable
-
medicare | 2026-03-02   | 97110 |      15 |     1 | X9Z.99        || unlisted
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M5450000      || malformed
-
medicare | 2026-03-02   | 97110 |      15 |     1 | ZZZ X9Z.99    || malformed unlisted
-
medicare | 2026-11-02   | 97110 |      15 |     1 | M72.2         || not_billable     # divided in October 2026
-
medicare | 2026-09-30   | 97110 |      15 |     1 | M72.2         ||
-
medicare | 2026-11-02   | 97110 |      15 |     1 | M67.A01       ||                  # new in October 2026
-
medicare | 2026-11-02   | 97110 |      15 |     1 | S23.420A      || unlisted         # ended in September 2026
-
medicare | 2027-11-02   | 97110 |      15 |     1 | X9Z.99        || not_billable? unlisted? side_open?   # past the newest list
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.50 M54.50 || repeated
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M25.569       || side_open        # pain in unspecified knee
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M75.101       ||                  # what is left open is not the side
-
medicare | 2026-03-02   | 97110 |      15 |     1 | Z47.1         || aftercare_alone
-
medicare | 2026-03-02   | 97110 |      15 |     1 | Z47.1 Z96.651 ||                  # the joint replaced is named: ICD-10-CM asks for no more
-
medicare | 2026-03-02   | 97110 |      15 |     1 | Z47.1 M25.661 ||                  # with what is treated now

payer    | service_date | code  | minutes | units | modifiers | diagnoses      || broken
medicare | 2026-03-02   | 97110 |      15 |     1 | RT GP     | M25.561        ||
-
medicare | 2026-03-02   | 97110 |      15 |     1 | RT GP     | M25.562        || other_side
-
medicare | 2026-03-02   | 97110 |      15 |     1 | RT GP     | M25.562 M54.50 ||               # the back has no side
-
medicare | 2019-12-30   | 97110 |      15 |     1 | RT GP     | M54.5          || not_billable? unlisted? side_open? other_side?
"""

from functools import lru_cache
from itertools import chain

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.rules._facts import no_release
from cleanclaim.law.rules._fixes import each_once
from cleanclaim.model.claim_text import is_diagnosis_code
from cleanclaim.reference.code_sets import code_set
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.tables import Tables

NEEDS = "claim"


@fact
def states(diagnoses: tuple[str, ...], tables: Tables) -> dict[str, str]:
    """What each diagnosis of the line is on the date: billable, header, unknown or undetermined."""
    return {one: tables.diagnosis(one).state for one in diagnoses}


@fact(missing=no_release("icd10"))
def headers(states: dict[str, str]) -> tuple[str, ...] | None:
    """Diagnoses that only head a group; unknown where one cannot be looked up."""
    if "undetermined" in states.values():
        return None
    return tuple(one for one, state in states.items() if state == "header")


@fact(missing=no_release("icd10"))
def strangers(states: dict[str, str]) -> tuple[str, ...] | None:
    """Diagnoses that have the form of a code and are not in the list; unknown where one cannot be looked up."""
    if "undetermined" in states.values():
        return None
    return tuple(one for one, state in states.items() if state == "unknown" and is_diagnosis_code(one))


@fact
def misshapen(diagnoses: tuple[str, ...]) -> tuple[str, ...]:
    """Diagnoses that have not the form of a code."""
    return tuple(one for one in diagnoses if not is_diagnosis_code(one))


@fact
def header_choices(headers: tuple[str, ...], tables: Tables) -> str:
    """What to use in place of a heading: its successors by name, or where to look."""
    return _choices(headers, tables) or "the code under it that says more: side, encounter, or kind"


@fact
def stranger_choices(strangers: tuple[str, ...], tables: Tables) -> str:
    """What to use in place of a code that is not in the list: what took its place, or a look for a typing error."""
    named = _choices(strangers, tables)
    return f"It has ended; use {named}" if named else "Check it for a typing error"


def _choices(diagnoses: tuple[str, ...], tables: Tables) -> str:
    named = {one: tables.diagnosis_successors(one) for one in diagnoses}
    return "; ".join(
        f"{', '.join(with_point(code) for code in codes)} in place of {with_point(one)}"
        for one, codes in named.items()
        if codes
    )


@fact
def visit_has_diagnosis(diagnoses: Each[tuple[str, ...]], visit_diagnoses: tuple[str, ...]) -> bool:
    """Whether any line of the visit names a diagnosis, or the visit itself before it has lines."""
    return any(diagnoses) or bool(visit_diagnoses)


@rule(
    title="No diagnosis",
    cite="icd-10-cm",
    message="The visit names no diagnosis.",
    remedy="Enter the treatment diagnosis of the plan of care.",
    carc="16",
    required=True,
)
def missing(visit_has_diagnosis: bool) -> bool:
    """A claim without a diagnosis is rejected."""
    return not visit_has_diagnosis


@rule(
    title="Diagnosis not specific enough",
    cite="icd-10-cm",
    when="billed",
    message="{headers:diagnoses} only heads a group of codes and is not billable on this date.",
    remedy="Use {header_choices}.",
    field="diagnoses",
    carc="16",
)
def not_billable(headers: tuple[str, ...]) -> bool:
    """Payers take only codes with all their characters."""
    return bool(headers)


@rule(
    title="Not a diagnosis code",
    cite="icd-10-cm",
    when="billed",
    message="{misshapen:codes} is no code of ICD-10-CM: a letter, and two to six letters and digits after it.",
    remedy="Enter the diagnosis by its code, such as M54.50.",
    field="diagnoses",
    carc="16",
    required=True,
)
def malformed(misshapen: tuple[str, ...]) -> bool:
    """A claim with a malformed diagnosis is rejected before anybody reads it."""
    return bool(misshapen)


@rule(
    title="Diagnosis not in the list",
    cite="icd-10-cm",
    when="billed",
    message="{strangers:diagnoses} is not in ICD-10-CM on this date.",
    remedy="{stranger_choices}.",
    field="diagnoses",
    carc="16",
)
def unlisted(strangers: tuple[str, ...]) -> bool:
    """A diagnosis that does not exist on the date gets the claim rejected."""
    return bool(strangers)


@rule(
    title="Diagnosis repeated",
    cite="fcso-1500",
    when="billed",
    severity="warn",
    message="The line names {diagnoses:diagnoses}.",
    remedy="Name each diagnosis once.",
    fix=each_once("diagnoses"),
)
def repeated(diagnoses: tuple[str, ...]) -> bool:
    """Clearinghouses reject a claim that lists a diagnosis twice."""
    return len(set(diagnoses)) < len(diagnoses)


@fact(missing=no_release("icd10"))
def labels(diagnoses: tuple[str, ...], tables: Tables) -> tuple[str, ...] | None:
    """What the diagnoses of the line are called, in small letters; unknown where one cannot be looked up."""
    found = [tables.diagnosis(one) for one in diagnoses]
    if any(one.state == "undetermined" for one in found):
        return None
    return tuple(one.label.lower() for one in found if one.label)


@fact
def names_diagnoses(billed: bool, diagnoses: tuple[str, ...]) -> bool:
    """Whether the line is billed and names a diagnosis."""
    return billed and bool(diagnoses)


@rule(
    title="Side left open in the diagnosis",
    cite="icd-10-cm",
    when="names_diagnoses",
    severity="warn",
    unknown="info",
    message="{diagnoses:diagnoses} names a limb or joint without its side.",
    remedy="Use the code for the side that is treated.",
    field="diagnoses",
    verified=False,
)
def side_open(labels: tuple[str, ...]) -> bool:
    """Whoever treats a knee knows which. Payers read an unspecified side as carelessness, some deny it."""
    return any(
        "unspecified" in label
        and SIDES.isdisjoint(label.replace(",", " ").split())
        and any(part in label for part in SIDED)
        for label in labels
    )


SIDES = frozenset({"right", "left", "bilateral"})

SIDED = (
    *("knee", "shoulder", "hip", "ankle", "elbow", "wrist", "hand", "foot", "finger", "toe", "arm", "leg", "limb"),
    *("thigh", "thumb", "ear", "side"),
)
"""What a body has on both sides, as labels name it."""


@fact
def marks_a_side(names_diagnoses: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line says by RT or LT, and not by both, which side was treated."""
    return names_diagnoses and ("RT" in modifiers) != ("LT" in modifiers)


@rule(
    title="Modifier and diagnosis name different sides",
    cite="icd-10-cm",
    when="marks_a_side",
    severity="warn",
    unknown="info",
    message="The line says {modifiers:written}, and every diagnosis of {diagnoses:diagnoses} is of the other side.",
    remedy="Correct the side that is wrong.",
    verified=False,
)
def other_side(labels: tuple[str, ...], modifiers: tuple[str, ...]) -> bool:
    """A right knee treated for a left knee's pain is denied, or worse, paid and found later."""
    mine, other = ("right", "left") if "RT" in modifiers else ("left", "right")
    return bool(labels) and all(other in label.split() and mine not in label.split() for label in labels)


JOINT_AFTERCARE, JOINT_PRESENT = frozenset(code_set("joint_aftercare")), code_set("joint_present")
"""Aftercare of a joint replacement, and the categories of the joint it names besides."""


@fact
def all_diagnoses(diagnoses: Each[tuple[str, ...]]) -> tuple[str, ...]:
    """The diagnoses of the visit, each once."""
    return tuple(dict.fromkeys(chain(*dict.fromkeys(diagnoses))))


@rule(
    title="Aftercare alone as diagnosis",
    cite="icd-10-cm-guidelines",
    when="visit_has_diagnosis",
    severity="warn",
    message="{all_diagnoses:diagnoses} tells what was done to the patient before, not what is treated now.",
    remedy="Add the diagnosis of what therapy treats, such as pain, stiffness, gait or weakness, if the chart names one.",
    verified=False,
)
def aftercare_alone(all_diagnoses: tuple[str, ...]) -> bool:
    """Status and aftercare codes alone seldom show why therapy is needed; after a joint replacement they may."""
    return _tell_aftercare_alone(all_diagnoses)


@lru_cache(maxsize=65_536)
def _tell_aftercare_alone(all_diagnoses: tuple[str, ...]) -> bool:
    """Remembered, since the same few diagnoses are treated all day."""
    written = [one.replace(".", "").upper() for one in all_diagnoses]
    replaced = not JOINT_AFTERCARE.isdisjoint(written) and any(one.startswith(JOINT_PRESENT) for one in written)
    return not replaced and all(one.startswith("Z") for one in written)
