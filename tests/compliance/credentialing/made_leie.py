"""A made-up list of excluded persons with thousands of names, and clinicians of whom variants are planted in it.

Surnames and first names are put together by chance from lists of common ones, so that many persons have a name like a
clinician's without being the clinician: what is found of them is found wrongly.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from msgspec import structs

from cleanclaim.model.credentialing import CredentialedClinician
from cleanclaim.model.practice import Name
from cleanclaim.sandbox.synth.people import npi_of
from tests.compliance.credentialing.made_credentials import therapist

HEAD = (
    *("LASTNAME", "FIRSTNAME", "MIDNAME", "BUSNAME", "GENERAL", "SPECIALTY", "UPIN", "NPI", "DOB", "ADDRESS", "CITY"),
    *("STATE", "ZIP", "EXCLTYPE", "EXCLDATE", "REINDATE", "WAIVERDATE", "WVRSTATE"),
)
LASTS, FIRSTS = (
    line.split() for line in Path(__file__).with_name("common_names.txt").read_text(encoding="utf-8").splitlines()
)
NICKNAMES = {"ROBERT": "BOB", "ELIZABETH": "BETH", "WILLIAM": "BILL", "MARGARET": "PEGGY", "KATHERINE": "KATE",
             "MICHAEL": "MIKE", "PATRICIA": "PAT", "DEBORAH": "DEBBIE"}  # fmt: skip
SOUNDS = {"JEFFREY": "GEOFFREY", "CATHERINE": "KATHERINE", "STEVEN": "STEPHEN", "SARAH": "SARA", "NICHOLAS": "NICOLAS",
          "KATHLEEN": "CATHLEEN", "BRIAN": "BRYAN", "ERIC": "ERIK"}  # fmt: skip
FIRST_DAY, LAST_DAY = date(1990, 1, 20), date(2026, 11, 20)

Person = tuple[str, str, date]
"""Last name, first name, birth."""


def _transposed(chance: Random, word: str) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _slip(chance: Random, word: str) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("AEIOUNRST") + word[at + 1 :]


def _dropped(chance: Random, word: str) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _next_day(born: date) -> date:
    """A day of which one digit differs."""
    return born + timedelta(days=1 if born.day % 10 < 8 and born.day < 28 else -1)


VARIANTS: dict[str, Callable[[Random, Person], Person]] = {
    "the same": lambda _chance, who: who,
    "two letters changed about": lambda chance, who: (_transposed(chance, who[0]), *who[1:]),
    "another letter": lambda chance, who: (_slip(chance, who[0]), *who[1:]),
    "a letter left out": lambda chance, who: (_dropped(chance, who[0]), *who[1:]),
    "a slip in the first name": lambda chance, who: (who[0], _slip(chance, who[1]), who[2]),
    "a nickname": lambda _chance, who: (who[0], NICKNAMES[who[1]], who[2]),
    "another spelling of a sound": lambda _chance, who: (who[0], SOUNDS[who[1]], who[2]),
    "a double name": lambda _chance, who: (f"{who[0]}-EXAMPLE", *who[1:]),
    "first and last changed about": lambda _chance, who: (who[1], who[0], who[2]),
    "an initial": lambda _chance, who: (who[0], who[1][0], who[2]),
    "a digit of the birth": lambda _chance, who: (who[0], who[1], _next_day(who[2])),
}


def _born(chance: Random) -> date:
    return date(1950, 1, 1) + timedelta(days=chance.randrange(45 * 365))


def _row(last: str, first: str, born: date | None, chance: Random, npi: str = "0000000000") -> dict[str, str]:
    since = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
    return {
        "LASTNAME": last, "FIRSTNAME": first, "GENERAL": "INDIVIDUAL", "NPI": npi, "STATE": "TX", "EXCLTYPE": "1128b4",
        "DOB": born.strftime("%Y%m%d") if born else "", "EXCLDATE": since.strftime("%Y%m%d"),
        "REINDATE": "00000000", "WAIVERDATE": "00000000",
    }  # fmt: skip


def make_list(seed: int, size: int, each: int) -> tuple[bytes, list[CredentialedClinician], dict[str, tuple[str, int]]]:
    """The list as CSV, the clinicians, and of each whose variant is planted, by NPI, its kind and its row.

    `each`: clinicians of each kind of variant, and as many times as many of whom nothing is planted.
    """
    chance = Random(seed)  # noqa: S311 - made-up names, nothing secret
    rows = [_row(chance.choice(LASTS), chance.choice(FIRSTS), _born(chance), chance) for _ in range(size)]
    rows[0]["EXCLDATE"], rows[1]["EXCLDATE"] = FIRST_DAY.strftime("%Y%m%d"), LAST_DAY.strftime("%Y%m%d")
    people, planted = [], dict[str, str]()
    places: dict[str, int] = {}
    kinds = [kind for kind in VARIANTS for _ in range(each)] + ["nothing"] * (each * len(VARIANTS))
    for at, kind in enumerate(kinds):
        firsts = list({"a nickname": NICKNAMES, "another spelling of a sound": SOUNDS}.get(kind, FIRSTS))
        who: Person = (chance.choice([one for one in LASTS if len(one) > 4]), chance.choice(firsts), _born(chance))
        npi = npi_of(4_000_000 + at)
        name = Name(last=who[0].title(), first=who[1].title())
        people.append(structs.replace(therapist(npi=npi, name=name), birth_date=who[2]))
        if kind != "nothing":
            last, first, born = VARIANTS[kind](chance, who)
            planted[npi] = kind
            places[npi] = chance.randrange(2, len(rows))
            rows.insert(places[npi], {**_row(last, first, born, chance), "UPIN": npi})
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEAD, restval="", lineterminator="\r\n")
    writer.writeheader()
    found = {}
    for number, row in enumerate(rows, 2):
        if npi := row.pop("UPIN", ""):
            found[npi] = (planted[npi], number)
        writer.writerow(row)
    return text.getvalue().encode(), people, found
