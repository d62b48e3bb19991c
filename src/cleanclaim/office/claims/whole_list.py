"""All of a list, past what a page shows of it: which claims its filter leaves, so that one act is on all of them.

A page shows 50 claims, or the first of each cause. Who selects the whole list gets every claim of it by its id and the
version that it has now; an act on them goes in parts (`acts.MOST_AT_ONCE`), each as if the page had listed them.
"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cleanclaim.office.audit_log.log import log
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.queue import list_names, parse_filter
from cleanclaim.office.claims.visible import visible_claims
from cleanclaim.office.day import today
from cleanclaim.office.organizations.member import Member, organization_page

MOST = 5_000
"""Claims of a list that are selected together."""


@require_safe
@organization_page("claims.see")
def listed(request: HttpRequest, member: Member) -> JsonResponse:
    """The claims of a list, as a page names them, and how many go into one part of an act.

    Raises UserError where the filter names what is not known: its list would be another one.
    """
    found = list_names(parse_filter(request.GET, strict=True), today(), MOST, visible_claims(member))
    log(member.actor, "claim.listed", claims=len(found))
    return JsonResponse({"claims": [f"{key}:{version}" for key, version in found], "part": acts.MOST_AT_ONCE})
