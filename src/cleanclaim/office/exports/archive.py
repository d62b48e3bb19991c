"""An organization as one zip: every row of it, its files, its people, and its values as people and programs read them.

    manifest.json          whose it is, when made, the sha256 over all values
    tables/NAME.ndjson     every row of every table, as Django writes rows; the audit log is one of them
    files/SHA256           the stored files, as they are
    people.ndjson          who works there, without passwords
    values/KIND.ndjson     the newest value of every record, for other programs
    values/KIND.parquet    the same as a table: what lists show, and the value as JSON

Another installation reads tables, files and people; the values are for people and other programs.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, models
from django.db.models import F
from django.utils import timezone

from cleanclaim import __version__
from cleanclaim.model.errors import UserError
from cleanclaim.office.files.models import FilePart, StoredFile
from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.models import Membership, Organization, OwnedModel, User, owned_models
from cleanclaim.office.organizations.scope import organization_transaction

FORMAT = 1
AT_ONCE = 500


class ExactEncoder(DjangoJSONEncoder):
    """Times to the microsecond, as they are stored; Django's own cuts them."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def write_archive(organization: Organization, path: Path) -> str:
    """Write all of an organization to a zip; the sha256 over its values. To be used outside of transactions."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with organization_transaction([organization.pk], writes=False):
            for model in ordered_models():
                with archive.open(f"tables/{model._meta.db_table}.ndjson", "w", force_zip64=True) as table:
                    text = io.TextIOWrapper(table, encoding="utf-8")
                    serializers.serialize(
                        "jsonl", _rows(model).order_by("pk").iterator(AT_ONCE), stream=text, cls=ExactEncoder
                    )
                    text.flush()
            for file in StoredFile.objects.exclude(kind="export"):
                with archive.open(f"files/{file.sha256}", "w", force_zip64=True) as copy:
                    for part in FilePart.objects.filter(file=file).order_by("number").iterator(8):
                        copy.write(bytes(part.content))
            for kind, lines in _values():
                archive.writestr(f"values/{kind}.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
                archive.writestr(f"values/{kind}.parquet", _parquet(lines))
            people = Membership.objects.filter(organization=organization).select_related("user").order_by("id")
            archive.writestr("people.ndjson", "".join(json.dumps(_person(one)) + "\n" for one in people))
            digest = values_digest()
        manifest = {
            "format": FORMAT,
            "cleanclaim": __version__,
            "organization": {"id": str(organization.pk), "name": organization.name},
            "made_at": timezone.now().isoformat(),
            "values_sha256": digest,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return digest


def read_archive(path: Path) -> Organization:
    """Read an organization from a zip, all of it or nothing. To be used outside of transactions.

    Raises UserError where it is here already, or the file is none of ours or was changed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            found = Organization(id=manifest["organization"]["id"], name=manifest["organization"]["name"])
            found = Organization(id=found._meta.pk.to_python(found.id), name=found.name)
            if manifest["format"] != FORMAT:
                remedy = "Install the cleanclaim that wrote it, or a newer one."
                raise UserError(str(path), f"its form is {manifest['format']}, and {FORMAT} is read here", remedy)
            if Organization.objects.filter(pk=found.pk).exists():
                raise UserError(str(path), f"{found.name} is here already", "Read it into another office.")
            with organization_transaction([found.pk]):
                found.save(force_insert=True)
                users = _read_people(archive, found)
                for model in ordered_models():
                    _read_table(archive, model, users)
                if values_digest() != manifest["values_sha256"]:
                    raise UserError(str(path), "its values are not those that were written", "Make the export anew.")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, DeserializationError, DatabaseError) as error:
        problem = f"it is no export of an organization: {type(error).__name__}"
        raise UserError(str(path), problem, "Name a file that `cleanclaim office export` wrote.") from None
    return found


