"""SNIP level 5, why: adjustment reasons, remarks and claim statuses, on the day of payment or answer.

Our lists are those of June 2024 and may have grown since: a code that is on none of them is `undetermined`, said once
in a file; one that was not in use on the day is a fault.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from cleanclaim.exchange.x12.acknowledgements import Status
from cleanclaim.exchange.x12.checks.check import CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.subjects import ANSWER_277CA, CLAIM_835, LINE_835
from cleanclaim.reference.reasons import LISTS, ListName, reason

_ASK = "Ask the payer what it means."
_OTHER_LIST = "Check it against the publisher's list."
_PAID_IN_2000 = "BPR*I*70*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20000402~"
_STATUS = "STC*A7:562:85*20260303*U*127.5"


@check(
    "835.claim-reason-code",
    of=CLAIM_835,
    level=5,
    title="A claim's adjustment reason (CARC) that was not in use on the day of payment",
    when="reasons",
    at="2100.CAS",
    remedy=_ASK,
    code="7",
    example=CheckExample(
        "835", "NM1*QC", fails="CAS*CO*17*0~NM1*QC*1*SMITH*JANE~", passes="CAS*CO*45*0~NM1*QC*1*SMITH*JANE~"
    ),
)
def claim_reason_code(reasons: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """The reason decides what has to be done about a sum; one that is over says nothing sure."""
    yield from _out_of_use("carc", reasons, paid_on)


@check(
    "835.claim-reason-unlisted",
    of=CLAIM_835,
    level=5,
    severity="undetermined",
    title="A claim's adjustment reason (CARC) that is not on our list",
    when="reasons",
    at="2100.CAS",
    remedy=_OTHER_LIST,
    example=CheckExample(
        "835", "NM1*QC", fails="CAS*CO*999*0~NM1*QC*1*SMITH*JANE~", passes="CAS*CO*45*0~NM1*QC*1*SMITH*JANE~"
    ),
)
def claim_reason_unlisted(reasons: tuple[str, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("carc", reasons)


@check(
    "835.claim-remark-code",
    of=CLAIM_835,
    level=5,
    title="A claim's remark (RARC) that was not in use on the day of payment",
    when="remarks",
    at="2100.MOA",
    remedy=_ASK,
    code="7",
    example=CheckExample("835", "BPR*", fails=_PAID_IN_2000, also=("DTM*232", "MOA***N381~DTM*232*20260302~")),
)
def claim_remark_code(remarks: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """A remark is the detail of a denial; one that is over says nothing sure."""
    yield from _out_of_use("rarc", remarks, paid_on)


@check(
    "835.claim-remark-unlisted",
    of=CLAIM_835,
    level=5,
    severity="undetermined",
    title="A claim's remark (RARC) that is not on our list",
    when="remarks",
    at="2100.MOA",
    remedy=_OTHER_LIST,
    example=CheckExample(
        "835",
        "DTM*232",
        fails="MOA***MA999~DTM*232*20260302~",
        passes="MOA***MA01~DTM*232*20260302~",
    ),
)
def claim_remark_unlisted(remarks: tuple[str, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("rarc", remarks)


@check(
    "835.line-reason-code",
    of=LINE_835,
    level=5,
    title="A line's adjustment reason (CARC) that was not in use on the day of payment",
    when="reasons",
    at="2110.CAS",
    remedy=_ASK,
    code="7",
    example=CheckExample("835", "CAS*PR", fails="CAS*PR*17*20~"),
)
def line_reason_code(reasons: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """The reason decides what has to be done about a sum; one that is over says nothing sure."""
    yield from _out_of_use("carc", reasons, paid_on)


@check(
    "835.line-reason-unlisted",
    of=LINE_835,
    level=5,
    severity="undetermined",
    title="A line's adjustment reason (CARC) that is not on our list",
    when="reasons",
    at="2110.CAS",
    remedy=_OTHER_LIST,
    example=CheckExample("835", "CAS*PR", fails="CAS*PR*999*20~"),
)
def line_reason_unlisted(reasons: tuple[str, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("carc", reasons)


@check(
    "835.line-remark-code",
    of=LINE_835,
    level=5,
    title="A line's remark (RARC) that was not in use on the day of payment",
    when="remarks",
    at="2110.LQ",
    remedy=_ASK,
    code="7",
    example=CheckExample("835", "BPR*", fails=_PAID_IN_2000),
)
def line_remark_code(remarks: tuple[str, ...], paid_on: date) -> Iterator[Wrong]:
    """A remark is the detail of a denial; one that is over says nothing sure."""
    yield from _out_of_use("rarc", remarks, paid_on)


@check(
    "835.line-remark-unlisted",
    of=LINE_835,
    level=5,
    severity="undetermined",
    title="A line's remark (RARC) that is not on our list",
    when="remarks",
    at="2110.LQ",
    remedy=_OTHER_LIST,
    example=CheckExample("835", "LQ*", fails="LQ*HE*MA999~"),
)
def line_remark_unlisted(remarks: tuple[str, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("rarc", remarks)


@check(
    "277ca.category-code",
    of=ANSWER_277CA,
    level=5,
    title="A claim status category that was not in use on the day of the answer",
    when="statuses",
    at="2200D.STC01",
    remedy=_ASK,
    code="7",
    example=CheckExample("277ca", _STATUS, fails="STC*X0:562:85*20260303*U*127.5~"),
)
def category_code(statuses: tuple[Status, ...], written: date) -> Iterator[Wrong]:
    """The category says whether the claim was accepted; one that is over says nothing sure."""
    yield from _out_of_use("claim-status-category", [one.category for one in statuses], written)


@check(
    "277ca.category-unlisted",
    of=ANSWER_277CA,
    level=5,
    severity="undetermined",
    title="A claim status category that is not on our list",
    when="statuses",
    at="2200D.STC01",
    remedy=_OTHER_LIST,
    example=CheckExample("277ca", _STATUS, fails="STC*A99:562:85*20260303*U*127.5~"),
)
def category_unlisted(statuses: tuple[Status, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("claim-status-category", [one.category for one in statuses])


@check(
    "277ca.status-unlisted",
    of=ANSWER_277CA,
    level=5,
    severity="undetermined",
    title="A claim status code that is not on our list",
    when="statuses",
    at="2200D.STC01",
    remedy=_OTHER_LIST,
    example=CheckExample("277ca", _STATUS, fails="STC*A7:9999:85*20260303*U*127.5~"),
)
def status_unlisted(statuses: tuple[Status, ...]) -> Iterator[Wrong]:
    """The list is of June 2024; a newer code may be right, and is not known here."""
    yield from _not_listed("claim-status", [one.code for one in statuses])


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
