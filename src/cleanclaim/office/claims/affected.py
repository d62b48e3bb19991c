"""The claims that feel what is billed on others of their day: those of the same patients and the same clinicians."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.refresh import REFRESHED
from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.visits.case import read_values


def find_affected(billed: Sequence[tuple[ClaimRecord, Sequence[ClaimWork]]]) -> list[ClaimRecord]:
    """The other claims, not sent, that may be found otherwise once these are billed so: each claim with all that it was
    and will be billed as, since a clinician who is corrected leaves one day and comes into another.
    """
    felt: Mapping[date, tuple[set[object], set[str]]] = defaultdict(lambda: (set(), set()))
    for record, works in billed:
        patients, clinicians = felt[record.day]
        patients.add(record.patient_id)
        named = {one.provider_npi or "" for work in works for one in work.billed.values()}
        clinicians |= {record.clinician, *named} - {""}
    if not felt:
        return []
    about = Q()
    for day, (patients, clinicians) in felt.items():
        about |= Q(day=day) & (Q(patient__in=patients) | Q(clinician__in=clinicians))
    mine = [record.pk for record, _works in billed]
    found = ClaimRecord.objects.filter(about, state__in=REFRESHED).exclude(pk__in=mine)
    return list(found.select_related("patient").order_by("pk"))


def list_billed_otherwise(
    decided: Sequence[tuple[ClaimRecord, ClaimWork]],
) -> list[tuple[ClaimRecord, Sequence[ClaimWork]]]:
    """Of claims with what is decided now those that it bills otherwise, each with what was decided before and now."""
    before = read_values([record for record, _work in decided])
    pairs = zip(decided, before, strict=True)
    return [(record, (then, now)) for (record, now), then in pairs if now.billed != then.billed]
