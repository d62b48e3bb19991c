"""Samples and estimates as people read them: what was drawn, what would be demanded, and how far that can be
trusted.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.options import EXISTING_FILE
from cleanclaim.cli.screen import pluralize, say, say_heading, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.compliance.audit.estimation.demands import whole_cents
from cleanclaim.compliance.audit.findings_of_sample import SampleFindings
from cleanclaim.compliance.audit.results import ErrorGroup
from cleanclaim.compliance.audit.sampling.audit_folder import WORKSHEET
from cleanclaim.compliance.audit.sampling.draw import Sample
from cleanclaim.compliance.audit.sampling.frame import AuditFrame
from cleanclaim.law.policies.sources import cite
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people

COLUMN = 14
OtherWorksheet = Annotated[
    Path | None,
    click.Option(["--worksheet"], type=EXISTING_FILE, metavar="FILE", help="Not the folder's worksheet.csv."),
]


def say_sample(frame: AuditFrame, sample: Sample, folder: Path) -> None:
    """What was drawn, from what, and where it lies."""
    drawn = len(sample.drawn)
    say_heading(f"{pluralize(drawn, 'item')} drawn of {len(frame.items):,}   {sample.kind}", f"seed {sample.seed}")
    say_text(
        f"{dollars_for_people(frame.paid)} {frame.amounts} for {pluralize(len(frame.items), 'item')}",
        COLUMN,
        lead="frame",
    )
    if frame.amounts == "allowed":
        _say_allowed()
    reasons = Counter(one.why for one in frame.taken_out)
    if reasons:
        words = ", ".join(f"{why} ({count:,})" for why, count in reasons.most_common())
        say_text(f"{words}: listed in taken-out.csv", COLUMN, lead="taken out")
    if len(sample.strata) > 1:
        rows = [
            (make_printable(one.name), f"{one.items:,}", dollars_for_people(one.paid), f"{one.drawn:,}")
            for one in sample.strata
        ]
        say_table(("stratum", "items", frame.amounts, "drawn"), rows, indent=2, right="lrrr")
    say_text(f"{sample.algorithm}; fingerprint of the frame {sample.fingerprint[:16]}...", COLUMN, lead="drawn by")
    if not sample.carries_estimate:
        say_text("chosen for their risk: what is found stands for these items alone", COLUMN, lead="mind")
    for word, count in frame.unknown_status.items():
        say_text(
            make_printable(f'"{word}" of {pluralize(count, "item")} is not known: taken for paid'),
            COLUMN,
            lead="status",
        )
    say_columns_not_used(frame.not_used)
    say_text(make_printable(str(folder)), COLUMN, lead="written")


def say_columns_not_used(names: Sequence[str]) -> None:
    """The columns of a table that are not read, if there are any."""
    if names:
        say_text(make_printable(", ".join(names)), COLUMN, lead="not used")


def worksheet_of(folder: Path, other: Path | None) -> Path:
    """The worksheet of an audit's folder, or the other file. Raises UserError where there is none."""
    path = other or folder / WORKSHEET
    if not path.is_file():
        problem = "there is no worksheet yet"
        raise UserError(str(path), problem, "Write it with `cleanclaim audit worksheet`, and fill it.")
    return path


def _say_allowed() -> None:
    words = (
        "allowed, not paid: the patient's share and what was denied are in them. An overpayment is what was received"
        f" ({cite('42-cfr-401-305').section}), so that by these no money goes back."
    )
    say_text(words, COLUMN, lead="amounts")


def say_estimate(found: SampleFindings, errors: Sequence[ErrorGroup]) -> None:
    """What was found in the sample, what follows for the frame, and what each authority would demand."""
    say_heading(f"{pluralize(found.sample, 'item')} audited of {found.items:,}", found.kind)
    if found.amounts == "allowed":
        _say_allowed()
    over, under = found.overpaid, found.underpaid
    too_much, too_little = ("overpaid", "underpaid") if found.amounts == "paid" else ("too much", "too little")
    say_text(f"{dollars_for_people(over.cents)} in {pluralize(over.items, 'item')}", COLUMN, lead=too_much)
    say_text(f"{dollars_for_people(under.cents)} in {pluralize(under.items, 'item')}", COLUMN, lead=too_little)
    right = pluralize(found.sample - over.items - under.items, "item")
    say_text(right, COLUMN, lead=f"as {found.amounts}")
    if errors:
        rows = [
            (
                make_printable(one.error_type),
                f"{one.items:,}",
                dollars_for_people(one.overpaid),
                dollars_for_people(one.underpaid),
                make_printable(one.cause),
            )
            for one in errors
        ]
        say()
        say_table(("error", "items", too_much, too_little, "cause"), rows, indent=2, right="lrrrl")
        say()
    share = found.wrong
    if share is None:
        say()
        say_text("The items were chosen for their risk: nothing is estimated of the others.", 0)
        return
    words = (
        f"{share.lower:,} to {share.upper:,} items of the frame are"
        f" {'overpaid' if found.amounts == 'paid' else 'allowed too much'} (exact, two-sided 90 %)"
    )
    say_text(words, COLUMN, lead="how many")
    say()
    _say_methods(found)
    _say_demands(found)
    for note in (found.extrapolation, *found.notes):
        say()
        say_text(note, 0)


def _say_methods(found: SampleFindings) -> None:
    rows = []
    for one in found.methods:
        limits = one.estimate.limits(Fraction(9, 10), 2)
        precision = one.estimate.precision(limits)
        rows.append(
            (
                one.name,
                _dollars(one.estimate.point),
                _dollars(limits.lower),
                _dollars(limits.upper),
                "" if precision is None else f"{precision * 100:.1f} %",
            )
        )
    say_table(("estimate", "point", "lower", "upper", "± two-sided 90 %"), rows, right="lrrrr")
    for method, why in found.not_estimated:
        say_text(f"{method}: not estimated, for {why}", 4, lead="  ", dim=True)
    if found.minimum is not None:
        words = (
            f"{dollars_for_people(found.minimum.cents)} at least, one-sided 90 %: {found.minimum.wrong:,} items are"
            " wrong whole, by the minimum sum"
        )
        say_text(words, COLUMN, lead="minimum sum")
    say()


def _say_demands(found: SampleFindings) -> None:
    say(style("what each would demand", bold=True) + f", by the {found.demanded_by}")
    for one in found.demands:
        amount = "nothing" if one.clears else dollars_for_people(one.cents)
        reading = one.reading
        nets = "underpayments are taken off" if reading.nets else "underpayments are not taken off"
        words = f"{amount}   {reading.what}; {nets} ({cite(reading.cite).title}; {reading.standing})"
        say_text(words, 22, lead=f"  {reading.name}")
        settlement = reading.settlement(one.cents)
        if settlement is not None:
            words = (
                f"{dollars_for_people(settlement)} or more to settle: {reading.multiplier} times that as a rule,"
                f" ${reading.least:,} at least, ${reading.least_kickback:,} where kickbacks are in it"
                f" ({cite(reading.settlement_cite).title}; {reading.settlement_standing})"
            )
            say_text(words, 22, lead=" ", dim=True)


def _dollars(amount: Decimal | Fraction) -> str:
    return dollars_for_people(whole_cents(amount))
