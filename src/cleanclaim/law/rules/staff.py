"""Who treats: licensed that day, enrolled with the payer, screened against the lists, and on the staff.

A therapist treats under a state's license, and is paid by a payer from the day the enrollment takes effect; Medicare
lets a practice bill up to 30 days before it. A federal program pays nothing for what an excluded person gave, and who
employs one pays penalties. Assistants do not enroll: their services go out on the number of the therapist who
supervises them. (42 CFR 410.60, 424.521; Office of Inspector General, May 2013)

What is asked here is answered from the practice's file. A license in any state counts, since a visit does not name its
state; a compact privilege counts while a home license does. Where nobody entered licenses, enrollments or screenings,
it stays open whether there are any, and nothing more is asked of them.

    payer    | code  | minutes | units || broken
    medicare | 97110 | 15      | 1     || unlicensed? not_enrolled? not_screened?
    -
    self_pay | 97110 | 15      | 1     || unlicensed?

Licenses, from the first day to the last:

    payer    | code  | minutes | units | licenses                                                       || broken
    medicare | 97110 | 15      | 1     | state=TX number=1 begins=2020-01-01 ends=2026-03-02 clear=true || not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=TX number=1 begins=2020-01-01 ends=2026-03-01 clear=true || unlicensed not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=OK number=2 compact=true clear=true                      || unlicensed not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=TX number=1 clear=true                                   || unlicensed? not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=TX number=1 begins=2020-01-01 clear=false                || license_restricted not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=TX number=1 begins=2020-01-01                            || license_restricted? not_enrolled? not_screened?
    -
    medicare | 97110 | 15      | 1     | state=TX number=1 begins=2026-02-01 temporary=true clear=true  || temporary_permit not_enrolled? not_screened?
    -
    self_pay | 97110 | 15      | 1     | state=TX number=1 begins=2026-02-01 temporary=true clear=true  ||
    -
    acme     | 97110 | 15      | 1     | state=TX number=1 begins=2026-02-01 temporary=true clear=true  || temporary_permit? not_enrolled? not_screened?

Enrollments. An application is not one yet:

    payer    | place_of_service | code  | minutes | units | enrollments                                               || broken
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2020-03-01                          || unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | none                                                      || not_enrolled unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare                                            || not_enrolled unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2020-03-01 ends=2026-02-28          || not_enrolled unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare denied=true                                || enrollment_denied unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2026-04-02                          || before_enrollment unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2026-04-01                          || before_enrollment~ unlicensed? not_screened?
    -
    aetna    | 11               | 97110 | 15      | 1     | payer=aetna begins=2026-03-10                             || before_enrollment? unlicensed?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2020-03-01 places=11,62             || unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2020-03-01 places=12,62             || other_place unlicensed? not_screened?
    -
    medicare |                  | 97110 | 15      | 1     | payer=medicare begins=2020-03-01 places=12,62             || other_place? unlicensed? not_screened?
    -
    medicare | 11               | 97110 | 15      | 1     | payer=medicare begins=2020-03-01 revalidate_by=2026-03-01 || revalidation_due unlicensed? not_screened?

Screenings, at most 31 days old:

    payer    | code  | minutes | units | screenings                || broken
    medicare | 97110 | 15      | 1     | on=2026-01-30 clear=true  || unlicensed? not_enrolled?
    -
    medicare | 97110 | 15      | 1     | on=2026-01-29 clear=true  || not_screened unlicensed? not_enrolled?
    -
    medicare | 97110 | 15      | 1     | none                      || not_screened unlicensed? not_enrolled?
    -
    medicare | 97110 | 15      | 1     | on=2026-02-15 clear=false || excluded unlicensed? not_enrolled?

On the staff:

    code  | minutes | units | hired      | left       || broken
    97110 | 15      | 1     | 2026-03-02 | 2026-03-02 || unlicensed? not_enrolled? not_screened?
    -
    97110 | 15      | 1     | 2026-03-03 |            || left unlicensed? not_enrolled? not_screened?
    -
    97110 | 15      | 1     |            | 2026-03-01 || left unlicensed? not_enrolled? not_screened?
"""

from datetime import date, timedelta

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart import credentials
from cleanclaim.law.chart.credentials import EnrollmentStanding
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.rules import _staff_messages
from cleanclaim.model.practice import Clinician, Enrollment, License, Screening

NEEDS = "clinician"

WITHOUT_ENROLLMENT = frozenset({"none", "WC", "AM"})
"""Claim filing indicators of those who pay without enrolling anybody: the patient, an employer's or a car's insurer."""


@fact
def licenses(clinician: Clinician | None = None) -> tuple[License, ...] | None:
    """What is entered of the clinician's licenses."""
    return None if clinician is None else clinician.licenses


