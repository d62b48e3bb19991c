"""Checks of the clinicians themselves: numbers, licenses, lists, attestations, insurance."""

from collections.abc import Iterator

from cleanclaim.compliance.credentialing.billing_right import has_last_day, licenses_in
from cleanclaim.compliance.credentialing.check import CheckAnswer, CheckFacts, CheckOutcome, credential_check
from cleanclaim.compliance.credentialing.expiring import in_force
from cleanclaim.compliance.credentialing.looks import find_exclusion, is_look_stale, last_federal_look
from cleanclaim.compliance.credentialing.nppes import find_mismatches, missing_from
from cleanclaim.compliance.credentialing.visit_answers import answers_of_visits
from cleanclaim.law.chart import credentials as standing_of
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.wording import day
from cleanclaim.model.credentialing import CredentialedClinician, CredentialedPayer
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import Name
from cleanclaim.model.visit import PERFORMERS

NO_NPPES = CheckAnswer("not checked", "everybody", "no extract of NPPES was named (--nppes)")
OPT_OUT = frozenset({"PT", "PTA", "OT", "OTA"})
"""Credentials whose holders are no physicians or practitioners of 42 U.S.C. 1395a(b), and cannot opt out."""


def _people(facts: CheckFacts) -> list[CredentialedClinician]:
    """Those on the staff on the day."""
    every = facts.rights.credentials.clinicians.values()
    return [one for one in every if standing_of.is_employed(one.clinician, facts.on)]


