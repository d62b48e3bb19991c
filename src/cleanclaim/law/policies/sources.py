"""The bibliography: what every rule and every policy value stands on.

`sources.toml` gives each source an id. `read` says whether somebody read the source itself, or a page
that quotes it; where it is false the entry is what the field knows of it, and nothing verified may cite it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Cite
from cleanclaim.nearest import did_you_mean


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source. `url` is a public page, empty where none is known; `note` tells how it was read. `program`: whose own
    law it is, which says nothing of other payers.
    """

    title: str
    section: str = ""
    url: str = ""
    program: Literal["", "medicare"] = ""
    read: bool
    note: str = ""


@cache
def sources() -> dict[str, Source]:
    """All sources by id."""
    text = (Path(__file__).parent / "sources.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Source])


@cache
def cite(source_id: str) -> Cite:
    """The citation of a source. Raises UserError, with the likeliest correction, for an unknown id."""
    source = sources().get(source_id)
    if source is None:
        raise UserError(
            "sources.toml",
            f"there is no source {source_id!r}.{did_you_mean(source_id, sources())}",
            "Correct the id, or add the source to law/policies/sources.toml.",
        )
    return Cite(source_id, source.title, source.section, source.url)
