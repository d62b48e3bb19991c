"""A book as rows of claims by payer: denied or not, denied for a reason or not, and how much was allowed.

A row is in the order of the payer's first decisions. Claims of a patient that are refused one after another for the
same reason count once: what is denied for one visit is denied for the next, and says nothing new of the payer. What is
allowed of a visit is set beside what this payer allows, over the whole time, for visits with just the same lines, 1
being as usual: whichever line of a day is reduced, that is the same for both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Literal

from msgspec import Struct

from cleanclaim.model.submitted_claim import ClaimHeader
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.unsent_claims import unsent_claims
from cleanclaim.money.insight.change_point import DatedValue
from cleanclaim.money.insight.first_answers import AnsweredLine, FirstAnswer, first_answers
from cleanclaim.money.posting.facts import ClaimFacts

SeriesKind = Literal["denied", "denied for", "allowed"]
_FIRST = "P"


class WatchedClaim(Struct, frozen=True):
    """A claim of a row: what became of it, on which day, of which patient, for which service, and its codes that are
    concerned.
    """

    dated: DatedValue
    claim_id: str
    patient: str
    service: date | None
    codes: tuple[str, ...]


class PayerSeries(Struct, frozen=True, kw_only=True):
    """The claims of a payer under one view. `reason` is the CARC of "denied for". `header` is that of a claim to the
    payer, by which its policy is found.
    """

    payer: str
    kind: SeriesKind
    reason: str
    header: ClaimHeader
    claims: tuple[WatchedClaim, ...]

    @property
    def values(self) -> list[DatedValue]:
        """What became of the claims."""
        return [one.dated for one in self.claims]


class PayerAnswers(Struct, frozen=True):
    """What a payer decided first of the claims that were sent to it first, in the order of its days."""

    payer: str
    header: ClaimHeader
    answers: tuple[FirstAnswer, ...]


def payer_answers(book: Book) -> list[PayerAnswers]:
    """The payers of a book with their first answers, the one with the most first."""
    found: dict[str, list[FirstAnswer]] = defaultdict(list)
    headers: dict[str, ClaimHeader] = {}
    for bill in chain(book.bills(), unsent_claims(book)):
        for one in first_answers(bill):
            if one.place == _FIRST and one.on is not None:
                found[one.payer].append(one)
                headers.setdefault(one.payer, _header(bill))
    return [
        PayerAnswers(payer, headers[payer], tuple(sorted(answers, key=_order)))
        for payer, answers in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _header(bill: ClaimFacts) -> ClaimHeader:
    return bill.billed[-1].claim.header


def _order(one: FirstAnswer) -> tuple[object, ...]:
    return one.on, one.service or date.max, one.claim_id


def series_of(payer: PayerAnswers, *, least_denied: int) -> Iterator[PayerSeries]:
    """Every view of a payer: all denials, those of each reason that is met often enough, what was allowed."""
    reasons: Counter[str] = Counter()
    for one in payer.answers:
        reasons.update({reason for line in one.lines for reason in line.reasons})
    yield _denied(payer, "denied", "")
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        if count >= least_denied:
            yield _denied(payer, "denied for", reason)
    yield PayerSeries(
        payer=payer.payer, kind="allowed", reason="", header=payer.header, claims=tuple(_allowed(payer.answers))
    )


def _denied(payer: PayerAnswers, kind: SeriesKind, reason: str) -> PayerSeries:
    claims = []
    refused_last: dict[str, bool] = {}
    for one in payer.answers:
        codes = [line.code for line in one.lines if (reason in line.reasons if reason else line.is_denied)]
        is_refused = bool(codes)
        if not (is_refused and refused_last.get(one.patient)):
            claims.append(_watched(one, float(is_refused), codes))
        refused_last[one.patient] = is_refused
    return PayerSeries(payer=payer.payer, kind=kind, reason=reason, header=payer.header, claims=tuple(claims))


def _allowed(answers: Sequence[FirstAnswer]) -> Iterator[WatchedClaim]:
    usual: dict[object, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in answers:
        for lines in _by_day(one):
            sums = usual[_same_lines(lines)]
            sums[0] += sum(line.allowed for line in lines)
            sums[1] += sum(line.charge for line in lines)
            sums[2] += 1
    for one in answers:
        allowed, expected, codes = 0, 0.0, []
        for lines in _by_day(one):
            of_all, charged, times = usual[_same_lines(lines)]
            if times > 1 and of_all > 0 and charged > 0:
                allowed += sum(line.allowed for line in lines)
                expected += sum(line.charge for line in lines) * of_all / charged
                codes += [line.code for line in lines if line.allowed > 0]
        if expected and allowed:
            yield _watched(one, allowed / expected, codes)


def _by_day(one: FirstAnswer) -> list[list[AnsweredLine]]:
    days: dict[date | None, list[AnsweredLine]] = defaultdict(list)
    for line in one.lines:
        days[line.on].append(line)
    return list(days.values())


def _same_lines(lines: Sequence[AnsweredLine]) -> object:
    """What visits have in common that a payer pays alike: their lines, which of them were refused, and the charges."""
    return tuple(sorted((line.code, line.units or 0, line.modifiers, line.charge, line.allowed > 0) for line in lines))


def _watched(one: FirstAnswer, value: float, codes: Iterable[str]) -> WatchedClaim:
    assert one.on is not None  # others are in no row
    return WatchedClaim(
        DatedValue(one.on, value), one.claim_id, one.patient, one.service, tuple(dict.fromkeys(filter(None, codes)))
    )