@credential_check(
    "CR01",
    title="Rendering NPI is valid",
    result="block",
    cite="45-cfr-162-410",
    remedy="Copy the number from the NPI registry.",
)
def rendering_npi(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Ten digits that begin with 1 or 2, of which the last checks the others."""
    for one in _people(facts):
        npi = one.clinician.npi
        good = npi_is_valid(npi)
        yield CheckAnswer("pass" if good else "fail", one.name, npi if good else f"{npi} fails its check digit")


@credential_check(
    "CR02",
    title="Billing NPI is an organization's, or the sole proprietor's own",
    result="block",
    cite="45-cfr-162-410",
    remedy="Bill under the group's NPI (type 2), or enter the practice under the sole proprietor's name.",
)
def billing_npi(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """A group bills under a number of type 2, a sole proprietor under the person's own of type 1."""
    known = facts.rights.credentials
    practice = known.practice
    if not npi_is_valid(practice.npi):
        yield CheckAnswer("fail", known.practice_name, f"{practice.npi} fails its check digit")
        return
    if facts.nppes is None:
        yield NO_NPPES
        return
    entry = facts.nppes.entries.get(practice.npi)
    if entry is None or entry.entity is None:
        yield CheckAnswer("undetermined", known.practice_name, f"the extract does not tell the type of {practice.npi}")
        return
    wanted = 1 if isinstance(practice.name, Name) else 2
    outcome: CheckOutcome = "pass" if entry.entity == wanted else "fail"
    yield CheckAnswer(outcome, known.practice_name, f"{practice.npi} is of type {entry.entity}, {wanted} is wanted")


@credential_check(
    "CR03",
    title="Rendering NPI is active in NPPES",
    result="block",
    cite="45-cfr-162-410",
    remedy="Have the number reactivated in NPPES, and bill nothing on it meanwhile.",
)
def npi_active(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """A number that was deactivated is nobody's for claims of later days."""
    if facts.nppes is None:
        yield NO_NPPES
        return
    for one in _people(facts):
        entry = facts.nppes.entries.get(one.clinician.npi)
        if entry is None:
            yield CheckAnswer("undetermined", one.name, "the extract does not have the number")
        elif entry.is_active(facts.on):
            yield CheckAnswer("pass", one.name, "active")
        else:
            yield CheckAnswer("fail", one.name, f"deactivated on {day(entry.deactivated)}")


@credential_check(
    "CR04",
    title="Licensed in the state of service",
    result="block",
    cite="42-cfr-410-60",
    remedy="Enter the license if it was renewed in time; else the clinician does not treat there.",
)
def licensed(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """A license of the state that covers the day, with no restriction on it, and the day of each visit that is named. A
    privilege is asked apart, and who is licensed in another state of the practice's is not asked about this one: the
    matrix says where one may treat.
    """
    yield from answers_of_visits(facts, "CR04")
    states = _states(facts)
    for one in _people(facts):
        for state in states:
            entered = one.clinician.licenses
            own, privileges = licenses_in(entered or (), state)
            elsewhere = entered and any(each.state in set(states) - {state} for each in entered)
            if not own and (privileges or elsewhere):
                continue
            of = f"{one.name} in {state}"
            if entered is None:
                yield CheckAnswer("undetermined", of, "no licenses are entered")
                continue
            covered = standing_of.is_licensed(own, facts.on)
            restricted = standing_of.is_restricted(own, facts.on)
            if not covered:
                ended = standing_of.find_last_licensed_day(own)
                past = f"; the last one ended on {day(ended)}" if ended and ended < facts.on else ""
                outcome: CheckOutcome = "undetermined" if covered is None else "fail"
                why = "its first day is not entered" if covered is None else f"no license covers the day{past}"
                yield CheckAnswer(outcome, of, why)
            elif restricted is None:
                yield CheckAnswer("undetermined", of, "whether a restriction stands on it is not entered")
            elif not restricted and not has_last_day(own, facts.on):
                yield CheckAnswer("undetermined", of, "its last day is not entered")
            else:
                why = "a restriction stands on it" if restricted else "licensed, and no restriction"
                yield CheckAnswer("fail" if restricted else "pass", of, why)


@credential_check(
    "CR05",
    title="Compact privilege and home license cover the day",
    result="block",
    cite="42-cfr-410-60",
    remedy="Renew the home license and the privilege; the one ends with the other.",
)
def privilege(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """A compact privilege counts while it and the license of the home state are in force."""
    for one in _people(facts):
        entered = one.clinician.licenses or ()
        for state in _states(facts):
            _, privileges = licenses_in(entered, state)
            if not privileges:
                continue
            own = [standing_of.covers(each, facts.on) for each in privileges]
            covered = True if True in own else None if None in own else False
            home = standing_of.is_licensed(entered, facts.on)
            of = f"{one.name} in {state}"
            if covered is False or home is False:
                why = "the privilege does not cover the day" if covered is False else "no home license covers the day"
                yield CheckAnswer("fail", of, why)
            elif covered is None or home is None:
                yield CheckAnswer("undetermined", of, "a first day is not entered")
            else:
                yield CheckAnswer("pass", of, "privilege and home license in force")


@credential_check(
    "CR13",
    title="Not on a list of excluded persons",
    result="block",
    cite="oig-exclusion",
    remedy="Run `cleanclaim credentialing screen` on this month's lists; where a name is found, call compliance today.",
)
def not_excluded(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """The last look is as recent as the payers want it, and found nothing."""
    limit = _screening_days(facts)
    known = facts.rights.credentials
    practice = find_exclusion(known)
    if practice is not None:
        why = f"the look of {day(practice.screening.on)} found the name"
        yield CheckAnswer("fail", known.practice_name, why)
    for one in _people(facts):
        found, last = find_exclusion(one), last_federal_look(one)
        if found is not None:
            yield CheckAnswer("fail", one.name, f"the look of {day(found.screening.on)} found the name")
        elif last is None:
            yield CheckAnswer("undetermined", one.name, "nobody has looked into the federal list")
        elif limit is None:
            yield CheckAnswer("undetermined", one.name, "no payer's policy says how old the look may be")
        elif is_look_stale(one, facts.on, limit):
            yield CheckAnswer("fail", one.name, f"the last look was on {day(last.on)}; it may be {limit} days old")
        else:
            yield CheckAnswer("pass", one.name, f"clear on {day(last.on)}{_lists(one)}")


def _lists(one: CredentialedClinician) -> str:
    """On which lists the clinician was looked for, where it is entered."""
    named = {each.list for each in one.screenings or () if each.list}
    return f" ({', '.join(sorted(named))})" if named else ", which lists is not entered"


def _screening_days(facts: CheckFacts) -> int | None:
    policies = (facts.rights.policy(one, facts.on) for one in facts.rights.credentials.payers.values())
    limits = [one.exclusion_screening_days for one in policies if one and one.exclusion_screening_days is not None]
    return min((one for one in limits if one < NO_LIMIT), default=None)


def _states(facts: CheckFacts) -> list[str]:
    """The states in which the practice treats."""
    return sorted({one.site.address.state for one in facts.rights.credentials.sites})


@credential_check(
    "CR14",
    title="CAQH profile is attested",
    result="task",
    cite="caqh-attestation",
    remedy="Attest in the CAQH profile, and enter the day under kind caqh.",
)
def caqh(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Payers pull nothing from a profile whose attestation ran out."""
    yield from _by_paper(facts, "caqh")


def _by_paper(facts: CheckFacts, kind: str) -> Iterator[CheckAnswer]:
    for paper in facts.papers:
        if paper.kind.key != kind:
            continue
        of = f"{paper.of}, {paper.about}" if paper.about else paper.of
        if paper.on is None:
            yield CheckAnswer("undetermined" if paper.begins is None else "fail", of, paper.why)
        elif paper.on < facts.on:
            yield CheckAnswer("fail", of, f"ran out on {day(paper.on)} ({paper.why})")
        else:
            yield CheckAnswer("pass", of, f"good to {day(paper.on)} ({paper.why})")


@credential_check(
    "CR15",
    title="Malpractice insurance is current, and covers what payers want",
    result="task",
    cite="ncqa-recredentialing",
    remedy="Get the certificate, and enter its last day and its limits under kind malpractice.",
)
def malpractice(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Its last day, then its two limits against those that each payer names."""
    yield from _by_paper(facts, "malpractice")
    for one in _people(facts):
        shared = facts.rights.credentials.expirables or ()
        policies = [each for each in (*shared, *(one.expirables or ())) if each.kind == "malpractice"]
        newest = in_force(policies, facts.on)
        for payer in facts.rights.credentials.payers.values():
            if newest is None or payer.each_claim is None:
                continue
            yield _limits(f"{one.name} for {payer.name}", newest.each_claim, newest.in_all, payer)


def _limits(of: str, each_claim: int | None, in_all: int | None, payer: CredentialedPayer) -> CheckAnswer:
    wanted, wanted_in_all = payer.each_claim or 0, payer.in_all or 0
    if each_claim is None or (wanted_in_all and in_all is None):
        return CheckAnswer("undetermined", of, "what the policy covers is not entered")
    short = each_claim < wanted or (in_all or 0) < wanted_in_all
    limits = f"{dollars_for_people(each_claim)} a claim"
    words = f"covers {limits}, {dollars_for_people(wanted)} is wanted"
    if wanted_in_all:
        words += f"; {dollars_for_people(in_all or 0)} a year, {dollars_for_people(wanted_in_all)} is wanted"
    return CheckAnswer("fail" if short else "pass", of, words)


@credential_check(
    "CR16",
    title="Enrollment is revalidated",
    result="task",
    cite="42-cfr-424-515",
    remedy="Revalidate with the payer, and enter the new day in revalidate_by.",
)
def revalidation(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """The day that Medicare publishes; an interval alone tells no day that is past."""
    yield from _by_paper(facts, "revalidation")


@credential_check(
    "CR17",
    title="Recredentialing is not overdue",
    result="task",
    cite="ncqa-recredentialing",
    remedy="Ask the payer for the day of its committee, and enter recredential_by.",
)
def recredentialing(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """The payer's own day, else 36 months from the first day of the enrollment."""
    yield from _by_paper(facts, "recredentialing")


@credential_check(
    "CR18",
    title="NPPES says what the practice says",
    result="task",
    cite="45-cfr-162-410",
    remedy="Enter the change in NPPES within 30 days of it, or correct the practice's tables.",
)
def nppes_agrees(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Name, taxonomy, address and licenses."""
    if facts.nppes is None:
        yield NO_NPPES
        return
    known = facts.rights.credentials
    differing = find_mismatches(known, facts.nppes)
    for one in differing:
        yield CheckAnswer("fail", one.of, f"{one.what}: we say {one.ours}, NPPES {one.theirs}")
    absent = missing_from(known, facts.nppes)
    for npi, name in absent:
        yield CheckAnswer("undetermined", name, f"the extract does not have {npi}")
    wrong = {one.npi for one in differing} | {npi for npi, _ in absent}
    for npi, person in known.clinicians.items():
        if npi not in wrong:
            yield CheckAnswer("pass", person.name, "as in NPPES")


@credential_check(
    "CR20",
    title="No temporary permit under Medicare",
    result="block",
    cite="42-cfr-410-60",
    remedy="Hold the visits until the full license and the enrollment are there, or have an enrolled therapist treat.",
)
def permits(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Medicare enrolls nobody on a temporary permit alone."""
    payers = facts.rights.credentials.payers.values()
    policies = [facts.rights.policy(one, facts.on) for one in payers]
    if not any(one and one.kx_applies for one in policies):
        return
    for one in _people(facts):
        entered = one.clinician.licenses
        if entered is None:
            yield CheckAnswer("undetermined", one.name, "no licenses are entered")
            continue
        temporary = standing_of.is_temporary(entered, facts.on)
        why = "a temporary permit alone covers the day" if temporary else "no temporary permit"
        yield CheckAnswer("fail" if temporary else "pass", one.name, why)


@credential_check(
    "CR22",
    title="No therapist opted out of Medicare",
    result="warn",
    cite="42-usc-1395a-b",
    remedy="Withdraw it and enroll: a therapist cannot opt out, and private contracts with Medicare patients are void.",
)
def opted_out(facts: CheckFacts) -> Iterator[CheckAnswer]:
    """Physical and occupational therapists are none of those who may opt out."""
    for one in _people(facts):
        if one.clinician.credential not in OPT_OUT or one.clinician.credential not in PERFORMERS:
            continue
        if one.opted_out is None:
            yield CheckAnswer("undetermined", one.name, "whether an affidavit was filed is not entered (opted_out)")
        else:
            why = "an affidavit of opting out was filed" if one.opted_out else "none was filed"
            yield CheckAnswer("fail" if one.opted_out else "pass", one.name, why)
