"""Checks that only visits, or who referred the patients, can answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.compliance.credentialing.check import CheckAnswer, CheckFacts, CheckOutcome, credential_check
from cleanclaim.compliance.credentialing.visit_sites import payer_of_visit, site_of_visit
from cleanclaim.law.chart.credentials import is_employed
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.rules.substitutes import SUBSTITUTED
from cleanclaim.law.wording import day
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit

NO_VISITS = CheckAnswer("not checked", "visits", "no visits were named (--visits)")


@credential_check(
    "CR09",
    title="Not before the days that may be billed back",
    result="hold",
    cite="42-cfr-424-521",
    remedy="Do not bill the visit, unless the payer confirms an earlier day (retroactive_to).",
)
def retroactive(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Medicare lets 30 days before the first one be billed, 90 where a declared disaster precluded enrollment."""
    if facts.visits is None:
        yield NO_VISITS
        return
    for visit in facts.visits:
        payer, site = payer_of_visit(visit), site_of_visit(visit, facts.rights.credentials)
        if visit.provider_npi is None or payer is None or visit.service_date is None or site is None:
            continue
        right = facts.rights.right(visit.provider_npi, payer, site, visit.service_date, visit.place_of_service)
        if right.since is None:
            continue
        outcomes: dict[str, CheckOutcome] = {"yes": "pass", "no": "fail", "undetermined": "undetermined"}
        condition = f", if {right.condition}" if right.condition else ""
        yield CheckAnswer(outcomes[right.answer], _of(visit), f"{right.why}{condition}")


