"""The page of a billing company's clients, and its acts."""

from collections import Counter
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.office.claims.queue import count_work
from cleanclaim.office.organizations.clients import add_client, assign_staff, end_client, list_links, list_staff
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.organizations.models import ClientLink, Organization, User
from cleanclaim.office.patients.models import PatientRecord


class ClientRow(Struct, frozen=True):
    """A client as the page shows it. `opens`: whether the member serves it; what he may not see of it is None.

    `work`: the claims that somebody has to work on, with their dollars; `ready`: those ready to send.
    """

    link: ClientLink
    staff: list[User]
    opens: bool
    patients: int | None
    work: int | None
    dollars: str
    ready: int | None


@require_safe
@organization_page("clients.see", spans=True)
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """All clients, who serves them, and what is there."""
    return _render(request, member)


@require_POST
@organization_page("clients.change")
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """A new client."""
    _company(member)
    add_client(member.actor, request.POST.get("name", ""))
    return redirect("clients:page")


@require_POST
@organization_page("clients.change")
def assign(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Who serves a client."""
    assign_staff(member.actor, _link(member, key), request.POST.getlist("person"))
    return redirect("clients:page")


@require_POST
@organization_page("clients.change")
def end(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The last day of the work for a client."""
    link = _link(member, key)
    try:
        last_day = parse_iso_date(request.POST.get("last_day", ""))
    except ValueError:
        raise UserError("Last day", "it is no date", "Choose a day.") from None
    end_client(member.actor, link, last_day)
    return redirect("clients:page")


def _company(member: Member) -> Organization:
    """The billing company that is chosen; a page that is not there for any other organization."""
    if not member.organization.is_billing_company:
        raise Http404
    return member.organization


def _link(member: Member, key: UUID) -> ClientLink:
    return get_object_or_404(list_links(_company(member).pk), pk=key)


def _render(request: HttpRequest, member: Member) -> HttpResponse:
    company = _company(member)
    counted = Counter(PatientRecord.objects.values_list("organization", flat=True))
    work = count_work()
    places = {place.organization.pk: place for place in member.places}
    rows = []
    for link in list_links(company.pk):
        place = places.get(link.client_id)
        sees = place is not None and member.may_at(place, "patients.see")
        works = place is not None and member.may_at(place, "claims.see") and member.may_at(place, "visits.of_others")
        needs, cents, ready = work.get(link.client_id, (0, 0, 0))
        rows.append(
            ClientRow(
                link=link,
                staff=list(link.staff.all()),
                opens=place is not None,
                patients=counted[link.client_id] if sees else None,
                work=needs if works else None,
                dollars=dollars_for_people(cents),
                ready=ready if works else None,
            )
        )
    context = {
        "member": member,
        "rows": rows,
        "people": list_staff(company.pk),
        "may_change": member.may("clients.change"),
    }
    return render(request, "clients/page.html", context)
