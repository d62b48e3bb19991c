"""The tables of files: what a file is called, and its bytes in parts, so that none is ever whole in memory."""

from typing import ClassVar

from django.db import models

from cleanclaim.office.organizations.models import OwnedModel, User


class FileKind(models.TextChoices):
    """What a file is for, and so who may have it."""

    IMPORT = "import", "Import"
    EXPORT = "export", "Export"
    CLAIMS = "claims", "Claims"


class StoredFile(OwnedModel):
    """A file of an organization, once by its content: stored again, it is the one that is there."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """Found by content."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "kind", "sha256"], name="file_content_once")
        ]

    def __str__(self) -> str:
        return self.name


class FilePart(OwnedModel):
    """A part of a file's bytes; the parts follow each other by number, from 0."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta(OwnedModel.Meta):
        """Read in order."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "file", "number"], name="file_part")]

    def __str__(self) -> str:
        return f"part {self.number}"