@fact
def has_license(licenses: tuple[License, ...] | None = None, service_date: date | None = None) -> bool:
    """Whether a license is known that may cover the day."""
    return bool(licenses and service_date and credentials.find_covering_licenses(licenses, service_date))


@fact
def has_license_under_medicare(has_license: bool, kx_applies: bool | None = None) -> bool | None:
    """The same, for Medicare."""
    return kx_applies if has_license else False


@fact(missing="clinician")
def is_licensed(licenses: tuple[License, ...], service_date: date) -> bool | None:
    """Whether a license covers the day."""
    return credentials.is_licensed(licenses, service_date)


@fact(missing="clinician")
def is_restricted(licenses: tuple[License, ...], service_date: date) -> bool | None:
    """Whether a restriction stands on the license."""
    return credentials.is_restricted(licenses, service_date)


@rule(
    title="No license on the day",
    cite="42-cfr-410-60",
    unknown="info",
    message=_staff_messages.unlicensed_message,
    remedy="Enter the license if it was renewed in time; else do not bill the visit.",
    carc="B7",
)
def unlicensed(is_licensed: bool) -> bool:
    """Treatment without a license is unlawful in every state, and whoever paid for it takes the money back."""
    return not is_licensed


@rule(
    title="A restriction stands on the license",
    cite="42-cfr-410-60",
    when="has_license",
    unknown="info",
    message="The clinician's license is entered as restricted on {service_date:date}.",
    remedy="Read the board's order, and bill only what it lets the clinician do.",
    verified=False,
    aliases=("staff.licence_restricted",),
)
def license_restricted(is_restricted: bool) -> bool:
    """What a board forbids is not within the license, and not payable."""
    return is_restricted


@rule(
    title="Temporary permit under Medicare",
    cite="42-cfr-410-60",
    when="has_license_under_medicare",
    unknown="info",
    message="Temporary permits alone cover {service_date:date}.",
    remedy="Hold the visits until the full license and the enrollment are there, or have an enrolled therapist treat.",
    verified=False,
)
def temporary_permit(licenses: tuple[License, ...], service_date: date) -> bool:
    """Medicare enrolls nobody on a temporary permit, and pays nobody who is not enrolled."""
    return credentials.is_temporary(licenses, service_date)


@fact
def enrolls(claim_filing: str | None = None) -> bool:
    """Whether the payer may pay only those enrolled with it. Where no policy describes the payer, it may."""
    return claim_filing not in WITHOUT_ENROLLMENT


@fact(missing=("payer", "service_date", "renders"))
def enrolled(
    enrolls: bool, renders: Clinician | None = None, payer: str | None = None, service_date: date | None = None
) -> EnrollmentStanding | None:
    """How whoever renders the visit stands with the payer on the day; an assistant's visit is the therapist's."""
    entered = renders.enrollments if enrolls and renders is not None else None
    if entered is None or payer is None or service_date is None:
        return None
    return credentials.find_enrollment(entered, payer, service_date)


@fact
def is_denied(enrolled: EnrollmentStanding | None = None) -> bool:
    """Whether the payer refused to enroll the clinician."""
    return enrolled is not None and enrolled.standing == "denied"


@fact
def is_before(enrolled: EnrollmentStanding | None = None) -> bool:
    """Whether the enrollment takes effect after the visit."""
    return enrolled is not None and enrolled.standing == "before"


@fact
def in_effect(enrolled: EnrollmentStanding | None = None) -> tuple[Enrollment, ...]:
    """The enrollments in effect on the day."""
    return () if enrolled is None else enrolled.entries


@fact
def billed_back(
    enrolled: EnrollmentStanding | None = None,
    service_date: date | None = None,
    retroactive_billing_days: int | None = None,
) -> bool | None:
    """Whether the payer lets services be billed from before the enrollment as far back as the visit."""
    return _billed_back(enrolled, service_date, retroactive_billing_days) if enrolled is not None else None


def _billed_back(enrolled: EnrollmentStanding, service_date: date | None, days: int | None) -> bool | None:
    if enrolled.since is None or service_date is None or days is None:
        return None
    return service_date >= enrolled.since - timedelta(days=days)


@rule(
    title="Not enrolled with the payer",
    cite="42-cfr-424-521",
    when="enrolls",
    unknown="info",
    message=_staff_messages.not_enrolled_message,
    remedy="Hold the claim until the enrollment is in effect, and enter it. Days before that, beyond those the payer lets be billed back, are never paid.",
    carc="B7",
)
def not_enrolled(enrolled: EnrollmentStanding) -> bool:
    """The payer denies what somebody gave who was not enrolled that day, and the patient may not be billed for it."""
    return enrolled.standing in ("none", "applied", "ended")


