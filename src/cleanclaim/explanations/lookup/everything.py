"""Looking something up: every reading of a code, and what fits words, services and diagnoses together."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import CodePage, code_page
from cleanclaim.explanations.lookup.code_search import FoundCode, search
from cleanclaim.explanations.lookup.diagnosis_search import FoundDiagnosis, looks_like_diagnosis, search_diagnoses
from cleanclaim.explanations.lookup.other_code_pages import (
    DiagnosisPage,
    ModifierPage,
    PlacePage,
    diagnosis_page,
    modifier_page,
    place_page,
)
from cleanclaim.explanations.lookup.reason_pages import ReasonPage, reason_page
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue

DIAGNOSES = 20
DIAGNOSES_BESIDE_CODES = 5

Reading = CodePage | DiagnosisPage | ModifierPage | PlacePage | ReasonPage


class SearchResults(Struct, frozen=True):
    """What fits some words, best first: services and diagnoses."""

    codes: list[FoundCode]
    diagnoses: list[FoundDiagnosis]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The words that not even the best service fits."""
        return self.codes[0].unmatched if self.codes else ()


def fitting(words: list[str], on: date, *, icd: bool = False, basis: Basis | None = None) -> SearchResults:
    """The services and diagnoses that fit the words on a date; with `icd` only diagnoses.

    Services are left out where the words are plainly those of a diagnosis.
    """
    diagnoses = search_diagnoses(words, on, DIAGNOSES if icd else DIAGNOSES_BESIDE_CODES, basis)
    codes = [] if icd else search(words, on)
    if diagnoses and codes and codes[0].unmatched:
        codes = []
    return SearchResults(codes, diagnoses)


def readings(code: str, on: date, payer: str, basis: Basis | None = None) -> list[Reading]:
    """All that a code, in capitals, may mean.

    A service, else every other reading of it: a diagnosis, a modifier, a place of service (`POS 11`), a code on a
    remittance (`CO-97`, `N130`). Raises UserError for an unknown code or payer.
    """
    found = [] if code in catalogue() else _other_readings(code, on, basis)
    return found or [code_page(code, on, payer, basis)]


def named(text: str, on: date, basis: Basis | None = None) -> list[Reading]:
    """What a text may name besides a service, a modifier or a reason code, say; none where it names nothing held."""
    try:
        return _other_readings(text.strip().upper(), on, basis)
    except UserError:
        return []


def _other_readings(code: str, on: date, basis: Basis | None) -> list[Reading]:
    place = code.removeprefix("POS").strip()
    if place != code:
        return [place_page(place, on, basis)]
    diagnosis = diagnosis_page(code, on, basis) if looks_like_diagnosis(code) else None
    found = (modifier_page(code, on), diagnosis, reason_page(code, on))
    return [page for page in found if page is not None]
