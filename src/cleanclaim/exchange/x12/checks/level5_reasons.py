"""SNIP level 5, why: adjustment reasons, remarks and claim statuses, on the day of payment or answer.

Each list has two checks: a code that was not in use on the day is a fault; one that is on no list on file is
`undetermined`, said once in a file, since the lists grow several times a year. Of which month the lists on file are is
written in their rows (`reference/data`).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from cleanclaim.exchange.x12.acknowledgements import Status
from cleanclaim.exchange.x12.checks.check import Check, CheckAnswer, CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.subjects import ANSWER_277CA, CLAIM_835, LINE_835, Subject
from cleanclaim.reference.reasons import LISTS, ListName, reason

_PAID_IN_2000 = "BPR*I*70*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20000402~"
_STATUS = "STC*A7:562:85*20260303*U*127.5"


def reasons_in_use(reasons: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """The reason decides what has to be done about a sum; one that is over says nothing sure."""
    yield from _out_of_use("carc", reasons, paid_on)


def reasons_listed(reasons: tuple[str, ...]) -> Iterator[Wrong]:
    """The list on file may be older than the code, which may be right, and is not known here."""
    yield from _not_listed("carc", reasons)


def remarks_in_use(remarks: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """A remark is the detail of a denial; one that is over says nothing sure."""
    yield from _out_of_use("rarc", remarks, paid_on)


def remarks_listed(remarks: tuple[str, ...]) -> Iterator[Wrong]:
    """The list on file may be older than the code, which may be right, and is not known here."""
    yield from _not_listed("rarc", remarks)


def categories_in_use(statuses: tuple[Status, ...], written: date) -> Iterator[Wrong]:
    """The category says whether the claim was accepted; one that is over says nothing sure."""
    yield from _out_of_use("claim-status-category", [one.category for one in statuses], written)


def categories_listed(statuses: tuple[Status, ...]) -> Iterator[Wrong]:
    """The list on file may be older than the code, which may be right, and is not known here."""
    yield from _not_listed("claim-status-category", [one.category for one in statuses])


def statuses_listed(statuses: tuple[Status, ...]) -> Iterator[Wrong]:
    """The list on file may be older than the code, which may be right, and is not known here."""
    yield from _not_listed("claim-status", [one.code for one in statuses])


class _Codes(NamedTuple):
    """One kind of code at one place: what it is, what asks about it, and an example of each of its two faults."""

    name: str
    of: Subject
    what: str
    when: str
    at: str
    in_use: tuple[Callable[..., CheckAnswer], str, CheckExample] | None
    listed: tuple[Callable[..., CheckAnswer], CheckExample]


_CODES = (
    _Codes(
        "835.claim-reason",
        CLAIM_835,
        "A claim's adjustment reason (CARC)",
        "reasons",
        "2100.CAS",
        (
            reasons_in_use,
            "of payment",
            CheckExample(
                "835", "NM1*QC", fails="CAS*CO*17*0~NM1*QC*1*SMITH*JANE~", passes="CAS*CO*45*0~NM1*QC*1*SMITH*JANE~"
            ),
        ),
        (
            reasons_listed,
            CheckExample(
                "835", "NM1*QC", fails="CAS*CO*999*0~NM1*QC*1*SMITH*JANE~", passes="CAS*CO*45*0~NM1*QC*1*SMITH*JANE~"
            ),
        ),
    ),
    _Codes(
        "835.claim-remark",
        CLAIM_835,
        "A claim's remark (RARC)",
        "remarks",
        "2100.MOA",
        (
            remarks_in_use,
            "of payment",
            CheckExample("835", "BPR*", fails=_PAID_IN_2000, also=("DTM*232", "MOA***N381~DTM*232*20260302~")),
        ),
        (
            remarks_listed,
            CheckExample(
                "835", "DTM*232", fails="MOA***MA999~DTM*232*20260302~", passes="MOA***MA01~DTM*232*20260302~"
            ),
        ),
    ),
    _Codes(
        "835.line-reason",
        LINE_835,
        "A line's adjustment reason (CARC)",
        "reasons",
        "2110.CAS",
        (reasons_in_use, "of payment", CheckExample("835", "CAS*PR", fails="CAS*PR*17*20~")),
        (reasons_listed, CheckExample("835", "CAS*PR", fails="CAS*PR*999*20~")),
    ),
    _Codes(
        "835.line-remark",
        LINE_835,
        "A line's remark (RARC)",
        "remarks",
        "2110.LQ",
        (remarks_in_use, "of payment", CheckExample("835", "BPR*", fails=_PAID_IN_2000)),
        (remarks_listed, CheckExample("835", "LQ*", fails="LQ*HE*MA999~")),
    ),
    _Codes(
        "277ca.category",
        ANSWER_277CA,
        "A claim status category",
        "statuses",
        "2200D.STC01",
        (
            categories_in_use,
            "of the answer",
            CheckExample("277ca", _STATUS, fails="STC*X0:562:85*20260303*U*127.5~"),
        ),
        (categories_listed, CheckExample("277ca", _STATUS, fails="STC*A99:562:85*20260303*U*127.5~")),
    ),
    _Codes(
        "277ca.status",
        ANSWER_277CA,
        "A claim status code",
        "statuses",
        "2200D.STC01",
        None,
        (statuses_listed, CheckExample("277ca", _STATUS, fails="STC*A7:9999:85*20260303*U*127.5~")),
    ),
)


def _checks(codes: _Codes) -> Iterator[Check]:
    if codes.in_use is not None:
        function, day, example = codes.in_use
        yield check(
            f"{codes.name}-code",
            of=codes.of,
            level=5,
            title=f"{codes.what} that was not in use on the day {day}",
            when=codes.when,
            at=codes.at,
            remedy="Ask the payer what it means.",
            code="7",
            example=example,
        )(function)
    function, example = codes.listed
    yield check(
        f"{codes.name}-unlisted",
        of=codes.of,
        level=5,
        severity="undetermined",
        title=f"{codes.what} that is not on our list",
        when=codes.when,
        at=codes.at,
        remedy="Check it against the publisher's list.",
        example=example,
    )(function)


CHECKS = tuple(one for codes in _CODES for one in _checks(codes))


def _out_of_use(name: ListName, codes: Iterable[str], on: date) -> Iterator[Wrong]:
    for code in codes:
        entry = reason(name, code)
        if entry is not None and entry.in_use(on) is False:
            yield Wrong(f'The {LISTS[name].title} code "{code}" was not in use on {on}.')


def _not_listed(name: ListName, codes: Iterable[str]) -> Iterator[Wrong]:
    title = LISTS[name].title
    for code in codes:
        if code and reason(name, code) is None:
            why = "not on the list here, which may have grown since"
            yield Wrong(f'{title[0].upper()}{title[1:]} "{code}" was not checked: {why}. It is not named again.')
