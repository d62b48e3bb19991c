"""Codes that others publish, as of the day they are used, as far as the library has their lists.

Complete: places of service, ICD-10-CM, HCPCS Level II. In part, or as of a day that has passed: CPT (the catalogue and
the fee schedules on file), modifiers, taxonomies, adjustment and remark codes, claim statuses. A procedure code is
known here where the review of a visit knows it.
"""

import re
from datetime import date
from typing import Literal

from cleanclaim.model.claim_text import is_procedure_code
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.tables import Tables, tables

_REMEMBERED = 16384  # answers on diagnoses and days; a file names the same few thousand over and over
_HCPCS = re.compile(r"[A-V][0-9]{4}")

ProcedureState = Literal["malformed", "in force", "not in force", "not in HCPCS", "unlisted", "another quarter"]
"""What the lists say of a procedure code. `unlisted`: on a list that is not complete; `another quarter`: on one that is
of another quarter than the day."""


class CodeLists:
    """The lists of a library: all of them, or those published by `known_on`."""

    def __init__(self, known_on: date | None = None, library: Library | None = None) -> None:
        self._known_on = known_on
        self._library = library or shipped()
        self._diagnoses: dict[tuple[str, date], str] = {}
        self._since: dict[date, date] = {}

    def since(self, on: date) -> date:
        """The first of the days since which the lists say what they say on a day."""
        if on not in self._since:
            if len(self._since) >= _REMEMBERED:
                self._since.clear()
            self._since[on] = tables(on, self._known_on, self._library).on
        return self._since[on]

    def diagnosis(self, code: str, on: date) -> str:
        """What the tables say of a diagnosis: `billable`, `header` (not complete), `unknown` (not in ICD-10-CM), ..."""
        key = (code, on)
        if key not in self._diagnoses:
            if len(self._diagnoses) >= _REMEMBERED:
                self._diagnoses.clear()
            self._diagnoses[key] = tables(on, self._known_on, self._library).diagnosis(code).state
        return self._diagnoses[key]

    def procedure(self, code: str, on: date | None) -> ProcedureState:
        """A procedure: therapy's against the catalogue, CMS's own against HCPCS Level II. Without a day, its form."""
        entry = catalogue().get(code)
        if entry is None and not is_procedure_code(code):
            return "malformed"
        if on is None:
            return "in force"
        if entry is not None:
            return "in force" if entry.valid_on(on) else "not in force"
        published = tables(on, self._known_on, self._library)
        if _HCPCS.fullmatch(code):
            return self._hcpcs(code, on, published)
        return "in force" if published.knows_number(code) else "unlisted"

    def _hcpcs(self, code: str, on: date, published: Tables) -> ProcedureState:
        row = published.hcpcs(code)
        if row is not None:
            return "in force" if row.valid_on(on) else "not in force"
        if published.knows_number(code):
            return "in force"
        releases = self._library.in_use("hcpcs", on, self._known_on)
        complete = any(release.effective_from <= on and not release.stale_on(on) for release in releases)
        return "not in HCPCS" if complete else "another quarter"
