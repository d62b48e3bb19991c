"""The Medicare physician fee schedule: a code's status and its relative values."""

from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.reference.files import DATA, records
from cleanclaim.reference.releases import Release


class Fee(Struct, frozen=True, kw_only=True):
    """A code's row in the fee schedule.

    The four relative values are in hundredths: 45 is 0.45. `status` is CMS's letter (A paid, B bundled, C priced by
    the contractor, I another code is used, N not covered, R restricted, X excluded by statute). `mult_proc` "5" means
    the therapy reduction on practice expense applies.
    """

    status: str
    work: int
    nonfacility_pe: int
    facility_pe: int
    malpractice: int
    pctc: str
    mult_proc: str
    release: str
    stale: bool


class Span(Struct, frozen=True):
    """A row of the fee schedule and the first and last day it held."""

    first: date
    last: date
    status: str
    values: tuple[int, int, int, int]
    pctc: str
    mult_proc: str


def fee(code: str, on: date, asked: list[Release]) -> Fee | None:
    """The row of a code, from the first of the releases that speaks for it; None where none does."""
    for release in asked:
        last = release.effective_to or on
        span = _row(code, min(on, last), release.file)
        if span is not None:
            work, nonfacility, facility, malpractice = span.values
            return Fee(
                status=span.status,
                work=work,
                nonfacility_pe=nonfacility,
                facility_pe=facility,
                malpractice=malpractice,
                pctc=span.pctc,
                mult_proc=span.mult_proc,
                release=release.name,
                stale=release.stale_on(on),
            )
    return None


def _row(code: str, on: date, file: str) -> Span | None:
    return next((span for span in _spans(file).get(code, ()) if span.first <= on <= span.last), None)


@cache
def _spans(file: str) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for row in records(DATA / file):
        values = (int(row["work"]), int(row["nonfacility_pe"]), int(row["facility_pe"]), int(row["malpractice"]))
        span = Span(
            date.fromisoformat(row["from"]),
            date.fromisoformat(row["to"]),
            row["status"],
            values,
            row["pctc"],
            row["mult_proc"],
        )
        spans.setdefault(row["code"], []).append(span)
    return spans
