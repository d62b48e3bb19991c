"""By what claims and decisions may belong together, as numbers: which family each is in is found without reading it.

Two that belong together always have a number in common. That others have one too, by chance or where a payer gives many
claims one number, makes a larger family, and changes nothing of what it comes to.
"""

from datetime import date
from hashlib import blake2b
from zlib import crc32

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.money.book.families import names_another, numbers_named, visit_of
from cleanclaim.money.book.returned_numbers import plain_number


def node_of(claim_id: str) -> int:
    """The number of a claim id."""
    return _own_number("id", claim_id)


def reading_of(claim_id: str) -> int:
    """The number of how a claim id reads, in whatever letters it is written."""
    return _number("reading", plain_number(claim_id))


def offered_by_claim(claim: SubmittedClaim) -> set[int]:
    """By what others may find a claim: its visit, and what was done for whom."""
    patient, subscriber = claim.header.patient, claim.header.subscriber
    days = {line.first_date for line in claim.lines if line.first_date}
    who = {*_by_id(patient), *_by_id(subscriber), *_by_name(patient or subscriber)}
    found = {_number("content", str(on), str(claim.charge), one) for on in days for one in who}
    return found | {reading_of(claim.claim_id), _visit(claim)}


def sought_by_claim(claim: SubmittedClaim) -> set[int]:
    """What a claim that corrects another, or follows it to a later payer, is found by."""
    if not names_another(claim):
        return set()
    return {_visit(claim), *(_number("payer's number", one) for one in numbers_named(claim))}


def offered_by_decision(paid: PaidClaim) -> set[int]:
    """By what claims may name a decision."""
    return {_number("payer's number", paid.payer_claim_number)} if paid.payer_claim_number else set()


def sought_by_decision(paid: PaidClaim) -> set[int]:
    """What a decision under a number that nobody knows is found by."""
    days: set[date | None] = {paid.first_date, *(line.first_date for line in paid.lines)}
    who = {*_by_id(paid.patient), *_by_name(paid.patient)}
    return {_number("content", str(on), str(abs(paid.charge or 0)), one) for on in days if on for one in who}


def named_by_takeback(reference: str) -> tuple[set[int], set[int]]:
    """What an amount of the provider's level is found by: claims by their ids, and the payers' numbers of claims."""
    numbers = {one for one in (reference, *reference.split()) if one}
    ids = {each for one in numbers for each in (one, one.rpartition(" of ")[0]) if each}
    return set(map(node_of, ids)), {_number("payer's number", one) for one in numbers}


def node_of_takeback(source: EntrySource, at: int) -> int:
    """The number of an amount of the provider's level, by where its payment stands and which of its amounts it is."""
    return _own_number("takeback", source.file, str(source.segment), str(at))


def _visit(claim: SubmittedClaim) -> int:
    name, born, days = visit_of(claim)
    return _number("visit", str(name), str(born), *map(str, days))


def _by_id(party: Party | None) -> tuple[str, ...]:
    return (f"id {claim_text(party.id)}",) if party and party.id else ()


def _by_name(party: Party | None) -> tuple[str, ...]:
    return (f"name {claim_text(party.last_or_organization or '')}, {claim_text(party.first or '')}",) if party else ()


def _number(*parts: str) -> int:
    """A number by which something may be found: few others have the same."""
    return crc32("\x1f".join(parts).encode())


def _own_number(*parts: str) -> int:
    """A number that nothing else has."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), signed=True)
