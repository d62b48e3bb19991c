"""A remittance advice on the screen: a payment with its claims, lines and reasons, and how it adds up."""

from collections.abc import Sequence

from cleanclaim.cli.screen import say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.exchange.forms.advice_entries import Advice, AdviceClaim, AdviceLine, AdviceReason
from cleanclaim.model.money import dollars_for_people

_REASON_COLUMN = 26


def say_advice(one: Advice, more: int = 0) -> None:
    """A payment, claim by claim. `more`: how many claims it has besides."""
    say()
    for label, text in (
        ("Payer", one.payer),
        ("Payee", one.payee),
        ("Payment", f"{_money(one.amount)}, {one.payment}"),
    ):
        say_text(make_printable(text), 11, lead=f"  {label}", bold=label == "Payment")
    if one.claims:
        say()
        say(style(_columns("", "service", "units", "charged", "allowed", "paid"), dim=True))
    for claim in one.claims:
        _say_claim(claim)
    if more:
        say()
        say(f"  and {more:,} claims more: `--format json` has them all")
    if one.adjustments:
        say()
        say("  Of no claim")
        _say_reasons(one.adjustments)
    say()
    _say_total("charged on these claims", one.charge)
    _say_total("paid on these claims", one.claims_paid)
    for each in one.adjustments:
        _say_total(each.code, each.amount)
    if one.unexplained != 0:
        _say_total("explained by nothing: ask the payer", one.unexplained, color="red")
    _say_total("payment", one.amount, bold=True)
    if one.groups:
        say()
        for each in one.groups:
            say_text(each.words, 6, lead=f"  {each.code}", dim=True)
    say()


def _say_total(label: str, amount: int | None, *, color: str | None = None, bold: bool = False) -> None:
    say(style(make_printable(f"  {label[:60]:<62}{_money(amount):>12}"), color, bold=bold))


def _say_claim(claim: AdviceClaim) -> None:
    say()
    say_text(
        make_printable("   ".join(filter(None, (claim.patient, f"claim {claim.claim_id}", claim.days)))),
        2,
        lead="  ",
        bold=True,
    )
    number = f"payer's number {claim.payer_claim_number}" if claim.payer_claim_number else ""
    say_text(make_printable("   ".join(filter(None, (claim.status, number)))), 2, lead="  ")
    for line in claim.lines:
        _say_line(line)
    owes = "" if claim.patient_owes is None else f"patient owes {_money(claim.patient_owes)}"
    say(make_printable(_row("claim", owes, "", claim.charge, claim.allowed, claim.paid)))
    if claim.reasons or claim.remarks:
        say("    on the claim as a whole:")
        _say_reasons(claim.reasons + claim.remarks)
    if claim.unexplained != 0:
        say(style(f"    does not add up: {_money(claim.unexplained)} of the charge is unexplained", "red"))


def _say_line(line: AdviceLine) -> None:
    first, _, last = line.days.partition(" to ")
    say(make_printable(_row(first, line.service, line.units, line.charge, line.allowed, line.paid)))
    if last:
        say(f"    to {last}")
    if line.billed_as:
        say(make_printable(f"      billed as {line.billed_as}"))
    _say_reasons(line.reasons + line.remarks)


def _row(days: str, service: str, units: str, *amounts: int | None) -> str:
    return _columns(days, service, units, *("" if one is None else dollars_for_people(one) for one in amounts))


def _columns(days: str, service: str, units: str, *amounts: str) -> str:
    return f"    {days:<13} {service:<20}{units:>5}" + "".join(f"{one:>12}" for one in amounts)


def _say_reasons(reasons: Sequence[AdviceReason]) -> None:
    for one in reasons:
        amount = "" if one.amount is None else dollars_for_people(one.amount)
        say_text(
            make_printable(one.words), _REASON_COLUMN, lead=make_printable(f"      {one.code:<8}{amount:>10}"), dim=True
        )


def _money(amount: int | None) -> str:
    return "unreadable" if amount is None else dollars_for_people(amount)
