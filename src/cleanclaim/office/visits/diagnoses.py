"""The field of diagnoses: the codes in it, and what of it is no code of ICD-10-CM, with the codes that may be meant.

m25.561, knee pain, M25.56
code     words     only heads codes
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from msgspec import Struct

from cleanclaim.explanations.lookup.diagnosis_search import FoundDiagnosis, search_diagnoses
from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.law.basis import Basis
from cleanclaim.model.claim_text import is_diagnosis_code
from cleanclaim.reference.diagnosis_successors import with_point
from cleanclaim.reference.tables import Tables

MOST_NEAR = 6
"""Codes that are offered for one that is none."""
MOST_WORDS, MOST_HELPED = 5, 3
"""Words of a phrase that are looked up together; phrases of a field for which codes are offered."""
SHORTEST_BEGINNING = 3
"""Characters of a code by which others are sought that begin so."""
_BETWEEN = re.compile(r"[,;|/\s]+")
_EDGES = ".:()[]\"'-"


class WrongDiagnosis(Struct, frozen=True):
    """What is no code: as typed, why it is none, and codes that may be meant."""

    text: str
    why: str
    near: tuple[FoundDiagnosis, ...] = ()


class NamedDiagnosis(Struct, frozen=True):
    """A diagnosis with its point and what it is; the label is empty where no list on file has one."""

    code: str
    label: str


class ReadDiagnoses(Struct, frozen=True):
    """A field read: the codes without the point, as a claim carries them, and what is none."""

    codes: tuple[str, ...]
    wrong: tuple[WrongDiagnosis, ...]


def read_diagnoses(typed: str, on: date, basis: Basis) -> ReadDiagnoses:
    """What the field says on a day of service. Words that only say what the code before them is are read with it."""
    tables = basis.tables(on)
    codes: list[str] = []
    wrong: list[WrongDiagnosis] = []
    for is_code, pieces in groupby(_pieces(typed), lambda piece: is_diagnosis_code(piece.upper())):
        if is_code:
            for piece in pieces:
                code = piece.upper().replace(".", "")
                fault = _fault(piece, code, tables, basis)
                if fault:
                    wrong.append(fault)
                else:
                    codes.append(code)
            continue
        words = list(pieces)
        if not (codes and _describe(words, codes[-1], tables)):
            wrong.append(_not_a_code(words, on, basis, helped=len(wrong) < MOST_HELPED))
    return ReadDiagnoses(tuple(codes), tuple(wrong))


def name_diagnoses(codes: tuple[str, ...], on: date, basis: Basis) -> list[NamedDiagnosis]:
    """Codes as people read them, each with its label."""
    tables = basis.tables(on)
    return [NamedDiagnosis(with_point(code), tables.diagnosis(code).label or "") for code in codes]


def _pieces(typed: str) -> Iterator[str]:
    return filter(None, (piece.strip(_EDGES) for piece in _BETWEEN.split(typed)))


def _fault(piece: str, code: str, tables: Tables, basis: Basis) -> WrongDiagnosis | None:
    """Why a text of the form of a code is none on the day; None where it is one, or no list on file says."""
    state = tables.diagnosis(code).state
    if state not in ("header", "unknown"):
        return None
    named = tables.diagnosis_successors(code)
    near = tuple(_found(one, tables) for one in named) or tuple(_beginning(code, tables, basis))
    if state == "header":
        return WrongDiagnosis(piece, "it only heads other codes: one of them says which", near[:MOST_NEAR])
    why = "it has ended" if named else "no code of ICD-10-CM on this day"
    return WrongDiagnosis(piece, why, near[:MOST_NEAR])


def _not_a_code(words: list[str], on: date, basis: Basis, *, helped: bool) -> WrongDiagnosis:
    """What words may mean: the diagnoses that have all of them, else those that have most of them."""
    text = " ".join(words)
    if not helped:
        return WrongDiagnosis(text, "no code of ICD-10-CM")
    words = words[:MOST_WORDS]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            near = search_diagnoses(words[start : start + length], on, MOST_NEAR, basis)
            near = [one for one in near if one.state != "unknown"]
            if near:
                return WrongDiagnosis(text, "no code of ICD-10-CM", tuple(near))
    return WrongDiagnosis(text, "no code of ICD-10-CM, and no diagnosis has these words")


def _beginning(code: str, tables: Tables, basis: Basis) -> Iterator[FoundDiagnosis]:
    """The codes that begin as this one does, as far as any do."""
    for length in range(len(code), SHORTEST_BEGINNING - 1, -1):
        found = search_diagnoses([code[:length]], tables.on, 4 * MOST_NEAR, basis)
        complete = [one for one in found if one.state == "billable"]
        if complete:
            yield from complete
            return


def _found(code: str, tables: Tables) -> FoundDiagnosis:
    known = tables.diagnosis(code)
    return FoundDiagnosis(with_point(code), known.label or "", known.state, known.stale)


def _describe(words: list[str], code: str, tables: Tables) -> bool:
    """Whether words say what a code is, as in `M54.50 Low back pain`: every one of them stands in its label."""
    label = {stem(word) for word in split_words(tables.diagnosis(code).label or "")}
    return {stem(word) for word in split_words(" ".join(words))} <= label
