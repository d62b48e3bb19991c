"""Visits and bookings that cannot be billed yet or at all because of credentials, with dollars and deadlines.

    on hold        the enrollment may still come: the claim waits, and is filed as soon as it is there
    blocked        nothing makes it payable: no license, an excluded person, a day before all that may be billed back
    released       the enrollment came, and lets the day be billed back: file it now
    undetermined   something that matters is not entered

What is inside of an enrollment is not listed. The last day to file is the payer's own for the day of service: no payer
counts from the enrollment unless it says so, so that a hold that lasts longer than it is lost.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.compliance.credentialing.billing_right import BillingRight, BillingRights
from cleanclaim.compliance.credentialing.intervals import paper_kinds
from cleanclaim.compliance.credentialing.visit_sites import payer_of_visit, site_of_visit, sites_of_booking
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.spans import Standing
from cleanclaim.law.wording import day
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.credentialing import CredentialSite
from cleanclaim.model.finding import Cite
from cleanclaim.model.practice import NO_FEES, with_fees
from cleanclaim.model.visit import Visit

HoldState = Literal["on hold", "blocked", "released", "undetermined"]
HOLD_STATES: tuple[HoldState, ...] = ("released", "on hold", "blocked", "undetermined")
HoldKind = Literal["visit", "booking"]
_BLOCKS = frozenset({"CR04", "CR05", "CR09", "CR13", "CR20"})
"""Checks of which a `no` cannot be mended by an enrollment that is still to come."""


class HoldItem(Struct, frozen=True, kw_only=True):
    """A visit or a booking that is not simply billed.

    `cents` are its charges, None where one is not known; `about`: they are the average of such visits. `since` is the
    day from which it may be filed, None where nobody knows it. `file_by`: the last day to file, with its `standing` and
    `cite`; `late`: filing it on `since` is too late. `note` says what else to know.
    """

    kind: HoldKind
    id: str
    patient_id: str | None
    npi: str | None
    clinician: str
    payer: str
    site: str
    on: date | None
    state: HoldState
    why: str
    check: str
    cents: int | None
    about: bool = False
    since: date | None = None
    file_by: date | None = None
    standing: Standing | None = None
    cite: Cite | None = None
    late: bool = False
    note: str = ""

    def days_left(self, today: date) -> int | None:
        """Days until the last one to file."""
        return None if self.file_by is None else (self.file_by - today).days


class HoldFacts(Struct, frozen=True, kw_only=True):
    """What is looked at: visits with the practice's fees, and bookings whose patients' payers are known by `payers`."""

    rights: BillingRights
    today: date
    visits: Sequence[Visit] = ()
    fees: Mapping[str, int] = NO_FEES
    bookings: Sequence[Appointment] = ()
    payers: Mapping[str, str] = {}


def find_holds(facts: HoldFacts) -> list[HoldItem]:
    """What is not simply billed: what may be filed now first, then by the last day to file."""
    found = [item for visit in facts.visits if (item := _of_visit(visit, facts)) is not None]
    averages = _averages(facts)
    known = {visit.patient_id: payer_of_visit(visit) for visit in facts.visits}
    payers = {**facts.payers, **{patient: payer for patient, payer in known.items() if patient and payer}}
    for booking in facts.bookings:
        if booking.status in {"canceled", "no_show"} or booking.on < facts.today:
            continue
        item = _of_booking(booking, payers.get(booking.patient_id), averages, facts)
        if item is not None:
            found.append(item)
    return sorted(
        found, key=lambda one: (HOLD_STATES.index(one.state), one.file_by or date.max, one.on or date.max, one.id)
    )


def charge_of(visit: Visit, fees: Mapping[str, int]) -> int | None:
    """The cents of a visit's charges; None where a service has none."""
    charges = [service.charge for service in with_fees(visit.services, fees)]
    return None if not charges or None in charges else sum(one for one in charges if one is not None)


class _Question(Struct, frozen=True, kw_only=True):
    """A visit or a booking, as it is asked about."""

    kind: HoldKind
    id: str
    patient_id: str | None
    npi: str | None
    payer: str | None
    sites: Sequence[CredentialSite]
    on: date | None
    place: str | None = None
    cents: int | None = None
    about: bool = False


def _of_visit(visit: Visit, facts: HoldFacts) -> HoldItem | None:
    site = site_of_visit(visit, facts.rights.credentials)
    every = () if visit.site else facts.rights.credentials.sites
    question = _Question(
        kind="visit",
        id=visit.visit_id,
        patient_id=visit.patient_id,
        npi=visit.provider_npi,
        payer=payer_of_visit(visit),
        sites=(site,) if site else every,
        on=visit.service_date,
        place=visit.place_of_service,
        cents=charge_of(visit, facts.fees),
    )
    return _item(question, facts)


