"""A release: one publication of one table, such as "NCCI 2024Q3".

A `complete` one speaks for every therapy code, an `excerpt` for the codes it lists, a `part` only for the rows it has.
A date after the newest release is answered from it and marked stale; a date before the oldest has no answer.
"""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

Kind = Literal[
    "ncci",
    "ncci_medicaid",
    "add_on",
    "mue",
    "mpfs",
    "gpci",
    "zip",
    "locality",
    "therapy",
    "icd10",
    "icd10_history",
    "hcpcs",
    "descriptors",
    "pos",
    "taxonomy",
]
Scope = Literal["complete", "excerpt", "part"]

KINDS: tuple[Kind, ...] = get_args(Kind)

NAMES: dict[Kind, str] = {
    "ncci": "code pairs (NCCI, practitioner)",
    "ncci_medicaid": "code pairs (NCCI, Medicaid)",
    "add_on": "add-on codes (NCCI)",
    "mue": "unit limits (MUE, practitioner)",
    "mpfs": "fee schedule (relative values)",
    "gpci": "geographic cost indices (GPCI)",
    "zip": "ZIP codes and their localities",
    "locality": "counties of the localities",
    "therapy": "therapy code list",
    "icd10": "diagnoses (ICD-10-CM)",
    "icd10_history": "validity of diagnoses by year",
    "hcpcs": "HCPCS Level II codes",
    "descriptors": "a licensee's CPT descriptors",
    "pos": "places of service",
    "taxonomy": "provider taxonomy",
}
"""What each kind of table is, for people."""

DATED: tuple[Kind, ...] = ("ncci", "mue", "mpfs", "icd10", "icd10_history")
"""The tables every review reads, whose releases a result names."""


class Release(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One publication of one table.

    `effective_from` and `effective_to` are the publisher's own span, `effective_to` None where the list stands until
    it is replaced. `answers_from` is the first date of service it may answer, earlier than `effective_from` where
    `note` says why. `published` is the day it came out, as far as known no later than `effective_from`; `retrieved`
    the day it was imported, None for what ships with the program. `rows` counts what was kept of it; `sha256` is that
    of the data file. `conversion_factors` are a fee schedule's, in ten-thousandths of a dollar: one for "all", or a
    "standard" and a "qualifying" one (for participants in alternative payment models). `parts` are the numbers of the
    files that are held of a release in several.
    """

    kind: Kind
    name: str
    publisher: str
    effective_from: date
    effective_to: date | None = None
    answers_from: date
    published: date
    retrieved: date | None = None
    scope: Scope = "complete"
    source: str
    note: str = ""
    conversion_factors: dict[str, int] = {}
    parts: tuple[int, ...] = ()
    file: str
    rows: int
    sha256: str

    def stale_on(self, on: date) -> bool:
        """Whether `on` lies after the last day the publisher meant this release for."""
        return self.effective_to is not None and on > self.effective_to


class ReleaseUse(Struct, frozen=True):
    """A release that answers for a date, and whether it is stale for it."""

    name: str
    kind: Kind
    stale: bool
