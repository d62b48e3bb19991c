"""An organization as one zip: every row of it, its files, its people, and its values as people and programs read them.

    manifest.json          whose it is, and when made
    tables/NAME.ndjson     every row of every table, as Django writes rows; the audit log is one of them
    files/SHA256           the stored files, as they are
    people.ndjson          who works there, and who did anything there, without passwords
    links.ndjson           billing companies that work for it, and clients that it works for
    values/KIND.ndjson     the newest value of every record, for other programs
    values/KIND.parquet    the same as a table: what lists show, and the value as JSON

Another installation (`reading`) reads all but the values, which are for people and other programs. The zip's comment
ends in the sha256 over all bytes before it, so that no altered byte is taken for what was written.
"""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F
from django.utils import timezone

from cleanclaim import __version__
from cleanclaim.office.files.models import FilePart, StoredFile
from cleanclaim.office.history.models import Version
from cleanclaim.office.organizations.models import (
    ClientLink,
    Membership,
    Organization,
    OwnedModel,
    User,
    owned_models,
)
from cleanclaim.office.organizations.scope import organization_transaction

FORMAT = 1
AT_ONCE = 500
MARK = b"cleanclaim sha256 "
"""In the zip's comment, before the 64 digits."""
DIGITS = 64


class ExactEncoder(DjangoJSONEncoder):
    """Times to the microsecond, as they are stored; Django's own cuts them."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def write_archive(organization: Organization, path: Path) -> str:
    """Write all of an organization to a zip; the sha256 over it. To be used outside of transactions."""
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
            archive.writestr("people.ndjson", "".join(json.dumps(one) + "\n" for one in _people(organization)))
            archive.writestr("links.ndjson", "".join(json.dumps(one) + "\n" for one in _links(organization)))
        manifest = {
            "format": FORMAT,
            "cleanclaim": __version__,
            "organization": {
                "id": str(organization.pk),
                "name": organization.name,
                "is_billing_company": organization.is_billing_company,
                "created_at": organization.created_at.isoformat(),
            },
            "made_at": timezone.now().isoformat(),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        archive.comment = MARK + b"0" * DIGITS
    digest = digest_of(path)
    with path.open("r+b") as written:
        written.seek(-DIGITS, os.SEEK_END)
        written.write(digest.encode())
    return digest


def digest_of(path: Path) -> str:
    """The sha256 over a zip up to the digits at its end."""
    digest, left = sha256(), path.stat().st_size - DIGITS
    with path.open("rb") as written:
        while left > 0 and (part := written.read(min(left, 1 << 20))):
            digest.update(part)
            left -= len(part)
    return digest.hexdigest()


def noted_digest(path: Path) -> str | None:
    """The digits at the end of a zip that `write_archive` wrote; None where it is none."""
    with path.open("rb") as written:
        written.seek(0, os.SEEK_END)
        written.seek(max(written.tell() - DIGITS - len(MARK), 0))
        mark, digits = written.read(len(MARK)), written.read()
    return digits.decode("ascii", "replace") if mark == MARK else None


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


def _rows(model: Any) -> Any:
    rows = getattr(model, "everything", model.objects).all()
    return rows.exclude(kind="export") if model is StoredFile else rows


def person_fields(model: type[OwnedModel]) -> list[str]:
    """The columns of a table that name a person."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is User
    ]


def _people(organization: Organization) -> Iterator[dict[str, Any]]:
    """Who works there, or worked, and whoever else did something there, as a billing company's people."""
    here = Membership.objects.filter(organization=organization).select_related("user").order_by("id")
    for one in here:
        yield {
            **_person(one.user),
            "membership": str(one.pk),
            "role": one.role,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "version": one.version,
        }
    named = {
        key
        for model in ordered_models()
        for column in person_fields(model)
        for key in _rows(model).exclude(**{column: None}).values_list(column, flat=True).distinct()
    }
    for user in User.objects.filter(pk__in=named - {one.user_id for one in here}).order_by("id"):
        yield {**_person(user), "membership": None}


def _person(user: User) -> dict[str, Any]:
    return {"user": str(user.pk), "email": user.email, "name": user.name}


def _links(organization: Organization) -> Iterator[dict[str, Any]]:
    links = ClientLink.objects.filter(models.Q(company=organization) | models.Q(client=organization))
    for link in links.select_related("company", "client").prefetch_related("staff").order_by("id"):
        yield {
            "id": str(link.pk),
            "company": {"id": str(link.company_id), "name": link.company.name},
            "client": {"id": str(link.client_id), "name": link.client.name},
            "starts_on": link.starts_on.isoformat(),
            "ends_on": link.ends_on.isoformat() if link.ends_on else None,
            "staff": sorted(user.email for user in link.staff.all()),
        }


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
