"""Made-up visits for property tests: any codes, minutes and clinicians, with ties far more often than in life."""

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.visit import Discipline, Performer, Service, Visit
from cleanclaim.reference.catalogue import catalogue

DAY = date(2026, 3, 2)

# Codes counted in 15-minute units, of which a physical therapist and an assistant may give each.
TIMED = sorted(
    code
    for code, entry in catalogue().items()
    if entry.plain_quarters and entry.valid_to is None and "PT" in entry.disciplines and entry.therapy != "elsewhere"
)
GROUP = "97150"
EVALUATION = "97162"
UNTIMED = ["97012", "97016", "97018", "97022", "97028", GROUP, EVALUATION, "G0283"]

# A few lengths stand beside all others, so that remainders tie and totals fall next to a limit.
MINUTES = st.sampled_from([7, 8, 15, 20, 22, 23]) | st.integers(0, 70)
DAYS = st.dictionaries(st.sampled_from(TIMED), MINUTES, min_size=1, max_size=6)


def visit(services: Sequence[Service], payer: str = "medicare", discipline: Discipline = "PT") -> Visit:
    """One visit of March 2, 2026 that gives everything a review asks for, but no history."""
    return Visit(
        visit_id="1",
        patient_id="p1",
        payer=payer,
        service_date=DAY,
        discipline=discipline,
        provider_npi="1234567893",
        place_of_service="11",
        services=tuple(services),
    )


def service(code: str, minutes: int, performed_by: Performer = "PT") -> Service:
    """A service of so many minutes, given one on one."""
    return Service(code=code, minutes=minutes, performed_by=performed_by)


def group(given: Service) -> Service:
    """The same service, given to a group."""
    return structs.replace(given, mode="group")


def together(given: Service) -> Service:
    """The same service, given by therapist and assistant together."""
    return structs.replace(given, mode="together")


def of_therapist(day: dict[str, int]) -> list[Service]:
    """One service for each code of the day, all given by the physical therapist."""
    return [service(code, minutes) for code, minutes in day.items()]


@st.composite
def services(draw: st.DrawFn) -> list[Service]:
    """Services of one visit: the same codes again and again, by therapist, assistant, both, or to a group.

    The therapist alone evaluates, and group therapy is given to a group; the rest is given in any way.
    """
    codes = draw(st.lists(st.sampled_from(TIMED), min_size=1, max_size=3, unique=True))
    codes += draw(st.lists(st.sampled_from(UNTIMED), max_size=2, unique=True))
    return draw(st.lists(st.sampled_from(codes).flatmap(_given), min_size=1, max_size=7))


def _given(code: str) -> st.SearchStrategy[Service]:
    return st.builds(
        Service,
        code=st.just(code),
        minutes=MINUTES,
        performed_by=st.sampled_from(["PT"] if code == EVALUATION else ["PT", "PTA"]),
        mode=st.sampled_from(["group"] if code == GROUP else ["individual", "individual", "together", "group"]),
    )
