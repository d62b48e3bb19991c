"""SNIP level 5: codes and numbers that others keep, as of the day they are used, as far as we hold their lists.

Held whole: places of service, ICD-10-CM, HCPCS Level II, and the check digit of an NPI. Held in part, or as of a day
that has passed: CPT (the therapy codes of the catalogue), modifiers, taxonomies, adjustment and remark codes, claim
statuses. A code that is on none of these is no fault but `undetermined`, told once in a file for each; one that no list
could have by its form, or that had not begun or was over on the day, is a fault.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cleanclaim.exchange.x12.acknowledgements import ClaimAnswer
from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment
from cleanclaim.model.submitted_claim import Adjustment, Party, SubmittedClaim, SubmittedLine
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.modifiers import modifiers
from cleanclaim.reference.places import places, professions
from cleanclaim.reference.reasons import LISTS, ListName, reason
from cleanclaim.reference.tables import tables

_REMEMBERED = 16384  # answers on codes and days; a file names the same few thousand over and over
_CPT = re.compile(r"\d{4}[0-9A-Z]")
_HCPCS = re.compile(r"[A-V]\d{4}")
_TAXONOMY = re.compile(r"\d{3}[0-9A-Z]{7}")


class CodeLists:
    """The lists of a library: all of them, or those published by `known_on`. Answers are remembered."""

    def __init__(self, known_on: date | None = None, library: Library | None = None) -> None:
        self._known_on = known_on
        self._library = library or shipped()
        self._diagnoses: dict[tuple[str, date], str | None] = {}
        self._told: set[tuple[str, str]] = set()

    def diagnoses_faults(self, diagnoses: Sequence[str], on: date) -> Iterator[Fault]:
        """The diagnoses of a claim; `on` is its first day of service."""
        for at, code in enumerate(diagnoses, 1):
            wrong = self._diagnosis(code, on)
            if wrong:
                problem, remedy = f'Diagnosis "{code}" {wrong} on {on}.', "Send a diagnosis complete on that day."
                yield Fault(5, problem, remedy, "7", at, 2, path="2300.HI")

    def claim_faults(self, claim: SubmittedClaim) -> Iterator[Fault]:
        """Place of service, taxonomies and provider numbers of a claim."""
        around = claim.around
        place = claim.place_of_service
        if place and place not in places():
            yield Fault(5, f'CLM05-1 "{place}" is not a place of service.', "Send the two digits CMS lists.", "7", 5, 1)
        for path, taxonomy in (("2000A.PRV", around.billing_taxonomy), ("2310B.PRV", claim.rendering_taxonomy)):
            if taxonomy:
                yield from self._taxonomy(taxonomy, path)
        yield from _npi(around.billing, "2010AA.NM1")
        yield from _npi(claim.referring, "2310A.NM1")
        yield from _npi(claim.rendering, "2310B.NM1")
        yield from _npi(claim.location, "2310C.NM1")

    def line_faults(self, line: SubmittedLine) -> Iterator[Fault]:
        """Procedure, modifiers, place and provider number of a line."""
        if line.code and line.code_kind == "HC":
            yield from self._procedure("SV101-2", line.code, line.first_date, 1)
        for modifier in line.modifiers:
            yield from self._modifier("SV101", modifier, line.first_date, 1)
        if line.place_of_service and line.place_of_service not in places():
            problem = f'SV105 "{line.place_of_service}" is not a place of service.'
            yield Fault(5, problem, "Send the two digits CMS lists.", "7", 5)
        yield from _npi(line.rendering, "2420A.NM1")

    def paid_claim_faults(self, claim: PaidClaim, on: date | None) -> Iterator[Fault]:
        """Adjustment and remark codes and the clinician's number of a claim as paid; `on` is the day of payment."""
        yield from self._reasons(claim.adjustments, claim.remarks, on, "2100")
        yield from _npi(claim.rendering, "2100.NM1")

    def paid_line_faults(self, line: PaidLine, on: date | None) -> Iterator[Fault]:
        """Procedure, modifiers, adjustment and remark codes of a line as paid; `on` is the day of payment."""
        if line.code and line.code_kind == "HC":
            yield from self._procedure("SVC01-2", line.code, line.first_date, 1)
        for modifier in line.modifiers:
            yield from self._modifier("SVC01", modifier, line.first_date, 1)
        yield from self._reasons(line.adjustments, line.remarks, on, "2110")

    def payment_faults(self, payment: Payment) -> Sequence[Fault]:
        """The payee's number."""
        return tuple(_npi(Party(id=payment.payee_id, id_kind=payment.payee_id_kind), "1000B.N1", 4))

    def answer_faults(self, answer: ClaimAnswer, on: date | None) -> Sequence[Fault]:
        """The categories and codes of an answer to a claim."""
        faults: list[Fault] = []
        for status in answer.statuses:
            faults += self._listed("claim-status-category", status.category, on, 1)
            faults += self._listed("claim-status", status.code, on, 1)
        return faults

    def _procedure(self, name: str, code: str, on: date | None, element: int) -> Iterator[Fault]:
        """A procedure: therapy's against the catalogue, CMS's own against HCPCS Level II."""
        held = catalogue().get(code)
        if held is None and not _CPT.fullmatch(code) and not _HCPCS.fullmatch(code):
            yield Fault(5, f'{name} "{code}" has not the form of a procedure code.', "Correct it.", "7", element, 2)
        elif on is None:
            return
        elif held is not None:
            if not held.valid_on(on):
                yield _over(name, code, on, element)
        elif _HCPCS.fullmatch(code):
            yield from self._hcpcs(name, code, on, element)
        else:
            yield from self._unknown("procedure", code, "a code outside therapy, which we hold no list of", element, 2)

    def _hcpcs(self, name: str, code: str, on: date, element: int) -> Iterator[Fault]:
        row = tables(on, self._known_on, self._library).hcpcs(code)
        if row is not None:
            if not row.valid_on(on):
                yield _over(name, code, on, element)
            return
        releases = self._library.in_use("hcpcs", on, self._known_on)
        if any(release.effective_from <= on and not release.stale_on(on) for release in releases):
            yield Fault(5, f'{name} "{code}" is not in HCPCS on {on}.', "Send a code of that day.", "7", element, 2)
        else:
            yield from self._unknown(
                "procedure", code, "not on the HCPCS list held, which is another quarter's", element, 2
            )

    def _modifier(self, name: str, code: str, on: date | None, element: int) -> Iterator[Fault]:
        held = modifiers().get(code)
        if held is None:
            yield from self._unknown("modifier", code, "not among the modifiers of therapy", element)
        elif on is not None and not held.valid_on(on):
            problem = f'Modifier "{code}" of {name} was not in force on {on}.'
            yield Fault(5, problem, "Send the modifiers of that day.", "7", element)

    def _taxonomy(self, code: str, path: str) -> Iterator[Fault]:
        if not _TAXONOMY.fullmatch(code):
            remedy = "Send the ten characters that NPPES shows."
            yield Fault(5, f'"{code}" has not the form of a taxonomy code.', remedy, "7", 3, path=path)
        elif code not in professions():
            yield from self._unknown("taxonomy", code, "not one of rehabilitation", path=path)

    def _reasons(
        self, adjustments: Sequence[Adjustment], remarks: Sequence[str], on: date | None, loop: str
    ) -> Iterator[Fault]:
        for one in adjustments:
            yield from self._listed("carc", one.reason, on, path=f"{loop}.CAS")
        for remark in remarks:
            yield from self._listed("rarc", remark, on, path="2110.LQ" if loop == "2110" else "2100.MOA")

    def _listed(
        self, name: ListName, code: str, on: date | None, element: int | None = None, path: str = ""
    ) -> Iterator[Fault]:
        """A code of one of the lists of June 2024, which may have grown since."""
        if not code:
            return
        held = reason(name, code)
        title = LISTS[name].title
        if held is None:
            yield from self._unknown(
                title, code, "not on the list held, which may have grown since", element, path=path
            )
        elif on is not None and held.in_use(on) is False:
            problem = f'The {title} code "{code}" was not in use on {on}.'
            yield Fault(5, problem, "Ask the payer what it means.", "7", element, path=path)

    def _unknown(
        self, what: str, code: str, why: str, element: int | None = None, component: int | None = None, path: str = ""
    ) -> Iterator[Fault]:
        """A code on no list of ours: told once."""
        if (what, code) not in self._told:
            if len(self._told) < _REMEMBERED:
                self._told.add((what, code))
            problem = f'{what[0].upper()}{what[1:]} "{code}" was not checked: {why}. It is not named again.'
            remedy = "Check it against the publisher's list."
            yield Fault(5, problem, remedy, "", element, component, "undetermined", path)

    def _diagnosis(self, code: str, on: date) -> str | None:
        """What is wrong with a diagnosis on a day; None where nothing is, or where no list held tells."""
        asked = (code, on)
        if asked not in self._diagnoses:
            if len(self._diagnoses) >= _REMEMBERED:
                self._diagnoses.clear()
            state = tables(on, self._known_on, self._library).diagnosis(code).state
            self._diagnoses[asked] = {"header": "is not complete", "unknown": "is not in ICD-10-CM"}.get(state)
        return self._diagnoses[asked]


def _npi(who: Party | None, path: str, element: int = 9) -> Iterator[Fault]:
    if who and who.id_kind == "XX" and who.id and not npi_is_valid(who.id):
        problem, remedy = f'"{who.id}" is no NPI: its check digit is wrong.', "Send the ten digits that NPPES shows."
        yield Fault(5, problem, remedy, "7", element, path=path)


def _over(name: str, code: str, on: date, element: int) -> Fault:
    return Fault(5, f'{name} "{code}" was not in force on {on}.', "Send the code of that day.", "7", element, 2)
