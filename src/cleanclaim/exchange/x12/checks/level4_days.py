"""SNIP level 4, days: which day of a claim may come before which. The notes are in `guides/837p.notes.toml`."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.x12.checks.check import Wrong
from cleanclaim.exchange.x12.checks.noted import noted
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_837P, Days
from cleanclaim.model.days import day_for_people
from cleanclaim.model.submitted_claim import OtherPayer, SubmittedLine

_NAMES = {
    "090": "care taken over",
    "091": "care given up",
    "096": "discharge",
    "296": "work again",
    "297": "the last day of work",
    "304": "the last visit to the physician",
    "360": "the disability's beginning",
    "361": "the disability's end",
    "431": "onset",
    "435": "admission",
    "439": "the accident",
    "453": "the acute manifestation",
    "454": "first treatment",
    "455": "the X-ray",
    "471": "the prescription",
    "484": "the last menses",
}
_IN_ORDER = (("435", "096"), ("297", "296"), ("090", "091"), ("360", "361"))
_BEFORE_SERVICE = ("304", "435", "453", "454", "455", "471", "484")
_BEFORE_LINE = ("304", "454", "455", "471")
_PAST = ("090", "091", "096", "297", "431", "439", *_BEFORE_SERVICE)
_IN_HOSPITAL = {"21", "51", "61"}


@noted("837p.admission-date", of=CLAIM_837P)
def admission_date(place_of_service: str, days: dict[str, Days]) -> str | None:
    """Payers of hospital stays find the stay by its first day, and refuse a visit in hospital without it."""
    if place_of_service not in _IN_HOSPITAL or "435" in days:
        return None
    return f"The place of service is a hospital ({place_of_service}), and the day of admission is missing."


@noted("837p.accident-cause", of=CLAIM_837P, when="days")
def accident_cause(days: dict[str, Days], accident_causes: tuple[str, ...]) -> str | None:
    """Another insurer may have to pay for an accident; the payer asks of what kind it was before it pays."""
    return "DTP 439 dates an accident, and CLM11 names none." if "439" in days and not accident_causes else None


@noted("837p.days-in-order", of=CLAIM_837P, when="days")
def days_in_order(days: dict[str, Days]) -> Iterator[Wrong]:
    """One of the two days is wrong, and payers refuse the claim."""
    for first, second in _IN_ORDER:
        begin, end = _first(days, first), _first(days, second)
        if begin and end and end < begin:
            dated = f"{day_for_people(end)} (DTP {second}), before {_NAMES[first]} on {day_for_people(begin)}"
            yield Wrong(f"{_named(second)} is dated {dated} (DTP {first}).", f"2300.DTP[{second}]03")
    if (span := days.get("314")) and span.first and span.last and span.last < span.first:
        yield Wrong("The disability ends before it begins (DTP 314).", "2300.DTP[314]03")


@noted("837p.day-after-service", of=CLAIM_837P, when="days")
def day_after_service(days: dict[str, Days], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """It led to the service, and cannot follow it; one of the days is wrong."""
    last_day = max([line.last_date for line in lines if line.last_date], default=None)
    if last_day is not None:
        yield from _later(days, _BEFORE_SERVICE, last_day, "2300")


@noted("837p.line-day-after-service", of=LINE_837P, when="days")
def line_day_after_service(days: dict[str, Days], last_date: date) -> Iterator[Wrong]:
    """It led to the service, and cannot follow it; one of the days is wrong."""
    yield from _later(days, _BEFORE_LINE, last_date, "2400")


@noted("837p.day-in-future", of=CLAIM_837P, when="days")
def day_in_future(days: dict[str, Days], written: date) -> Iterator[Wrong]:
    """Front ends refuse a day that has not come when the file is made (BHT04)."""
    for code in _PAST:
        on = _first(days, code)
        if on and on > written:
            problem = f"{_named(code)} is dated {day_for_people(on)} (DTP {code}), later than the file was made."
            yield Wrong(problem, f"2300.DTP[{code}]03")


@noted("837p.span-in-future", of=LINE_837P)
def span_in_future(first_date: date, last_date: date, written: date) -> str | None:
    """Payers refuse what has not taken place when the file was made."""
    if last_date <= written or first_date > written:
        return None
    return f"The service ends on {day_for_people(last_date)}, later than the file was made (BHT04)."


@noted("837p.service-after-death", of=CLAIM_837P)
def service_after_death(death_date: date, lines: tuple[SubmittedLine, ...]) -> str | None:
    """One of the days is wrong, and payers refuse the claim."""
    late = [line.first_date for line in lines if line.first_date and line.first_date > death_date]
    if not late:
        return None
    return f"The service of {day_for_people(max(late))} is after the patient's death on {day_for_people(death_date)}."


@noted("837p.decided-before-service", of=CLAIM_837P, when="other_payers")
def decided_before_service(
    other_payers: tuple[OtherPayer, ...],
    lines: tuple[SubmittedLine, ...],
    first_day: date | None = None,
    written: date | None = None,
) -> Iterator[Wrong]:
    """One of the days is wrong, and the next payer's filing limit runs from the decision."""
    decided = {payer.on for payer in other_payers} | {one.on for line in lines for one in line.adjudications}
    for on in sorted(day for day in decided if day is not None):
        if first_day is not None and on < first_day:
            yield Wrong(f"Another payer decided on {day_for_people(on)} (DTP 573), before the service.")
        elif written is not None and on > written:
            yield Wrong(f"Another payer decided on {day_for_people(on)} (DTP 573), later than the file was made.")


def _later(days: dict[str, Days], codes: tuple[str, ...], service: date, loop: str) -> Iterator[Wrong]:
    for code in codes:
        on = _first(days, code)
        if on and on > service:
            dated = f"{day_for_people(on)} (DTP {code}), after the service of {day_for_people(service)}"
            yield Wrong(f"{_named(code)} is dated {dated}.", f"{loop}.DTP[{code}]03")


def _first(days: dict[str, Days], code: str) -> date | None:
    return days[code].first if code in days else None


def _named(code: str) -> str:
    name = _NAMES[code]
    return name[0].upper() + name[1:]
