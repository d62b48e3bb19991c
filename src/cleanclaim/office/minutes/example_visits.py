"""The visits that the page opens on, and those of a file that somebody opens."""

from functools import cache

from cleanclaim.cases import example_case
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.unknown_payer import show_payer


@cache
def load_example_visits() -> dict[str, Visit]:
    """The example day's visits by id, with the month before them."""
    return {visit.visit_id: visit for visit in example_case().unpriced()}


def summarize_visit(visit: Visit) -> str:
    """`17 · Medicare · 3 services`: a visit in a picker."""
    payer = show_payer(visit.payer, visit.service_date)
    number = len(visit.services)
    return f"{visit.visit_id} · {payer} · {number} service{'' if number == 1 else 's'}"
