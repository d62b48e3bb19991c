"""Authorizations: the payer's approval before treatment, for so many visits, between two days, at times for some codes.

payer | policy                      | code  | minutes | units | earlier | authorizations || broken
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 ends=2026-04-30 visits=12 ||
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | none || none
-
aetna | authorization_required=true authorization_after_visits=6 | 97110 | 15 | 1 | payer=aetna 2026-02-02*5 | none ||   # the sixth visit
-
aetna | authorization_required=true authorization_after_visits=6 | 97110 | 15 | 1 | payer=aetna 2026-02-02*6 | none || none
-
aetna | authorization_required=true authorization_after_visits=6 | 97110 | 15 | 1 | payer=aetna discipline=OT 2026-02-02*6 | none ||
-
aetna | authorization_required=true authorization_after_visits=6 | 97110 | 15 | 1 |         | none || none?   # the visit's number is not known
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 discipline=OT || none
-
medicaid_ca |                       | 97110 |      15 |     1 | none    | none || none   # physical therapy, from the first visit
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    |  || none? outside? used_up? other_code? last_visits?
-
aetna |                             | 97110 |      15 |     1 | none    | none || none?   # each plan decides
-
medicare |                          | 97110 |      15 |     1 | none    | none ||
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 ends=2026-02-28 visits=12 || outside
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 visits=12 used=12 counted_on=2026-03-01 || used_up
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 visits=12 used=9 counted_on=2026-03-01 || last_visits   # the 10th of 12
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 visits=12 used=8 counted_on=2026-03-01 ||
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 visits=12 used=8 || used_up? last_visits?   # counted on an unknown day
-
aetna | authorization_required=true | 97110 |      15 |     1 |         | number=A1 payer=aetna begins=2026-02-02 visits=12 || used_up? last_visits?
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 || # no number of visits
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 visits=2 used=2 counted_on=2026-03-01; number=A2 payer=aetna begins=2026-03-01 visits=12 ||   # the second has room
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 codes=97140, || other_code
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | number=A1 payer=aetna begins=2026-02-02 codes=97110,97140 ||

The coverage may have the number of the approval instead:

payer | policy                      | code  | minutes | units | earlier | authorizations | coverage_by                      || broken
aetna | authorization_required=true | 97110 |      15 |     1 | none    | none           | aetna prior_authorization=A1     ||
-
aetna | authorization_required=true | 97110 |      15 |     1 | none    | none           | aetna prior_authorization=       || none
"""

from datetime import date, timedelta

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.chart.authorization_use import (
    AuthorizationUse,
    choose_authorization,
    count_authorized_visit,
    find_authorizations,
    find_unauthorized_codes,
)
from cleanclaim.law.chart.visit_history import PayerVisits
from cleanclaim.law.rules._facts import VISITS_COUNTED
from cleanclaim.model.chart import Authorization
from cleanclaim.model.practice import Coverage

NEEDS = "chart"

LAST = 2
"""Visits left from which more should be asked for: a choice of ours, time enough for a payer's seven days."""


@fact
def payer_authorizations(
    authorizations: tuple[Authorization, ...], payer: str, discipline: str
) -> tuple[Authorization, ...]:
    """The payer's approvals for the discipline."""
    return find_authorizations(authorizations, payer, discipline)


@fact(missing="payer_authorizations")
def holds_authorization(
    authorization_required: bool | None = None, payer_authorizations: tuple[Authorization, ...] | None = None
) -> bool | None:
    """Whether an approval is on file. Where the payer requires none, it does not matter that none is known."""
    if payer_authorizations is None:
        return False if authorization_required is False else None
    return bool(payer_authorizations)


@fact
def billed_codes(code: Each[str], billed: Each[bool]) -> tuple[str, ...]:
    """The codes that go on the claim."""
    return tuple([one for one, goes in zip(code, billed, strict=True) if goes])


@fact(missing="authorizations")
def authorization(
    payer_authorizations: tuple[Authorization, ...],
    service_date: date,
    billed_codes: tuple[str, ...],
    own_visits: PayerVisits | None = None,
) -> Authorization | None:
    """The approval the visit falls under; None where none is open that day."""
    return choose_authorization(payer_authorizations, service_date, own_visits, billed_codes)


@fact
def is_authorized(
    holds_authorization: bool | None = None,
    service_date: date | None = None,
    authorization: Authorization | None = None,
) -> bool | None:
    """Whether an approval is open on the day, so that more is to be asked of it."""
    if not holds_authorization:
        return holds_authorization
    return None if service_date is None else authorization is not None


