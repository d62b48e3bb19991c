"""Whether a clinician may bill a payer for a day at a site: yes, no, or not known, with what that rests on.

    Ada Bell, Medicare, Main, Mar 9, 2026   yes   enrolled from Apr 6, 2026; Medicare lets 30 days before be billed

Licenses, enrollments and looks into the lists are read by the functions that the review of claims goes by; here the
site's state, the payer's enrollment by site and the practice's own enrollment come to it. An assistant's visit is
billed by the therapist who supervises. A `no` goes before what is not known, and that before a `yes`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, field, structs

from cleanclaim.compliance.credentialing.looks import find_exclusion, is_look_stale, last_federal_look
from cleanclaim.compliance.credentialing.retroactive import retroactive_window
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart import credentials as standing_of
from cleanclaim.law.chart.credentials import EnrollmentStanding
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.rules.staff import WITHOUT_ENROLLMENT
from cleanclaim.law.wording import day
from cleanclaim.model.credentialing import (
    Application,
    CredentialedClinician,
    CredentialedPayer,
    Credentials,
    CredentialSite,
)
from cleanclaim.model.practice import License
from cleanclaim.model.supervision import is_assistant

RightAnswer = Literal["yes", "no", "undetermined"]
Ground = Literal["staff", "license", "permit", "exclusion", "supervision", "enrollment", "site", "group"]
_ORDER: dict[RightAnswer, int] = {"no": 0, "undetermined": 1, "yes": 2}


class BillingRight(Struct, frozen=True, kw_only=True):
    """Whether a clinician may bill. `ground` is what a `no`, or what is not known, rests on; `check` the id of the
    check that asks it. `since`: the first day of an enrollment that is to come, or lets the day be billed back under a
    `condition`. `application`: the one it hangs on. `notes`: what is overdue and takes the right away later.
    """

    answer: RightAnswer
    why: str
    ground: Ground
    check: str
    condition: str = ""
    since: date | None = None
    ends: date | None = None
    application: Application | None = None
    notes: tuple[str, ...] = ()


class BillingRights(Struct, frozen=True):
    """Whoever asks many times asks here: an answer is worked out once."""

    credentials: Credentials
    basis: Basis
    _known: dict[tuple[str, str, str, date, str | None], BillingRight] = field(default_factory=dict)

    def right(
        self, npi: str, payer: str, site: CredentialSite, on: date, place_of_service: str | None = None
    ) -> BillingRight:
        """Whether the clinician of an NPI may bill the payer, by its key, for the day at the site."""
        key = (npi, payer, site.site.name, on, place_of_service)
        if key not in self._known:
            self._known[key] = self._find(npi, payer, site, on, place_of_service)
        return self._known[key]

    def policy(self, payer: CredentialedPayer, on: date) -> Policy | None:
        """What the payer asks for on a day; None where no policy describes it."""
        return self.basis.policy(payer.policy, on)

    def _find(self, npi: str, payer_key: str, site: CredentialSite, on: date, place: str | None) -> BillingRight:
        who = self.credentials.clinicians.get(npi)
        payer = self.credentials.payers.get(payer_key)
        if who is None or payer is None:
            missing = f"{npi} is no clinician" if who is None else f"{payer_key} is no payer"
            return _unknown("enrollment", "CR06", f"{missing} of these credentials")
        policy = self.policy(payer, on)
        found = [
            _employed(who, on),
            _licensed(who, site.site.address.state, on),
            _permitted(who, site.site.address.state, policy, on),
            _not_excluded(who),
            _not_excluded(self.credentials),
            self._enrolled(who, payer, policy, site, on, place),
        ]
        first = min(found, key=lambda one: _ORDER[one.answer])
        if first.answer == "yes":
            return _with_notes(found[-1], _notes(who, policy, found[-1], on))
        if first.answer == "no":
            return first
        whys = [one.why for one in found if one.answer == "undetermined"]
        return BillingRight(
            answer="undetermined",
            why="; ".join(whys),
            ground=first.ground,
            check=first.check,
            application=found[-1].application,
        )

    def enrolls_nobody(self, payer: CredentialedPayer, on: date) -> bool:
        """Whether a payer is one that enrolls nobody, as who pays for themselves."""
        return _enrolls_nobody(payer, self.policy(payer, on))

    def _enrolled(
        self,
        who: CredentialedClinician,
        payer: CredentialedPayer,
        policy: Policy | None,
        site: CredentialSite,
        on: date,
        place: str | None,
    ) -> BillingRight:
        if _enrolls_nobody(payer, policy):
            return _yes("enrollment", "CR06", "this payer enrolls nobody")
        through = ""
        renders = who
        if is_assistant(who.clinician):
            supervisor = self.credentials.clinicians.get(who.clinician.supervised_by or "")
            if supervisor is None:
                return _unknown("supervision", "CR10", "whose number an assistant's visits go out on is not entered")
            renders, through = supervisor, f"on the number of {supervisor.name}: "
        own = _application_at(renders.applications, payer, site, on)
        if isinstance(own, BillingRight):
            return _led(own, through)
        found = _of_enrollment(own, payer, policy, on, place, self.credentials.practice.npi)
        if found.answer == "no" or not self._practice_applied(payer):
            return _led(found, through)
        practice = _application_at(self.credentials.applications, payer, site, on)
        group = (
            practice
            if isinstance(practice, BillingRight)
            else _of_enrollment(practice, payer, policy, on, None, self.credentials.practice.npi)
        )
        if group.answer == "yes":
            return _led(found, through)
        return BillingRight(
            answer=group.answer,
            why=f"{through}of the practice itself: {group.why}",
            ground="group",
            check="CR08",
            since=group.since,
            application=group.application,
        )

    def _practice_applied(self, payer: CredentialedPayer) -> bool:
        """Whether anything is entered of the practice's own enrollment with the payer."""
        return any(one.enrollment.payer == payer.key for one in self.credentials.applications or ())


