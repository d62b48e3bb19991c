"""Make the example folder of credentials: twelve clinicians, nine payers, two sites, and a week of visits.

    python examples/make_credentialing.py [FOLDER]

Everybody in it is made up, and the numbers pass their check digits and were never issued. What is not as it should be
is written out below as exceptions; the rest follows by counting, so that every run makes the same bytes.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 3, 2)
PRACTICE = {
    "name": "Example Oak Therapy PLLC",
    "npi": "1000030001",
    "ein": "00-0000002",
    "taxonomy": "261QP2000X",
    "address": "1 Example Oak Road",
    "city": "Austin",
    "state": "TX",
    "zip": "78701-0001",
    "contact": "Credentialing Example",
    "phone": "512-555-0100",
}
SITES = [
    {"name": "Main", "address": "1 Example Oak Road", "city": "Austin", "state": "TX", "zip": "78701-0001",
     "place_of_service": "11"},
    {"name": "Round Rock", "address": "2 Example Creek", "city": "Round Rock", "state": "TX", "zip": "78664-0002",
     "place_of_service": "11"},
]  # fmt: skip
PAYERS = [
    {"payer": "medicare", "name": "Medicare Part B", "by_site": "false"},
    {"payer": "medicaid_tx", "name": "Medicaid of Texas", "by_site": "false"},
    {"payer": "medicare_advantage", "name": "Example Advantage", "by_site": "false"},
    {"payer": "tricare", "name": "TRICARE", "by_site": "false"},
    {"payer": "aetna", "name": "Aetna", "by_site": "false", "each_claim": "1000000", "in_all": "3000000"},
    {"payer": "uhc", "name": "UnitedHealthcare", "by_site": "true"},
    {"payer": "cigna", "name": "Cigna"},
    {"payer": "humana", "name": "Humana", "by_site": "false"},
    {"payer": "anthem", "name": "Anthem", "by_site": "false"},
]
TAXONOMY = {"PT": "225100000X", "PTA": "225200000X", "OT": "225X00000X", "OTA": "224Z00000X", "SLP": "235Z00000X"}
PEOPLE = [
    ("Ada", "Example", "PT", ""),
    ("Bea", "Sample", "PT", ""),
    ("Cal", "Specimen", "PT", ""),
    ("Dot", "Placeholder", "PT", ""),
    ("Eli", "Madeup", "PTA", "Ada"),
    ("Fay", "Pretend", "PT", ""),
    ("Gus", "Fictional", "PT", ""),
    ("Hal", "Invented", "OT", ""),
    ("Ida", "Imagined", "OTA", "Hal"),
    ("Jon", "Nobody", "SLP", ""),
    ("Kim", "Noname", "PT", ""),
    ("Lou", "Standin", "PTA", "Bea"),
]
# The license of one runs out soon, one left, one was called otherwise before.
LICENSE_ENDS = {"Bea": date(2026, 4, 15)}
LEFT = {"Kim": date(2026, 2, 13)}
FORMER = {"Fay": "Inventor"}
# Enrollments that are not simply in effect since 2021.
EXCEPTIONS: dict[tuple[str, str], dict[str, object]] = {
    ("Cal", "medicare"): {"begins": "", "state": "submitted", "submitted": date(2026, 2, 10),
                          "state_since": date(2026, 2, 10), "reference": "PECOS 000001",
                          "note": "Site visit not scheduled yet"},
    ("Dot", "medicare"): {"begins": date(2026, 4, 6), "state": "approved_pending_effective",
                          "submitted": date(2026, 1, 20), "state_since": date(2026, 2, 27)},
    ("Gus", "aetna"): {"ends": date(2026, 1, 31), "state": "termed"},
    ("Jon", "cigna"): {"begins": "", "state": "more_info", "submitted": date(2025, 12, 15),
                       "state_since": date(2026, 1, 30), "next_step": "Send the new certificate of insurance"},
    ("Hal", "humana"): {"begins": "", "state": "denied", "submitted": date(2025, 11, 3)},
}  # fmt: skip
ATTESTED = {"Hal": date(2025, 10, 20)}
NOT_LOOKED_FOR = {"Lou"}


def npi_of(number: int) -> str:
    """The NPI whose first nine digits are 1 and `number`."""
    digits = f"1{number:08d}"
    total = 24
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - at % 2)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


NPI = {first: npi_of(3_100 + at) for at, (first, *_) in enumerate(PEOPLE)}
THERAPISTS = [first for first, _, credential, _ in PEOPLE if credential in {"PT", "OT", "SLP"}]


def clinicians() -> Iterable[dict[str, object]]:
    """Who treats."""
    for at, (first, last, credential, supervisor) in enumerate(PEOPLE):
        yield {
            "npi": NPI[first],
            "last_name": last,
            "first_name": first,
            "credential": credential,
            "taxonomy": TAXONOMY[credential],
            "supervised_by": NPI[supervisor] if supervisor else "",
            "hired": date(2021, 1, 4),
            "left": LEFT.get(first, ""),
            "former_names": FORMER.get(first, ""),
            "birth_date": date(1980 + at, 1 + at, 10),
            "sex": "F" if at % 2 == 0 else "M",
            "caqh_id": f"{90_000_000 + at}",
            "email": f"{first.lower()}@example.com",
            "opted_out": "false",
        }


def licenses() -> Iterable[dict[str, object]]:
    """A license each."""
    for at, (first, *_) in enumerate(PEOPLE):
        ends = LICENSE_ENDS.get(first, date(2027, 1 + at, 28))
        yield {"npi": NPI[first], "state": "TX", "number": f"{1_300_000 + at}", "begins": date(2019, 6, 1),
               "ends": ends, "clear": "true"}  # fmt: skip


def enrollments() -> Iterable[dict[str, object]]:
    """Every therapist with every payer; with the one that enrolls by site, at both, but for one of them."""
    for first in THERAPISTS:
        credential = next(one for name, _, one, _ in PEOPLE if name == first)
        for payer in PAYERS:
            name = str(payer["payer"])
            sites = ["Main", "Round Rock"] if name == "uhc" else [""]
            for site in sites[:1] if first == "Fay" else sites:
                row = {
                    "npi": NPI[first],
                    "payer": name,
                    "site": site,
                    "state": "active",
                    "begins": date(2021, 3, 1),
                    "group_npi": PRACTICE["npi"],
                    "taxonomy": TAXONOMY[credential],
                    "recredential_by": date(2026, 12, 1) if name not in {"medicare", "medicaid_tx", "tricare"} else "",
                    "revalidate_by": date(2026, 5, 31) if (first, name) == ("Ada", "medicare") else "",
                }
                yield row | EXCEPTIONS.get((first, name), {})


def screenings() -> Iterable[dict[str, object]]:
    """The look of February into the federal list."""
    for first, *_ in PEOPLE:
        if first not in NOT_LOOKED_FOR:
            yield {"npi": NPI[first], "on": date(2026, 2, 12), "clear": "true", "list": "leie"}


def expirables() -> Iterable[dict[str, object]]:
    """Attestations, insurance and cards; the practice's lease."""
    for first, *_ in PEOPLE:
        yield {"npi": NPI[first], "kind": "caqh", "done": ATTESTED.get(first, date(2026, 1, 12))}
        yield {"npi": NPI[first], "kind": "malpractice", "ends": date(2026, 7, 1), "each_claim": "1000000",
               "in_all": "3000000"}  # fmt: skip
        yield {"npi": NPI[first], "kind": "bls", "done": date(2024, 9, 15)}
    yield {"npi": PRACTICE["npi"], "kind": "lease", "ends": date(2028, 12, 31)}
    yield {"npi": PRACTICE["npi"], "kind": "w9", "done": date(2026, 1, 5)}


