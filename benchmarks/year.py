"""A synthetic book of visits for comparing two worlds: a clinic's usual mix, and what makes comparing hard.

Some visits are billed, some still to be coded; some have two sessions on one day, an assistant, a pair of codes, an
unknown date; some billed units are one too many. Everybody in it is made up.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec import structs

from cleanclaim.model.money import dollars
from cleanclaim.model.visit import Discipline, History, Performer, Service, Visit

CODES = ("97110", "97112", "97140", "97530", "97116", "97535", "97150", "97014", "97035", "97161", "97010", "20560")
WEIGHTS = (30, 15, 18, 15, 6, 6, 2, 1, 2, 3, 1, 1)
DIAGNOSES = ("M54.50", "M25.561", "M25.511", "M54.2", "R26.89", "M62.81", "M54.5")
PAYERS = ("medicare", "medicare", "medicare", "medicare_advantage", "aetna", "uhc", "cigna", "medicaid", "tricare")
NPIS = ("1000000012", "1000000020", "1000000038", "1000000046")
ASSISTANT: dict[Discipline, Performer] = {"PT": "PTA", "OT": "OTA"}
FIRST_DAY = date(2026, 1, 5)


def book(visits: int, seed: int = 1) -> Iterator[Visit]:
    """So many visits of about three services each; the same seed gives the same visits."""
    chance = random.Random(seed)  # noqa: S311 - synthetic data, nothing secret
    before = None
    for number in range(visits):
        visit = _visit(number, chance)
        if before is not None and chance.random() < 0.04:  # the afternoon of the same day
            same = ("patient_id", "payer", "service_date", "discipline")
            visit = structs.replace(visit, **{name: getattr(before, name) for name in same})
        yield visit
        before = visit


def _visit(number: int, chance: random.Random) -> Visit:
    discipline: Discipline = "OT" if chance.random() < 0.25 else "PT"
    billed = chance.random() < 0.7
    diagnoses = (chance.choice(DIAGNOSES),)
    codes = list(dict.fromkeys(chance.choices(CODES, WEIGHTS, k=chance.choice((2, 3, 3, 4)))))
    payer = chance.choice(PAYERS)
    return Visit(
        visit_id=f"V{number}",
        patient_id=f"P{number // 8}",
        payer=payer,
        service_date=None if chance.random() < 0.002 else FIRST_DAY + timedelta(days=number % 300),
        discipline=discipline,
        provider_npi=chance.choice(NPIS),
        place_of_service=chance.choice(("11", "11", "11", "12", "22")),
        necessity_documented=True if chance.random() < 0.3 else None,
        history=History(spent=chance.randrange(300_000)) if chance.random() < 0.6 else None,
        services=tuple(_service(code, discipline, payer, diagnoses, chance, billed=billed) for code in codes),
    )


def _service(
    code: str, discipline: Discipline, payer: str, diagnoses: tuple[str, ...], chance: random.Random, *, billed: bool
) -> Service:
    minutes = chance.randint(8, 32)
    units = max(1, (minutes + 7) // 15) + (chance.random() < 1 / 36)
    own_price = not payer.startswith("medicare") and chance.random() < 0.5
    return Service(
        code=code,
        minutes=minutes,
        performed_by=ASSISTANT[discipline] if chance.random() < 0.1 else discipline,
        units=units if billed else None,
        modifiers=(f"G{discipline[0]}", *(("59",) if chance.random() < 0.1 else ())) if billed else (),
        charge=4500 * units,
        diagnoses=diagnoses,
        allowed=2800 * units if own_price else None,
    )


def write_parquet(visits: Iterable[Visit], path: Path) -> None:
    """The visits as a user would have them: a Parquet file, one row a service. What rows cannot say is left out."""
    import polars

    about = ("visit_id", "patient_id", "payer", "service_date", "discipline", "provider_npi", "place_of_service")
    rows = [
        {name: getattr(visit, name) for name in (*about, "necessity_documented")}
        | {name: getattr(service, name) for name in ("code", "minutes", "performed_by", "units")}
        | {"modifiers": list(service.modifiers), "diagnoses": list(service.diagnoses)}
        | {"charge": _text(service.charge), "allowed": _text(service.allowed)}
        for visit in visits
        for service in visit.services
    ]
    polars.DataFrame(rows, infer_schema_length=None).write_parquet(path)


def _text(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)
