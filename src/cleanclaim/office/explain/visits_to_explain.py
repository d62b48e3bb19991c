"""The visits to explain, with what is known about them: the example day's, or those of a file that was opened."""

from datetime import date
from functools import cache

from msgspec import Struct, structs

from cleanclaim.cases import example_case
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.explanations.visits.law_change import LawChange, compare_explanations
from cleanclaim.explanations.visits.steps import Explanation
from cleanclaim.law.case import Case
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.pricing.allowed import prepare_case


class VisitsToExplain(Struct, frozen=True, kw_only=True):
    """A case to explain. `name` is that of an opened file in its address, empty for the example day."""

    case: Case
    name: str = ""

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


def price_at(case: Case, zip_code: str) -> Case:
    """The case with the amounts allowed at a place; as it is where none is named."""
    if not zip_code:
        return case
    return prepare_case(structs.replace(case, zip_code=zip_code, prepared_by=None, coded=()), build_basis())


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
