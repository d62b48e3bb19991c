"""By what a book is judged: the bases, and what else all visits share. Every worker has the same."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, VisitFiles
from cleanclaim.law.practice_payers import with_insurers
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import History, Visit

BulkVerb = Literal["review", "price", "simulate", "reaudit"]


class BulkSettings(Struct, frozen=True, kw_only=True):
    """By what a book is judged. `before`: the basis that `basis` takes the place of, where the two are compared.

    `payer`: take all visits as if this payer paid them. The practice and the place are as for a `Case`.
    """

    verb: BulkVerb
    basis: Basis
    before: Basis | None = None
    practice: Practice | None = None
    zip_code: str | None = None
    locality: str | None = None
    qualifying: bool = False
    overrides: Sequence[Override] = ()
    payer: str | None = None

    def as_of_day(self, today: date) -> "BulkSettings":
        """The same on another day that is today."""
        before = structs.replace(self.before, today=today) if self.before else None
        return structs.replace(self, basis=structs.replace(self.basis, today=today), before=before)

    def complete(self, visits: Sequence[Visit]) -> list[Visit]:
        """Visits as they were read, with the payer that all are taken for, or that the practice's file means."""
        if self.payer:
            visits = [structs.replace(visit, payer=self.payer) for visit in visits]
        return self.name_insurers(visits)

    def name_insurers(self, visits: Sequence[Visit]) -> list[Visit]:
        """Visits with the policies of the payers that the practice's file names."""
        return with_insurers(visits, self.practice) if self.practice is not None else list(visits)

    def make_case(
        self,
        visits: Sequence[Visit],
        earlier: Sequence[Visit] = (),
        charts: Mapping[str, History] | None = None,
        *,
        of_claims: bool = False,
        filed_on: date | None = None,
    ) -> Case:
        """The case of some of the book's visits, not prepared yet."""
        return Case(
            visits=(),
            practice=self.practice,
            zip_code=self.zip_code,
            locality=self.locality,
            qualifying=self.qualifying,
            overrides=self.overrides,
            of_claims=of_claims,
            filed_on=filed_on,
            visit_files=VisitFiles(visits=tuple(visits), earlier=tuple(earlier), charts=charts or {}),
        )
