"""A case: visits with all that is known around them, read once and handed from verb to verb."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.coding.visit_lines import VisitLines, code_visit, with_updates
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.locality import check_place
from cleanclaim.model.override import Override
from cleanclaim.model.practice import NO_FEES, Practice
from cleanclaim.model.visit import History, Visit
from cleanclaim.reference.tables import Tables


class VisitFiles(Struct, frozen=True, kw_only=True):
    """Visits as their file has them, earlier visits of the same patients, and the patients' charts by patient id.

    `earlier_unread`: patients' days of which earlier visits could not be read; None stands for any patient or day.
    """

    visits: Sequence[Visit]
    earlier: Sequence[Visit] = ()
    charts: Mapping[str, History] = {}
    earlier_unread: frozenset[tuple[str | None, date | None]] = frozenset()


class Case(Struct, frozen=True, kw_only=True):
    """Visits with all that is known around them.

    Every verb takes a case, or visits alone, of which then nothing else is known. `read_case` makes a case of files;
    in a program `Case(visits=visits, practice=practice)` will do.

    `visits` have their history, their notes, and the amounts allowed as far as the fee schedule tells them. `practice`:
    who treats, and the fees that stand in for missing charges. Where the visits took place: a `zip_code`, a Medicare
    `locality` ("06102-16", or "national" for all cost indices 1), else the practice's addresses tell it; `qualifying`:
    paid as a qualifying participant in an alternative payment model. `overrides`: what somebody let pass.

    `of_claims`: the visits are those of an 837P, of which `voids` were left out; a claim tells neither minutes nor who
    gave a service. `filed_on`: the day on which that file was made. `name`: what to call the case, such as its file.
    `readings`: what came of reading the files of visits, columns not used and visits set aside among it.
    `visit_files`: what the files hold, from which `prepare` works out the visits; `prepared_by`: by which law it did.
    `coded`: the visits' lines as far as they have been made, in the order of the visits; whoever needs the lines of a
    visit takes them from `coded_at`.

    Raises UserError for two visits with the same id, since what a verb answers of a visit goes by it, and for what is
    no ZIP code or locality.
    """

    visits: Sequence[Visit]
    practice: Practice | None = None
    zip_code: str | None = None
    locality: str | None = None
    qualifying: bool = False
    overrides: Sequence[Override] = ()
    filed_on: date | None = None
    of_claims: bool = False
    voids: int = 0
    name: str = ""
    readings: Sequence[FileReading] = ()
    visit_files: VisitFiles | None = None
    prepared_by: Basis | None = None
    coded: Sequence[VisitLines] = ()

    def __post_init__(self) -> None:
        """Two visits of one id are refused, as where files are read, and a place that is none."""
        check_place(self.zip_code, self.locality)
        if len({visit.visit_id for visit in self.visits}) == len(self.visits):
            return
        counts = Counter(visit.visit_id for visit in self.visits)
        twice = next(visit_id for visit_id, count in counts.items() if count > 1)
        raise UserError(
            self.name or "The visits",
            f"{counts[twice]} visits have the id {twice!r}",
            "Give each visit an id of its own, or add the services of one visit together.",
        )

    @property
    def places_visits(self) -> bool:
        """Whether anything tells where the visits took place."""
        return any((self.zip_code, self.locality, self.practice))

    @property
    def fees(self) -> Mapping[str, int]:
        """The practice's cents a unit by code; none where no practice is known."""
        return self.practice.fees if self.practice else NO_FEES

    def filing_day(self, basis: Basis) -> date:
        """The day on which the claims are or would be filed: as the basis says, else as the file does, else today."""
        return basis.filed_on or self.filed_on or basis.today

    def with_visits(self, visits: Sequence[Visit]) -> "Case":
        """The case with other visits in the places of its own. What was not entered of their amounts is not kept."""
        files = self.visit_files
        if files is not None:
            entered = [_as_entered(visit, read) for visit, read in zip(visits, files.visits, strict=True)]
            files = structs.replace(files, visits=tuple(entered))
        return structs.replace(self, visits=tuple(visits), visit_files=files)

    def only(self, places: Sequence[int]) -> "Case":
        """The case of some of its visits."""
        return structs.replace(
            self,
            visits=tuple([self.visits[place] for place in places]),
            coded=tuple([self.coded[place] for place in places]) if self.coded else (),
            visit_files=None,
        )

    def with_updates(self, visits: Sequence[Visit]) -> "Case":
        """The case with its visits as they are known by now, with amounts allowed and histories; coded as it was."""
        index = ContextIndex(visits)
        known = zip(self.coded, visits, strict=True)
        coded = tuple([with_updates(lines, visit, index.same_day(visit)) for lines, visit in known])
        return structs.replace(self, visits=tuple(visits), coded=coded)

    def unpriced(self) -> list[Visit]:
        """The visits with their history, and only the amounts allowed that somebody entered."""
        if self.visit_files is None:
            return list(self.visits)
        pairs = zip(self.visit_files.visits, self.visits, strict=True)
        return [structs.replace(read, history=visit.history) for read, visit in pairs]

    def under_payer(self, payer: str) -> "Case":
        """The case as if this payer paid for all of its visits."""
        read = self.visit_files or VisitFiles(visits=self.visits)
        visits = tuple([structs.replace(visit, payer=payer) for visit in read.visits])
        return structs.replace(
            self, visits=visits, visit_files=structs.replace(read, visits=visits), prepared_by=None, coded=()
        )

    def coded_at(self, place: int, same_day: Sequence[Visit], policy: Policy, tables: Tables) -> VisitLines:
        """The lines of the visit at a place: those made before if they still are its lines, else made now."""
        visit = self.visits[place]
        if self.coded and self.coded[place].are_of(visit, same_day, policy, tables):
            return self.coded[place]
        others = same_day if isinstance(same_day, tuple) else tuple(same_day)  # sessions that share a day go on as such
        return code_visit(visit, others, policy, tables, self.fees)


def _as_entered(visit: Visit, read: Visit) -> Visit:
    """The visit with only the history and the amounts allowed that stand in the file it was read from."""
    if visit is read:
        return read
    entered = {service.allowed for service in read.services}
    services = [
        service if service.allowed in entered else structs.replace(service, allowed=None) for service in visit.services
    ]
    return structs.replace(visit, history=read.history, services=tuple(services))


def as_case(visits: Case | Iterable[Visit]) -> Case:
    """What a verb was given as a case: visits alone are one of which nothing else is known.

    Raises UserError for the name of a file, and for one visit that stands for itself.
    """
    if isinstance(visits, str | PurePath):
        remedy = f'Read it first: cleanclaim.read_case("{visits}"), or cleanclaim.read_visits of it.'
        raise UserError(repr(str(visits)), "is the name of a file, not its visits", remedy)
    if isinstance(visits, Visit):
        raise UserError(f"visit {visits.visit_id}", "stands alone", "Hand in a list of visits: [visit].")
    return visits if isinstance(visits, Case) else Case(visits=tuple(visits))
