"""The first owner of a practice: made by who runs the office, since nobody is there yet to add him."""

from cleanclaim.model.errors import UserError
from cleanclaim.office.accounts.one_time_links import make_link
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.people import LONGEST_NAME, read_email
from cleanclaim.office.organizations.places import working_day
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import NEW_NAME
from cleanclaim.office.shared.query import read_text


def add_owner(email: str, name: str, practice: str | None) -> str:
    """Make somebody an owner and return the secret of a one-time link. Raises UserError as the command says."""
    email = read_email(email, "EMAIL")
    name = read_text(" ".join(name.split()), "--name", LONGEST_NAME)
    practice = read_text(practice.strip(), "--practice", LONGEST_NAME) if practice else None
    organization = _find_practice(practice)
    made = organization is None
    organization = organization or Organization(name=practice or NEW_NAME)
    with organization_transaction([organization.pk]):
        if made:
            organization.save()
            log(Actor(None, organization.pk), "organization.made", organization.pk)
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, name)
        if not user.memberships_on(working_day()).filter(organization=organization, role=Role.OWNER).exists():
            Membership.objects.update_or_create(
                organization=organization,
                user=user,
                defaults={"role": Role.OWNER, "starts_on": working_day(), "ends_on": None},
            )
            log(Actor(None, organization.pk), "person.added", user.pk, role=Role.OWNER)
        secret = make_link(user)
        log(Actor(None, organization.pk), "person.link_made", user.pk)
    return secret


def _find_practice(named: str | None) -> Organization | None:
    """The practice that is meant; None where it is still to be made."""
    if named:
        return Organization.objects.filter(name=named).first()
    stored = list(Organization.objects.order_by("name")[:9])
    if len(stored) > 1:
        names = ", ".join(f'"{one.name}"' for one in stored)
        raise UserError("--practice", f"several are stored: {names}", "Name the one that is meant.")
    return stored[0] if stored else None
