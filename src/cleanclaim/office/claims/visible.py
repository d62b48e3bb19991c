"""Which claims a person may read: everybody's with `visits.of_others`, else those of the own visits.

Today decides it for visits (`visits/presenter.py`); a claim is as its clinician's visits are.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.visits.presenter import Clinicians, clinicians_of


def visible_claims(member: Member, clinicians: Clinicians | None = None) -> "QuerySet[ClaimRecord]":
    """The claims that a person may read: the own ones, those of assistants under the person, what names nobody."""
    known = clinicians or clinicians_of(member)
    claims: QuerySet[ClaimRecord] = ClaimRecord.objects.all()
    return claims if known.of_others else claims.filter(clinician__in=["", *sorted(known.own)])


def find_claim(member: Member, key: UUID) -> ClaimRecord:
    """A claim that a person may read. Raises Http404 where there is none, PermissionDenied for another clinician's."""
    found = visible_claims(member).select_related("patient").filter(pk=key).first()
    if found is None:
        get_object_or_404(ClaimRecord, pk=key)
        raise PermissionDenied
    return found
