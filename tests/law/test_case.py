"""A case: what it refuses, whichever verb takes it."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from msgspec import structs

import cleanclaim
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from tests.clinic import billed, visit
from tests.exchange.x12.synthetic import patient, practice

BASIS = Basis(filed_on=date(2026, 3, 3))
TWICE = [visit(billed()), structs.replace(visit(billed()), patient_id="p2")]

Verb = Callable[[Sequence[Visit]], object]
VERBS: dict[str, Verb] = {
    "code": lambda visits: cleanclaim.code(visits, BASIS),
    "review": lambda visits: cleanclaim.review(visits, BASIS),
    "price": lambda visits: cleanclaim.price(visits, BASIS),
    "claim": lambda visits: cleanclaim.claim(visits, practice(patient("p1")), BASIS),
    "fix": lambda visits: cleanclaim.fix(visits, BASIS),
    "explain": lambda visits: cleanclaim.explain(visits, "1", BASIS),
    "Case": lambda visits: Case(visits=tuple(visits)),
}


@pytest.mark.parametrize("verb", VERBS)
def test_two_visits_of_one_id_are_refused(verb: str) -> None:
    for visits in (TWICE, TWICE[::-1]):
        with pytest.raises(UserError, match="2 visits have the id '1'"):
            VERBS[verb](visits)
