"""Substitutes: another therapist treats in the absence of the practice's own, and the claim says so by Q5 or Q6.

Medicare knows this for outpatient physical therapy only, where the practice lies in an area short of health
professionals, a medically underserved or a rural area, and for at most 60 days in a row, whoever the substitute is.
Q5 says that the two stand in for each other, Q6 that the substitute is paid for the time. The 60 days begin with the
substitute's first visit and end when the absent one treats again. They are counted from the patient's visits on that
one's number; with other patients they may have begun earlier. (42 U.S.C. 1395u(b)(6)(D)) The
statute speaks of Medicare alone: what another payer does with substitutes its own policy says, or nobody knows.

    payer    | discipline | code  | minutes | units | modifiers || broken
    medicare | PT         | 97110 |      15 |     1 | GP Q6     || shortage_area too_long?
    -
    medicare | OT         | 97530 |      15 |     1 | GO Q6     || other_discipline
    -
    medicare |            | 97530 |      15 |     1 | GP Q5     || other_discipline? shortage_area? too_long?
    -
    aetna    | PT         | 97110 |      15 |     1 | GP Q5     || other_discipline? shortage_area? too_long?
    -
    medicare | PT         | 97110 |      15 |     1 | GP        ||
    -
    self_pay | OT         | 97530 |      15 |     1 | GO Q6     ||

    payer    | service_date | discipline | code  | units | modifiers | earlier                                                || broken
    medicare | 2026-04-30   | PT         | 97110 |     1 | GP Q6     | 2026-03-02 97110 mark=Q6                               || shortage_area  # the 60th day
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP Q6     | 2026-03-02 97110 mark=Q6                               || shortage_area too_long  # the 61st
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP Q6     | 2026-03-02 97110 mark=Q6; 2026-04-06 97110             || shortage_area  # the absent one was back
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP Q5     | 2026-03-02 97110 mark=Q6; 2026-04-06 97110 mark=Q5     || shortage_area too_long
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP        | 2026-03-02 97110 mark=Q6                               ||
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP Q6     | none                                                   || shortage_area
    -
    medicare | 2026-05-01   | PT         | 97110 |     1 | GP Q6     |                                                        || shortage_area too_long?
    -
    medicare | 2026-05-01   | OT         | 97530 |     1 | GO Q6     | 2026-03-02 97530 mark=Q6                               || other_discipline  # no day is right
"""

from datetime import date

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.model.visit import Visit

NEEDS = "claim"

SUBSTITUTED = frozenset({"Q5", "Q6"})


@fact
def by_substitute(billed: bool, modifiers: tuple[str, ...]) -> bool:
    """Whether the line says that a substitute gave the service."""
    return billed and not SUBSTITUTED.isdisjoint(modifiers)


@fact
def asks_of_substitutes(by_substitute: bool, substitute_disciplines: tuple[str, ...] | None = None) -> bool | None:
    """Whether the payer limits substitutes to some disciplines; unknown where nobody knows the payer's rule."""
    if not by_substitute:
        return False
    return None if substitute_disciplines is None else bool(substitute_disciplines)


@rule(
    title="Substitute in a discipline that may have none",
    cite="42-usc-1395u-b-6",
    when="asks_of_substitutes",
    unknown="info",
    message="The line says {modifiers:written}; this payer knows substitutes for {substitute_disciplines:codes} only.",
    remedy="Bill it on the number of who gave it, once enrolled.",
    carc="16",
)
def other_discipline(discipline: str, substitute_disciplines: tuple[str, ...]) -> bool:
    """The law names outpatient physical therapy. For others the one who treated has to be enrolled and named."""
    return discipline not in substitute_disciplines


@fact
def may_substitute(
    asks_of_substitutes: bool | None = None,
    discipline: str | None = None,
    substitute_disciplines: tuple[str, ...] | None = None,
) -> bool | None:
    """Whether a substitute is named in a discipline that may have one."""
    if not asks_of_substitutes:
        return asks_of_substitutes
    return None if discipline is None or substitute_disciplines is None else discipline in substitute_disciplines


@rule(
    title="Substitute: is it an area where one may be?",
    cite="42-usc-1395u-b-6",
    when="may_substitute",
    severity="warn",
    unknown="info",
    message="{modifiers:written}: substitutes may treat in shortage, underserved and rural areas only.",
    remedy="See that the practice lies in such an area.",
)
def shortage_area(modifiers: tuple[str, ...], substitute_areas: bool) -> bool:
    """Outside these areas the claim is not payable on the absent therapist's number."""
    return substitute_areas and not SUBSTITUTED.isdisjoint(modifiers)


@fact
def substitute_treats(may_substitute: Each[bool | None]) -> bool | None:
    """Whether a line of the visit names a substitute that may be; unknown where it is of one."""
    return True if True in may_substitute else None if None in may_substitute else False


@fact
def substitute_since(all_visits: tuple[Visit, ...], service_date: date, provider_npi: str, discipline: str) -> date:
    """The day from which on all the patient's visits on the clinician's number were a substitute's."""
    earlier = [
        (visit.service_date, _by_substitute(visit))
        for visit in all_visits
        if visit.service_date
        and visit.service_date < service_date
        and visit.provider_npi == provider_npi
        and visit.discipline == discipline
    ]
    since = service_date
    for day, substituted in sorted(earlier, reverse=True):
        if not substituted:
            break
        since = day
    return since


def _by_substitute(visit: Visit) -> bool:
    return any(not SUBSTITUTED.isdisjoint(service.modifiers) for service in visit.services)


@rule(
    title="Substitute for too long",
    cite="palmetto-substitutes",
    when="substitute_treats",
    severity="warn",
    unknown="info",
    message="A substitute has treated the patient on this number since {substitute_since:date}; "
    "this payer takes {substitute_days} days in a row.",
    remedy="Bill the substitute's own number from then on, unless the absent one was back in between or is on active duty.",
)
def too_long(substitute_since: date, service_date: date, substitute_days: int) -> bool:
    """After the last day the one who treats has to be enrolled and named, and a new substitute changes nothing."""
    return (service_date - substitute_since).days >= substitute_days
