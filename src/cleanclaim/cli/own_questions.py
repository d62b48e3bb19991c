"""Questions from the practice's own claims: the options that name them, and what is read of them."""

from pathlib import Path
from typing import Annotated

import click
from msgspec import Struct

from cleanclaim.cli.book_screens import load_book
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import PATH, ReadOptions
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.own_claims import items_from_denials, items_from_findings
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.deadlines import LimitReader
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.denials.find_denials import find_denials


class OwnClaims(Struct, frozen=True, kw_only=True):
    """Where the practice's own claims are, from which questions are made."""

    visits: Annotated[
        str | None,
        click.Option(["--visits"], metavar="FILE", help="Ask what a review finds in these visits of yours too."),
    ]
    denials: Annotated[
        Path | None,
        click.Option(
            ["--denials"], type=PATH, metavar="FOLDER", help="Ask about the denials of this book of yours too."
        ),
    ]


def own_items(own: OwnClaims, basis: Basis, seed: str) -> list[Item]:
    """The questions from the practice's own claims, each once."""
    found: list[Item] = []
    if own.visits is not None:
        case = load_case((own.visits,), basis, ReadOptions(mapping=None, strict=False))
        found += items_from_findings(case.visits, review(case, basis).claims, seed)
    if own.denials is not None:
        found += items_from_denials(denials_of(load_book(own.denials), basis), seed)
    return list({item.id: item for item in found}.values())


def denials_of(book: Book, basis: Basis) -> list[Denial]:
    """The denials of a book."""
    return list(find_denials(book, LimitReader(basis, None)).denials)