def _of_booking(
    booking: Appointment, payer: str | None, averages: Mapping[tuple[str, str], int], facts: HoldFacts
) -> HoldItem | None:
    cents = averages.get((booking.provider_npi, payer or "")) or averages.get(("", payer or ""))
    question = _Question(
        kind="booking",
        id=f"{booking.patient_id} {booking.on.isoformat()}",
        patient_id=booking.patient_id,
        npi=booking.provider_npi,
        payer=payer,
        sites=sites_of_booking(booking, facts.rights.credentials),
        on=booking.on,
        cents=cents,
        about=cents is not None,
    )
    return _item(question, facts)


def _averages(facts: HoldFacts) -> dict[tuple[str, str], int]:
    """The average charge of a visit, by clinician and payer, and by payer alone."""
    amounts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for visit in facts.visits:
        cents, payer = charge_of(visit, facts.fees), payer_of_visit(visit) or ""
        if cents is not None:
            amounts[visit.provider_npi or "", payer].append(cents)
            amounts["", payer].append(cents)
    return {key: sum(found) // len(found) for key, found in amounts.items()}


def _item(question: _Question, facts: HoldFacts) -> HoldItem | None:
    """The item of a visit or a booking; None where it may simply be billed."""
    right = _right(facts.rights, question)
    state = _state(right, facts)
    if state is None:
        return None
    who = facts.rights.credentials.clinicians.get(question.npi or "")
    payer = facts.rights.credentials.payers.get(question.payer or "")
    on = question.on or facts.today
    policy = facts.rights.policy(payer, on) if payer else None
    filed = _filing_note(right, policy, on) if state == "on hold" and right.since is None else ""
    found = HoldItem(
        kind=question.kind,
        id=question.id,
        patient_id=question.patient_id,
        npi=question.npi,
        clinician=who.name if who else question.npi or "",
        payer=payer.name if payer else question.payer or "",
        site=question.sites[0].site.name if len(question.sites) == 1 else "",
        on=question.on,
        state=state,
        why=right.why,
        check=right.check,
        cents=question.cents,
        about=question.about,
        since=right.since,
        note=filed or (f"if {right.condition}" if right.condition else ""),
    )
    return _with_deadline(found, policy, facts.today)


def _right(rights: BillingRights, question: _Question) -> BillingRight:
    """The answer; where the site is not known, the one that all sites give."""
    npi, payer, on, sites = question.npi, question.payer, question.on, question.sites
    missing = [word for word, value in (("clinician", npi), ("payer", payer), ("day", on)) if value is None]
    if not sites:
        missing.append("site")
    if missing or npi is None or payer is None or on is None:
        why = f"the {' and the '.join(missing)} of it is not known"
        return BillingRight(answer="undetermined", why=why, ground="enrollment", check="CR06")
    each = [(site.site.name, rights.right(npi, payer, site, on, question.place)) for site in sites]
    if len({(one.answer, one.since) for _name, one in each}) == 1:
        return each[0][1]
    answers = "; ".join(f"{name}: {one.answer if one.answer != 'no' else one.why}" for name, one in each)
    why = f"at which site it is is not known, and the answer hangs on it ({answers})"
    return BillingRight(answer="undetermined", why=why, ground="site", check="CR07")


def _state(right: BillingRight, facts: HoldFacts) -> HoldState | None:
    """How it stands; None where it may simply be billed."""
    if right.answer == "undetermined":
        return "undetermined"
    if right.answer == "yes":
        if right.since is None:
            return None
        return "released" if right.since <= facts.today else "on hold"
    refused = right.application is not None and right.application.enrollment.denied
    return "blocked" if right.check in _BLOCKS or right.ground == "staff" or refused else "on hold"


def _with_deadline(item: HoldItem, policy: Policy | None, today: date) -> HoldItem:
    """The item with the last day to file, by the payer's own limit from the day of service."""
    limit = policy.timely_filing if policy else None
    if policy is None or limit is None or item.on is None or limit.number is None:
        return item
    if limit.start not in {"service", "month_of_service"}:
        return item
    value = policy.value("timely_filing")
    last = limit.latest_day(item.on)
    late = max(item.since or today, today) > last
    return structs.replace(item, file_by=last, standing=value.standing, cite=value.cite, late=late)


def _filing_note(right: BillingRight, policy: Policy | None, on: date) -> str:
    """What the day of filing an application says of a day that waits for it: whether approval can make it payable.

    Medicare counts from the day on which the application was filed, and back from there.
    """
    sent = right.application.submitted if right.application else None
    interval = paper_kinds()["effective_on_filing"].interval(on, policy.payer) if policy else None
    back = policy.retroactive_billing_days if policy else None
    if sent is None or interval is None or back is None or back >= NO_LIMIT:
        return ""
    first = sent - timedelta(days=back)
    source = f"{interval.cite.section}, {interval.standing}"
    if on >= first:
        return f"approval may make days from {day(first)} payable ({source})"
    return f"even approval makes no day before {day(first)} payable ({source})"
