"""Files come in and go out, part by part."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import IntegrityError, transaction

from cleanclaim.atomic_write import TEMPORARY_PREFIX
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.files.models import FileKind, FilePart, StoredFile
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.uploads import PLAIN_NAME

LONGEST_ENDING = 9
"""Characters of a name's ending, the dot among them, that a copy has too."""

PART = 1 << 20
"""Bytes of a part."""


def store_file(path: Path, name: str, kind: FileKind, actor: Actor) -> StoredFile:
    """Store a file, in the transaction under way; the one that is there where it was stored before."""
    digest, size = sha256(), 0
    with path.open("rb") as content:
        while part := content.read(PART):
            digest.update(part)
            size += len(part)
    found = StoredFile(
        organization_id=actor.organization,
        sha256=digest.hexdigest(),
        name=name[-200:],
        kind=kind,
        size=size,
        stored_by_id=actor.user,
    )
    try:
        with transaction.atomic():
            found.save(force_insert=True)
    except IntegrityError:
        return StoredFile.objects.get(kind=kind, sha256=found.sha256)
    with path.open("rb") as content:
        number = 0
        while part := content.read(PART):
            FilePart(organization_id=actor.organization, file=found, number=number, content=part).save(
                force_insert=True
            )
            number += 1
    return found


def read_parts(file: StoredFile) -> Iterator[bytes]:
    """The bytes of a file, part by part, each read in a transaction of its own: for answers that are sent bit by bit.

    To be used outside of transactions for organizations. Raises ValueError where the bytes are not those stored.
    """
    organization: UUID = file.organization_id
    digest, number, size = sha256(), 0, 0
    while size < file.size:
        with organization_transaction([organization], writes=False):
            part = bytes(FilePart.objects.get(file=file.pk, number=number).content)
        digest.update(part)
        size += len(part)
        number += 1
        yield part
    if digest.hexdigest() != file.sha256:
        raise ValueError(f"file {file.pk} is damaged: its sha256 differs")


@contextmanager
def file_on_disk(file: StoredFile) -> Iterator[Path]:
    """A copy of a stored file in a folder of its own, under its name where that is a plain one. See `read_parts`."""
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX) as folder:
        ending = Path(file.name.lower()).suffix
        plain = PLAIN_NAME.fullmatch(file.name)
        path = Path(folder) / (file.name if plain else f"stored{ending if len(ending) <= LONGEST_ENDING else ''}")
        with path.open("wb") as copy:
            for part in read_parts(file):
                copy.write(part)
        yield path