def visits() -> Iterable[dict[str, object]]:
    """A visit a day of each therapist with payers in turn."""
    number = 0
    for day in range(10):
        on = TODAY - timedelta(days=20) + timedelta(days=2 * day)
        for at, first in enumerate(THERAPISTS):
            payer = PAYERS[(at + day) % len(PAYERS)]["payer"]
            if LEFT.get(first, on) < on:
                continue
            number += 1
            credential = next(one for name, _, one, _ in PEOPLE if name == first)
            yield {"visit_id": f"V{number:03d}", "patient_id": f"P{1 + number % 40:02d}", "payer": payer,
                   "service_date": on, "discipline": credential, "provider_npi": NPI[first], "place_of_service": "11",
                   "site": "Round Rock" if at % 3 == 2 else "Main", "code": "97530" if credential != "SLP" else "92507",
                   "minutes": 30, "units": 2 if credential != "SLP" else 1, "performed_by": credential,
                   "charge": "110.00" if credential != "SLP" else "140.00", "diagnoses": "M25.511"}  # fmt: skip


def schedule() -> Iterable[dict[str, object]]:
    """What is booked in the week to come."""
    for number in range(30):
        first = THERAPISTS[number % len(THERAPISTS)]
        yield {"patient_id": f"P{1 + number:02d}", "date": TODAY + timedelta(days=1 + number % 5), "time": "10:00",
               "provider_npi": NPI[first], "status": "booked"}  # fmt: skip


