"""The page of the organization: its name, and who works there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.organizations.models import Membership

LONGEST_NAME = 120


@require_safe
@organization_page("people.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The organization and its people."""
    people = Membership.objects.filter(organization=member.organization).select_related("user").order_by("user__name")
    context = {"member": member, "people": people, "may_change": member.may("people.change")}
    return render(request, "organizations/page.html", context)


@require_POST
@organization_page("people.change")
def rename(request: HttpRequest, member: Member) -> HttpResponse:
    """Another name for the organization."""
    name = " ".join(request.POST.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        problem = "it is empty" if not name else f"it has more than {LONGEST_NAME} characters"
        raise UserError("The name", problem, "Go back and write the name that people know.")
    member.organization.name = name
    member.organization.save(update_fields=["name"])
    log(member.actor, "organization.renamed", member.organization.pk)
    return redirect("organizations:page")
