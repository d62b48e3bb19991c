"""Which claims a page means: those that it names, as it showed them; those of a cause."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.queue import QueueFilter, matching
from cleanclaim.office.claims.visible import visible_claims
from cleanclaim.office.day import today
from cleanclaim.office.history.seen import DIGITS
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.shared.query import check_number, read_key, read_number


def read_seen(request: HttpRequest) -> list[acts.Seen]:
    """The claims that are meant, each with the version the page showed and, where it showed more, what that was."""
    wanted: dict[UUID, tuple[int, str]] = {}
    for text in request.POST.getlist("claim"):
        key, _, rest = text.partition(":")
        version, _, digest = rest.partition(":")
        number = read_number(version, DIGITS)
        if number is None:
            raise UserError("The claims", "the page did not say which version it showed", "Reload the page.")
        wanted[read_key(key, "The claims")] = number, digest
    check_number(len(wanted), "The claims", acts.MOST_AT_ONCE)
    records = ClaimRecord.objects.filter(pk__in=wanted).select_related("patient").order_by("-rank", "-id")
    if len(records) != len(wanted):
        raise UserError("The claims", "not all that were named are here", "Reload the page. Nothing was done.")
    return [acts.Seen(record, *wanted[record.pk]) for record in records]


def of_group(request: HttpRequest, filters: QueueFilter) -> QueueFilter:
    """The filter that leaves the claims of the cause that is meant: the list stays as the person had it."""
    cause, state = request.POST.get("of_cause", ""), request.POST.get("of_state", "")
    return structs.replace(filters, cause=cause[:100], state=state) if cause else filters


def list_fixable(member: Member, filters: QueueFilter) -> "QuerySet[ClaimRecord]":
    """The claims that the filter leaves on which a fix of their cause is to be made."""
    return matching(filters, today(), visible_claims(member)).filter(can_fix=True)


def say_joined(member: Member, request: HttpRequest, filters: QueueFilter, seen: Sequence[acts.Seen]) -> str:
    """That claims of a cause are not among those whose fixes were shown, and stay; empty where there is none."""
    if not (request.POST.get("of_cause") and request.POST.get("of_state")):
        return ""
    known = [one.record.pk for one in seen]
    more = list_fixable(member, of_group(request, filters)).exclude(pk__in=known).count()
    are = "is" if more == 1 else "are"
    return f" {more} more with this cause {are} as before: not among those that were shown." if more else ""
