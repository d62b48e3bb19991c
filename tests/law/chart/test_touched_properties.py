"""A visit that was changed: reviewing it and those it touches anew gives what reviewing all of them gives."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import find_affected_visits
from cleanclaim.law.review.review import reviewed
from cleanclaim.model.visit import Service, Visit
from tests.conftest import tries
from tests.made_up import services, visit

CLOCKS = Basis(filed_on=date(2026, 3, 20))
VISITS = st.lists(
    st.builds(
        lambda recorded, over_time, number, patient, npi, day, start: structs.replace(
            visit(recorded),
            visit_id=str(number),
            patient_id=patient,
            provider_npi=npi,
            service_date=date(2026, 3, day),
            services=tuple(structs.replace(one, start=start) for one in (*recorded, *over_time)),
        ),
        services(),
        st.lists(st.sampled_from([Service(code="98977", units=1), Service(code="97760", minutes=15)]), max_size=1),
        st.integers(0, 99),
        st.sampled_from(["p1", "p2", None]),
        st.sampled_from(["1234567893", "1245319599", None]),
        st.integers(2, 3),
        st.none() | st.integers(480, 540),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.visit_id,
)


@tries(60)
@given(VISITS, services(), st.data())
def test_only_what_it_touches_changes(visits: list[Visit], recorded: list[Service], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(visits) - 1))
    before = list(reviewed(visits, CLOCKS))
    changed = [*visits[:at], structs.replace(visits[at], services=tuple(recorded)), *visits[at + 1 :]]
    places = find_affected_visits(changed, at)
    for place, claim in zip(places, reviewed(changed, CLOCKS, only=places), strict=True):
        before[place] = claim
    assert before == list(reviewed(changed, CLOCKS))
