"""The proof of a look into the lists: which files, of which hash, for whom, under which names, and what was found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from cleanclaim.compliance.credentialing.list_month import look_day
from cleanclaim.compliance.credentialing.screening import ScreenedPerson, screening_rules
from cleanclaim.model.exclusions import ExclusionFile


def screening_proof(
    people: Sequence[ScreenedPerson], files: Sequence[ExclusionFile], ages: Sequence[str], on: date
) -> bytes:
    """The proof as JSON, the same bytes for the same look; whoever has the files can make it again."""
    document = {
        "looked_on": on,
        "likeness": screening_rules().likeness,
        "files": [
            {
                "list": one.list,
                "file": one.file,
                "sha256": one.sha256,
                "rows": one.rows,
                "age": age,
                "newest_on": look_day(one, on),
            }
            for one, age in zip(files, ages, strict=True)
        ],
        "looks": [_look(one) for one in people],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _look(one: ScreenedPerson) -> dict[str, Any]:
    return {
        "npi": one.npi,
        "of": one.of,
        "names": one.names,
        "file": one.file.file,
        "clear": one.is_clear,
        "matches": [{"grade": match.grade, "under": match.under, "entry": match.entry} for match in one.matches],
    }
