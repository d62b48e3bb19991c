"""Reading an organization from a zip that `archive` wrote, all of it or nothing, whoever made the file.

Nothing is believed: the digest over the file, how much it unpacks to, that each row is of this organization and points
to nothing of another, roles and other choices, that every value is what its sha256 says. One transaction holds it all.
Its state is an old one, as a backup's is: before it sends anything somebody says what went out since.
"""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import IntegrityError, OperationalError, models
from msgspec import Struct, convert

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.claims.after_restore import mark_organization
from cleanclaim.office.exports.archive import (
    FORMAT,
    digest_of,
    noted_digest,
    ordered_models,
    person_fields,
)
from cleanclaim.office.files.models import FilePart, StoredFile
from cleanclaim.office.files.store import PART
from cleanclaim.office.history.models import Record, Version
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, OwnedModel, User
from cleanclaim.office.organizations.people import LONGEST_NAME
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.safety import can_be_stored

MOST_TIMES = 100
"""How many times its own length a zip may unpack to; what the office writes does to a third of that at most."""
FREE = 50_000_000
"""Bytes that a zip may always unpack to."""
LONGEST_MANIFEST = 100_000
LONGEST_ROW = 100_000_000
"""Bytes of one row: a file that was sent or received is one."""
REMEDY = "Name a file that `cleanclaim office export-organization` wrote, as it was written."


class OrganizationThere(Struct, frozen=True):
    """The organization as the manifest names it."""

    id: UUID
    name: str
    is_billing_company: bool
    created_at: datetime


class ExportManifest(Struct, frozen=True):
    """What the zip says of itself."""

    format: int
    organization: OrganizationThere


class PersonThere(Struct, frozen=True):
    """A person as the zip names him or her; without a membership one of another organization who worked on this one."""

    user: UUID
    email: str
    name: str
    membership: UUID | None
    role: Role | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    version: int = 1


class NamedThere(Struct, frozen=True):
    """An organization by id and name."""

    id: UUID
    name: str


class LinkThere(Struct, frozen=True):
    """A billing company that works for a client, and who of it does."""

    id: UUID
    company: NamedThere
    client: NamedThere
    starts_on: date
    ends_on: date | None
    staff: list[str]


class ReadExport(Struct, frozen=True):
    """What was read: the organization, the sha256 over the file, and the links to others that are not made again."""

    organization: Organization
    digest: str
    clients: list[str]
    """Clients that the organization worked for. Each has to come, or let it in, itself."""
    companies: list[str]
    """Billing companies that are not here."""


def read_archive(path: Path) -> ReadExport:
    """Read an organization from a zip, all of it or nothing. To be used outside of transactions.

    Raises UserError where it is here already, or the file is none of ours, was changed, or cannot be taken whole.
    """
    try:
        digest = noted_digest(path)
        if digest is None:
            raise UserError(str(path), "it is no export of an organization", REMEDY)
        if digest_of(path) != digest:
            problem = "it is not as it was written: the sha256 over it differs"
            raise UserError(str(path), problem, "Copy it again, or make the export anew.")
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path, digest)
    except UserError:
        raise
    except IntegrityError as error:
        problem = f"a row of it does not fit with what is here: {type(error).__name__}"
        raise UserError(str(path), problem, REMEDY) from None
    except OperationalError as error:
        raise UserError("The office", f"it cannot store the export: {error}", "Make room, and try again.") from None
    except OSError as error:
        raise UserError(str(path), f"it cannot be read: {error.strerror or error}", "Name another file.") from None
    except Exception as error:  # whatever a file can be made to raise: the transaction is undone
        problem = f"it is no export of an organization, or was changed: {type(error).__name__}"
        raise UserError(str(path), problem, REMEDY) from None


