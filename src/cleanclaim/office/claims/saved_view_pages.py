"""The pages of saved views: one is saved, renamed, shared, removed. Each answers with the list that the view leaves."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cleanclaim.office.claims import saved_view
from cleanclaim.office.claims.queue import parse_filter, query_of
from cleanclaim.office.organizations.member import Member, organization_page


@require_POST
@organization_page("claims.see")
def save(request: HttpRequest, member: Member) -> HttpResponse:
    """Save the filter that the page showed."""
    query = query_of(parse_filter(request.POST, strict=True), request.POST)
    saved_view.save_view(member, request.POST.get("name", ""), query, shared=_shared(request, member))
    return _show(query)


@require_POST
@organization_page("claims.see")
def change(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Rename a saved view, share it, or remove it. Raises PermissionDenied where it is somebody else's."""
    view = get_object_or_404(saved_view.find_views(member).select_for_update(), pk=key)
    if not view.may_change(member):
        raise PermissionDenied
    if "remove" in request.POST:
        saved_view.remove_view(member, view)
    else:
        saved_view.rename_view(member, view, request.POST.get("name", ""), shared=_shared(request, member))
    return _show(view.query)


def _shared(request: HttpRequest, member: Member) -> bool:
    """Whether everybody is to see it. Raises PermissionDenied where the member may not say so."""
    shared = request.POST.get("shared") == "on"
    if shared and not member.may("claims.change"):
        raise PermissionDenied
    return shared


def _show(query: str) -> HttpResponse:
    return redirect(f"{reverse('claims:page')}?{query}")
