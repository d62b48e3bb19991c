"""Whose each claim is, of which day, and what was done: beside a claim's number for people, who know none of them."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from cleanclaim.model.submitted_claim import Party
from cleanclaim.money.book.book import Book
from cleanclaim.money.posting.facts import ClaimFacts


class DescribedClaim(Struct, frozen=True):
    """A claim in a person's words: the patient's name, the days of service, the codes, each text empty where no file
    says it.
    """

    patient: str = ""
    days: str = ""
    codes: str = ""


def describe_claims(book: Book) -> dict[str, DescribedClaim]:
    """Every claim of a book by its id: as it was billed, else as a payer names it."""
    ids = [paid.claim_id for remittance in book.remittances for paid in remittance.claims]
    bills = book.bills()
    return describe_some(book, bills, {*ids, *(bill.claim_id for bill in bills)})


def describe_some(book: Book, bills: Iterable[ClaimFacts], ids: Collection[str]) -> dict[str, DescribedClaim]:
    """Some claims of a book by their ids; `bills` are its own."""
    found: dict[str, DescribedClaim] = {}
    for remittance in book.remittances:
        for paid in remittance.claims:
            if paid.claim_id not in ids:
                continue
            days = [paid.first_date, *(line.first_date for line in paid.lines)]
            codes = [line.submitted_code or line.code for line in paid.lines]
            found[paid.claim_id] = DescribedClaim(_name(paid.patient), _each_once(days), _each_once(codes))
    for bill in bills:
        if bill.claim_id not in ids:
            continue
        claim = (bill.billed or bill.onward)[-1].claim
        patient = claim.header.patient or claim.header.subscriber
        days, codes = [line.first_date for line in claim.lines], [line.code for line in claim.lines]
        found[bill.claim_id] = DescribedClaim(_name(patient), _each_once(days), _each_once(codes))
    return found


def _name(person: Party | None) -> str:
    return ", ".join(filter(None, (person.last_or_organization, person.first))) if person else ""


def _each_once(values: Iterable[object]) -> str:
    return " ".join(dict.fromkeys(str(one) for one in values if one))