@credential_check(
    "CR10",
    title="No assistant renders where the payer takes none",
    result="fix",
    cite="own-staff",
    remedy="Put the supervising therapist's NPI on the claim, with CQ or CO where the payer asks for it.",
)
def rendering(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Assistants do not enroll with Medicare; most payers follow it."""
    if facts.visits is None:
        yield NO_VISITS
        return
    for visit in facts.visits:
        who = facts.rights.credentials.clinicians.get(visit.provider_npi or "")
        if who is None or not is_assistant(who.clinician):
            continue
        policy = facts.rights.basis.policy_of(visit)
        may = policy.assistant_may_render if policy else None
        if may is None:
            why = f"whether the payer takes {who.name} as rendering is not known"
            yield CheckAnswer("undetermined", _of(visit), why)
        else:
            why = f"{who.name} is {who.clinician.credential}"
            yield CheckAnswer("pass" if may else "fail", _of(visit), why)


@credential_check(
    "CR11",
    title="An assistant's supervisor was there",
    result="warn",
    cite="42-cfr-410-60",
    remedy="Name the therapist who supervised; where the payer or the state wants one in the office, move the visit.",
)
def supervised(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """General supervision wants a therapist on the staff; direct supervision one who treated that day as well."""
    people = {npi: one.clinician for npi, one in facts.rights.credentials.clinicians.items()}
    if facts.visits is None:
        yield NO_VISITS
        return
    treated = {(visit.provider_npi, visit.service_date) for visit in facts.visits}
    for visit in facts.visits:
        assistant = people.get(visit.provider_npi or "")
        if assistant is None or not is_assistant(assistant) or visit.service_date is None:
            continue
        supervisor = find_supervisor(assistant, people)
        policy = facts.rights.basis.policy_of(visit)
        kind = policy.assistant_supervision if policy else None
        if supervisor is None or not is_employed(supervisor, visit.service_date):
            yield CheckAnswer("fail", _of(visit), "no supervising therapist was on the staff that day")
        elif kind == "general" or (kind == "direct" and (supervisor.npi, visit.service_date) in treated):
            yield CheckAnswer("pass", _of(visit), f"supervision is {kind}; the state may be stricter")
        else:
            why = (
                "whether the supervisor was there is not known" if kind else "which supervision is wanted is not known"
            )
            yield CheckAnswer("undetermined", _of(visit), why)


@credential_check(
    "CR19",
    title="Who certified may do so for Medicare",
    result="block",
    cite="42-cfr-424-24-c",
    remedy="Have a physician or practitioner certify who is on Medicare's list of those who order and refer.",
)
def certifying(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """The NPI of each patient's referrer is on the list of those who may order and certify."""
    if facts.ordering is None:
        yield CheckAnswer("not checked", "referrers", "no list of those who order and refer was named (--ordering)")
        return
    if facts.referrers is None:
        yield CheckAnswer("not checked", "referrers", "no patients are known: name the practice's file (--practice)")
        return
    for patient, npi in facts.referrers.items():
        of = f"patient {patient}"
        if npi is None:
            yield CheckAnswer("undetermined", of, "who referred is not entered")
        else:
            good = npi in facts.ordering
            yield CheckAnswer("pass" if good else "fail", of, f"{npi} is {'' if good else 'not '}on the list")


@credential_check(
    "CR21",
    title="Substitutes only where Medicare knows them",
    result="block",
    cite="42-usc-1395u-b-6",
    remedy="Bill the substitute's own number, once enrolled.",
)
def substitutes(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Q5 and Q6: physical therapy in a shortage area, for at most so many days in a row on one number."""
    if facts.visits is None:
        yield NO_VISITS
        return
    begun = _substituted_since(facts.visits)
    for visit in facts.visits:
        if not _by_substitute(visit) or visit.service_date is None:
            continue
        policy = facts.rights.basis.policy_of(visit)
        disciplines, most = (policy.substitute_disciplines, policy.substitute_days) if policy else (None, None)
        site = site_of_visit(visit, facts.rights.credentials)
        if disciplines is None:
            yield CheckAnswer("undetermined", _of(visit), "the payer's rule on substitutes is not known")
            continue
        if not disciplines:
            continue
        days = (visit.service_date - begun[visit.visit_id]).days
        if visit.discipline not in {*disciplines, None}:
            yield CheckAnswer("fail", _of(visit), f"{visit.discipline} may have no substitute")
        elif most is not None and days >= most:
            since = day(begun[visit.visit_id])
            yield CheckAnswer(
                "fail", _of(visit), f"a substitute treats on this number since {since}; {most} days at most"
            )
        else:
            known = visit.discipline is not None and most is not None
            yield _area_of_substitute(visit, policy, site.shortage_area if site and known else None)


def _area_of_substitute(visit: Visit, policy: Policy | None, lies_in_one: bool | None) -> CheckAnswer:
    """Whether a substitute treats in an area where the payer takes one."""
    if policy is None or policy.substitute_areas is None:
        return CheckAnswer("undetermined", _of(visit), "whether the payer asks for a shortage area is not known")
    if not policy.substitute_areas:
        return CheckAnswer("pass", _of(visit), "the payer takes substitutes in every area")
    if lies_in_one is None:
        return CheckAnswer("undetermined", _of(visit), "whether the site lies in a shortage area is not entered")
    why = "the site lies in a shortage area" if lies_in_one else "the site lies in no shortage area"
    return CheckAnswer("pass" if lies_in_one else "fail", _of(visit), why)


def _by_substitute(visit: Visit) -> bool:
    return any(not SUBSTITUTED.isdisjoint(service.modifiers) for service in visit.services)


def _substituted_since(visits: Sequence[Visit]) -> dict[str, date]:
    """By visit the day since when a substitute treats on its number without the absent one in between."""
    by_number: dict[str | None, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.service_date is not None:
            by_number[visit.provider_npi].append(visit)
    found: dict[str, date] = {}
    for mine in by_number.values():
        since: date | None = None
        for visit in sorted(mine, key=lambda one: one.service_date or date.min):
            since = (since or visit.service_date) if _by_substitute(visit) else None
            if since is not None:
                found[visit.visit_id] = since
    return found


def _of(visit: Visit) -> str:
    return f"visit {visit.visit_id}, {day(visit.service_date)}"
