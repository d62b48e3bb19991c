"""SNIP level 5: codes and numbers that others keep, as of the date of service, as far as we hold their lists.

Held: places of service, ICD-10-CM, the therapy codes of the catalogue, and the NPI's check digit. A code
that is on no list of ours is not called wrong unless the list is whole.
"""

from collections.abc import Iterator
from datetime import date

from cleanclaim.model.npi import npi_is_valid
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.places import places
from cleanclaim.reference.tables import tables
from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.submitted import Party, SubmittedClaim, SubmittedLine

_REMEMBERED = 65536  # diagnoses on days; a file names the same few thousand over and over


class CodeLists:
    """The lists of a library: all of them, or those published by `known_on`. Answers are remembered."""

    def __init__(self, known_on: date | None = None, library: Library | None = None) -> None:
        self._known_on = known_on
        self._library = library or shipped()
        self._diagnoses: dict[tuple[str, date], str | None] = {}

    def claim_faults(self, claim: SubmittedClaim) -> Iterator[Fault]:
        """Place of service, diagnoses and provider numbers of a claim."""
        place = claim.place_of_service
        if place and place not in places():
            yield Fault(5, f'CLM05-1 "{place}" is not a place of service.', "Send the two digits CMS lists.", "7", 5, 1)
        on = next((line.first_date for line in claim.lines if line.first_date), None)
        if on:
            for code in claim.diagnoses:
                wrong = self._diagnosis(code, on)
                if wrong:
                    yield Fault(
                        5, f'Diagnosis "{code}" {wrong} on {on}.', "Send a diagnosis complete on that day.", "7"
                    )
        for who in (claim.around.billing, claim.referring, claim.rendering, claim.location):
            yield from _npi(who)

    def line_faults(self, line: SubmittedLine) -> Iterator[Fault]:
        """Procedure, place and provider number of a line."""
        if line.code and line.first_date and line.code_kind == "HC":
            held = catalogue().get(line.code)
            if held is not None and not held.valid_on(line.first_date):
                problem = f'SV101-2 "{line.code}" was not in force on {line.first_date}.'
                yield Fault(5, problem, "Send the code of that day.", "7", 1, 2)
        if line.place_of_service and line.place_of_service not in places():
            problem = f'SV105 "{line.place_of_service}" is not a place of service.'
            yield Fault(5, problem, "Send the two digits CMS lists.", "7", 5)
        yield from _npi(line.rendering)

    def _diagnosis(self, code: str, on: date) -> str | None:
        """What is wrong with a diagnosis on a day; None where nothing is, or where no list held tells."""
        asked = (code, on)
        if asked not in self._diagnoses:
            if len(self._diagnoses) >= _REMEMBERED:
                self._diagnoses.clear()
            state = tables(on, self._known_on, self._library).diagnosis(code).state
            self._diagnoses[asked] = {"header": "is not complete", "unknown": "is not in ICD-10-CM"}.get(state)
        return self._diagnoses[asked]


def _npi(who: Party | None) -> Iterator[Fault]:
    if who and who.id_kind == "XX" and who.id and not npi_is_valid(who.id):
        yield Fault(5, f'"{who.id}" is no NPI: its check digit is wrong.', "Correct NM109.", "7", 9)