def _yes(ground: Ground, check: str, why: str) -> BillingRight:
    return BillingRight(answer="yes", why=why, ground=ground, check=check)


def _no(ground: Ground, check: str, why: str, application: Application | None = None) -> BillingRight:
    return BillingRight(answer="no", why=why, ground=ground, check=check, application=application)


def _unknown(ground: Ground, check: str, why: str, application: Application | None = None) -> BillingRight:
    return BillingRight(answer="undetermined", why=why, ground=ground, check=check, application=application)


def _led(one: BillingRight, lead: str) -> BillingRight:
    """The answer with words before it."""
    return _replaced(one, why=f"{lead}{one.why}") if lead else one


def _with_notes(one: BillingRight, notes: tuple[str, ...]) -> BillingRight:
    return _replaced(one, notes=notes) if notes else one


def _replaced(one: BillingRight, **changes: object) -> BillingRight:
    return structs.replace(one, **changes)


def _employed(who: CredentialedClinician, on: date) -> BillingRight:
    one = who.clinician
    if standing_of.is_employed(one, on):
        return _yes("staff", "CR06", "on the staff")
    if one.hired is not None and on < one.hired:
        return _no("staff", "CR06", f"not on the staff before {day(one.hired)}")
    return _no("staff", "CR06", f"left the staff on {day(one.left)}")


def licenses_in(licenses: Sequence[License], state: str) -> tuple[list[License], list[License]]:
    """The licenses of a state, and the compact privileges there."""
    here = [one for one in licenses if one.state == state]
    return [one for one in here if not one.compact], [one for one in here if one.compact]


def has_last_day(licenses: Sequence[License], on: date) -> bool:
    """Whether the last day is entered of one that covers the day: of another nobody knows that it still does."""
    return any(one.ends is not None and standing_of.covers(one, on) for one in licenses)