def _read(archive: zipfile.ZipFile, path: Path, digest: str) -> ReadExport:
    _check_parts(archive, path)
    form = json.loads(archive.read("manifest.json")).get("format")
    if form != FORMAT:
        remedy = "Install the cleanclaim that wrote it, or a newer one."
        raise UserError(str(path), f"its form is {form!s:.40}, and {FORMAT} is read here", remedy)
    there = convert(json.loads(archive.read("manifest.json")), ExportManifest, strict=False).organization
    if not there.name.strip() or len(there.name) > LONGEST_NAME or not can_be_stored(there.name):
        raise ValueError(there.name)
    found = Organization(id=there.id, name=there.name, is_billing_company=there.is_billing_company)
    if Organization.objects.filter(pk=found.pk).exists():
        raise UserError(str(path), f"{found.name} is here already", "Read it into another office.")
    with organization_transaction([found.pk]):
        found.save(force_insert=True)
        Organization.objects.filter(pk=found.pk).update(created_at=there.created_at)
        users, memberships = _read_people(archive, found)
        for model in ordered_models():
            _read_table(archive, model, RowsOf(found.pk, users, memberships))
        _check_records()
        mark_organization(found.pk)
        clients, companies = _read_links(archive, found)
    return ReadExport(found, digest, clients, companies)


def _check_parts(archive: zipfile.ZipFile, path: Path) -> None:
    """Pass a zip whose parts are known, named once, and unpack to what they may. Raises UserError for another."""
    tables = {f"tables/{model._meta.db_table}.ndjson" for model in ordered_models()}
    seen: set[str] = set()
    most = max(FREE, MOST_TIMES * path.stat().st_size)
    for part in archive.infolist():
        place = f"{path}, {part.filename[:80]!a}"
        folder, _, name = part.filename.rpartition("/")
        ours = {"": part.filename in {"manifest.json", "people.ndjson", "links.ndjson"}, "values": True}
        ours |= {"tables": part.filename in tables, "files": len(name) == 64}
        if part.filename in seen or not ours.get(folder, False):
            problem = "there are two of this name" if part.filename in seen else "this version does not know it"
            raise UserError(place, problem, "Install the cleanclaim that wrote the export, or make it anew.")
        seen.add(part.filename)
    unpacked = sum(part.file_size for part in archive.infolist())  # a part is read as far as it says, and no further
    if unpacked > most or archive.getinfo("manifest.json").file_size > LONGEST_MANIFEST:
        problem = f"it unpacks to {unpacked / 1e6:,.0f} MB, and {most / 1e6:,.0f} MB is read at most"
        raise UserError(str(path), problem, REMEDY)


class RowsOf(Struct, frozen=True):
    """Whose rows are read: the organization, and its people's keys here by their keys there."""

    organization: UUID
    users: dict[UUID, UUID]
    memberships: set[UUID]

    def check(self, row: Any) -> None:
        """Pass a row of the organization that names nobody else's people. Raises ValueError for another."""
        model = type(row)
        if row.organization_id != self.organization:
            raise ValueError(f"{model._meta.label}: a row of another organization")
        for column in person_fields(model):
            there = getattr(row, column)
            if there is not None:
                setattr(row, column, self.users[there])
        if getattr(row, "membership_id", None) not in {None, *self.memberships}:
            raise ValueError(f"{model._meta.label}: a membership of another organization")
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.choices and value not in {"", None} and value not in dict(field.flatchoices):
                raise ValueError(f"{field}: {value!r}")
            if isinstance(field, models.CharField) and value is not None and len(value) > (field.max_length or 0):
                raise ValueError(f"{field}: too long")
            if isinstance(value, str) and not can_be_stored(value):
                raise ValueError(f"{field}: text that no database stores")


def _read_people(archive: zipfile.ZipFile, organization: Organization) -> tuple[dict[UUID, UUID], set[UUID]]:
    """Make the people who are not here yet; the keys of all by their keys there, and the memberships."""
    users: dict[UUID, UUID] = {}
    memberships: set[UUID] = set()
    for line in _lines(archive, "people.ndjson"):
        one = convert(line, PersonThere, strict=False)
        user = User.objects.filter(email=one.email.lower()).first() or _make_user(one)
        users[one.user] = user.pk
        if one.membership:
            if not one.role or not one.starts_on or one.version < 1:
                raise ValueError(one.membership)
            memberships.add(one.membership)
            Membership(
                id=one.membership, organization=organization, user=user, role=one.role, starts_on=one.starts_on,
                ends_on=one.ends_on, version=one.version,
            ).save(force_insert=True)  # fmt: skip
    return users, memberships


