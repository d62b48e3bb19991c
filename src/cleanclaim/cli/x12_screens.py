"""What of an X12 file a person sees: a transaction in a line, a problem with its place and what to do."""

from typing import Any

import msgspec
from msgspec import Struct, UnsetType

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.exchange.x12.diagnostics import LEVELS, Diagnostic, SegmentPlace
from cleanclaim.exchange.x12.items import Transaction
from cleanclaim.exchange.x12.located import Located
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars, dollars_for_people

DIAGNOSTIC_WORDS = {"stop": ("fault", "red"), "undetermined": ("not checked", "cyan"), "info": ("let pass", "green")}
_AMOUNTS = frozenset(
    {
        "accepted_charge",
        "rejected_charge",
        "allowed",
        "amount",
        "charge",
        "claims_paid",
        "expected_allowed",
        "expected_paid",
        "on_claims",
        "paid",
        "patient_owes",
        "remaining",
        "unexplained",
    }
)
_WORDS = {
    "837": "claims",
    "835": "remittance",
    "999": "answer on syntax",
    "270": "question about coverage",
    "271": "answer about coverage",
    "276": "question about claims",
    "277": "answer about claims",
}


def exit_code(totals: FileTotals) -> ExitCode:
    """1 where there is a fault, 3 where there is none but something could not be checked, else 0."""
    if totals.faults:
        return ExitCode.FAULT
    return ExitCode.UNDETERMINED if totals.undetermined else ExitCode.CLEAN


def as_json(item: Struct) -> Any:
    """What was read or found, with its kind; amounts as decimal text, in dollars. Places stand in what they are of."""
    if not isinstance(item, Located):
        return _in_dollars(msgspec.to_builtins(item))
    content = as_json(item.value)
    if item.lines:
        content["lines"] = [
            msgspec.to_builtins(place) | line for place, line in zip(item.lines, content["lines"], strict=True)
        ]
    return {"kind": content.pop("kind"), "byte": item.byte, "segment": item.segment} | content


def _in_dollars(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_in_dollars(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: dollars(content) if name in _AMOUNTS and content is not None else _in_dollars(content)
        for name, content in value.items()
    }


def summarize_totals(totals: FileTotals) -> dict[str, Any]:
    """The totals in the form of the JSON answer."""
    return {
        "interchanges": totals.kinds["interchange"],
        "transactions": totals.kinds["transaction"],
        "claims": totals.kinds["claim"] + totals.kinds["paid_claim"],
        "lines": totals.lines,
        "charge": dollars(totals.charge),
        "paid": dollars(totals.paid),
        "faults": totals.faults,
        "undetermined": totals.undetermined,
        "overridden": totals.overridden,
        "by_level": {str(level): totals.levels[level] for level in LEVELS},
        "by_check": dict(sorted(totals.checks.items())),
    }


def describe_transaction(begun: Transaction) -> str:
    """What a transaction is: `837 0001   claims, 005010X222A1`."""
    words = _WORDS.get(begun.transaction_set, "not known here")
    return make_printable(f"{begun.transaction_set} {begun.control_number}   {words}, {begun.version or 'no version'}")


def describe_totals(totals: FileTotals) -> str:
    """What a transaction holds: claims, lines and money, or answers."""
    kinds = totals.kinds
    parts = []
    if claims := kinds["claim"] + kinds["paid_claim"]:
        parts += [
            pluralize(claims, "claim"),
            pluralize(totals.lines, "line"),
            f"{dollars_for_people(totals.charge)} charged",
        ]
    if kinds["payment"]:
        parts.append(f"{dollars_for_people(totals.paid)} paid")
    if totals.unreadable:
        parts.append(f"of {pluralize(totals.unreadable, 'claim')} no amount can be read")
    for kind, what in (("transaction_answer", "transaction"), ("claim_answer", "claim")):
        if kinds[kind]:
            parts.append(f"{totals.accepted:,} of {pluralize(kinds[kind], what)} accepted")
    if kinds["batch_answer"]:
        rejected, batches = totals.rejected_batches, kinds["batch_answer"]
        parts.append(f"{rejected:,} of {batches:,} answers on whole batches reject" if rejected else "batch accepted")
    if kinds["loop"]:
        parts.append(pluralize(kinds["loop"], "level"))
    if kinds["segment"]:
        parts.append(f"{pluralize(kinds['segment'], 'segment')} no guide explains")
    return "   ".join(parts) or "nothing"


def say_diagnostic(one: Diagnostic) -> None:
    """A problem: where, how deep, what, and how to fix it."""
    noted = one.severity == "info" and isinstance(one.overridden, UnsetType)
    word, color = ("note", "cyan") if noted else DIAGNOSTIC_WORDS[one.severity]
    mark = style(f"{word:<11}", color, bold=True)
    level = f"level {one.level}, {LEVELS[one.level]}"
    say(f"    {mark} {_named(one.place):<34} {level:<26} {style(_counted_off(one.place), dim=True)}")
    say_text(make_printable(one.problem), 16)
    say_text(_what_to_do(one), 16)
    say_text(one.check, 16, dim=True)


def _what_to_do(one: Diagnostic) -> str:
    """The remedy; of what was let pass, who decided that, until when and why."""
    if isinstance(one.overridden, UnsetType):
        return make_printable(one.remedy)
    decided = one.overridden
    return make_printable(f"Let pass by {decided.author} until {day(decided.expires)}: {decided.words}")


def make_printable(text: str) -> str:
    """Text from a file as it may be shown: a file must not send commands to the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _named(place: SegmentPlace) -> str:
    """The claim, loop and element, as billers name them: `claim PT1, CLM05-3`."""
    element = f"{place.element:02d}" if place.element else ""
    component = f"-{place.component}" if place.component else ""
    context = f"claim {place.claim}, " if place.claim else f"loop {place.loop}, " if place.loop else ""
    return make_printable(f"{context}{place.segment[:20] or 'file'}{element}{component}")


def _counted_off(place: SegmentPlace) -> str:
    return f"segment {place.number:,}, byte {place.byte:,}"
