"""How much of a note stands in an earlier one: runs of words, with the practice's own template taken out.

What recurs in the notes of several patients is boilerplate, and belongs to nobody. What is left is the patient's own,
and should change from visit to visit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from msgspec import Struct

from cleanclaim.law.notes.phrases import Word, split_words
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit

RUN = 5
"""Words of a run. Five in a row seldom come twice by chance."""

FORM_PATIENTS = 3
"""Patients in whose notes a run of words makes it part of the practice's boilerplate."""

SAMPLE = 2_000
"""Notes that are looked through for boilerplate: the same ones, whichever part of a book they come from."""

WordRuns = frozenset[int]


class EarlierNote(Struct, frozen=True):
    """An earlier note of the patient, with the day of its visit."""

    on: date
    note: Note


class CopiedText(Struct, frozen=True):
    """What a note shares with an earlier one: the percentage of its own runs, and the longest passage in both."""

    on: date
    percent: int
    here: str
    there: str


class SampledNote(Struct, frozen=True, order=True):
    """A note that is looked through for boilerplate. `rank`, which hangs on the visit alone, decides whether one is."""

    rank: int
    patient_id: str
    text: str


def notes_of(visits: Iterable[Visit]) -> list[EarlierNote]:
    """The dated notes of some visits."""
    return [EarlierNote(visit.service_date, visit.note) for visit in visits if visit.note and visit.service_date]


def in_order(notes: Iterable[EarlierNote]) -> list[EarlierNote]:
    """The notes by date, each text of a day once."""
    of_day = {(one.on, one.note.text): one for one in notes}
    return [of_day[key] for key in sorted(of_day)]


@lru_cache(maxsize=2_048)
def runs_of(text: str) -> WordRuns:
    """Every run of words of a text, as a number that is the same in every process."""
    words = [_number(word.text) for word in split_words(text.lower()) if word.text.isalnum()]
    return frozenset(hash(tuple(words[at : at + RUN])) for at in range(len(words) - RUN + 1))


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    """A word as a number. Python's own hash of a text differs from one process to the next."""
    return crc32(word.encode())


def sample(visits: Iterable[Visit]) -> list[SampledNote]:
    """The notes of some visits that are looked through for boilerplate, at most `SAMPLE`."""
    return nsmallest(
        SAMPLE,
        (
            SampledNote(_rank(visit), visit.patient_id, visit.note.text)
            for visit in visits
            if visit.note is not None and visit.patient_id is not None
        ),
    )


def _rank(visit: Visit) -> int:
    return crc32(f"{visit.patient_id} {visit.service_date} {visit.visit_id}".encode())


def find_boilerplate(sampled: Sequence[SampledNote]) -> WordRuns:
    """The runs of words that are the practice's boilerplate, from a sample of all its notes or of each part."""
    patients: dict[int, set[str]] = defaultdict(set)
    for one in nsmallest(SAMPLE, sampled) if sampled else ():
        for run in runs_of(one.text):
            if len(patients[run]) < FORM_PATIENTS:
                patients[run].add(one.patient_id)
    return frozenset(run for run, whose in patients.items() if len(whose) >= FORM_PATIENTS)


def find_most_similar(
    text: str, earlier: Sequence[EarlierNote], boilerplate: WordRuns, least_runs: int
) -> CopiedText | None:
    """The earlier note that shares most with the text; None where the text has too few runs of its own to compare.

    One that is the same from the first word to the last is a copy however much of it is boilerplate: minutes and
    measures are in it too.
    """
    whole = runs_of(text)
    same = [one for one in earlier if len(whole) >= least_runs and runs_of(one.note.text) == whole]
    if same:
        return CopiedText(same[-1].on, 100, *_passages(text, same[-1].note.text))
    own = whole - boilerplate
    if len(own) < least_runs:
        return None
    shares = [(len(own & runs_of(one.note.text)), one) for one in earlier]
    if not shares:
        return None
    shared, most = max(shares, key=lambda share: share[0])
    here, there = _passages(text, most.note.text) if 2 * shared > len(own) else ("", "")
    return CopiedText(most.on, 100 * shared // len(own), here, there)


def _passages(here: str, there: str) -> tuple[str, str]:
    """The longest passage of both texts, as each has it."""
    ours, theirs = ([word for word in split_words(text.lower()) if word.text.isalnum()] for text in (here, there))
    match = SequenceMatcher(None, [w.text for w in ours], [w.text for w in theirs], autojunk=False).find_longest_match()
    return _between(here, ours, match.a, match.size), _between(there, theirs, match.b, match.size)


def _between(text: str, words: list[Word], at: int, size: int) -> str:
    return " ".join(text[words[at].start : words[at + size - 1].end].split()) if size else ""
