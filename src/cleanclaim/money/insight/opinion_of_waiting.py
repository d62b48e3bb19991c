"""What of all that waits for a person stands in a second opinion, as which kind; and what is dated in the future."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import structs

from cleanclaim.law.wording import day
from cleanclaim.model.ledger_entry import PATIENT, EntrySource
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.book.book import Book
from cleanclaim.money.insight.opinion import OpinionKind, OpinionLine
from cleanclaim.money.waiting import WaitingItem
from cleanclaim.money.waiting_kinds import WHAT_TO_DO, WaitingKind

_KINDS: dict[WaitingKind, tuple[OpinionKind, str]] = {
    "refused": ("refused before a payer had it", "an answer refused it, and it was not sent again"),
    "taken back": ("taken back", "the payer took its money back and decided nothing in its place"),
    "overpaid": ("paid too much by a payer", "more came in than is due"),
    "unknown claim": ("paid for a claim that nobody knows", "no file of the folder billed it"),
    "not at the bank": ("paid, and not at the bank", "the remittance says it was paid"),
    "takeback": ("takeback to come", "the payer announced it, and will keep it from later payments"),
    "refund not entered": (
        "taken or added apart from claims",
        "the payer says that a refund came; none is entered",
    ),
    "another payer": ("to be billed to another payer", "a payer left the rest to another payer"),
    "deposit without a remittance": ("at the bank without a remittance", "no remittance of the folder says what for"),
    "provider level": ("taken or added apart from claims", "the remittance names no claim for it"),
    "reversal": ("taken back without a payment on file", "the remittance that paid it is not in the folder"),
    "two versions": ("reported twice, with different amounts", "two files report different amounts"),
    "not placed": ("entered by hand, not placed", "it fits no claim as it was entered"),
}
_BY_DENIALS: WaitingKind = "denied"


def kind_of_waiting(one: WaitingItem) -> tuple[OpinionKind, str] | None:
    """As what it stands in the opinion, and what it is about; None where it stands there otherwise, or not at all."""
    if one.kind == "overpaid" and one.payer == PATIENT:
        return "paid too much by a patient", "more than the patient's share was paid"
    if one.kind == "takeback" and one.cents > 0:
        return "taken, and nothing says why", "no reversal explains what the payer took"
    return _KINDS.get(one.kind)


def left_over(waiting: Sequence[WaitingItem]) -> Iterator[str]:
    """What waits and is in no part of the opinion, a sentence for each kind. Denials have parts of their own."""
    for kind in dict.fromkeys(one.kind for one in waiting):
        if kind not in _KINDS and kind != _BY_DENIALS:
            mine = [one for one in waiting if one.kind == kind]
            cents = dollars_for_people(sum(abs(one.cents) for one in mine))
            yield f"{kind[:1].upper()}{kind[1:]}, {cents} ({len(mine):,}), stands in no part. {WHAT_TO_DO[kind]}"


class MissingPayments:
    """Payments that are not at the bank at all, and what they would have paid for which claims."""

    def __init__(
        self, remittances: Iterable[Remittance], waiting: Iterable[WaitingItem], bill_id: Callable[[str], str]
    ) -> None:
        missing = {(one.source, one.payment): one for one in waiting if one.kind == "not at the bank"}
        self._bill_id = bill_id
        self._paid: dict[str, int] = defaultdict(int)
        self._claims: dict[tuple[EntrySource, str], list[str]] = defaultdict(list)
        for one in remittances:
            place = one.source, one.payment.trace or ""
            found = missing.get(place)
            if found and abs(found.cents) == one.payment.deposit:
                for claim in one.claims:
                    self._paid[bill_id(claim.claim_id)] += claim.paid or 0
                    self._claims[place].append(bill_id(claim.claim_id))
        overpaid = {one.claim_id for one in waiting if one.kind == "overpaid" and self.explain(one)}
        self._twice = {
            place: [one for one in dict.fromkeys(claims) if one in overpaid] for place, claims in self._claims.items()
        }

    def explain(self, one: WaitingItem) -> bool:
        """Whether what a claim was paid too much is no more than what never came."""
        return 0 < -one.cents <= self._paid.get(self._bill_id(one.claim_id), 0)

    def claims_of(self, one: WaitingItem) -> list[str]:
        """The claims that a missing payment would have paid a second time."""
        return self._twice.get((one.source, one.payment), []) if one.kind == "not at the bank" else []


def future_places(book: Book, today: date) -> dict[EntrySource, date]:
    """What stands where under a day that has not come; of a payment all that it says, the payment's segments and its
    claims'.
    """
    found = {source: on for on, source in book.after(today)}
    for one in book.remittances:
        if one.payment.on and one.payment.on > today:
            found |= dict.fromkeys(one.sources_of_claims, one.payment.on)
    return found


def set_apart(lines: Iterable[OpinionLine], places: Mapping[EntrySource, date]) -> Iterator[OpinionLine]:
    """The lines, those that rest on a day in the future as such: what they would be, and nothing to be done until the
    day is known.
    """
    for one in lines:
        on = places.get(one.source)
        if on is None:
            yield one
        else:
            yield structs.replace(
                one,
                kind="dated in the future",
                about=f"{one.kind}, {one.source.file} of {day(on)}",
                what=f"{one.kind}: {one.what}",
                to_do="See whether the year is right. A wrong one: ask for the file anew, and take this one out.",
                by=None,
            )
