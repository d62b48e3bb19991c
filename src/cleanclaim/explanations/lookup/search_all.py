"""Looking something up: every reading of a code, and what fits words, services and diagnoses together."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import CodePage, build_code_page
from cleanclaim.explanations.lookup.code_search import FoundCode, search_codes
from cleanclaim.explanations.lookup.diagnosis_search import FoundDiagnosis, looks_like_diagnosis, search_diagnoses
from cleanclaim.explanations.lookup.non_service_pages import (
    DiagnosisPage,
    ModifierPage,
    PlacePage,
    build_diagnosis_page,
    build_modifier_page,
    build_place_page,
)
from cleanclaim.explanations.lookup.reason_pages import ReasonPage, build_reason_page
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.reference.catalogue import catalogue

MOST_DIAGNOSES = 20
MOST_DIAGNOSES_WITH_CODES = 5

Reading = CodePage | DiagnosisPage | ModifierPage | PlacePage | ReasonPage


class SearchResults(Struct, frozen=True):
    """What fits some words, best first: services and diagnoses."""

    codes: list[FoundCode]
    diagnoses: list[FoundDiagnosis]

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The words that not even the best service fits."""
        return self.codes[0].unmatched if self.codes else ()


def search_all(words: list[str], on: date, *, icd: bool = False, basis: Basis | None = None) -> SearchResults:
    """The services and diagnoses that fit the words on a date; with `icd` only diagnoses.

    Services are left out where the words are plainly those of a diagnosis.
    """
    diagnoses = search_diagnoses(words, on, MOST_DIAGNOSES if icd else MOST_DIAGNOSES_WITH_CODES, basis)
    codes = [] if icd else search_codes(words, on)
    if diagnoses and codes and codes[0].unmatched:
        codes = []
    return SearchResults(codes, diagnoses)


def look_up(code: str, on: date, payer: str, basis: Basis | None = None) -> list[Reading]:
    """Everything that a code, in capitals, may mean.

    A service, else every other reading of it: a diagnosis, a modifier, a place of service (`POS 11`), a code on a
    remittance (`CO-97`, `N130`). Raises UserError for an unknown code or payer.
    """
    found = [] if code in catalogue() else _non_service_readings(code, on, basis)
    return found or [build_code_page(code, on, payer, basis)]


def look_up_non_service(text: str, on: date, basis: Basis | None = None) -> list[Reading]:
    """Everything but a service that a text may name, such as a modifier; empty where it names nothing."""
    try:
        return _non_service_readings(text.strip().upper(), on, basis)
    except UserError:
        return []


def _non_service_readings(code: str, on: date, basis: Basis | None) -> list[Reading]:
    place = code.removeprefix("POS").strip()
    if place != code:
        return [build_place_page(place, on, basis)]
    diagnosis = build_diagnosis_page(code, on, basis) if looks_like_diagnosis(code) else None
    found = (build_modifier_page(code, on), diagnosis, build_reason_page(code, on))
    return [page for page in found if page is not None]
