"""The book of a made-up practice that bills every week, and of a payer that answers two weeks later."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from cleanclaim.claims.assemble import assemble
from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.law.basis import Basis
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit
from cleanclaim.sandbox.payer.behavior import Behavior
from cleanclaim.sandbox.payer.mailbox import run_mailbox
from cleanclaim.sandbox.payer.state import PayerState
from cleanclaim.sandbox.synth.make import SynthSettings, synthesize
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml


def write_weekly_claims(folder: Path, settings: SynthSettings) -> list[tuple[date, Path]]:
    """An 837P for each week of a made-up practice, with the Monday after it, on which it is sent."""
    made = synthesize(settings)
    practice = parse_practice(practice_toml(made.staff), patients_csv(made.booked.courses))
    weeks: dict[date, list[Visit]] = defaultdict(list)
    for visit in made.visits:
        if visit.payer != "self_pay" and visit.service_date is not None:
            weeks[visit.service_date + timedelta(days=7 - visit.service_date.weekday())].append(visit)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for monday, visits in sorted(weeks.items()):
        claims, _on_hold = assemble(((visit, _lines(visit)) for visit in visits), practice)
        if claims:
            path = folder / f"{monday}.837"
            path.write_bytes(write_837p(claims, practice).encode())
            files.append((monday, path))
    return files


def answer_weekly(files: list[tuple[date, Path]], behavior: Behavior, into: Path) -> None:
    """What the payer answers to each week's claims two weeks after they were sent."""
    into.mkdir(parents=True, exist_ok=True)
    state = PayerState()
    for monday, path in files:
        done = run_mailbox([path], behavior, state, Basis(filed_on=monday + timedelta(days=14)), used=set())
        for name, text in done.answers.items():
            (into / name).write_text(text, encoding="ascii")


def _lines(visit: Visit) -> list[Line]:
    fields = Service.__struct_fields__
    return [
        Line(number=number, **{name: getattr(service, name) for name in fields})
        for number, service in enumerate(visit.services, 1)
    ]