def _licensed(who: CredentialedClinician, state: str, on: date) -> BillingRight:
    every = who.clinician.licenses
    if every is None:
        return _unknown("license", "CR04", "no licenses are entered")
    own, privileges = licenses_in(every, state)
    by_license = standing_of.is_licensed(own, on)
    home = standing_of.is_licensed(every, on)
    lasts = [standing_of.covers(one, on) for one in privileges]
    by_privilege = True if True in lasts else None if None in lasts else False
    covered = by_license or (by_privilege and home)
    if covered:
        found = _unrestricted(own if by_license else [*privileges, *every], on, state)
        needed = (own,) if by_license else (privileges, [one for one in every if not one.compact])
        if found.answer == "yes" and not all(has_last_day(one, on) for one in needed):
            return _unknown("license", "CR04", f"until which day the license in {state} holds is not entered")
        return found
    if by_privilege and home is False:
        return _no("license", "CR05", f"the privilege in {state} ended with the license of the home state")
    if by_license is None or (by_privilege is not False and home is not False):
        return _unknown("license", "CR04", f"from which day the license in {state} holds is not entered")
    ended = standing_of.find_last_licensed_day(own)
    past = f"; the last one ended on {day(ended)}" if ended and ended < on else ""
    return _no("license", "CR04", f"no license in {state} covers the day{past}")


def _unrestricted(covering: Sequence[License], on: date, state: str) -> BillingRight:
    marks = [one.clear for one in covering if standing_of.covers(one, on) is not False]
    if True in marks:
        return _yes("license", "CR04", f"licensed in {state}")
    if False in marks:
        return _no("license", "CR04", f"a restriction stands on the license in {state}: read the board's order")
    return _unknown("license", "CR04", "whether a restriction stands on the license is not entered")


def _permitted(who: CredentialedClinician, state: str, policy: Policy | None, on: date) -> BillingRight:
    own, privileges = licenses_in(who.clinician.licenses or (), state)
    if not standing_of.is_temporary([*own, *privileges], on):
        return _yes("permit", "CR20", "")
    medicare = policy.kx_applies if policy else None
    if medicare:
        return _no("permit", "CR20", "a temporary permit alone covers the day, on which Medicare enrolls nobody")
    why = "whether this payer pays on a temporary permit is not known"
    return _yes("permit", "CR20", "") if medicare is False else _unknown("permit", "CR20", why)


def _not_excluded(who: CredentialedClinician | Credentials) -> BillingRight:
    found = find_exclusion(who)
    whose = "of the practice itself: " if isinstance(who, Credentials) else ""
    if found is not None:
        where = f"the list {found.list}" if found.list else "a list"
        on = day(found.screening.on)
        return _no("exclusion", "CR13", f"{whose}the look of {on} found the name on {where} of excluded persons")
    return _yes("exclusion", "CR13", "")


def _enrolls_nobody(payer: CredentialedPayer, policy: Policy | None) -> bool:
    return ((policy.claim_filing if policy else None) or payer.claim_filing) in WITHOUT_ENROLLMENT


def _application_at(
    entered: Sequence[Application] | None, payer: CredentialedPayer, site: CredentialSite, on: date
) -> tuple[Application, ...] | BillingRight:
    """The applications to a payer that hold at a site; or the answer where they are of other sites."""
    if entered is None:
        return _unknown("enrollment", "CR06", "no enrollments are entered")
    mine = tuple(one for one in entered if one.enrollment.payer == payer.key)
    here = tuple(one for one in mine if one.site in {None, site.site.name})
    if not mine or any(one.site for one in here) or (here and not payer.by_site):
        return here
    elsewhere = _standing(mine, payer, on)
    if payer.by_site is False or elsewhere.standing != "in_effect":
        return mine
    names = ", ".join(one.site for one in mine if one.site) or "no site"
    if here:  # the payer enrolls by site, and the row names none
        return _unknown("site", "CR07", f"{payer.name} enrolls by site, and the enrollment names none", here[0])
    if payer.by_site:
        return _no("site", "CR07", f"enrolled at {names}, not at {site.site.name}", mine[0])
    return _unknown(
        "site", "CR07", f"enrolled at {names}; whether {payer.name} enrolls by site is not entered", mine[0]
    )


def _standing(mine: Sequence[Application], payer: CredentialedPayer, on: date) -> EnrollmentStanding:
    return standing_of.find_enrollment([one.enrollment for one in mine], payer.key, on)


