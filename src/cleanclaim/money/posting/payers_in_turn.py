"""The payers of a claim in the order in which they pay: whom it was sent to, whom it names next, who decided it."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from cleanclaim.claims.remittance_history import ClaimHistory, PayerHistory
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.submitted_claim import Party, SubmittedClaim

_TURNS = "PSTABCDEFGH"
"""Places in the order of payers (SBR01)."""
_AS_A_LATER_PAYER = frozenset({"2", "3", "20", "21"})
"""CLP02 of a payer that decided after another."""
_UNNAMED = "a payer without a name"


class PayerInTurn(Struct, frozen=True):
    """A payer of a claim: its place (SBR01), its name, and all it decided, oldest first. `named`: the claim itself
    names it, so that it is known before it decides.
    """

    place: str
    name: str
    decisions: tuple[ClaimDecision, ...] = ()
    named: bool = False


def payers_in_turn(
    versions: Sequence[SubmittedClaim], onward: Sequence[SubmittedClaim], history: ClaimHistory
) -> tuple[PayerInTurn, ...]:
    """The payers of a claim with what each of them decided. `versions` are the claims to the first payer, oldest first,
    `onward` those to later payers. A payer to which only an earlier version went has no place any more.
    """
    claim = versions[-1]
    first = place_of(claim)
    own = (history.of(claim) or history.first_payer) if history.payers else None
    named = {_place(one.sequence): _name(one.payer) for one in claim.other_payers}
    named = {place: name for place, name in named.items() if comes_after(place, first)}
    names = named | {place_of(one): _name(one.header.payer) for one in onward}
    first_name = _name(claim.header.payer) or _payer(own)
    former = {claim_text(_name(one.header.payer)) for one in versions[:-1]} - {claim_text(first_name)}
    if own and claim_text(_payer(own)) in former:
        own = None
    mine, again = _divided(own, first_name, names)
    found = {first: PayerInTurn(first, first_name, mine, named=True)}
    if again:
        place = next(place for place, name in names.items() if claim_text(name) == claim_text(first_name))
        found[place] = PayerInTurn(place, names[place], again, place in named)
    for one in history.payers:
        if one is own:
            continue
        if claim_text(_payer(one)) in former:
            found[_payer(one)] = PayerInTurn("", _payer(one), one.decisions)
            continue
        by_name = (place for place, name in names.items() if claim_text(name) == claim_text(_payer(one)))
        place = next((place for place in by_name if place not in found), "") or _free(one.place or "S", found)
        found[place] = PayerInTurn(place, names.get(place) or _payer(one), one.decisions, place in named)
    if not names and len(found) == 1 and (forwarded := _forwarded_to(history.payers)):
        names["S"] = forwarded
    for place, name in names.items():
        found.setdefault(place, PayerInTurn(place, name or _UNNAMED, named=place in named))
    return tuple(sorted(found.values(), key=lambda one: _TURNS.index(one.place) if one.place else len(_TURNS)))


def _divided(
    own: PayerHistory | None, name: str, names: Mapping[str, str]
) -> tuple[tuple[ClaimDecision, ...], tuple[ClaimDecision, ...]]:
    """The decisions of the first payer, and those that it made as a later one, where the claim names it twice: under
    two policies of one insurer.
    """
    if own is None or claim_text(name) not in map(claim_text, names.values()):
        return own.decisions if own else (), ()
    later_numbers = {one.claim.payer_claim_number for one in own.decisions if one.claim.status in _AS_A_LATER_PAYER}
    later = [
        one
        for one in own.decisions
        if one.claim.status in _AS_A_LATER_PAYER or (one.is_reversal and one.claim.payer_claim_number in later_numbers)
    ]
    return tuple(one for one in own.decisions if one not in later), tuple(later)


def place_of(claim: SubmittedClaim) -> str:
    """The place of the payer to which a claim was sent; the first where it names none."""
    return _place(claim.header.sequence)


def comes_after(place: str, earlier: str) -> bool:
    """Whether a place is behind another in the order in which payers pay."""
    return _TURNS.index(_place(place)) > _TURNS.index(_place(earlier))


def _place(sequence: str | None) -> str:
    return sequence if sequence and sequence in _TURNS else "P"


def _free(place: str, found: dict[str, PayerInTurn]) -> str:
    """The place, or the next one that no payer has, and never the first."""
    at = max(_TURNS.index(place), 1)
    return next((one for one in _TURNS[at:] if one not in found), _TURNS[-1])


def _forwarded_to(payers: Iterable[PayerHistory]) -> str:
    """To whom a payer says it has sent the claim on; empty where none does."""
    decided = (decision.claim.forwarded_to for payer in payers for decision in payer.decisions)
    return next((_name(one) or _UNNAMED for one in decided if one), "")


def _name(party: Party | None) -> str:
    return (party.last_or_organization or "") if party else ""


def _payer(one: PayerHistory | None) -> str:
    return (one.payer if one else None) or _UNNAMED
