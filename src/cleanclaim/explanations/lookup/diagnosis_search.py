"""Finding an ICD-10-CM diagnosis by the words of its label, or by the first characters of its code."""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.law.basis import Basis
from cleanclaim.reference.diagnosis_labels import labeled
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.icd10 import State
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import Rows, load_rows
from cleanclaim.reference.tables import Tables

CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{0,4})?")


class FoundDiagnosis(Struct, frozen=True):
    """A diagnosis that fits, written with its point. `state` is what it is on the date, `stale` whether that is old."""

    code: str
    label: str
    state: State
    stale: bool


def looks_like_diagnosis(text: str) -> bool:
    """Whether a text has the form of a diagnosis code, with or without the point."""
    return CODE.fullmatch(text.upper()) is not None


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
        stems = tuple(stem(word) for word in split_words(" ".join(words)))
        found = _search_by_words(stems, tuple(one.file for one in lists))
    return [_describe(code, tables) for code in found[:most]]


def _search_by_prefix(start: str, release: Release) -> list[str]:
    return [row["code"] for row in load_rows(release.file).beginning(start)]


@lru_cache(maxsize=256)  # while somebody types, the same words are asked for again and again
def _search_by_words(beginnings: tuple[str, ...], files: tuple[str, ...]) -> list[str]:
    """The codes of the newest list; a label it does not repeat stands in the list before it."""
    newest = load_rows(files[0])
    labels = labeled(beginnings, files[0])
    for file in files[1:]:
        older = labeled(beginnings, file)
        labels |= {code: older[code] for code in older.keys() - labels.keys() if _is_unlabeled(code, newest)}
    heads = {code[:length] for code in labels for length in range(3, len(code))}
    return sorted(labels.keys() - heads, key=lambda code: (len(list(split_words(labels[code]))), code))


def _is_unlabeled(code: str, newest: Rows) -> bool:
    """Whether the newest list has the code and no label of its own for it."""
    return any(not row["label"] for row in newest.of(code))


def _describe(code: str, tables: Tables) -> FoundDiagnosis:
    known = tables.diagnosis(code)
    return FoundDiagnosis(with_point(code), known.label or "", known.state, known.stale)
