"""What a practice knows of its clinicians' credentials: the papers of the practice's file, and what stands behind them.

A license, an enrollment and a look into the lists are those of `cleanclaim.model.practice`, which claims are judged by.
Here is what only whoever does the credentialing wants beside them: how an application stands, at which site it holds,
what runs out, under which names a person is to be looked for. None is always "not known".
"""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.practice import Billing, Clinician, Enrollment, Screening, Sex, Site

ApplicationState = Literal[
    "not_started",
    "docs_pending",
    "submitted",
    "in_review",
    "more_info",
    "psv",
    "committee",
    "approved_pending_effective",
    "active",
    "closed_panel",
    "denied",
    "termed",
]
ExclusionList = Literal["leie", "sam", "state"]

APPLICATION_STATES: tuple[ApplicationState, ...] = get_args(ApplicationState)
EXCLUSION_LISTS: tuple[ExclusionList, ...] = get_args(ExclusionList)
ENROLLED: frozenset[ApplicationState] = frozenset({"approved_pending_effective", "active", "termed"})
"""The states of an application that have a first day."""


class Application(Struct, frozen=True, kw_only=True):
    """An enrollment with what is known of how it came about, of a clinician or of the practice itself.

    `site` is the name of the one site where it holds, None where it holds at all. `state_since`: the day since when it
    stands so. `disaster`: a disaster that the President declared kept it from being made in time; `retroactive_to`: the
    day to which the payer itself confirmed that services may be billed back. `place` is where it is written.
    """

    enrollment: Enrollment
    site: str | None = None
    state: ApplicationState | None = None
    submitted: date | None = None
    state_since: date | None = None
    recredential_by: date | None = None
    taxonomy: str | None = None
    reference: str | None = None
    next_step: str | None = None
    note: str | None = None
    retroactive_to: date | None = None
    disaster: bool | None = None
    place: str = ""


class Expirable(Struct, frozen=True, kw_only=True):
    """A paper that runs out, or a statement to be made again: of a kind, done last on a day, good from one to another.

    `each_claim` are the cents that a malpractice policy covers for one claim, `in_all` for all of a year.
    """

    kind: str
    done: date | None = None
    begins: date | None = None
    ends: date | None = None
    each_claim: int | None = None
    in_all: int | None = None
    note: str | None = None
    place: str = ""


class ListScreening(Struct, frozen=True, kw_only=True):
    """A look into one list of excluded persons, with its proof: the file looked into, its month and its SHA-256."""

    screening: Screening
    list: ExclusionList | None = None
    file: str | None = None
    sha256: str | None = None
    place: str = ""


class CredentialedClinician(Struct, frozen=True, kw_only=True):
    """A clinician with everything that is known of the credentials. `former_names` are last names."""

    clinician: Clinician
    former_names: tuple[str, ...] = ()
    birth_date: date | None = None
    sex: Sex | None = None
    caqh_id: str | None = None
    email: str | None = None
    applications: tuple[Application, ...] | None = None
    screenings: tuple[ListScreening, ...] | None = None
    expirables: tuple[Expirable, ...] | None = None
    opted_out: bool | None = None

    @property
    def name(self) -> str:
        """The name as people write it."""
        one = self.clinician.name
        return " ".join(filter(None, (one.first, one.middle, one.last, one.suffix)))


class CredentialedPayer(Struct, frozen=True, kw_only=True):
    """A payer as enrollments name it. `by_site`: whether it enrolls a clinician at each site by itself.

    `each_claim` and `in_all` are the cents that it wants a malpractice policy to cover.
    """

    key: str
    name: str
    policy: str
    claim_filing: str = ""
    by_site: bool | None = None
    each_claim: int | None = None
    in_all: int | None = None


class CredentialSite(Struct, frozen=True, kw_only=True):
    """A place where the practice treats; `shortage_area`: where a substitute may treat under Medicare."""

    site: Site
    shortage_area: bool | None = None


class Credentials(Struct, frozen=True, kw_only=True):
    """All that a folder says of a practice's credentials.

    `clinicians` by NPI, `payers` by key; `sites` are the places of treatment, the practice's own address where none are
    entered. `applications`, `expirables` and `screenings` are the practice's own, None where nobody entered any.
    `readings` say what came of reading the files, `not_read` names files of the folder that are no tables of
    credentials.
    """

    practice: Billing
    practice_name: str
    clinicians: dict[str, CredentialedClinician]
    payers: dict[str, CredentialedPayer]
    sites: tuple[CredentialSite, ...]
    applications: tuple[Application, ...] | None = None
    expirables: tuple[Expirable, ...] | None = None
    screenings: tuple[ListScreening, ...] | None = None
    readings: tuple[FileReading, ...] = ()
    not_read: tuple[str, ...] = ()
