"""The practice of the organization in scope, as the library reads it from the file that is stored."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import F
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice_alone
from cleanclaim.law.practice_payers import with_policies
from cleanclaim.model.practice import Clinician, Patient, Practice
from cleanclaim.office.organizations.models import User
from cleanclaim.office.organizations.scope import read_once
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeVersion
from cleanclaim.office.shared.office_basis import build_basis

_parse = lru_cache(maxsize=64)(parse_practice_alone)  # by the text, so that a change counts at once


def read_practice_of(patients: Iterable[Patient] = ()) -> Practice | None:
    """The practice with these patients; None where nobody entered its file yet."""
    version = _find_newest()
    if version is None:
        return None
    file: PracticeFile = version.read()
    return with_patients(_parse(file.text), patients)


def parse_new(text: str) -> Practice:
    """The practice of a text that is to be stored. Raises UserError where it cannot be used."""
    practice = parse_practice_alone(text)
    with_policies(practice, build_basis())
    return practice


def find_practice_version() -> int | None:
    """The version of the practice's file; None where nobody entered it yet."""
    version = _find_newest()
    return version.number if version else None


def _find_newest() -> PracticeVersion | None:
    return read_once(PracticeVersion, lambda: PracticeVersion.objects.filter(number=F("record__version")).first())


def with_patients(practice: Practice, patients: Iterable[Patient]) -> Practice:
    """The practice with other patients."""
    return structs.replace(practice, patients={patient.patient_id: patient for patient in patients})


def list_payer_choices(practice: Practice | None) -> list[tuple[str, str]]:
    """The practice's payers to choose from: the key of each, and its name."""
    return [(key, one.name or key) for key, one in practice.payers.items()] if practice else []


def list_clinician_choices(practice: Practice | None) -> list[tuple[str, str]]:
    """The practice's clinicians to choose from: the NPI of each, and name and credential."""
    known = practice.clinicians.values() if practice else ()
    return [(one.npi, f"{one.name.first} {one.name.last}, {one.credential}") for one in known]


def find_clinician(user: User, practice: Practice | None) -> Clinician | None:
    """The clinician that a user is; None where the user is none, or the practice's file has no such clinician."""
    who = read_once((ClinicianUser, user.pk), lambda: ClinicianUser.objects.filter(user=user).first())
    return practice.clinicians.get(who.npi) if who and practice else None
