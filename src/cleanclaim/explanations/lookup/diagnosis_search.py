"""Finding an ICD-10-CM diagnosis by the words of its label, or by the first characters of its code."""

import re
from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.law.basis import Basis
from cleanclaim.reference.diagnosis_labels import labeled
from cleanclaim.reference.icd10 import State
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows
from cleanclaim.reference.tables import Tables

CODE = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{0,4})?")


class FoundDiagnosis(Struct, frozen=True):
    """A diagnosis that fits, written with its point. `state` is what it is on the date, `stale` whether that is old."""

    code: str
    label: str
    state: State
    stale: bool


def looks_like_diagnosis(text: str) -> bool:
    """Whether a text has the form of a diagnosis code, with or without the point."""
    return CODE.fullmatch(text.upper()) is not None


def add_point(code: str) -> str:
    """`M5450` as `M54.50`."""
    return code if len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def search_diagnoses(words: list[str], on: date, most: int, basis: Basis | None = None) -> list[FoundDiagnosis]:
    """At most `most` diagnoses that fit all the words, the plainest label first; or those whose code begins so.

    Labels are those of the newest list on file. A code that only heads others found is left out.
    """
    tables = (basis or Basis()).tables(on)
    lists = tables.library.known("icd10", tables.known_on)
    if not lists:
        return []
    if len(words) == 1 and looks_like_diagnosis(words[0]):
        found = _search_by_prefix(words[0].upper().replace(".", ""), lists[0])
    else:
        found = _search_by_words([stem(word) for word in split_words(" ".join(words))], lists[0])
    return [_describe(code, tables) for code in found[:most]]


def _search_by_prefix(start: str, release: Release) -> list[str]:
    return [row["code"] for row in load_rows(release.file).beginning(start)]


def _search_by_words(beginnings: list[str], release: Release) -> list[str]:
    labels = labeled(beginnings, release)
    heads = {code[:length] for code in labels for length in range(3, len(code))}
    return sorted(labels.keys() - heads, key=lambda code: (len(list(split_words(labels[code]))), code))


def _describe(code: str, tables: Tables) -> FoundDiagnosis:
    known = tables.diagnosis(code)
    return FoundDiagnosis(add_point(code), known.label or "", known.state, known.stale)
