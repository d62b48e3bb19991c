"""The second stage: which visits' ids were met twice, and which notes belong to which bucket.

What is answered of a visit goes by its id: two visits of one id would be one. Rows of one visit that name two patients
lie in two buckets, and only here is it seen. A claim that was sent again under its number counts as it was sent last.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.packed_files import read_part, write_parts
from cleanclaim.bulk.run.plan import RunPlan
from cleanclaim.bulk.run.sorting import VisitPlace
from cleanclaim.model.note import Note


class BucketIds(Struct, frozen=True, kw_only=True):
    """What a bucket has to know of ids: visits met twice, each with why it is set aside; of claims sent again the file
    in which each was sent last, by its number; and the notes of its visits.
    """

    twice: dict[str, str] = {}
    last_sent: dict[str, int] = {}
    notes: dict[str, Note] = {}

    @classmethod
    def merge(cls, several: Iterable["BucketIds"]) -> "BucketIds":
        """What several groups have for a bucket, together."""
        found = cls(twice={}, last_sent={}, notes={})
        for one in several:
            found.twice.update(one.twice)
            found.last_sent.update(one.last_sent)
            found.notes.update(one.notes)
        return found


def check_ids(plan: RunPlan, group: int) -> None:
    """Check the ids of a group: a part for each bucket."""
    places: dict[str, set[VisitPlace]] = defaultdict(set)
    for number in range(len(plan.pieces)):
        for place in decode(read_part(plan.work("pieces", number), plan.buckets + group), type=list[VisitPlace]):
            places[place.visit_id].add(place)
    path = plan.work("notes")
    notes = decode(read_part(path, group), type=dict[str, Note]) if path.exists() else {}
    found = [BucketIds(twice={}, last_sent={}, notes={}) for _ in range(plan.buckets)]
    for visit_id, met in places.items():
        if len(met) > 1:
            _note_twice(plan, visit_id, met, found)
        if visit_id in notes:
            for place in met:
                found[place.bucket].notes[visit_id] = notes[visit_id]
    write_parts(plan.work("ids", group), [*map(encode, found), encode(sorted(notes.keys() - places.keys()))])


def _note_twice(plan: RunPlan, visit_id: str, met: Iterable[VisitPlace], found: list[BucketIds]) -> None:
    if plan.of_claims and len({place.patient for place in met}) == 1:
        last = max(met, key=lambda place: (place.made_on, place.file)).file
        for place in met:
            found[place.bucket].last_sent[visit_id] = last
        return
    reason = say_why_twice({plan.files[place.file].name for place in met}, {place.patient for place in met})
    for place in met:
        found[place.bucket].twice[visit_id] = reason


def say_why_twice(files: Collection[str], patients: Collection[str]) -> str:
    """Why a visit's id that was met in several files, or for several patients, names no one visit."""
    if len(files) > 1 and len(patients) > 1:
        return "Several files have this id for different patients."
    if len(files) > 1:
        return f"Several files have a visit of this id: {', '.join(sorted(files)[:3])}{' and more' * (len(files) > 3)}."
    return "Rows with this visit's id name several patients."
