"""A release tried on the practice's own visits: what it changes for those that are signed or were billed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from msgspec import structs

from cleanclaim.office.audit_log.log import log
from cleanclaim.office.day import today
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.shared.access import find_browser
from cleanclaim.office.shared.office_basis import get_library
from cleanclaim.office.shared.query import read_day
from cleanclaim.office.updates import views as updates
from cleanclaim.office.updates.simulation import simulate
from cleanclaim.office.visits.case import build_case
from cleanclaim.office.visits.models import VisitRecord, VisitState

MOST = 2_000
"""Visits that are tried at most, the newest: a matter of seconds."""


@require_POST
@organization_page("claims.files", only_reads=True)
def try_release(request: HttpRequest, member: Member) -> HttpResponse:
    """The practice's visits since a day, judged without a release and with it."""
    since = read_day(request.POST.get("since"), "The practice's visits from") or today() - updates.OWN_DAYS
    found = VisitRecord.objects.filter(service_date__gte=since).exclude(state=VisitState.OPEN)
    records = list(found.order_by("-service_date", "-id")[:MOST])
    case = structs.replace(build_case(records[::-1]), name=_name(member, len(records)))
    tried = simulate(
        case,
        request.POST.get("release", ""),
        get_library(),
        request.POST.get("zip", "").strip() or None,
        read_day(request.POST.get("as_of"), "As of"),
    )
    log(member.actor, "visit.tried", visits=len(records))
    return redirect("updates:simulated", updates.SIMULATIONS.put(find_browser(request), tried))


def _name(member: Member, number: int) -> str:
    return f"{member.organization}{f', the newest {MOST:,}' if number == MOST else ''}"
