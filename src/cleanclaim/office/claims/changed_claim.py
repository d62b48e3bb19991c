"""A claim that the payer has and that goes out once more: what of it differs now, and what a replacement cannot do."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from msgspec import Struct, structs

from cleanclaim.law.wording import day
from cleanclaim.model.claim import Claim, ClaimLine, HoldReason
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Name
from cleanclaim.office.claims.work import ClaimChange

RULE = "change"
"""The cause of what is done about a claim that the payer has; no rule's."""


class ClaimDifference(Struct, frozen=True):
    """What of a claim is otherwise: what it is, how it was sent, how it would be now."""

    what: str
    before: str
    after: str


class ChangedClaim(Struct, frozen=True):
    """What is to be done about a claim that the payer has, and the claim as it went out; `others` are the claims that
    went out with it, as one had not the room.
    """

    change: ClaimChange
    sent: Claim
    others: tuple[Claim, ...] = ()

    @property
    def replaces(self) -> str | None:
        """The payer's number of the claim that is replaced, or the numbers of all that it went out as."""
        return self.change.number if self.change.kind == "replacement" else None

    @property
    def every(self) -> tuple[Claim, ...]:
        """All claims as they went out, in their order."""
        return (self.sent, *self.others)

    def number(self, claims: Sequence[Claim]) -> list[Claim]:
        """Claims that replace those that went out, each under the payer's number of the one in its place."""
        if self.change.kind != "replacement" or len(claims) != len(self.every):
            return list(claims)
        return [
            structs.replace(claim, payer_claim_number=self._number_of(before))
            for claim, before in zip(claims, self.every, strict=True)
        ]

    def _number_of(self, sent: Claim) -> str:
        return self.change.numbers.get(sent.claim_id, self.change.number)

    def compare(self, claims: Sequence[Claim]) -> list[ClaimDifference]:
        """What differs of the claims as they went out; where there were several, each with its id."""
        found = []
        for before, after in zip(self.every, claims, strict=False):
            about = f"claim {before.claim_id}, " if self.others else ""
            found += [structs.replace(one, what=about + one.what) for one in compare_claims(before, after)]
        return found

    def voids(self) -> list[Claim]:
        """The voids: each claim as it was sent, under the payer's number of it."""
        return [
            structs.replace(
                one,
                frequency="void",
                payer_claim_number=self._number_of(one),
            )
            for one in self.every
        ]

    def find_obstacles(self, claims: Sequence[Claim]) -> list[HoldReason]:
        """Why these claims cannot replace the one that was sent."""
        if self.change.kind != "replacement":
            return []
        remedy = "Undo this, void the claim, and bill it again once the payer took it back."
        if len(claims) != len(self.every):
            problem = (
                f"Claims that it makes now: {len(claims)}, that went out: {len(self.every)}. Each is replaced by one."
            )
            return [HoldReason(problem, remedy, RULE)]
        others = [
            what
            for before, claim in zip(self.every, claims, strict=True)
            for what, then, now in (
                ("patient", before.patient.patient_id, claim.patient.patient_id),
                ("payer", before.payer.id, claim.payer.id),
                ("clinician", before.rendering.npi, claim.rendering.npi),
            )
            if then != now
        ]
        return [HoldReason(f"A replacement cannot be of another {one}.", remedy, RULE) for one in dict.fromkeys(others)]


def compare_claims(before: Claim, after: Claim) -> list[ClaimDifference]:
    """What differs of a claim, but for its numbers."""
    return [one for one in _compared(before, after) if one.before != one.after]


def _compared(before: Claim, after: Claim) -> Iterator[ClaimDifference]:
    for one, other in zip_longest(before.lines, after.lines):
        number = (one or other).number
        yield ClaimDifference(f"line {number}", _line(one, before), _line(other, after))
    yield ClaimDifference("charge", dollars_for_people(before.charge), dollars_for_people(after.charge))
    for what in ("place_of_service", "order"):
        yield ClaimDifference(what.replace("_", " "), _text(getattr(before, what)), _text(getattr(after, what)))
    yield ClaimDifference("diagnoses", " ".join(before.diagnoses), " ".join(after.diagnoses))
    for part in ("patient", "coverage", "payer", "rendering", "site"):
        yield from _parts(part, getattr(before, part), getattr(after, part))
    yield ClaimDifference("other payers", _text(before.others), _text(after.others))
    yield ClaimDifference("papers", _text(before.attachments), _text(after.attachments))


def _parts(part: str, before: Struct | None, after: Struct | None) -> Iterator[ClaimDifference]:
    """The fields of a part of the claim that differ."""
    known = before or after
    for name in structs.asdict(known) if known else {}:
        if name not in ("coverages", "licenses", "enrollments", "screenings"):
            old, new = getattr(before, name, None), getattr(after, name, None)
            yield ClaimDifference(f"{part}: {name.replace('_', ' ')}", _text(old), _text(new))


def _line(line: ClaimLine | None, claim: Claim) -> str:
    if line is None:
        return "none"
    codes = " ".join(claim.diagnoses[at - 1] for at in line.pointers)
    modifiers = " ".join(line.modifiers)
    what = f"{line.code} {modifiers}".strip()
    rendering = f", by {line.rendering.npi}" if line.rendering else ""
    named = f", {line.description}" if line.description else ""
    named += " (also in its note)" if line.noted else ""
    decided = f", decided by other payers: {_text(line.adjudications)}" if line.adjudications else ""
    when, charge = day(line.service_date), dollars_for_people(line.charge)
    return f"{what} × {line.units}, {charge}, {when}, for {codes or 'none'}{rendering}{named}{decided}"


def _text(value: object) -> str:
    """A value as it is read."""
    if isinstance(value, Name):
        return " ".join(filter(None, (value.first, value.middle, value.last, value.suffix)))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Struct):
        return ", ".join(text for one in structs.asdict(value).values() if (text := _text(one)) != "none")
    if isinstance(value, tuple):
        return "; ".join(map(_text, value)) or "none"
    return "none" if value is None or value == "" else str(value)
