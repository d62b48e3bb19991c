"""A record is a narrow row that is searched, and values that are only ever added.

patient          id · organization · version 3 · name, birth date: columns for lists and search
patient version  record · number 1 · value, sha256 · who, when, what
record · number 2 · ...
record · number 3 · ...                          <- the record as it is now
"""

from hashlib import sha256
from typing import Any, ClassVar, Self

import msgspec
from django.db import models

from cleanclaim.office.organizations.models import OwnedManager, OwnedModel, User


class Act(models.TextChoices):
    """What made a version."""

    CHANGE = "change", "Changed"
    UNDO = "undo", "Undone"
    REDO = "redo", "Redone"


class Record(OwnedModel):
    """The row of a record. `version` is the number of its newest version; a change names the one it was made from."""

    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    value_type: ClassVar[type[Any]]
    """The library's value that its versions hold."""
    event: ClassVar[str]
    """How its events are called, as `patient` in `patient.changed`."""
    versions: Any

    class Meta(OwnedModel.Meta):
        """Each kind of record has a table of its own."""

        abstract = True

    def columns(self, value: Any) -> dict[str, object]:
        """What lists and searches want of a value, by column."""
        raise NotImplementedError


class StandingManager(OwnedManager[Any]):
    """Finds the records that were not withdrawn."""

    def get_queryset(self) -> "models.QuerySet[Any]":
        """The records that stand."""
        return super().get_queryset().filter(withdrawn=False)


class WithdrawableRecord(Record):
    """A record that can be withdrawn, as what an import added is when the import is undone.

    A withdrawn one is nowhere found any more, and its number may be used again; its versions stay.
    """

    withdrawn = models.BooleanField(default=False)

    objects: ClassVar[OwnedManager[Any]] = StandingManager()
    everything: ClassVar[OwnedManager[Any]] = OwnedManager()

    class Meta(Record.Meta):
        """Each kind of record has a table of its own."""

        abstract = True


class Version(OwnedModel):
    """One version of a record: the value as bytes, and who made it, when and by what act.

    `schema` is the number of the value's form, so that a later program knows what it reads.
    """

    only_grows = True
    schema_now: ClassVar[int] = 1
    carried_columns: ClassVar[tuple[str, ...]] = ()
    """Columns of its own that say more than the value, and come back with it by undo and redo."""

    record: Any
    record_id: Any
    number = models.PositiveIntegerField()
    value = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField()
    library = models.CharField(max_length=20)
    act = models.CharField(max_length=8, choices=Act.choices, default=Act.CHANGE)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """Each kind of record has versions of its own."""

        abstract = True

    def read(self) -> Any:
        """The value. Raises ValueError where the bytes are not those that were stored."""
        stored = bytes(self.value)
        if sha256(stored).hexdigest() != self.sha256:
            raise ValueError(f"version {self.number} of {self.record_id} is damaged: its sha256 differs")
        return msgspec.json.decode(stored, type=self.record_type().value_type)

    def carried(self) -> dict[str, object]:
        """What it says besides the value."""
        return {name: getattr(self, name) for name in self.carried_columns}

    @classmethod
    def record_type(cls) -> type[Record]:
        """The kind of record it is a version of."""
        found: type[Record] = cls._meta.get_field("record").related_model  # type: ignore[assignment]
        return found

    @classmethod
    def of(cls, record: Record, value: Any, **about: Any) -> Self:
        """The next version of a record with a value, not yet stored."""
        from cleanclaim import __version__

        stored = msgspec.json.encode(value)
        return cls(
            organization_id=record.organization_id,
            record=record,
            value=stored,
            sha256=sha256(stored).hexdigest(),
            schema=cls.schema_now,
            library=__version__,
            **about,
        )
