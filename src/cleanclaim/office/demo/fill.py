"""Filling an empty office with the made-up practices: people, patients, charts, and two years of visits.

    two years before ────────── 45 days before ── 10 days before ── yesterday ─── today
    billed before they came here │ signed, sent    │ signed, waiting │ some open   │ open

The same day gives the same practices. All of it is written in a minute on an ordinary laptop.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from msgspec import structs

from cleanclaim.exchange.files.practice import parse_practice
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import History, Visit
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.day import today
from cleanclaim.office.demo.claims import fill_claims
from cleanclaim.office.demo.people import COMPANY, PEOPLE, PRACTICES, DemoPerson, DemoPractice
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, User
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState
from cleanclaim.sandbox.synth.made_practice import SyntheticPractice
from cleanclaim.sandbox.synth.make import SynthSettings, synthesize
from cleanclaim.sandbox.synth.people import clinicians
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml

YEARS: float = 2
SIGNED_HERE = timedelta(days=45)
"""Before today: from then on visits were signed here, the ones before were billed elsewhere."""
SENT_HERE = timedelta(days=10)
"""Before today: what was ready then went out, and the payer has answered it."""
LICENSE_ENDED = timedelta(days=8)
"""Before today: the last day of the license that ran out, so that claims that have not gone out are held by it."""
UNSIGNED = timedelta(days=3)
"""Before today: from then on every fourth visit is open still."""
HOURS = range(8, 15)
"""At which an appointment of tomorrow begins."""
BOOKED = timedelta(days=14)
"""Before today: from then on visits have the appointment that they were begun from."""
FIRST, APART = time(8), timedelta(minutes=40)
"""When the first appointment of a day begins, and how long after one the next."""
AT_ONCE = 1_000


def fill_demo(progress: Callable[[str], None] = lambda _what: None) -> None:
    """Make the practices in an office that has none; one that has them already is left as it is.

    Raises UserError where it has other organizations.
    """
    names = {practice.name for practice in PRACTICES}
    found = set(Organization.objects.values_list("name", flat=True))
    if found & names:
        return
    if found or User.objects.exists():
        problem = "somebody's practice is stored here"
        raise UserError("The demo", problem, "Name another folder with --data, for the demo alone.")
    password = secrets.token_urlsafe(9) if settings.TEAM else None
    users = _make_users(password)
    for number, practice in enumerate(PRACTICES):
        progress(f"Making up {practice.name}")
        _fill_practice(number, practice, users, progress)
    _make_company(users)
    progress(_sign_in_details(password))


def _make_users(password: str | None) -> list[User]:
    """The people. They share a password where people sign in; on a laptop whoever is let in is the first of them."""
    encoded = make_password(password)
    users = [User(email=person.email, name=person.name, password=encoded) for person in PEOPLE]
    for user in users:
        user.save(force_insert=True)
    return users


def _sign_in_details(password: str | None) -> str:
    """Who works where, and how to sign in."""
    rows = [
        f"  {person.email:<24}{person.name:<18}{', '.join(_place(number, role) for number, role in roles(person))}"
        for person in PEOPLE
    ]
    here = "On this machine you are the first of them; the menu under your name lets you be another."
    how = f"All sign in with the password {password}" if password else here
    return "\n".join(["Twelve people work here:", *rows, how])


def _place(number: int, role: Role) -> str:
    name = PRACTICES[number].name if number < len(PRACTICES) else COMPANY
    return f"{role.label} at {name.split()[0]}"


def roles(person: DemoPerson) -> list[tuple[int, Role]]:
    """The practices that a person works for, by place, with the role there; the billing company comes after them."""
    return [(number, role) for number, role in enumerate(person.roles) if role]


def _make_company(users: Sequence[User]) -> None:
    """The billing company, whose people serve both practices."""
    company = Organization(name=COMPANY, is_billing_company=True)
    owner = Actor(users[0].pk, company.pk)
    first = today() - timedelta(days=round(365 * YEARS) - 1)
    with organization_transaction([company.pk]):
        company.save()
        log(owner, "organization.made", company.pk)
        staff = [(user, person.roles[-1]) for person, user in zip(PEOPLE, users, strict=True) if person.roles[-1]]
        for user, role in staff:
            Membership.objects.create(organization=company, user=user, role=role, starts_on=first)
        for client in Organization.objects.filter(name__in=[practice.name for practice in PRACTICES]).order_by("name"):
            link = ClientLink.objects.create(company=company, client=client, starts_on=first)
            link.staff.set([user for user, _role in staff])
            log(owner, "client.added", client.pk)


def _fill_practice(number: int, practice: DemoPractice, users: Sequence[User], progress: Callable[[str], None]) -> None:
    last = today()
    first = last - timedelta(days=round(365 * YEARS) - 1)
    made = synthesize(SynthSettings(years=YEARS, clinicians=practice.clinicians, seed=practice.seed, first=first))
    text = practice_toml(_staff(made.staff, practice, first, last))
    parsed = parse_practice(text, patients_csv(made.booked.courses))
    patients, zone = parsed.patients, ZoneInfo(parsed.time_zone or "UTC")
    text = text.replace("Example Valley Therapy PLLC", practice.name).replace("1000000004", practice.npi)
    text = text.replace('usage = "test"', 'usage = "production"')  # so that the test payer's day can be played
    organization = Organization(name=practice.name)
    owner = users[0]
    actor = Actor(owner.pk, organization.pk)
    signers: dict[str, User] = {}
    with organization_transaction([organization.pk]):
        organization.save()
        log(actor, "organization.made", organization.pk)
        for person, user in zip(PEOPLE, users, strict=True):
            if role := person.roles[number]:
                Membership.objects.create(organization=organization, user=user, role=role, starts_on=first)
            if person.clinician is not None and person.roles[number]:
                npi = made.staff[person.clinician].npi
                ClinicianUser.objects.create(organization=organization, user=user, npi=npi)
                signers[npi] = user
        changes.add(PracticeRecord(), PracticeFile(text), actor)
        records = [PatientRecord() for _ in patients]
        changes.add_many(records, list(patients.values()), actor)
        keys = {record.number: record.pk for record in records}
        charts = [(ChartRecord(patient_id=keys[name]), chart) for name, chart in made.charts.items() if name in keys]
        changes.add_many([record for record, _chart in charts], [chart for _record, chart in charts], actor)
    signed: list[VisitRecord] = []
    every, stored = list(_visits(made, last, keys, signers, zone)), 0
    progress(f"  {len(patients):,} patients with their charts")
    for part in _parts(every):
        with organization_transaction([organization.pk]):
            visits = [record for record, _visit in part]
            changes.add_many(visits, [visit for _record, visit in part], actor)
            signed += [record for record in visits if record.state == VisitState.SIGNED]
        stored += len(part)
        progress(f"  {stored:,} of {len(every):,} visits")
    progress(f"  claims of {len(signed):,} signed visits, judged and sent to the test payer")
    fill_claims(last - SENT_HERE, actor)
    with organization_transaction([organization.pk]):
        _book_visits(last - BOOKED, actor)
        _book(signed, last + timedelta(days=1), actor)


def _staff(made: Sequence[Clinician], practice: DemoPractice, first: date, last: date) -> list[Clinician]:
    """The clinicians with their papers. Those of the first have no faults, so that who looks around has a clean first
    visit there; of one the license ran out lately, where the practice has such.
    """
    staff = [clinicians(practice.clinicians, first, last)[0], *made[1:]]
    if practice.unlicensed is not None:
        one = staff[practice.unlicensed]
        licenses = [structs.replace(entry, ends=last - LICENSE_ENDED) for entry in one.licenses or ()]
        staff[practice.unlicensed] = structs.replace(one, licenses=tuple(licenses))
    return staff


def _visits(
    made: SyntheticPractice, last: date, keys: dict[str, Any], signers: dict[str, User], zone: ZoneInfo
) -> Iterator[tuple[VisitRecord, Visit]]:
    """The records of visits with what they say, in the order of their days."""
    for number, visit in enumerate(made.visits):
        on = visit.service_date
        if on is None or visit.patient_id not in keys:
            continue
        record = VisitRecord(patient_id=keys[visit.patient_id], state=_state(on, last, number))
        if record.state == VisitState.SIGNED:
            record.signed_at = datetime.combine(on, time(18), tzinfo=zone)
            record.signed_by = signers.get(visit.provider_npi or "") or next(iter(signers.values()))
        spent = visit.history.spent if visit.history else None
        yield record, structs.replace(visit, history=History(spent=spent) if spent is not None else None)


def _book(signed: Sequence[VisitRecord], tomorrow: date, actor: Actor) -> None:
    """Appointments of tomorrow: for each clinician of the file those who saw nobody after them, on the hour."""
    practice = read_practice_of()
    known = practice.clinicians if practice else {}
    last: dict[Any, str] = {}
    for record in reversed([one for one in signed if one.provider_npi in known]):
        last.setdefault(record.patient_id, record.provider_npi)
    seen: dict[str, list[Any]] = {}
    for patient, npi in last.items():
        seen.setdefault(npi, []).append(patient)
    for npi, patients in seen.items():
        for hour, patient in zip(HOURS, patients, strict=False):
            entry = ScheduleEntry(patient_id=patient, on=tomorrow, at=time(hour), provider_npi=npi)
            entry.organization_id = actor.organization
            entry.save(force_insert=True)


def _book_visits(first: date, actor: Actor) -> None:
    """The appointments from which the visits from a day on were begun: of each clinician one after the other."""
    last: dict[tuple[date, str], datetime] = {}
    entries = []
    for record in VisitRecord.objects.filter(service_date__gte=first).order_by("service_date", "number"):
        day = record.service_date, record.provider_npi
        at = last.get(day, datetime.combine(record.service_date, FIRST) - APART) + APART
        last[day] = at
        status = "kept" if record.state == VisitState.SIGNED else ""
        entry = ScheduleEntry(
            patient_id=record.patient_id, on=at.date(), at=at.time(), provider_npi=record.provider_npi, status=status
        )
        entry.visit, entry.organization_id = record, actor.organization
        entries.append(entry)
    ScheduleEntry.objects.bulk_create(entries, batch_size=AT_ONCE, ignore_conflicts=True)


def _state(on: date, last: date, number: int) -> VisitState:
    if on < last - SIGNED_HERE:
        return VisitState.BILLED
    if on >= last or (on >= last - UNSIGNED and number % 4 == 0):
        return VisitState.OPEN
    return VisitState.SIGNED


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
