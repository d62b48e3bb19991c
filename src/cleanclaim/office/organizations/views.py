"""The page of the organization: its name, who works there as what, and who works for it from elsewhere."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from cleanclaim.model.days import parse_iso_date
from cleanclaim.model.errors import UserError
from cleanclaim.office.accounts.open_to import for_people
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.history.changes import Steps
from cleanclaim.office.organizations import people
from cleanclaim.office.organizations.member import Member, find_member, organization_page
from cleanclaim.office.organizations.models import ClientLink, Membership, works_on
from cleanclaim.office.organizations.places import CHOSEN, working_day
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.shared.query import read_number

BAD_REQUEST = 400


class PersonRow(Struct, frozen=True):
    """Somebody who works here, or did, as the page shows it."""

    membership: Membership
    works: bool
    steps: Steps


@require_safe
@organization_page("people.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The organization and its people."""
    return _render(request, member)


@require_POST
@organization_page("people.change")
def rename(request: HttpRequest, member: Member) -> HttpResponse:
    """Another name for the organization."""
    name = " ".join(request.POST.get("name", "").split())
    if not name or len(name) > people.LONGEST_NAME:
        problem = "it is empty" if not name else f"it has more than {people.LONGEST_NAME} characters"
        raise UserError("The name", problem, "Go back and write the name that people know.")
    member.organization.name = name
    member.organization.save(update_fields=["name"])
    log(member.actor, "organization.renamed", member.organization.pk)
    return redirect("organizations:page")


@require_POST
@organization_page("people.change")
def set_company(request: HttpRequest, member: Member) -> HttpResponse:
    """Whether the organization is a billing company. One that has clients stays one."""
    wanted = "company" in request.POST
    if not wanted and ClientLink.objects.filter(works_on(working_day()), company=member.organization).exists():
        error = UserError("A billing company", "it works for clients", "End the work for each of them first.")
        return _render(request, member, error)
    member.organization.is_billing_company = wanted
    member.organization.save(update_fields=["is_billing_company"])
    log(member.actor, "organization.company", member.organization.pk)
    return redirect("organizations:page")


@for_people
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Go to another organization that the person works for."""
    member = find_member(request)
    wanted = request.POST.get("organization", "")
    place = next((one for one in member.places if str(one.organization.pk) == wanted), None) if member else None
    if member is None or place is None:
        raise Http404
    request.session[CHOSEN] = wanted
    with organization_transaction([place.organization.pk]):
        log(Actor(member.user.pk, place.organization.pk), "organization.opened", place.organization.pk)
    return redirect("home")


@require_POST
@organization_page("people.change")
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """Have somebody work here, with a link shown once that lets a new person choose a password."""
    sent = request.POST
    try:
        with transaction.atomic():
            added = people.add_person(member.actor, sent.get("email", ""), sent.get("name", ""), sent.get("role", ""))
    except UserError as error:
        return _render(request, member, error)
    return _render_link(request, added.membership, added.secret)


@require_POST
@organization_page("people.change")
def link(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """A new one-time link, for who forgot the password or did not use the first one in time."""
    membership = _find(member, key)
    try:
        return _render_link(request, membership, people.make_person_link(member.actor, membership))
    except UserError as error:
        return _render(request, member, error)


@require_POST
@organization_page("people.change")
def role(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Another role for somebody."""
    membership = _find(member, key)
    try:
        with transaction.atomic():
            people.change_role(member.actor, membership, request.POST.get("role", ""), _seen(request))
    except UserError as error:
        return _render(request, member, error)
    return redirect("organizations:page")


@require_POST
@organization_page("people.change")
def end(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The last day of somebody's work here."""
    membership = _find(member, key)
    try:
        with transaction.atomic():
            people.end_membership(member.actor, membership, _last_day(request), _seen(request))
    except UserError as error:
        return _render(request, member, error)
    return redirect("organizations:page")


@require_POST
@organization_page("people.change")
def step(request: HttpRequest, member: Member, key: UUID, way: str) -> HttpResponse:
    """Undo or redo the last change of somebody's work here."""
    membership = _find(member, key)
    try:
        with transaction.atomic():
            people.step(member.actor, membership, way, _seen(request))
    except UserError as error:
        return _render(request, member, error)
    return redirect("organizations:page")


def _find(member: Member, key: UUID) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user"), pk=key, organization=member.organization)


def _seen(request: HttpRequest) -> int:
    return read_number(request.POST.get("version", ""), 8) or 0


def _last_day(request: HttpRequest) -> date:
    try:
        return parse_iso_date(request.POST.get("last_day", ""))
    except ValueError:
        raise UserError("Last day", "it is no date", "Choose a day.") from None


def _render(request: HttpRequest, member: Member, error: UserError | None = None) -> HttpResponse:
    day = working_day()
    here = Membership.objects.filter(organization=member.organization).select_related("user")
    found = [
        PersonRow(one, one.starts_on <= day and (one.ends_on is None or one.ends_on >= day), people.read_steps(one))
        for one in here.order_by("user__name", "user__email")
    ]
    companies = ClientLink.objects.filter(works_on(day), client=member.organization).select_related("company")
    context = {
        "member": member,
        "people": sorted(found, key=lambda row: not row.works),
        "companies": companies.prefetch_related("staff"),
        "roles": Role.choices,
        "may_change": member.may("people.change"),
        "signs_in": settings.TEAM,
        "error": error,
        "sent": request.POST,
    }
    return render(request, "organizations/page.html", context, status=BAD_REQUEST if error else 200)


def _render_link(request: HttpRequest, membership: Membership, secret: str | None) -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:link", args=[secret])) if secret else ""
    return render(request, "organizations/link.html", {"membership": membership, "address": address})
