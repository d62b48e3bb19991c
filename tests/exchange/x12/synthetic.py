"""A made-up practice and made-up visits: nobody in them exists, and every NPI only passes its check digit."""

from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import structs

from cleanclaim.model.line import Line
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import (
    Accident,
    Address,
    Billing,
    Clinician,
    Coverage,
    Name,
    Patient,
    PayerId,
    Practice,
    Receiver,
    Referrer,
    Relationship,
    Site,
    Submitter,
    Subscriber,
)
from cleanclaim.model.visit import Visit

DAY = date(2026, 3, 2)


def npi_of(number: int) -> str:
    """The NPI whose first nine digits are 1 and `number`."""
    return next(npi for digit in range(10) if npi_is_valid(npi := f"1{number:08d}{digit}"))


GROUP, PT, OT, PTA, ALONE, REFERRER = map(npi_of, range(1, 7))

ADDRESS = Address(line1="100 Main St", line2="Suite 2", city="Austin", state="TX", zip_code="787011234")
HOME = Address(line1="7 Elm St", city="San José", state="CA", zip_code="95101")

PAYERS = {
    "medicare": PayerId(policy="medicare", name="Medicare Part B", id="04412", claim_filing="MB"),
    "aetna": PayerId(policy="aetna", name="Aetna", id="60054", claim_filing="CI"),
    "workers_comp": PayerId(policy="workers_comp", name="Example Mutual", id="WC001", claim_filing="WC"),
}

CLINICIANS = [
    Clinician(npi=PT, name=Name(last="Rivera", first="Ana"), credential="PT", taxonomy="225100000X"),
    Clinician(npi=OT, name=Name(last="Lindström", first="Åsa"), credential="OT", taxonomy="225X00000X"),
    Clinician(npi=PTA, name=Name(last="Moss", first="Kit"), credential="PTA", taxonomy="225200000X", supervised_by=PT),
    Clinician(npi=ALONE, name=Name(last="Bell", first="Jo"), credential="PTA", taxonomy="225200000X"),
]


def patient(patient_id: str = "p1", *coverages: Coverage, name: Name | None = None) -> Patient:
    coverages = coverages or (Coverage(payer="aetna", relationship="self", member_id="W123456789"),)
    return Patient(
        patient_id=patient_id,
        name=name or Name(last="Ångström", first="Zoë"),
        birth_date=date(1958, 5, 14),
        sex="F",
        address=HOME,
        coverages={coverage.payer: coverage for coverage in coverages},
    )


BILLING = Billing(
    name="Riverbend Physical Therapy PLLC",
    npi=GROUP,
    tax_id="741234567",
    tax_id_kind="EIN",
    taxonomy="261QP2000X",
    address=ADDRESS,
    contact="Billing office",
    phone="5125550100",
)
SOLE_PROPRIETOR = structs.replace(
    BILLING,
    name=Name(last="Rivera", first="Ana"),
    npi=PT,
    tax_id="900123456",
    tax_id_kind="SSN",
    taxonomy="225100000X",
    contact="Ana Rivera",
)


def practice(*patients: Patient, billing: Billing = BILLING) -> Practice:
    people = patients or (patient(),)
    return Practice(
        usage="test",
        billing=billing,
        submitter=Submitter(name="Riverbend", id="RIVERBEND", contact="Billing office", phone="5125550100"),
        receiver=Receiver(name="Example Clearinghouse", id="EXAMPLECH"),
        clinicians={clinician.npi: clinician for clinician in CLINICIANS},
        payers=PAYERS,
        sites=(Site(place_of_service="62", name="Riverbend West", address=ADDRESS, npi=npi_of(8)),),
        patients={person.patient_id: person for person in people},
        fees={"97110": 4500, "97140": 4250},
    )


def visit(visit_id: str = "v1", **changes: Any) -> Visit:
    fields: dict[str, Any] = {
        "patient_id": "p1",
        "payer": "aetna",
        "service_date": DAY,
        "provider_npi": PT,
        "place_of_service": "11",
    }
    return Visit(visit_id=visit_id, **(fields | changes))


