"""Why a payer took money off, denied a claim or answered as it did: the code lists of remittances and answers.

On a remittance a group says who bears a sum, an adjustment reason (CARC) why it was taken off, a remark (RARC) the
detail; a PLB reason explains money that belongs to no one claim. On the answer to a claim, a category says what became
of it and a status code what it is about.

Codes and dates are the publishers', as of the month that each row's source names; the wording is ours, never X12's, and
lies with them in `data/`, where people write it. A code whose meaning nobody here is sure of has no wording, and one of
which only the number was read has no dates.
"""

from datetime import date
from functools import cache
from typing import Literal, cast

from msgspec import Struct

from cleanclaim.reference.files import DATA, day, records

ListName = Literal["carc", "rarc", "group", "claim-status-category", "claim-status", "plb"]
Kind = Literal[
    "accident",
    "authorization",
    "benefit limit",
    "bundling",
    "coding",
    "contract",
    "coordination",
    "documentation",
    "duplicate",
    "eligibility",
    "enrollment",
    "necessity",
    "not covered",
    "notice",
    "other",
    "patient share",
    "pending",
    "sequestration",
    "technical",
    "timely",
    "units",
]

KINDS: dict[Kind, str] = {
    "accident": "an injury at work, on the road or by another's fault, and the rules of its insurer",
    "authorization": "an authorization, referral or order is missing, used up or for something else",
    "benefit limit": "what the plan pays in the time is used up",
    "bundling": "paid for inside another service, or only together with one",
    "coding": "a code, modifier, diagnosis or place does not fit or did not exist: correct the claim",
    "contract": "the price by contract, fee schedule or law: compare it with what was expected",
    "coordination": "another payer comes first, comes next, or is the right one",
    "documentation": "a record is wanted, missing or does not show the service: send it",
    "duplicate": "billed or paid before: find the earlier claim first",
    "eligibility": "the patient was not covered, or not known, on the date",
    "enrollment": "the provider is not enrolled, linked or allowed for this: fix it with the payer",
    "necessity": "the payer does not see the need: appeal with the records",
    "not covered": "the plan or the law leaves the service out",
    "notice": "for information only; it explains no denial by itself",
    "other": "says too little by itself: see the other codes beside it",
    "patient share": "what the patient owes, or may not be asked for",
    "pending": "not decided yet: wait",
    "sequestration": "the federal cut, which nobody makes good",
    "technical": "the claim lacks, misstates or misplaces an entry: correct it and send it again",
    "timely": "the claim or the appeal came too late, or took the wrong way",
    "units": "more units, visits or time than the payer accepts",
}
"""The closed list of kinds by which denials are worked, and what each is about."""


class CodeList(Struct, frozen=True):
    """One published list. `tells_ends`: it carries the days on which codes stopped, so that no such day means none."""

    title: str
    file: str
    tells_ends: bool


LISTS: dict[ListName, CodeList] = {
    "carc": CodeList("adjustment reason (CARC)", "carc.csv", tells_ends=True),
    "rarc": CodeList("remark (RARC)", "rarc.csv", tells_ends=False),
    "group": CodeList("adjustment group", "groups.csv", tells_ends=False),
    "claim-status-category": CodeList("claim status category", "claim-status-category.csv", tells_ends=True),
    "claim-status": CodeList("claim status", "claim-status.csv", tells_ends=False),
    "plb": CodeList("provider adjustment (PLB)", "plb.csv", tells_ends=False),
}
"""The lists held, in the order in which a code that stands on several is read."""


class ReasonCode(Struct, frozen=True, kw_only=True):
    """One code of one list.

    `meaning` is a clause of ours, None where nobody here is sure of it. `kind` is what sort of work it makes, told of
    worded CARC and RARC only. `starts` is the first day of use, `modified` the last day the publisher changed it,
    `stops` the first day it is no longer used. `verified`: a person compared our wording with the publisher's text.
    """

    list: ListName
    code: str
    meaning: str | None
    kind: Kind | None
    starts: date | None
    modified: date | None
    stops: date | None
    source: str
    verified: bool

    def in_use(self, on: date) -> bool | None:
        """Whether a payer may send the code on that day; None where the list held does not tell."""
        if (self.starts and on < self.starts) or (self.stops and on >= self.stops):
            return False
        return True if self.starts and LISTS[self.list].tells_ends else None


def reason(name: ListName, code: str) -> ReasonCode | None:
    """The code on a list, in use or stopped (`ReasonCode.in_use` says); None where the list held does not have it."""
    return reasons(name).get(code)


@cache
def reasons(name: ListName) -> dict[str, ReasonCode]:
    """Every code of a list, stopped ones included, by code, in the publisher's order."""
    return {row["code"]: _reason(name, row) for row in records(DATA / LISTS[name].file)}


def _reason(name: ListName, row: dict[str, str]) -> ReasonCode:
    return ReasonCode(
        list=name,
        code=row["code"],
        meaning=row["meaning"] or None,
        kind=cast("Kind", row["kind"]) if row["kind"] else None,
        starts=day(row["starts"]),
        modified=day(row["modified"]),
        stops=day(row["stops"]),
        source=row["source"],
        verified=row["verified"] == "true",
    )
