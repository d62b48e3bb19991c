"""One row of a table of credentials as the value it stands for; whoever reads the folder puts them together."""

from datetime import date

from msgspec import Struct, structs

from cleanclaim.exchange.files import practice_values as read
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.credentials import enrollment_of, license_of, screening_of
from cleanclaim.exchange.files.practice import clinician_of as practice_clinician
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.model.credentialing import (
    APPLICATION_STATES,
    ENROLLED,
    EXCLUSION_LISTS,
    Application,
    CredentialedClinician,
    CredentialedPayer,
    Expirable,
    ListScreening,
)
from cleanclaim.model.days import day_for_people
from cleanclaim.model.practice import CLAIM_FILING_CODES, NO_CLAIMS, SEXES, Clinician, License

_KIND = read.text(40)


class PaperDays(Struct, frozen=True):
    """The days of a paper; without a last one its end is not known."""

    begins: date | None
    ends: date | None

    def overlaps(self, later: "PaperDays") -> bool:
        """Whether a day is in both; a first day that nobody knows is in none."""
        if self.begins is None or later.begins is None:
            return False
        return (self.ends is None or later.begins <= self.ends) and (later.ends is None or self.begins <= later.ends)

    def is_renewed_by(self, later: "PaperDays") -> bool:
        """Whether another begins after this one and lasts longer, so that it takes its place."""
        if self.begins is None or later.begins is None or self.ends is None:
            return False
        return self.begins < later.begins and (later.ends is None or self.ends < later.ends)

    def __str__(self) -> str:
        first = day_for_people(self.begins) if self.begins else "not known"
        return f"{first} to {day_for_people(self.ends)}" if self.ends else f"from {first} on"


def payer_of(row: Entries) -> CredentialedPayer:
    """A payer; its name is empty where the row has none."""
    key = row.need("payer", values.payer)
    return CredentialedPayer(
        key=key,
        name=row.have("name", read.text(60)) or "",
        policy=row.have("policy", values.payer) or key,
        claim_filing=row.have("claim_filing", read.one_of((*CLAIM_FILING_CODES, NO_CLAIMS))) or "",
        by_site=row.flag("by_site"),
        each_claim=row.have("each_claim", values.amount),
        in_all=row.have("in_all", values.amount),
    )


def clinician_of(row: Entries) -> CredentialedClinician:
    """A clinician without papers."""
    return CredentialedClinician(
        clinician=practice_clinician(row),
        former_names=row.listed("former_names", read.text(60)),
        birth_date=row.have("birth_date", values.birth_date),
        sex=row.have("sex", read.worded("sex", read.one_of(SEXES))),
        caqh_id=row.have("caqh_id", read.digits(8)),
        email=row.have("email", read.text(80)),
        opted_out=row.flag("opted_out"),
    )


def license_row(row: Entries) -> tuple[str, License]:
    """A license, and whose it is."""
    return row.need("npi", read.npi), license_of(row)


def screening_row(row: Entries) -> tuple[str, ListScreening]:
    """A look into a list, and who was looked for."""
    look = ListScreening(
        screening=screening_of(row),
        list=row.have("list", read.one_of(EXCLUSION_LISTS)),
        file=row.have("file", values.text),
        sha256=row.have("sha256", values.text),
        place=row.place,
    )
    return row.need("npi", read.npi), look


def application_of(row: Entries) -> tuple[str, Application]:
    """An application with the enrollment it led to, and whose it is."""
    npi = row.need("npi", read.npi)
    enrollment, state = enrollment_of(row), row.have("state", read.one_of(APPLICATION_STATES))
    if state == "denied" and "denied" not in row:
        enrollment = structs.replace(enrollment, denied=True)
    made = Application(
        enrollment=enrollment,
        site=row.have("site", values.text),
        state=state,
        submitted=row.have("submitted", values.date),
        state_since=row.have("state_since", values.date),
        recredential_by=row.have("recredential_by", values.date),
        taxonomy=row.have("taxonomy", read.taxonomy),
        reference=row.have("reference", values.text),
        next_step=row.have("next_step", values.text),
        note=row.have("note", values.text),
        retroactive_to=row.have("retroactive_to", values.date),
        disaster=row.flag("disaster"),
        place=row.place,
    )
    _check_state(row, made)
    return npi, made


def _check_state(row: Entries, made: Application) -> None:
    """Pass if the state of an application agrees with its days."""
    begins, ends, denied = made.enrollment.begins, made.enrollment.ends, made.enrollment.denied
    state = made.state
    if made.retroactive_to and not (begins and made.retroactive_to <= begins):
        problem = f"{made.retroactive_to} is not before the day in begins."
        row.fail("retroactive_to", problem, "Enter both days as the payer confirmed them.")
    if state is None:
        return
    if (state == "denied") != denied:
        row.fail("denied", f"the state is {state}.", "Correct one of the two.")
    if state in ENROLLED and begins is None:
        row.fail("begins", f"is missing, and the state is {state}.", "Enter the day it takes effect.")
    if state not in ENROLLED and state != "denied" and begins is not None:
        problem = f"there is a first day, and the state is {state}."
        row.fail("state", problem, "Write active or approved_pending_effective, or leave begins empty.")
    if state == "termed" and ends is None:
        row.fail("ends", "is missing, and the state is termed.", "Enter its last day.")


def expirable_of(row: Entries) -> tuple[str, Expirable]:
    """A paper that runs out, and whose it is."""
    npi = row.need("npi", read.npi)
    made = Expirable(
        kind=values.word_key(row.need("kind", _KIND) or "").replace(" ", "_"),
        done=row.have("done", values.date),
        begins=row.have("begins", values.date),
        ends=row.have("ends", values.date),
        each_claim=row.have("each_claim", values.amount),
        in_all=row.have("in_all", values.amount),
        note=row.have("note", values.text),
        place=row.place,
    )
    if made.begins is not None and made.ends is not None and made.ends < made.begins:
        row.fail("ends", f"{made.ends} is before its first day, {made.begins}.", "Correct one of the two.")
    if made.done is None and made.ends is None:
        row.fail("ends", "is missing, and done too.", "Enter the last day it is good for, or the day it was done.")
    return npi, made


def applications_of(clinician: Clinician) -> tuple[Application, ...] | None:
    """The enrollments of the practice's file, of which nothing more is known."""
    if clinician.enrollments is None:
        return None
    place = f"the practice's file, clinician {clinician.npi}"
    return tuple(Application(enrollment=one, place=place) for one in clinician.enrollments)


def screenings_of(clinician: Clinician) -> tuple[ListScreening, ...] | None:
    """The looks into the lists of the practice's file, of which nothing more is known."""
    if clinician.screenings is None:
        return None
    place = f"the practice's file, clinician {clinician.npi}"
    return tuple(ListScreening(screening=one, place=place) for one in clinician.screenings)
