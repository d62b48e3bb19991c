"""By what visits are judged: the published tables, the payers' files and the dates, as one value for every verb."""

from datetime import date
from pathlib import Path

from msgspec import Struct, field

from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.model.visit import Visit
from cleanclaim.reference.library import Library
from cleanclaim.reference.tables import Tables, tables


class Basis(Struct, frozen=True, kw_only=True):
    """By what visits are coded, priced and reviewed. `Basis()`: by the law of each visit's own day, filed today.

    `library`: the published tables; None: those that ship with the program. `payers`: a folder with a practice's own
    payer files, or a `cleanclaim.toml` with tables of them; None: ours alone. `as_of`: the day whose law applies; None:
    each visit's own date of service. `known_on`: only what had been published by that day; None: everything.
    `filed_on`: the day on which the claims are or would be filed; None: `today`, which is the day on the user's own
    calendar when the value was made.

        >>> import cleanclaim
        >>> from datetime import date
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> case = cleanclaim.Case(visits=visits[:1], locality="national")
        >>> cleanclaim.price(case, cleanclaim.Basis(as_of=date(2025, 11, 3))).visits[0].allowed
        7811
    """

    library: Library | None = None
    payers: str | Path | None = None
    as_of: date | None = None
    known_on: date | None = None
    filed_on: date | None = None
    today: date = field(default_factory=date.today)

    @property
    def filing_day(self) -> date:
        """The day on which the claims are or would be filed."""
        return self.filed_on or self.today

    def same_law(self, other: "Basis") -> bool:
        """Whether both choose the same law and tables, whenever the claims are filed."""
        names = ("library", "payers", "as_of", "known_on")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def law_day(self, visit: Visit) -> date | None:
        """The day whose law applies to a visit; None where its date is not known."""
        return self.as_of or visit.service_date

    def policy(self, payer: str | None, on: date | None) -> Policy | None:
        """A payer's policy on a day; None where payer or day is unknown, or no file describes the payer.

        Raises UserError where a payer's file is wrong.
        """
        return policy(payer, on, self.known_on, self.payers) if payer and on else None

    def policy_of(self, visit: Visit) -> Policy | None:
        """The policy that a visit's payer has for it; None as for `policy`."""
        return self.policy(visit.payer, self.law_day(visit))

    def tables(self, on: date) -> Tables:
        """The published tables as they stand on a day."""
        return tables(on, self.known_on, self.library)
