"""Expected payment under Medicare's fee schedule, line by line, with the working.

It takes the visits as coded and covered: review them first. Exit code 3: some amount cannot be known.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import click

from cleanclaim.api.answers import priced_json
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import DOLLARS, Files, LawOptions, PlaceOptions, PracticeFile, ReadOptions, RowsFormat
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_text, style, style_mark
from cleanclaim.cli.terminal import screen_width
from cleanclaim.cli.visit_screens import describe_visit
from cleanclaim.explanations.marks import INFO_MISSING
from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.sources import cite
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.price import price
from cleanclaim.pricing.priced import Priced, PricedLine, PricedVisit
from cleanclaim.pricing.steps import OF_WHAT

SECTION = "Code and review"
COLUMNS = (
    *("visit_id", "payer", "service_date", "line", "code", "units", "modifiers", "allowed", "why"),
    *("visit_allowed", "visit_payer_pays", "visit_patient_owes"),
)
"""A row of --format csv: a line, and what its visit comes to."""
EXAMPLES = (
    "cleanclaim price visits.csv --zip 97401",
    "cleanclaim price visits.csv --practice practice.toml --working",
)

WIDE = 90
"""Columns of a screen with room for words to the right of amounts."""


def run(
    files: Files,
    format: RowsFormat,
    *,
    reading: ReadOptions,
    law: LawOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    deductible_left: Annotated[
        int | None,
        click.Option(
            ["--deductible-left"],
            type=DOLLARS,
            metavar="AMOUNT",
            help="What the patient has still to meet before these visits; 0 where it is met.",
        ),
    ],
    working: Annotated[
        bool,
        click.Option(["--working"], is_flag=True, help="Show how every amount came about; a single visit always does."),
    ],
) -> int:
    """Price a file and print it; returns the exit code."""
    basis = law.basis
    case = load_case(files, basis, reading, place, practice=practice)
    with progress("Pricing", len(case.visits)) as report:
        priced = price(case, basis, deductible_left=deductible_left, progress=report)
    if format == "json":
        say_answer(priced_json(priced), case)
    elif format == "csv":
        say_csv(COLUMNS, _rows(case.visits, priced))
    else:
        for visit, answer in zip(case.visits, priced.visits, strict=True):
            _say_visit(visit, answer, basis, working=working or len(case.visits) == 1)
        _say_totals(priced)
    return ExitCode.UNDETERMINED if any(visit.open for visit in priced.visits) else ExitCode.CLEAN


def _rows(visits: Sequence[Visit], priced: Priced) -> Iterator[tuple[object, ...]]:
    for visit, answer in zip(visits, priced.visits, strict=True):
        totals = tuple(map(_dollars, (answer.allowed, answer.payer_pays, answer.patient_owes)))
        for line in answer.lines:
            why = line.reason if isinstance(line.reason, str) else None
            words = (line.code, line.units, " ".join(line.modifiers), _dollars(line.allowed), why)
            yield (visit.visit_id, visit.payer, visit.service_date, line.number, *words, *totals)


def _dollars(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)


def _say_visit(visit: Visit, priced: PricedVisit, basis: Basis, *, working: bool) -> None:
    unknown = "" if not priced.open else "   " + style_mark(INFO_MISSING)
    say(style(describe_visit(visit, basis), bold=True) + unknown)
    for line in priced.lines:
        _say_line(line, working=working)
    if priced.allowed is not None:
        say(f"  {'allowed':<33} {dollars_for_people(priced.allowed):>11}")
    for text in _shares(priced, working=working):
        _say_more(text)
    for missing in priced.open:
        where = f"line {missing.line}: " if missing.line else ""
        _say_more(f"{where}{missing.title}. {missing.remedy}")
    if working:
        _say_steps(priced)
        if priced.rests_on:
            _say_more(f"Rests on a report or a contract: {', '.join(priced.rests_on)}.", dim=True)
    say()


def _say_line(line: PricedLine, *, working: bool) -> None:
    units = "?" if line.units is None else str(line.units)
    amount = "?" if line.allowed is None else dollars_for_people(line.allowed)
    reason = line.reason if isinstance(line.reason, str) and line.status != "undetermined" else ""
    what = f"line {line.number:<3} {line.code} × {units:<3} {' '.join(line.modifiers)}"
    if screen_width() < WIDE:
        say(f"  {what:<33} {amount:>11}")
        if reason:
            say_text(reason, 4, dim=True)
    else:
        say_text(reason, 50, lead=f"  {what:<33} {amount:>11}", dim=True)
    if working:
        for unit in line.working:
            lead = f"      unit {unit.unit:<3} {unit.pe}"
            say_text(f"{unit.formula} = {dollars(unit.amount)}", 27, lead=lead, dim=True)


def _shares(priced: PricedVisit, *, working: bool) -> list[str]:
    """Who pays, and what would change it."""
    if priced.payer_pays is None or priced.patient_owes is None:
        return []
    pays = _pays(priced.payer_pays, priced.patient_owes)
    sentences = [f"{pays[0].upper()}{pays[1:]}{_lost(priced)}."]
    unmet, other = priced.if_deductible_unmet, priced.alternative
    if unmet is not None and working:
        sentences.append(f"Where none of the deductible has been met, {_pays(unmet.payer_pays, unmet.patient_owes)}.")
    if other is not None:
        sentences.append(
            f"If the assistant's percentage is taken of {OF_WHAT[other.assistant_payment_basis]},"
            f" {_pays(other.payer_pays, other.patient_owes)}; that is not settled."
        )
    return sentences


def _pays(payer: int, patient: int) -> str:
    return f"the payer pays {dollars_for_people(payer)} and the patient owes {dollars_for_people(patient)}"


def _lost(priced: PricedVisit) -> str:
    item = {"sequestration": priced.sequestration, "for lines of an assistant": priced.assistant_reduction}
    lost = [f"{dollars_for_people(amount)} {what}" for what, amount in item.items() if amount]
    return f"; not paid: {', '.join(lost)}" if lost else ""


def _say_steps(priced: PricedVisit) -> None:
    for step in priced.proof:
        source = cite(step.cite)
        say_text(step.text, 23, lead=f"  {step.step}")
        say_text(source.section or source.title, 23, dim=True)


def _say_more(text: str, *, dim: bool = False) -> None:
    say_text(text, 4, dim=dim)


def _say_totals(priced: Priced) -> None:
    known = [visit for visit in priced.visits if visit.allowed is not None]
    open_ = sum(1 for visit in priced.visits if visit.open)
    allowed = sum(visit.allowed or 0 for visit in known)
    payer = sum(visit.payer_pays or 0 for visit in known)
    patient = sum(visit.patient_owes or 0 for visit in known)
    say(
        f"{pluralize(len(known), 'visit')} priced   {dollars_for_people(allowed)} allowed"
        f"   {dollars_for_people(payer)} from payers   {dollars_for_people(patient)} from patients"
    )
    if any(visit.deductible is None and visit.payer_pays is not None for visit in known):
        say("Before any deductible: give what is left of it with --deductible-left.")
    if open_:
        say(f"{pluralize(open_, 'visit')} with information missing, for the reasons above.")
    stale = [name for name, use in priced.summary["reference"].items() if use["stale"]]
    if stale:
        say(f"Stale for these dates: {', '.join(stale)}.")