def excluded() -> Iterable[dict[str, object]]:
    """A list of excluded persons of February: strangers, and one whose name is like the former name of Fay."""
    lasts, firsts = ("Standby", "Figmenta", "Nobodyson", "Madeupe", "Pretender"), ("Al", "Bo", "Cy", "Di", "Em", "Flo")
    for number in range(60):
        on = date(2016, 3, 20) + timedelta(days=60 * number + number)
        yield excluded_row(lasts[number % 5], firsts[number % 6], date(1955 + number % 30, 5, 20), on)
    yield excluded_row("Inventer", "Fay", date(1985, 6, 10), date(2012, 8, 20))
    yield excluded_row("Sample", "Bea", date(1951, 1, 2), date(2026, 2, 19))


def excluded_row(last: str, first: str, born: date, on: date) -> dict[str, object]:
    """A row as the federal list has it."""
    return {
        "LASTNAME": last.upper(), "FIRSTNAME": first.upper(), "MIDNAME": "", "BUSNAME": "",
        "GENERAL": "IND- LIC HC SERV PRO", "SPECIALTY": "", "UPIN": "", "NPI": "0000000000", "DOB": f"{born:%Y%m%d}",
        "ADDRESS": "", "CITY": "", "STATE": "TX", "ZIP": "",
        "EXCLTYPE": "1128b4", "EXCLDATE": f"{on:%Y%m%d}", "REINDATE": "00000000", "WAIVERDATE": "00000000",
        "WVRSTATE": "",
    }  # fmt: skip


def registry() -> Iterable[dict[str, object]]:
    """An extract of NPPES: one moved and did not say so, one has the taxonomy of before, one is not in it."""
    place = "Business Practice Location Address"
    for at, (npi, entity, last, first) in enumerate(
        [
            (PRACTICE["npi"], 2, "", ""),
            *((NPI[first], 1, last, first) for first, last, _, _ in PEOPLE if first != "Lou"),
        ]
    ):
        site = {"address": "9 Old Road", "city": "Waco", "zip": "76701"} if first == "Bea" else SITES[0]
        credential = next((one for name, _, one, _ in PEOPLE if name == first), "")
        taxonomy = PRACTICE["taxonomy"] if entity == 2 else TAXONOMY[credential]
        yield {
            "NPI": npi, "Entity Type Code": entity,
            "Provider Organization Name (Legal Business Name)": PRACTICE["name"].upper() if entity == 2 else "",
            "Provider Last Name (Legal Name)": last.upper(), "Provider First Name": first.upper(),
            f"Provider First Line {place}": site["address"].upper(), f"Provider Second Line {place}": "",
            f"Provider {place} City Name": site["city"].upper(), f"Provider {place} State Name": "TX",
            f"Provider {place} Postal Code": site["zip"].replace("-", ""),
            "Healthcare Provider Taxonomy Code_1": "2251X0800X" if first == "Gus" else taxonomy,
            "Healthcare Provider Primary Taxonomy Switch_1": "Y",
            "Provider License Number_1": f"{1_300_000 + at - 1}" if entity == 1 else "",
            "Provider License Number State Code_1": "TX" if entity == 1 else "",
            "NPI Deactivation Date": "", "NPI Reactivation Date": "", "Last Update Date": "01/15/2024",
        }  # fmt: skip


TABLES: dict[str, Callable[[], Iterable[Mapping[str, object]]]] = {
    "practice.csv": lambda: [PRACTICE],
    "payers.csv": lambda: PAYERS,
    "sites.csv": lambda: SITES,
    "clinicians.csv": clinicians,
    "licenses.csv": licenses,
    "enrollments.csv": enrollments,
    "screenings.csv": screenings,
    "expirables.csv": expirables,
    "week/visits.csv": visits,
    "week/schedule.csv": schedule,
    "lists/leie.csv": excluded,
    "lists/nppes.csv": registry,
}


def write(folder: Path) -> None:
    """Write every table."""
    for name, rows in TABLES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        found = list(rows())
        columns = list(dict.fromkeys(column for row in found for column in row))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("credentialing"))