@fact
def counts_visits(is_authorized: bool | None = None, authorization: Authorization | None = None) -> bool | None:
    """Whether the approval is for a number of visits."""
    return authorization is not None and authorization.visits is not None if is_authorized else is_authorized


@fact(missing=VISITS_COUNTED)
def authorized_visits(
    authorization: Authorization, own_visits: PayerVisits, service_date: date
) -> AuthorizationUse | None:
    """The visit's number under its approval."""
    return count_authorized_visit(authorization, own_visits, service_date)


@fact
def not_authorized(authorization: Authorization, billed_codes: tuple[str, ...]) -> tuple[str, ...]:
    """The billed codes the approval does not name."""
    return find_unauthorized_codes(authorization, billed_codes)


@fact(missing=("authorization_required", "own_visits", "discipline"))
def authorization_due(
    authorization_required: bool | None = None,
    authorization_disciplines: tuple[str, ...] | None = None,
    authorization_after_visits: int | None = None,
    own_visits: PayerVisits | None = None,
    service_date: date | None = None,
    discipline: str | None = None,
) -> bool | None:
    """Whether the visit needs an approval: the payer asks for one in its discipline, and the visits free of it are over."""
    if not authorization_required:
        return authorization_required
    if authorization_disciplines and discipline not in authorization_disciplines:
        return None if discipline is None else False
    if not authorization_after_visits:
        return True
    if own_visits is None or service_date is None or discipline is None:
        return None
    return own_visits.count(date.min, service_date - timedelta(days=1), (discipline,)) >= authorization_after_visits


@fact
def chart_has_to_tell(
    lacks_authorization: bool, authorization_due: bool | None = None, coverage_record: Coverage | None = None
) -> bool | None:
    """Whether the visit needs an approval that only the chart can tell of: the coverage has no number of one. Where no
    chart tells of any, `practice.authorization_missing` says so.
    """
    if lacks_authorization or (coverage_record is not None and coverage_record.prior_authorization):
        return False
    return authorization_due


@rule(
    title="No authorization",
    cite="payer-policy",
    when="chart_has_to_tell",
    unknown="info",
    message="This payer approves treatment beforehand, and no approval is known for the visit's discipline.",
    remedy="Ask the payer for an authorization that reaches back to the visit, and hold the claim until it is here.",
    carc="197",
)
def none(payer_authorizations: tuple[Authorization, ...]) -> bool:
    """Treatment without the payer's approval is denied, and in most contracts the patient may not be billed for it."""
    return not payer_authorizations


@rule(
    title="Outside the authorization's dates",
    cite="payer-policy",
    when="holds_authorization",
    unknown="info",
    message="No known authorization is open on {service_date:date}.",
    remedy="Ask the payer to extend the authorization, or correct its dates in the chart.",
    carc="198",
)
def outside(is_authorized: bool) -> bool:
    """An approval holds between its two days only; a visit before or after them counts as not approved."""
    return not is_authorized


@rule(
    title="More visits than authorized",
    cite="payer-policy",
    when="counts_visits",
    unknown="info",
    message="Visit {authorized_visits.number} of {authorized_visits.limit} under authorization {authorization.number}.",
    remedy="Ask the payer for more visits, and hold the claim until they are approved.",
    carc="198",
)
def used_up(authorized_visits: AuthorizationUse, authorization: Authorization) -> bool:  # noqa: ARG001 - said in the message
    """Visits past the approved number are denied."""
    return authorized_visits.left < 0


@rule(
    title="A code that is not authorized",
    cite="payer-policy",
    when="is_authorized",
    unknown="info",
    message="Authorization {authorization.number} does not name {not_authorized:codes}.",
    remedy="Ask the payer to add the code, or take it off the claim.",
    carc="198",
)
def other_code(not_authorized: tuple[str, ...], authorization: Authorization) -> bool:  # noqa: ARG001 - in the message
    """An approval that lists codes pays those codes alone."""
    return bool(not_authorized)


@rule(
    title="Authorized visits are running out",
    cite="payer-policy",
    when="counts_visits",
    severity="info",
    message="Visit {authorized_visits.number} of {authorized_visits.limit}: {authorized_visits.left} left.",
    remedy="Ask the payer for more visits now, with the newest progress report.",
)
def last_visits(authorized_visits: AuthorizationUse) -> bool:
    """A decision takes days; asked for in time, treatment need not pause."""
    return 0 <= authorized_visits.left <= LAST