def ordered_models() -> list[type[OwnedModel]]:
    """The tables of an organization, those first that others point to; the parts of files are written as files."""
    found = [model for model in owned_models() if model is not FilePart]
    points = {
        model: {
            field.related_model
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey)
            and field.related_model in found
            and field.related_model is not model
        }
        for model in sorted(found, key=lambda one: one._meta.db_table)
    }
    return list(TopologicalSorter(points).static_order())


def values_digest() -> str:
    """The sha256 over the sha256 of every version and file of the organization in scope."""
    digest = sha256()
    for model in ordered_models():
        if issubclass(model, Version):
            for row in _rows(model).order_by("pk").values_list("pk", "number", "sha256").iterator(AT_ONCE):
                digest.update("|".join(map(str, row)).encode())
    for file in StoredFile.objects.exclude(kind="export").order_by("pk").values_list("pk", "sha256"):
        digest.update("|".join(map(str, file)).encode())
    return digest.hexdigest()


def _rows(model: Any) -> Any:
    rows = getattr(model, "everything", model.objects).all()
    return rows.exclude(kind="export") if model is StoredFile else rows


def _person(one: Membership) -> dict[str, Any]:
    return {
        "membership": str(one.pk),
        "user": str(one.user_id),
        "email": one.user.email,
        "name": one.user.name,
        "role": one.role,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat() if one.ends_on else None,
    }


def _read_people(archive: zipfile.ZipFile, organization: Organization) -> dict[str, Any]:
    """Make the people who are not here yet; the keys of all by their keys there."""
    keys = {}
    for line in archive.read("people.ndjson").decode().splitlines():
        one = json.loads(line)
        user = User.objects.filter(email=one["email"]).first() or User.objects.create_user(one["email"], one["name"])
        keys[one["user"]] = user.pk
        Membership.objects.create(
            organization=organization, user=user, role=one["role"], starts_on=one["starts_on"], ends_on=one["ends_on"]
        )
    return keys


def _read_table(archive: zipfile.ZipFile, model: type[OwnedModel], users: dict[str, Any]) -> None:
    name = f"tables/{model._meta.db_table}.ndjson"
    if name not in archive.namelist():  # of a table that came later
        return
    persons = [
        field
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is User
    ]
    with archive.open(name) as table:
        for row in serializers.deserialize("jsonl", io.TextIOWrapper(table, encoding="utf-8")):
            if type(row.object) is not model:
                raise ValueError(name)
            for field in persons:
                there = getattr(row.object, field.attname)
                setattr(row.object, field.attname, users.get(str(there)) if there else None)
            if model._meta.label == "audit_log.Event":
                row.object.pk = None  # the log here goes on with numbers of its own
            row.save(force_insert=True)
            if isinstance(row.object, StoredFile):
                _read_parts(archive, row.object)


def _read_parts(archive: zipfile.ZipFile, file: StoredFile) -> None:
    from cleanclaim.office.files.store import PART

    with archive.open(f"files/{file.sha256}") as content:
        number, digest = 0, sha256()
        while part := content.read(PART):
            digest.update(part)
            FilePart(organization_id=file.organization_id, file=file, number=number, content=part).save(
                force_insert=True
            )
            number += 1
    if digest.hexdigest() != file.sha256:
        raise ValueError(file.sha256)


def _values() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The newest value of every record, by kind."""
    for model in ordered_models():
        if issubclass(model, Version):
            kind = model.record_type()
            versions: Any = model.objects
            newest = versions.filter(record__in=kind.objects.all(), number=F("record__version")).order_by("record")
            yield kind.event, [_line(version) for version in newest.iterator(AT_ONCE)]


def _line(version: Version) -> dict[str, Any]:
    return {"id": str(version.record_id), "version": version.number, "value": json.loads(bytes(version.value))}


def _parquet(lines: list[dict[str, Any]]) -> bytes:
    import polars

    rows = [{**line, "value": json.dumps(line["value"])} for line in lines]
    table = polars.DataFrame(rows, schema={"id": polars.String, "version": polars.Int64, "value": polars.String})
    out = io.BytesIO()
    table.write_parquet(out)
    return out.getvalue()
