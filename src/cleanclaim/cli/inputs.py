"""Reading what the commands are given: visits, history, the practice, where it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.x12.lexer import begins_as_x12
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.with_history import with_history
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    from cleanclaim.model.override import Override
    from cleanclaim.pricing.payment_locality import PaymentLocality


class Papers(Struct, frozen=True):
    """The files a command reads visits from: the visits themselves, earlier ones, the patients' charts, the notes.

    The visits may be an 837P. `payer`: take the visits as if this payer paid them. `practice` tells the payers of an
    837P.
    """

    file: str
    history: str | None = None
    charts: Path | None = None
    notes: Path | None = None
    payer: str | None = None
    practice: Practice | None = None


def visits_of(papers: Papers) -> list[Visit]:
    """The visits, with what the other papers tell filled in."""
    earlier = read_visits(papers.history) if papers.history else []
    return _told(_visits(papers), earlier, papers)


def _visits(papers: Papers) -> list[Visit]:
    visits = _of_claims(papers) if begins_as_x12(papers.file) else read_visits(papers.file)
    return [structs.replace(visit, payer=papers.payer) for visit in visits] if papers.payer else visits


def _of_claims(papers: Papers) -> list[Visit]:
    """The visits of an 837P. Raises UserError where it holds no claim."""
    from cleanclaim.claims.visits_from_837p import claims_read
    from cleanclaim.cli.x12_screens import watched

    with watched("Reading", papers.file) as report:
        return claims_read(papers.file, papers.practice, report).visits


def _told(visits: list[Visit], earlier: list[Visit], papers: Papers) -> list[Visit]:
    if papers.notes:
        from cleanclaim.exchange.files.notes import read_notes, with_notes

        notes = read_notes(papers.notes)
        visits, earlier = with_notes(visits, notes), with_notes(earlier, notes)
    if papers.charts:
        from cleanclaim.exchange.files.charts import read_charts

        return with_history(visits, earlier, read_charts(papers.charts))
    return with_history(visits, earlier) if earlier else visits


def visits_with_allowed(papers: Papers, office: "PaymentLocality", basis: Basis) -> list[Visit]:
    """The same, with the allowed amounts that nobody entered but the fee schedule tells, as far as the place is known.

    They decide when a patient's year passes the threshold.
    """
    if not office.places_visits:
        return visits_of(papers)
    from cleanclaim.pricing.allowed import with_allowed

    visits = with_allowed(_visits(papers), office, basis)
    held = read_visits(papers.history) if papers.history else []
    earlier = with_allowed(held, office, structs.replace(basis, as_of=None))
    return _told(visits, earlier, papers)


def office_at(
    zip_code: str | None, locality: str | None, practice: Practice | None, *, qualifying: bool
) -> "PaymentLocality":
    """Where the practice is and how it is paid, as the options say it."""
    from cleanclaim.pricing.payment_locality import PaymentLocality

    return PaymentLocality(zip_code=zip_code, locality=locality, practice=practice, qualifying=qualifying)


def overrides_in(path: Path | None) -> "list[Override]":
    """What somebody let pass, as the file says it; nothing where there is no file."""
    if path is None:
        return []
    from cleanclaim.exchange.files.overrides import read_overrides
    from cleanclaim.law.review.rule_set import rule_set

    return read_overrides(path, rule_set().ids)


def practice_at(path: Path) -> Practice:
    """The practice a TOML file describes."""
    from cleanclaim.exchange.files.practice import read_practice

    return read_practice(path)
