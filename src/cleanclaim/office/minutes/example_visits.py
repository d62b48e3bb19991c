"""The visits that the page opens on, and those of a file that somebody opens."""

from functools import cache

from cleanclaim.exchange.files.example_day import example_day
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.law.chart.with_history import with_history
from cleanclaim.model.visit import Visit
from cleanclaim.office.shared.office_basis import described


@cache
def example_visits() -> dict[str, Visit]:
    """The example day's visits by id, with the month before them."""
    folder = example_day()
    visits = with_history(read_visits(folder / "visits.csv"), read_visits(folder / "history.json"))
    return {visit.visit_id: visit for visit in visits}


def summary(visit: Visit) -> str:
    """`17 · Medicare · 3 services`: a visit in a picker."""
    held = described(visit.payer, visit.service_date)
    payer = held.name if held else visit.payer or "payer not known"
    number = len(visit.services)
    return f"{visit.visit_id} · {payer} · {number} service{'' if number == 1 else 's'}"