def _make_user(one: PersonThere) -> User:
    user = User(email=one.email.lower(), name=one.name)
    if not User.objects.filter(pk=one.user).exists():
        user.pk = one.user
    user.set_unusable_password()
    if not can_be_stored(one.name):
        raise ValueError(one.name)
    user.clean_fields(exclude=["password", "last_login"])
    user.save(force_insert=True)
    return user


def _read_table(archive: zipfile.ZipFile, model: type[OwnedModel], rows: RowsOf) -> None:
    name = f"tables/{model._meta.db_table}.ndjson"
    if name not in archive.namelist():  # of a table that came later
        return
    for line in _lines(archive, name):
        (read,) = serializers.deserialize("python", [line])
        row = read.object
        if type(row) is not model or read.m2m_data or read.deferred_fields:
            raise ValueError(name)
        rows.check(row)
        if isinstance(row, Version):
            row.read()
        if isinstance(row, Event):
            row.pk = None  # the log here goes on with numbers of its own
        models.Model.save_base(row, raw=True, force_insert=True)
        if isinstance(row, StoredFile):
            _read_parts(archive, row)


def _read_parts(archive: zipfile.ZipFile, file: StoredFile) -> None:
    with archive.open(f"files/{file.sha256}") as content:
        number, size, digest = 0, 0, sha256()
        while part := content.read(PART):
            digest.update(part)
            FilePart(organization_id=file.organization_id, file=file, number=number, content=part).save(
                force_insert=True
            )
            number, size = number + 1, size + len(part)
    if digest.hexdigest() != file.sha256 or size != file.size:
        raise ValueError(file.sha256)


def _check_records() -> None:
    """Pass records whose versions are numbered from 1 to the newest. Raises ValueError otherwise."""
    for model in ordered_models():
        if issubclass(model, Record):
            versions: Any = next(
                one for one in ordered_models() if issubclass(one, Version) and one.record_type() is model
            )
            numbers = {
                row["record"]: (row["least"], row["most"], row["count"])
                for row in versions.objects.values("record").annotate(
                    least=models.Min("number"), most=models.Max("number"), count=models.Count("pk")
                )
            }
            for key, newest in getattr(model, "everything", model.objects).values_list("pk", "version"):
                if numbers.get(key) != (1, newest, newest):
                    raise ValueError(f"{model._meta.label} {key}: versions are missing")


def _read_links(archive: zipfile.ZipFile, found: Organization) -> tuple[list[str], list[str]]:
    """Let those billing companies in again that are here; the names of clients, and of companies that are not here.

    What the organization was let into by others is no say of its own export's.
    """
    clients: list[str] = []
    companies: list[str] = []
    for line in _lines(archive, "links.ndjson"):
        one = convert(line, LinkThere, strict=False)
        if found.pk not in {one.company.id, one.client.id} or one.company.id == one.client.id:
            raise ValueError(one.id)
        company = Organization.objects.filter(pk=one.company.id, is_billing_company=True).first()
        if one.company.id == found.pk:
            clients.append(one.client.name)
        elif company is None:
            companies.append(one.company.name)
        else:
            link = ClientLink(id=one.id, company=company, client=found, starts_on=one.starts_on, ends_on=one.ends_on)
            link.save(force_insert=True)
            link.staff.set(User.objects.filter(email__in=one.staff, memberships__organization=company))
    return clients, companies


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    """The values of a part, line by line. Raises ValueError for a line that is too long, or no object."""
    with archive.open(name) as part:
        while line := part.readline(LONGEST_ROW):
            if len(line) == LONGEST_ROW:
                raise ValueError(f"{name}: a line has more than {LONGEST_ROW} bytes")
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError(f"{name}: a line is no object")
            yield value
