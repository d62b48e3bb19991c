"""Checks of enrollments: in effect, at the site, under the group, with the taxonomy."""

from collections.abc import Iterator

from cleanclaim.compliance.credentialing.billing_right import BillingRight, Ground
from cleanclaim.compliance.credentialing.check import CheckAnswer, CheckFacts, CheckOutcome, credential_check
from cleanclaim.compliance.credentialing.matrix import MatrixCell, billing_matrix
from cleanclaim.compliance.credentialing.visit_answers import answers_of_visits
from cleanclaim.law.chart.credentials import is_employed
from cleanclaim.model.supervision import is_assistant

_OUTCOMES: dict[str, CheckOutcome] = {"yes": "pass", "no": "fail", "undetermined": "undetermined"}


def _cells(facts: CheckFacts) -> list[MatrixCell]:
    """What each therapist on the staff may bill; assistants bill on a therapist's number."""
    return [
        one
        for one in billing_matrix(facts.rights, facts.on)
        if is_employed(one.clinician.clinician, facts.on) and not is_assistant(one.clinician.clinician)
    ]


def _of(cell: MatrixCell) -> str:
    return f"{cell.clinician.name}, {cell.payer.name}, {cell.site.site.name}"


def _answers(facts: CheckFacts, *grounds: Ground) -> Iterator[CheckAnswer]:
    """The answers of the matrix that rest on these grounds, and those that pass."""
    for cell in _cells(facts):
        right: BillingRight = cell.right
        if right.answer == "yes" or right.ground in grounds:
            yield CheckAnswer(_OUTCOMES[right.answer], _of(cell), right.why)


@credential_check(
    "CR06",
    title="Enrolled with the payer on the day",
    result="hold",
    cite="42-cfr-424-521",
    remedy="Hold the claims until the enrollment is in effect: `cleanclaim credentialing hold` lists them.",
)
def enrolled(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """From the first day to the last, on the day asked for and on that of each visit; an application is not one yet."""
    yield from answers_of_visits(facts, "CR06")
    yield from _answers(facts, "enrollment")


@credential_check(
    "CR07",
    title="Enrolled at the site",
    result="hold",
    cite="42-cfr-424-521",
    remedy="Add the site to the enrollment, or enter whether the payer enrolls by site (by_site).",
)
def at_site(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Where the payer enrolls at each site by itself, the site has a row of its own."""
    yield from _answers(facts, "site")


@credential_check(
    "CR08",
    title="Linked to the billing group",
    result="hold",
    cite="42-cfr-424-80",
    remedy="Reassign the clinician's payments to the group with the payer, and enter group_npi.",
)
def linked(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """The payer pays the group only what clinicians linked to it render."""
    own = facts.rights.credentials.practice.npi
    for who in facts.rights.credentials.clinicians.values():
        for one in who.applications or ():
            each = one.enrollment
            if each.begins is None or (each.ends is not None and each.ends < facts.on):
                continue
            of = f"{who.name}, {facts.rights.credentials.payers[each.payer].name}"
            if each.group_npi is None:
                yield CheckAnswer("undetermined", of, "the group it is linked to is not entered (group_npi)")
            else:
                outcome: CheckOutcome = "pass" if each.group_npi == own else "fail"
                yield CheckAnswer(outcome, of, f"linked to {each.group_npi}")


@credential_check(
    "CR12",
    title="Taxonomy on claims is the one enrolled",
    result="fix",
    cite="taxonomy-remarks",
    remedy="Send the taxonomy that the payer has, or have the payer change its own.",
)
def taxonomy(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Payers match by it, and deny what they cannot match."""
    for who in facts.rights.credentials.clinicians.values():
        for one in who.applications or ():
            if one.enrollment.begins is None:
                continue
            of = f"{who.name}, {facts.rights.credentials.payers[one.enrollment.payer].name}"
            if one.taxonomy is None:
                yield CheckAnswer("undetermined", of, "the taxonomy it was made with is not entered")
            else:
                sent = who.clinician.taxonomy
                outcome: CheckOutcome = "pass" if one.taxonomy == sent else "fail"
                yield CheckAnswer(outcome, of, f"enrolled as {one.taxonomy}, claims say {sent}")
