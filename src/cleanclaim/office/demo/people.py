"""The two practices of the demo, their billing company, and the twelve people who work there."""

from msgspec import Struct

from cleanclaim.office.organizations.roles import Role


class DemoPractice(Struct, frozen=True):
    """A made-up practice: its name and billing NPI, how many treat there, and the seed of its chance.

    `unlicensed`: the place among the clinicians of one whose license ran out lately, so that claims are held by it.
    """

    name: str
    npi: str
    clinicians: int
    seed: int
    unlicensed: int | None = None


class DemoPerson(Struct, frozen=True):
    """A person and his roles: at the practices, in their order, and last at the billing company.

    `clinician`: the place among the practice's clinicians.
    """

    name: str
    email: str
    roles: tuple[Role | None, Role | None, Role | None]
    clinician: int | None = None


PRACTICES = (
    DemoPractice("Lakeside Physical Therapy", "1000000004", 4, 11, unlicensed=3),
    DemoPractice("Riverbend Rehab", "1000000103", 2, 12),
)
COMPANY = "Northgate Billing"
"""The billing company of both."""
PEOPLE = (
    DemoPerson("Olive Example", "owner@lakeside.example", (Role.OWNER, Role.OWNER, Role.OWNER)),
    DemoPerson("Ada Example", "ada@lakeside.example", (Role.THERAPIST, None, None), 0),
    DemoPerson("Hal Sample", "hal@lakeside.example", (Role.THERAPIST, None, None), 1),
    DemoPerson("Ola Specimen", "ola@lakeside.example", (Role.ASSISTANT, None, None), 2),
    DemoPerson("Fay Placeholder", "desk@lakeside.example", (Role.FRONT_DESK, None, None)),
    DemoPerson("Rex Madeup", "rex@riverbend.example", (None, Role.THERAPIST, None), 0),
    DemoPerson("Uma Pretend", "uma@riverbend.example", (None, Role.THERAPIST, None), 1),
    DemoPerson("Kim Fictional", "desk@riverbend.example", (None, Role.FRONT_DESK, None)),
    DemoPerson("Renee Invented", "renee@northgate.example", (None, None, Role.BILLER)),
    DemoPerson("Sam Imagined", "sam@northgate.example", (None, None, Role.BILLER)),
    DemoPerson("Pia Nobody", "pia@northgate.example", (None, None, Role.CREDENTIALING)),
    DemoPerson("Ned Standin", "ned@northgate.example", (None, None, Role.AUDITOR)),
)
