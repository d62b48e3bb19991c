"""The verbs on a billing company's clients: add one, say who serves it, end the work for it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import models

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.organizations.models import ClientLink, Membership, Organization, User, works_on
from cleanclaim.office.organizations.people import LONGEST_NAME
from cleanclaim.office.organizations.places import working_day


def add_client(actor: Actor, name: str) -> ClientLink:
    """A new organization that the actor's billing company works for. Raises UserError for a name that will not do."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        problem = "it is empty" if not name else f"it has more than {LONGEST_NAME} characters"
        raise UserError("The client's name", problem, "Write the name that people know.")
    if list_links(actor.organization).filter(client__name=name).exists():
        raise UserError("The client's name", f'"{name}" is a client already', "Open it, or write another name.")
    client = Organization.objects.create(name=name)
    link = ClientLink.objects.create(company_id=actor.organization, client=client, starts_on=working_day())
    log(actor, "client.added", client.pk)
    return link


def assign_staff(actor: Actor, link: ClientLink, users: Iterable[str]) -> None:
    """Who serves a client from now on. Raises UserError for somebody who does not work for the company."""
    wanted = set(users)
    people = {str(one.pk): one for one in list_staff(actor.organization)}
    if not wanted <= set(people):
        raise UserError("Who serves the client", "somebody of these does not work here", "Reload the page.")
    link.staff.set([people[one] for one in wanted])
    log(actor, "client.assigned", link.client_id, people=len(wanted))


def end_client(actor: Actor, link: ClientLink, last_day: date) -> None:
    """Have the work for a client end with a day; one before today ends it at once."""
    link.ends_on = last_day
    link.save(update_fields=["ends_on"])
    log(actor, "client.ended", link.client_id, last_day=last_day.isoformat())


def list_links(company: UUID) -> models.QuerySet[ClientLink]:
    """The clients that a company works for today, by name."""
    links = ClientLink.objects.filter(works_on(working_day()), company_id=company)
    return links.select_related("client").prefetch_related("staff").order_by("client__name", "id")


def list_staff(company: UUID) -> list[User]:
    """The people who work for a company today, by name."""
    working = Membership.objects.filter(works_on(working_day()), organization_id=company)
    return [one.user for one in working.select_related("user").order_by("user__name", "user__email")]
