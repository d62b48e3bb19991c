"""The verbs that compare with contracts: where contracts stand, and by what is priced."""

from pathlib import Path
from typing import Annotated

import click
from msgspec import structs

from cleanclaim.claims.visits_from_837p import payer_lookup
from cleanclaim.cli.options import EXISTING_FILE, PlaceOptions
from cleanclaim.law.basis import Basis
from cleanclaim.model.practice import Practice
from cleanclaim.money.book.book import Book
from cleanclaim.money.variance.interest import with_interest
from cleanclaim.money.variance.variances import Variances, find_variances
from cleanclaim.pricing.contracts.contract import Contracts
from cleanclaim.pricing.contracts.expected import Prices
from cleanclaim.pricing.contracts.read_contracts import NAME, read_contracts
from cleanclaim.pricing.payment_locality import PaymentLocality

ContractsFile = Annotated[
    Path | None,
    click.Option(
        ["--contracts"],
        type=EXISTING_FILE,
        metavar="FILE",
        help="Your contracts with payers; contracts.toml in the folder, unless named.",
    ),
]


def load_prices(
    named: Path | None, folder: Path, place: PlaceOptions, practice: Practice | None, basis: Basis
) -> Prices:
    """What payers should allow: by the contracts that are named, else those in the folder, and by the fee schedule."""
    path = named or folder / NAME
    contracts = read_contracts(path) if named or path.is_file() else Contracts()
    return Prices(contracts, PaymentLocality(practice=practice, **structs.asdict(place)), basis)


def variances_if_priced(book: Book, prices: Prices, practice: Practice | None) -> Variances | None:
    """What differs from what payers should allow; None where there is nothing to compare with."""
    if not prices.contracts.every and not prices.office.places_visits:
        return None
    return book_variances(book, prices, practice)


def book_variances(book: Book, prices: Prices, practice: Practice | None) -> Variances:
    """What differs from what payers should allow, and the interest that late payments lack."""
    return with_interest(find_variances(book.bills(), prices, payer_lookup(practice)), book, prices.contracts)