def line(number: int = 1, code: str = "97110", **changes: Any) -> Line:
    fields: dict[str, Any] = {"units": 2, "modifiers": ("GP",), "diagnoses": ("M5450",)}
    return Line(number=number, code=code, **(fields | changes))


_NAMES = ["Smith", "O'Brien", "Núñez", "Müller-Lüdenscheidt", "Łukasiewicz", "D\u2019Angelo", "van der Berg", "Æsir"]
_DIAGNOSES = (
    *("M5450", "M25561", "M25511", "M542", "S83511A", "Z96651", "R2689"),
    *("M6281", "M7541", "R262", "M25551", "M79604", "G8929", "M2550"),
)
_MODIFIERS = ("GP", "KX", "59", "CQ", "GO", "XS")


def random_name(random: Random) -> Name:
    return Name(
        last=random.choice(_NAMES),
        first=random.choice(["José", "Mary-Ann", "Zoë", "Li"]),
        middle=random.choice([None, "Q", "Renée"]),
        suffix=random.choice([None, "Jr.", "III"]),
    )


def random_coverage(random: Random, payer: str) -> Coverage:
    at_work = payer == "workers_comp" and random.random() < 0.7
    relationships: tuple[Relationship, ...] = ("employee",) if at_work else ("self", "spouse", "child", "other")
    relationship = random.choice(relationships)
    whose: Name | str = "Example Foundry & Sons" if at_work else random_name(random)
    needs_referrer = payer == "medicare" or random.random() < 0.4
    accidents = [
        None,
        Accident(cause="auto", on=date(2026, 1, 20), state="TX"),
        Accident(cause="other", on=date(2026, 1, 20)),
    ]
    return Coverage(
        payer=payer,
        relationship=relationship,
        member_id=f"W{random.randrange(10**9):09d}",
        group_number=random.choice([None, "G-100/7"]),
        subscriber=None if relationship == "self" else Subscriber(name=whose),
        referrer=Referrer(name=random_name(random), npi=REFERRER) if needs_referrer else None,
        prior_authorization=random.choice([None, f"A{random.randrange(10**6)}"]),
        onset_date=random.choice([None, DAY, date(2026, 1, 20)]),
        accident=Accident(cause="employment", on=date(2026, 1, 20)) if at_work else random.choice(accidents),
        claim_number=f"WC-{random.randrange(10**6)}" if at_work else None,
    )


def random_day(seed: int) -> tuple[list[tuple[Visit, list[Line]]], Practice]:
    """A few patients' visits and the practice that gave them, always the same for the same seed."""
    random = Random(seed)  # noqa: S311 - made-up data that must come out the same, not a secret
    patients = []
    visits = []
    for number in range(random.randint(1, 3)):
        payer = random.choice(sorted(PAYERS))
        person = patient(f"p{number}", random_coverage(random, payer), name=random_name(random))
        patients.append(person)
        for day in range(random.randint(1, 3)):
            therapist = random.choice([PT, OT, PTA])
            fields = {"patient_id": person.patient_id, "payer": payer, "provider_npi": therapist}
            place = random.choice(["11", "11", "12", "62"])
            when = DAY + timedelta(days=day)
            seen = visit(f"v{number}-{day}", **fields, place_of_service=place, service_date=when)
            known = random.sample(_DIAGNOSES, random.randint(1, 12))
            lines = [
                line(
                    n,
                    random.choice(["97110", "97140"]),
                    units=random.randint(1, 4),
                    charge=random.choice([None, random.randint(1, 99999)]),
                    modifiers=tuple(random.sample(_MODIFIERS, random.randint(0, 4))),
                    diagnoses=tuple(random.sample(known, random.randint(1, len(known)))),
                )
                for n in range(1, random.choice([1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 8, 50]) + 1)
            ]
            visits.append((seen, lines))
    return visits, practice(*patients, billing=random.choice([BILLING, BILLING, SOLE_PROPRIETOR]))
