"""An appeal packet: the request, what proves it, its exhibits, and what is missing; every fact of it is recorded."""

from datetime import date

from msgspec import Struct

from cleanclaim.law.case import Case
from cleanclaim.model.practice import Practice
from cleanclaim.money.appeals.disputes import Dispute
from cleanclaim.money.appeals.filing_proof import FilingProof
from cleanclaim.money.appeals.law_in_force import LawStatement
from cleanclaim.money.appeals.units_proof import UnitsProof
from cleanclaim.money.denials.appeal_levels import AppealLevel, Reopening


class NoteExcerpt(Struct, frozen=True, kw_only=True):
    """A passage of a visit's note, as it stands there, chosen by a person."""

    visit_id: str
    text: str
    on: date | None = None
    signed_by: str = ""
    signed_on: date | None = None


class PacketInputs(Struct, frozen=True, kw_only=True):
    """What a person has for a packet. `case`: the visits with their notes; `visit_ids`: those of the claim, where the
    log of what was sent has them. `to`: the lines of to whom it goes. `reasons`: why the decision is wrong, or what is
    to be changed, in the person's own words. `excerpts`: of which note, which passage. `exhibits`: papers that are put
    behind the packet, by name.
    """

    practice: Practice | None = None
    case: Case | None = None
    visit_ids: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    reasons: str = ""
    excerpts: tuple[tuple[str, str], ...] = ()
    exhibits: tuple[str, ...] = ()


class DecisionBefore(Struct, frozen=True, kw_only=True):
    """The decision on the level of appeal before: of which level, its day, what it is called, and who made it, empty
    where that is not known.
    """

    level: int
    on: date
    name: str
    by: str


class MissingPart(Struct, frozen=True):
    """What a packet lacks, and what to do about it."""

    what: str
    remedy: str


class Exhibit(Struct, frozen=True):
    """An exhibit by its letter. `is_made`: it is in the packet; else a person puts it behind."""

    letter: str
    title: str
    is_made: bool


class AppealPacket(Struct, frozen=True, kw_only=True):
    """A request with all that goes with it. `level` is that of an appeal, `reopening` how the payer reopens a claim.
    `before` is the decision that it appeals, None where that is the first on the claim. `points` are what the chart has
    that decides the denials. `law` is what may be cited of what the record meets, `not_cited` what nobody verified of
    this payer. `check` is what a person should look at before it goes; `missing` what it lacks.
    """

    dispute: Dispute
    on: date
    practice: Practice | None
    level: AppealLevel | None
    reopening: Reopening | None
    before: DecisionBefore | None
    to: tuple[str, ...]
    reasons: str
    filing: FilingProof
    proofs: tuple[UnitsProof, ...]
    points: tuple[str, ...]
    law: tuple[LawStatement, ...]
    not_cited: tuple[LawStatement, ...]
    excerpts: tuple[NoteExcerpt, ...]
    exhibits: tuple[Exhibit, ...]
    missing: tuple[MissingPart, ...]
    check: tuple[str, ...]

    @property
    def name(self) -> str:
        """What is asked for: `redetermination by the Medicare contractor`."""
        if self.reopening is not None:
            return self.reopening.name
        if self.level is not None:
            return self.level.name
        return "appeal" if self.dispute.way == "appeal" else "reopening"

    @property
    def title(self) -> str:
        """What stands at its head: `Appeal: redetermination by the contractor`, `Request: reconsideration`."""
        if self.dispute.way != "appeal":
            return f"Request to reopen: {self.name}"
        if self.level is None or self.level.is_appeal:
            return "Appeal" if self.name == "appeal" else f"Appeal: {self.name}"
        return f"Request: {self.name}"

    @property
    def recipient(self) -> str:
        """To whom such a request goes, where that is known of the payer; empty where it is not."""
        whole = self.level or self.reopening
        return whole.to if whole else ""

    @property
    def form(self) -> str:
        """The payer's own form; empty where none is known."""
        return self.level.form if self.level else ""

    @property
    def is_late(self) -> bool:
        """Whether it is about a denial as late."""
        return any(one.denial.play.category == "timely" for one in self.dispute.denials)

    @property
    def goes_to_payer(self) -> bool:
        """Whether it goes to the payer that decided the claim, and not to somebody else who decides after it."""
        return self.before is None or not self.recipient

    @property
    def fitting_proofs(self) -> tuple[UnitsProof, ...]:
        """The proofs that are sent, where minutes answer a denial: of visits with something in dispute that is counted
        by time, and whose minutes earn the units that were billed.
        """
        if not {one.denial.play.category for one in self.dispute.denials} & ANSWERED_BY_MINUTES:
            return ()
        return tuple(one for one in self.proofs if one.timed and not one.differs)

    def exhibit(self, title: str) -> Exhibit | None:
        """The exhibit of a title that is in the packet."""
        return next((one for one in self.exhibits if one.title == title), None)


ANSWERED_BY_MINUTES = frozenset({"bundling", "documentation", "necessity", "units"})
"""Kinds of denials that the minutes of a visit answer."""
DECISION = "The decision, as the remittance has it"
CLAIM = "The claim as it was sent"
UNITS = "Proof of the units"
NOTES = "Passages of the notes"
LAW = "Law in force on the day of service"
FILING = "Proof of timely filing"
