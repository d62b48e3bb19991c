"""Credentials for the tests: one therapist, one payer, one site, in which a test says what differs."""

from datetime import date
from typing import Any

from msgspec import structs

from cleanclaim.compliance.credentialing.billing_right import BillingRight, BillingRights
from cleanclaim.law.basis import Basis
from cleanclaim.model.credentialing import (
    Application,
    CredentialedClinician,
    CredentialedPayer,
    Credentials,
    CredentialSite,
    Expirable,
    ListScreening,
)
from cleanclaim.model.practice import Address, Billing, Clinician, Enrollment, License, Name, Screening, Site

PRACTICE_NPI = "1000030001"
NPI = "1000031009"
ASSISTANT = "1000031017"
ON = date(2026, 3, 2)
ADDRESS = Address(line1="1 Example Oak Road", city="Austin", state="TX", zip_code="787010001")
MAIN = CredentialSite(site=Site(name="Main", address=ADDRESS, place_of_service="11"))
OAK = CredentialSite(site=Site(name="Oak", address=ADDRESS, place_of_service="11"))
LICENSE = License(state="TX", number="1", begins=date(2020, 1, 1), ends=date(2027, 1, 1), clear=True)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def applied(
    payer: str = "medicare", begins: str | None = "2021-03-01", ends: str | None = None, **more: Any
) -> Application:
    """An application; `of_enrollment` are fields of its enrollment."""
    of_enrollment = more.pop("of_enrollment", {})
    enrollment = Enrollment(payer=payer, begins=day(begins), ends=day(ends), **of_enrollment)
    return Application(enrollment=enrollment, **more)


def therapist(*applications: Application, **more: Any) -> CredentialedClinician:
    """A therapist with a license, screened; fields of the clinician go by their names."""
    of_clinician = {name: more.pop(name) for name in list(more) if name in Clinician.__struct_fields__}
    one = Clinician(
        **{
            "npi": NPI,
            "name": Name(last="Example", first="Ada"),
            "credential": "PT",
            "taxonomy": "225100000X",
            "licenses": (LICENSE,),
            "screenings": (Screening(on=date(2026, 2, 15), clear=True),),
            "enrollments": tuple(each.enrollment for each in applications),
            **of_clinician,
        }
    )
    looks = None if one.screenings is None else tuple(ListScreening(screening=each) for each in one.screenings)
    made = CredentialedClinician(clinician=one, applications=applications, screenings=looks)
    return structs.replace(made, **more)


def credentials(*people: CredentialedClinician, **more: Any) -> Credentials:
    """A practice of these clinicians, with Medicare and Aetna and the site Main."""
    billing = Billing(
        name="Example Oak Therapy PLLC", npi=PRACTICE_NPI, tax_id="000000002", tax_id_kind="EIN",
        taxonomy="261QP2000X", address=ADDRESS, contact="Credentialing", phone="5125550100",
    )  # fmt: skip
    payers = {
        "medicare": CredentialedPayer(key="medicare", name="Medicare Part B", policy="medicare", by_site=False),
        "aetna": CredentialedPayer(key="aetna", name="Aetna", policy="aetna", by_site=False),
    }
    made = Credentials(
        practice=billing,
        practice_name="Example Oak Therapy PLLC",
        clinicians={one.clinician.npi: one for one in people},
        payers=payers,
        sites=(MAIN,),
    )
    return structs.replace(made, **more)


def rights_of(made: Credentials) -> BillingRights:
    return BillingRights(made, Basis(today=ON))


def right(
    made: Credentials, on: str = "2026-03-02", payer: str = "medicare", site: CredentialSite = MAIN, **more: Any
) -> BillingRight:
    """The answer for the therapist of the tests."""
    npi = more.pop("npi", NPI)
    return rights_of(made).right(npi, payer, site, date.fromisoformat(on), **more)


def paper(kind: str, **days: str) -> Expirable:
    return Expirable(kind=kind, **{name: day(text) for name, text in days.items()})  # type: ignore[arg-type]