def _of_enrollment(
    mine: tuple[Application, ...],
    payer: CredentialedPayer,
    policy: Policy | None,
    on: date,
    place: str | None,
    practice_npi: str,
) -> BillingRight:
    """What the applications that hold at the site say of the day."""
    found = _standing(mine, payer, on)
    match found.standing:
        case "in_effect":
            return _in_effect(mine, found, place, practice_npi)
        case "before":
            return _before(mine, found, policy, on)
        case "applied":
            return _applied(mine, payer)
        case "denied":
            one = next((each for each in mine if each.enrollment.denied), None)
            return _no("enrollment", "CR06", f"{payer.name} refused the enrollment", one)
        case "ended":
            one = next((each for each in mine if each.enrollment.ends == found.ended), None)
            return _no("enrollment", "CR06", f"the enrollment ended on {day(found.ended)}", one)
        case _:
            return _no("enrollment", "CR06", f"no enrollment with {payer.name} is entered")


def _in_effect(
    mine: Sequence[Application], found: EnrollmentStanding, place: str | None, practice_npi: str
) -> BillingRight:
    one = next(each for each in mine if each.enrollment in found.entries)
    groups = {each.group_npi for each in found.entries}
    if groups and not groups & {None, practice_npi}:
        return _no("group", "CR08", f"linked to the group {', '.join(sorted(filter(None, groups)))} alone", one)
    if place is not None and standing_of.is_at_unlisted_place(found.entries, place):
        return _no("site", "CR07", f"the enrollment does not name place of service {place}", one)
    ends = [each.ends for each in found.entries]
    since = min(each.begins for each in found.entries if each.begins)
    return BillingRight(
        answer="yes",
        why=f"enrolled from {day(since)}",
        ground="enrollment",
        check="CR06",
        ends=None if None in ends else max(each for each in ends if each),
        application=one,
    )


def _before(mine: Sequence[Application], found: EnrollmentStanding, policy: Policy | None, on: date) -> BillingRight:
    """A day before the first one: billed back where the payer confirmed it, or its law allows it."""
    since = found.since
    assert since is not None
    one = next(each for each in mine if each.enrollment.begins == since)
    window = retroactive_window(one, policy, since)
    why = f"enrolled from {day(since)}"
    if window is None:
        why = f"{why}; how far back this payer lets services be billed is not known"
        return structs.replace(_unknown("enrollment", "CR09", why, one), since=since)
    back = f"{why}, and billed back to {day(window.first)}"
    if on >= window.first:
        return BillingRight(
            answer="yes",
            why=back,
            ground="enrollment",
            check="CR09",
            condition=window.condition,
            since=since,
            application=one,
        )
    if not window.may_stop:
        why = f"{back} as the field reports; nobody has read how far back this payer goes"
        return structs.replace(_unknown("enrollment", "CR09", why, one), since=since)
    return structs.replace(_no("enrollment", "CR09", f"{back} at most", one), since=since)


def _applied(mine: Sequence[Application], payer: CredentialedPayer) -> BillingRight:
    one = next(each for each in mine if not each.enrollment.denied and each.enrollment.begins is None)
    if one.state == "closed_panel":
        return _no("enrollment", "CR06", f"{payer.name} takes nobody new into its panel", one)
    sent = f" on {day(one.submitted)}" if one.submitted else ""
    words = f"applied for{sent}, not in effect" if one.state != "not_started" else "not applied for yet"
    return _no("enrollment", "CR06", f"the enrollment with {payer.name} is {words}", one)


def _notes(who: CredentialedClinician, policy: Policy | None, right: BillingRight, on: date) -> tuple[str, ...]:
    """What is overdue though the clinician may bill."""
    notes = []
    limit = policy.exclusion_screening_days if policy else None
    if limit is not None and limit < NO_LIMIT and is_look_stale(who, on, limit):
        last = last_federal_look(who)
        seen = f"the last look into the lists was on {day(last.on)}" if last else "nobody has looked into the lists"
        notes.append(f"{seen}, and it may be {limit} days old")
    one = right.application.enrollment if right.application else None
    if one and one.revalidate_by and one.revalidate_by < on:
        notes.append(f"revalidation was due by {day(one.revalidate_by)}")
    return tuple(notes)
