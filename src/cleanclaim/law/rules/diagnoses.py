"""Diagnoses: present, in the list, and billable on the date.

payer    | service_date | code  | minutes | units | diagnoses     || broken
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.50        ||
-
medicare | 2026-03-02   | 97110 |      15 |     1 |               || missing
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.5         || not_billable     # M54.50, M54.51 or M54.59 since October 2021
-
medicare | 2019-12-30   | 97110 |      15 |     1 | M54.5         || not_billable? unlisted?   # before the oldest release held
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M25.56        || not_billable
-
medicare | 2026-03-02   | 97110 |      15 |     1 | X9Z.99        || unlisted
-
medicare | 2026-03-02   | 97110 |      15 |     1 | M54.50 M54.50 || repeated
"""

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.reference.tables import Tables


@fact
def states(diagnoses: tuple[str, ...], tables: Tables) -> dict[str, str]:
    """What each diagnosis of the line is on the date: billable, header, unknown or undetermined."""
    return {one: tables.diagnosis(one).state for one in diagnoses}


@fact
def headers(states: dict[str, str]) -> tuple[str, ...] | None:
    """Diagnoses that only head a group; unknown where one cannot be looked up."""
    if "undetermined" in states.values():
        return None
    return tuple(one for one, state in states.items() if state == "header")


@fact
def strangers(states: dict[str, str]) -> tuple[str, ...] | None:
    """Diagnoses that are not in the list; unknown where one cannot be looked up."""
    if "undetermined" in states.values():
        return None
    return tuple(one for one, state in states.items() if state == "unknown")


@fact
def visit_has_diagnosis(diagnoses: Each[tuple[str, ...]]) -> bool:
    """Whether any line of the visit names a diagnosis."""
    return any(diagnoses)


@rule(
    title="No diagnosis",
    cite="icd-10-cm",
    message="The visit names no diagnosis.",
    remedy="Enter the treatment diagnosis of the plan of care.",
    carc="16",
)
def missing(visit_has_diagnosis: bool) -> bool:
    """A claim without a diagnosis is rejected."""
    return not visit_has_diagnosis


@rule(
    title="Diagnosis not specific enough",
    cite="icd-10-cm",
    when="billed",
    message="{headers:codes} only heads a group of codes and is not billable on this date.",
    remedy="Use the code under it that says more: side, encounter, or kind.",
    carc="16",
)
def not_billable(headers: tuple[str, ...]) -> bool:
    """Payers take only codes with all their characters."""
    return bool(headers)


@rule(
    title="Diagnosis not in the list",
    cite="icd-10-cm",
    when="billed",
    message="{strangers:codes} is not in ICD-10-CM on this date.",
    remedy="Check it for a typing error.",
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
    message="The line names {diagnoses:codes}.",
    remedy="Name each diagnosis once.",
)
def repeated(diagnoses: tuple[str, ...]) -> bool:
    """Clearinghouses reject a claim that lists a diagnosis twice."""
    return len(set(diagnoses)) < len(diagnoses)
