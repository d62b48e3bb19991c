"""The visits to explain, with what stands around them: the example day's, or those of a dropped file.

A dropped file's visits live in the page, as JSON, and come back with every question; nothing is kept here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from msgspec import Struct, structs

from cleanclaim.exchange.files.example_day import example_day
from cleanclaim.exchange.files.json_visits import json_visits
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.files.write_visits import visits_as
from cleanclaim.explanations.visits.change import LawChange, change
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.explanations.visits.steps import Explanation
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.with_history import with_history
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.pricing.allowed import with_allowed
from cleanclaim.pricing.payment_locality import PaymentLocality

MOST_VISITS = 500
MOST_BYTES = 1_500_000


class Held(Struct, frozen=True, kw_only=True):
    """Some visits to explain. `text` is what the page keeps of them, empty for the example day."""

    visits: Sequence[Visit]
    earlier: Sequence[Visit] = ()
    office: PaymentLocality = PaymentLocality()
    filed_on: date | None = None
    text: str = ""

    def visit(self, visit_id: str) -> Visit:
        """The visit of that number; the first where none is named. Raises UserError for one that is not there."""
        found = [one for one in self.visits if one.visit_id == visit_id] if visit_id else list(self.visits)
        if not found:
            raise UserError(f"visit {visit_id}", "these visits have none of that number", "Choose one of them.")
        return found[0]


@cache
def example() -> Held:
    """The example day with the month before it and its practice; its claims are filed on the day after."""
    folder = example_day()
    practice = read_practice(folder / "practice.toml")
    visits = read_visits(folder / "visits.csv")
    days = [visit.service_date for visit in visits if visit.service_date]
    return Held(
        visits=visits,
        earlier=read_visits(folder / "history.json"),
        office=PaymentLocality(practice=practice),
        filed_on=max(days) + timedelta(days=1),
    )


def of_file(visits: Sequence[Visit], zip_code: str) -> Held:
    """The visits of a dropped file. Raises UserError for more than the page can keep."""
    text = visits_as("visits.json", visits).decode()
    if len(visits) > MOST_VISITS or len(text) > MOST_BYTES:
        problem = f"it holds {len(visits):,} visits, and the page keeps at most {MOST_VISITS}"
        raise UserError("The file", problem, "Divide it, or use `cleanclaim explain`, which reads files of any length.")
    return Held(visits=visits, office=_office(zip_code), text=text)


def of_text(text: str, zip_code: str) -> Held:
    """The visits a page kept. Raises UserError where our page did not write them."""
    return Held(visits=json_visits(text, "the page"), office=_office(zip_code), text=text)


def _office(zip_code: str) -> PaymentLocality:
    return PaymentLocality(zip_code=zip_code) if zip_code else PaymentLocality()


def explained(held: Held, visit_id: str, as_of: date | None, known_on: date | None) -> Explanation:
    """Why a visit is as it is under the law of a day, as known on a day; every question named."""
    law = office_basis(as_of=as_of, known_on=known_on, filed_on=held.filed_on)
    return explain(
        _on(held, law),
        visit_id,
        law,
        office=held.office,
        practice=held.office.practice,
        every=True,
    )


def changed(
    held: Held, visit_id: str, then: Explanation, as_of: date | None, known_on: date | None
) -> LawChange | None:
    """What the law of another day, or another day's knowledge, has otherwise; None where neither is another."""
    visit = held.visit(visit_id)
    if as_of in {None, visit.service_date} and known_on is None:
        return None
    now = explained(held, visit_id, None, None)
    policies = [in_force(visit, law).policy for law in (office_basis(), office_basis(as_of=as_of, known_on=known_on))]
    return change(now, then, *policies)


def _on(held: Held, law: Basis) -> list[Visit]:
    """The visits with what the year has been allowed, by the prices of that law, as far as the place is known."""
    visits = with_allowed(held.visits, held.office, law)
    earlier = with_allowed(held.earlier, held.office, structs.replace(law, as_of=None))
    return with_history(visits, earlier) if earlier else visits
