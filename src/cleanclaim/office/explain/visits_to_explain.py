"""The visits to explain, with what is known about them: the example day's, or those of a dropped file.

A dropped file's visits live in the page, as JSON, and come back with every question; nothing is stored here.
"""

from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.cases import example_case
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.json_visits import json_visits
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.explanations.visits.law_change import LawChange, compare_explanations
from cleanclaim.explanations.visits.steps import Explanation
from cleanclaim.law.case import Case
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import build_basis

MOST_VISITS = 500
MOST_BYTES = 1_500_000


class VisitsToExplain(Struct, frozen=True, kw_only=True):
    """A case to explain. `text` is what the page keeps of its visits, empty for the example day."""

    case: Case
    text: str = ""

    def visit(self, visit_id: str) -> Visit:
        """The visit of that number; the first where none is named. Raises UserError for one that is not there."""
        visit = next((one for one in self.case.visits if visit_id in {"", one.visit_id}), None)
        if visit is None:
            raise UserError(f"visit {visit_id}", "these visits have none of that number", "Choose one of them.")
        return visit


@cache
def load_example() -> VisitsToExplain:
    """The example day with the month before it and its practice; its claims are filed on the day after."""
    return VisitsToExplain(case=example_case(build_basis()))


def pack_case(case: Case) -> VisitsToExplain:
    """The visits of a dropped file. Raises UserError for more than the page can keep."""
    text = encode_visits("visits.json", case.unpriced()).decode()
    if len(case.visits) > MOST_VISITS or len(text) > MOST_BYTES:
        problem = f"it holds {len(case.visits):,} visits, and the page keeps at most {MOST_VISITS}"
        raise UserError("The file", problem, "Divide it, or use `cleanclaim explain`, which reads files of any length.")
    return VisitsToExplain(case=case, text=text)


def unpack_text(text: str, zip_code: str) -> VisitsToExplain:
    """The visits out of a page. Raises UserError where our page did not write them."""
    visits = tuple(json_visits(text, Intake("the page")))
    return VisitsToExplain(case=Case(visits=visits, zip_code=zip_code or None), text=text)


def explain_visit(source: VisitsToExplain, visit_id: str, as_of: date | None, known_on: date | None) -> Explanation:
    """Why a visit is as it is under the law of a day, as known on a day; every question named."""
    return explain(source.case, visit_id, build_basis(as_of=as_of, known_on=known_on), every=True)


def find_law_change(
    source: VisitsToExplain, visit_id: str, then: Explanation, as_of: date | None, known_on: date | None
) -> LawChange | None:
    """What the law of another day, or another day's knowledge, has otherwise; None where neither is another."""
    visit = source.visit(visit_id)
    if as_of in {None, visit.service_date} and known_on is None:
        return None
    now = explain_visit(source, visit_id, None, None)
    policies = [in_force(visit, law).policy for law in (build_basis(), build_basis(as_of=as_of, known_on=known_on))]
    return compare_explanations(now, then, *policies)
