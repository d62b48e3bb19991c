"""What a biller decided about a claim, as one value: lines billed otherwise than recorded, a hold, overrides, approval,
or that it will not be billed.

A visit that was signed stays as it was signed. What is billed of it is the claim's, in versions of its own, so that a
fix, a corrected field, a hold and an approval are undone and redone in the same way.

    visit, version 2, signed      97110 17 min   97140 9 min × 2
    the claim's work              97140 × 1                         <- `minutes.overbilled` fixed, by whom and when
    what is judged and sent       97110 17 min   97140 9 min × 1
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct, structs

from cleanclaim.model.claim import Frequency
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Discipline, History, SentAs, Service, Visit

BILLED = ("units", "modifiers", "charge", "diagnoses")
"""What of a service is the biller's: how it is billed. The minutes and who gave it are whose hand signed it; another
code, and a line taken off, rest on what is recorded elsewhere."""
ENTERED = (
    *("minutes", "performed_by", "start", "separate", "student", "wound_area", "days_recorded", "description"),
    "allowed",
)
"""What of a service may be entered on the claim where the visit's record has none."""
ABOUT = (
    *("place_of_service", "discipline", "provider_npi", "site", "secondary_payer", "sent_as", "decided_on"),
    "necessity_documented",
)
"""What of a visit may be entered on the claim, but for the payer and the patient's year."""


class ClaimHold(Struct, frozen=True):
    """That somebody keeps a claim back, why, and the day on which it comes back to the queue; None: until released."""

    reason: str
    until: date | None = None


class ClaimClosed(Struct, frozen=True):
    """That a claim will not be billed: why, who decided, on which day."""

    reason: str
    author: str
    on: date


class ClaimChange(Struct, frozen=True, kw_only=True):
    """That a claim which the payer has goes out once more: to replace it, to take it back (a void), or as an original
    once it is void; under which number the payer has it, why, and who decided.

    `of` is the batch in which the payer's claim went out: where another sending is the payer's by now, it was done.
    Where it went out as several claims, `numbers` has the payer's of each by its id, and `number` all of them.
    `approved`: somebody looked at what is sent.
    """

    kind: Frequency
    of: UUID
    number: str
    reason: str
    author: str
    approved: bool = False
    numbers: dict[str, str] = {}


class LineTakenOff(Struct, frozen=True, kw_only=True):
    """That a recorded line is not billed: which service of the visit, from 0, with its code; why, who decided, when."""

    reason: str
    author: str
    on: date
    place: int = 0
    code: str = ""


class BilledVisit(Struct, frozen=True, kw_only=True):
    """A visit as it is billed where that is not as it was recorded. `version` is the record's that was corrected.

    `places`: the recorded service, from 0, of each that is billed, where some are taken off or have another code;
    `recorded_codes`: the codes as they were recorded then. Both empty: each in its place. None: as it was recorded.
    `taken_off` are the decisions about lines that are not billed. `spent` is in cents.
    """

    version: int
    services: tuple[Service, ...]
    places: tuple[int, ...] = ()
    recorded_codes: tuple[str, ...] = ()
    taken_off: tuple[LineTakenOff, ...] = ()
    payer: str | None = None
    place_of_service: str | None = None
    discipline: Discipline | None = None
    provider_npi: str | None = None
    site: str | None = None
    secondary_payer: str | None = None
    sent_as: SentAs | None = None
    decided_on: date | None = None
    necessity_documented: bool | None = None
    spent: int | None = None


class ApprovedFinding(Struct, frozen=True, order=True):
    """A finding that somebody looked at and let go out: its visit and rule, its lines with the codes there, what it
    said.
    """

    visit: str
    rule: str
    lines: tuple[tuple[int, str], ...] = ()
    says: str = ""


class ClaimWork(Struct, frozen=True, kw_only=True):
    """What was decided about a claim: `billed` visits by their numbers, a hold, overrides of findings.

    `approved` are the findings that somebody looked at and let go out; `answered` is how many of the receiver's
    rejections were dealt with. `closed`: it will not be billed. `change`: what is done about a claim the payer has.
    """

    billed: dict[str, BilledVisit] = {}
    hold: ClaimHold | None = None
    overrides: tuple[Override, ...] = ()
    approved: tuple[ApprovedFinding, ...] = ()
    answered: int = 0
    closed: ClaimClosed | None = None
    change: ClaimChange | None = None

    def is_on_hold(self, day: date) -> bool:
        """Whether somebody keeps the claim back on a day."""
        return self.hold is not None and (self.hold.until is None or self.hold.until > day)

    def bill(self, visit: Visit, version: int) -> Visit:
        """A visit of that version as it is billed.

        Of a visit that was changed since, the corrections of lines count where the codes are still the same.
        """
        billed = self.billed.get(visit.visit_id)
        if billed is None:
            return visit
        services: Sequence[Service] | None = billed.services
        if billed.version != version:
            services = _carried_over(visit.services, billed)
        changed: dict[str, object] = {} if services is None else {"services": tuple(services)}
        if billed.payer is not None:
            changed |= {"payer": billed.payer, "insurer": None}
        changed |= {name: value for name in ABOUT if (value := getattr(billed, name)) is not None}
        if billed.spent is not None:
            changed["history"] = structs.replace(visit.history or History(), spent=billed.spent)
        return structs.replace(visit, **changed)

    def find_places(self, visit: Visit, version: int) -> tuple[int, ...] | None:
        """The recorded service, from 0, of each that is billed of a visit of that version; None where a fix made
        another number of them.
        """
        each = tuple(range(len(visit.services)))
        billed = self.billed.get(visit.visit_id)
        if billed is None:
            return each
        if billed.version != version and _carried_over(visit.services, billed) is None:
            return each
        if billed.places:
            return billed.places
        return each if len(billed.services) == len(each) else None


def codes_of(services: Sequence[Service]) -> tuple[str, ...]:
    """The codes of services, in their order."""
    return tuple(one.code for one in services)


def _carried_over(now: Sequence[Service], billed: BilledVisit) -> list[Service] | None:
    """The services as recorded now with what was corrected in their billing; None where they are others."""
    if codes_of(now) != (billed.recorded_codes or codes_of(billed.services)):
        return None
    places = billed.places or range(len(now))
    return [
        structs.replace(
            now[place],
            code=before.code,
            **{name: getattr(before, name) for name in BILLED},
            **{name: getattr(before, name) for name in ENTERED if getattr(now[place], name) is None},
        )
        for place, before in zip(places, billed.services, strict=True)
    ]
