"""The people of the practice: clinicians with their papers, patients with their payers. None of them exists."""

from datetime import date, timedelta
from random import Random

from msgspec import Struct

from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import Clinician, Enrollment, License, Name, Screening
from cleanclaim.model.visit import Credential

LAST = (
    *("Example", "Sample", "Specimen", "Placeholder", "Madeup", "Pretend", "Fictional", "Invented", "Imagined"),
    *("Nobody", "Noname", "Standin", "Dummy", "Proxy", "Mockup", "Fabler", "Storyman", "Taleworth", "Figment"),
)
FIRST = (
    *("Ada", "Bea", "Cal", "Dot", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim", "Lou", "Mia", "Ned", "Ola", "Pia"),
    *("Quin", "Rex", "Sue", "Tom", "Uma", "Val", "Wes", "Xia", "Yan", "Zed", "Abe", "Bob", "Cyd", "Deb", "Eve", "Flo"),
)
PAYERS = {
    "medicare": ("Medicare Part B", "MB", 46),
    "medicare_advantage": ("Example Advantage", "16", 8),
    "aetna": ("Aetna", "CI", 10),
    "uhc": ("UnitedHealthcare", "CI", 12),
    "cigna": ("Cigna", "CI", 5),
    "humana": ("Humana", "CI", 4),
    "tricare": ("TRICARE", "CH", 4),
    "medicaid_tx": ("Medicaid of Texas", "MC", 8),
    "self_pay": ("Self-pay", "ZZ", 3),
}
"""The payers by policy: name, kind of insurance, and how many of a hundred patients have them."""

TAXONOMY: dict[Credential, str] = {
    "PT": "225100000X",
    "PTA": "225200000X",
    "OT": "225X00000X",
    "OTA": "224Z00000X",
    "SLP": "235Z00000X",
}
STAFF: tuple[Credential, ...] = ("PT", "PT", "PTA", "PT", "OT", "PT", "PTA", "PT", "OTA", "PT", "OT", "PT")
"""The credentials of the first dozen clinicians; more go on from the beginning."""


class Person(Struct, frozen=True, kw_only=True):
    """A patient: id, name, birth date, sex and payer."""

    patient_id: str
    name: Name
    born: date
    sex: str
    payer: str


def npi_of(number: int) -> str:
    """The NPI whose first nine digits are 1 and `number`; nobody has it, but its check digit is right."""
    return next(npi for digit in range(10) if npi_is_valid(npi := f"1{number:08d}{digit}"))


def clinicians(number: int, first: date, last: date) -> list[Clinician]:
    """So many clinicians, licensed, enrolled with every payer and screened each month, on the staff throughout."""
    kinds = [STAFF[at % len(STAFF)] for at in range(number)]
    npis = [npi_of(1_000 + at) for at in range(number)]
    staff = []
    for at, kind in enumerate(kinds):
        therapist: Credential = {"PTA": "PT", "OTA": "OT"}.get(kind, kind)  # type: ignore[assignment]
        seniors = [npis[place] for place, other in enumerate(kinds) if other == therapist and place < at]
        staff.append(_clinician(at, kind, npis[at], seniors[-1] if kind in {"PTA", "OTA"} else None, first, last))
    return staff


def _clinician(at: int, kind: Credential, npi: str, supervisor: str | None, first: date, last: date) -> Clinician:
    long_ago = first - timedelta(days=900)
    months = [day for day in (first + timedelta(days=at) for at in range((last - first).days + 1)) if day.day == 1]
    return Clinician(
        npi=npi,
        name=Name(last=LAST[at % len(LAST)], first=FIRST[(7 * at) % len(FIRST)]),
        credential=kind,
        taxonomy=TAXONOMY[kind],
        supervised_by=supervisor,
        hired=long_ago,
        licenses=(
            License(state="TX", number=f"{100_000 + at}", begins=long_ago, ends=last + timedelta(days=700), clear=True),
        ),
        enrollments=tuple(Enrollment(payer=payer, begins=long_ago) for payer in PAYERS if payer != "self_pay"),
        screenings=tuple(Screening(on=on, clear=True) for on in [first - timedelta(days=15), *months]),
    )


def _license(number: int, begins: date, ends: date) -> License:
    return License(state="TX", number=f"{100_000 + number}", begins=begins, ends=ends, clear=True)


def person(number: int, chance: Random) -> Person:
    """A patient. Those of Medicare are old, the others of any age."""
    payer = chance.choices(list(PAYERS), [weight for _name, _kind, weight in PAYERS.values()])[0]
    old = payer in {"medicare", "medicare_advantage"}
    born = date(
        chance.randint(1938, 1958) if old else chance.randint(1960, 2004), chance.randint(1, 12), chance.randint(1, 28)
    )
    return Person(
        patient_id=f"P{number:05d}",
        name=Name(last=chance.choice(LAST), first=chance.choice(FIRST)),
        born=born,
        sex=chance.choice("FM"),
        payer=payer,
    )