@rule(
    title="The payer refused the enrollment",
    cite="42-cfr-424-521",
    when="is_denied",
    unknown="info",
    message="The application to {payer} was denied.",
    remedy="Do not bill the payer; appeal the refusal or apply again.",
    carc="B7",
    aliases=("staff.enrolment_denied",),
)
def enrollment_denied(is_denied: bool) -> bool:
    """Nothing will make these claims payable but another decision of the payer."""
    return is_denied


@rule(
    title="Before the enrollment took effect",
    cite="42-cfr-424-521",
    when="is_before",
    unless="billed_back",
    unknown="info",
    message="The visit of {service_date:date} comes before {enrolled.since:date}, when the enrollment takes effect.",
    remedy="Do not bill the visit, unless the payer confirms an earlier date.",
    carc="B7",
    aliases=("staff.before_enrolment",),
)
def before_enrollment(is_before: bool) -> bool:
    """A payer pays from the effective date on, and back from it only as far as it says."""
    return is_before


@rule(
    title="Not enrolled at this place",
    cite="42-cfr-424-521",
    when="in_effect",
    severity="warn",
    unknown="info",
    message="The enrollment with {payer} does not name place of service {place_of_service}.",
    remedy="Add the place to the enrollment, or correct the place of service.",
    carc="B7",
    verified=False,
)
def other_place(in_effect: tuple[Enrollment, ...], place_of_service: str) -> bool:
    """Some payers enroll a therapist for each location, and deny what was given at another."""
    return credentials.is_at_unlisted_place(in_effect, place_of_service)


@fact
def revalidation_was_due(in_effect: tuple[Enrollment, ...], service_date: date | None = None) -> date | None:
    """The day by which the enrollment had to be revalidated, where it is past."""
    return (
        credentials.find_overdue_revalidation(in_effect, service_date)
        if in_effect and service_date is not None
        else None
    )


@rule(
    title="Revalidation is overdue",
    cite="42-cfr-424-521",
    when="in_effect",
    severity="warn",
    unknown="info",
    message="The enrollment with {payer} had to be revalidated by {revalidation_was_due:date}.",
    remedy="Revalidate now, and enter the new date.",
    verified=False,
)
def revalidation_due(revalidation_was_due: date | None = None) -> bool:
    """A payer holds payments, and then ends the enrollment, where a revalidation it asked for does not come."""
    return revalidation_was_due is not None


@fact
def screenings(clinician: Clinician | None = None) -> tuple[Screening, ...] | None:
    """What is entered of looks into the lists of excluded persons."""
    return None if clinician is None else clinician.screenings


@fact
def last_screening(screenings: tuple[Screening, ...] | None = None) -> Screening | None:
    """The latest of them."""
    return credentials.find_latest_screening(screenings) if screenings else None


@fact
def was_screened(last_screening: Screening | None = None) -> bool:
    """Whether anybody looked."""
    return last_screening is not None


@rule(
    title="On the list of excluded persons",
    cite="oig-exclusion",
    when="was_screened",
    unknown="info",
    message="The screening of {last_screening.on:date} found the clinician's name.",
    remedy="Bill nothing the clinician gave, and call whoever sees to compliance today.",
    carc="B7",
)
def excluded(last_screening: Screening | None = None) -> bool:
    """No federal program pays for what an excluded person gave, and each claim for it carries a penalty."""
    return last_screening is not None and not last_screening.clear


@fact
def asks_screening(exclusion_screening_days: int | None = None) -> bool | None:
    """Whether the payer, or who oversees it, wants regular looks into the lists."""
    return None if exclusion_screening_days is None else exclusion_screening_days < NO_LIMIT


@rule(
    title="Not screened against the lists of excluded persons",
    cite="oig-exclusion",
    when="asks_screening",
    severity="warn",
    unknown="info",
    message=_staff_messages.not_screened_message,
    remedy="Look the clinician up on the lists, under every name ever used, and enter the day and the answer.",
)
def not_screened(screenings: tuple[Screening, ...], service_date: date, exclusion_screening_days: int) -> bool:
    """The list changes every month. Who looked monthly can show they could not have known."""
    return credentials.is_stale(screenings, service_date, exclusion_screening_days)


@rule(
    title="Not on the staff on the day",
    cite="own-staff",
    unknown="info",
    message=_staff_messages.left_message,
    remedy="Correct the date of service or who treated.",
)
def left(service_date: date | None = None, clinician: Clinician | None = None) -> bool:
    """A practice bills for its own staff. A visit of somebody who was not there was given by somebody else, or not at all."""
    return bool(clinician and service_date and not credentials.is_employed(clinician, service_date))
