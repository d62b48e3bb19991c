"""The verbs on who works for an organization: add, change the role, end, undo, redo. Each is an event of the log.

An organization always has an owner who works today and has no last day: the last one cannot be ended or made
something else.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, Q
from msgspec import Struct

from cleanclaim.model.errors import UserError
from cleanclaim.office.accounts.one_time_links import make_link
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.history.changes import Steps, follow
from cleanclaim.office.history.models import Act
from cleanclaim.office.organizations.models import Membership, MembershipVersion, Organization, User, works_on
from cleanclaim.office.organizations.places import working_day
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.shared.query import read_text

LONGEST_NAME = 120
LONGEST_EMAIL = 254


class PersonAdded(Struct, frozen=True):
    """Who was added, and the secret of a one-time link; None for somebody who has an account from elsewhere."""

    membership: Membership
    secret: str | None


def add_person(actor: Actor, email: str, name: str, role: str) -> PersonAdded:
    """Have somebody work for the organization from today on. Raises UserError for an address that is none, a role that
    does not exist, or who works there already.
    """
    email, name = read_email(email, "Email"), read_text(" ".join(name.split()), "Name", LONGEST_NAME)
    _check_role(role)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name)
    day = working_day()
    found = Membership.objects.filter(organization=actor.organization, user=user).first()
    if found is None:
        found = Membership(organization_id=actor.organization, user=user, role=role, starts_on=day)
        found.save(force_insert=True)
        _add_version(found, actor, Act.CHANGE)
    elif found.ends_on is None or found.ends_on >= day:
        raise UserError("Email", f"{user} works here already", "Change the role in the list.")
    else:
        _store(found, actor, found.version, Act.CHANGE, role=role, starts_on=day, ends_on=None)
    log(actor, "person.added", user.pk, role=role)
    if not may_make_link(user, actor.organization):
        return PersonAdded(found, None)
    return PersonAdded(found, make_person_link(actor, found))


def change_role(actor: Actor, membership: Membership, role: str, seen: int) -> None:
    """Another role. Raises UserError for one that does not exist, for the last owner, and for a change meanwhile."""
    _check_role(role)
    _store(membership, actor, seen, Act.CHANGE, role=role)
    log(actor, "person.role_changed", membership.user_id, role=role)


def end_membership(actor: Actor, membership: Membership, last_day: date, seen: int) -> None:
    """Have somebody's work end with a day; one before today ends it at once. Raises UserError as `change_role` does."""
    _store(membership, actor, seen, Act.CHANGE, ends_on=last_day)
    log(actor, "person.ended", membership.user_id, last_day=last_day.isoformat())


def step(actor: Actor, membership: Membership, way: str, seen: int) -> None:
    """Undo or redo the last change, as a new version. Raises UserError as `change_role` does."""
    steps = read_steps(membership)
    numbers, act = (steps.done[:-1], Act.UNDO) if way == "undo" else (steps.undone, Act.REDO)
    if not numbers:
        raise UserError("The change", f"there is nothing to {way}", "Reload the page.")
    to = MembershipVersion.objects.get(membership=membership, number=numbers[-1])
    _store(membership, actor, seen, act, role=to.role, starts_on=to.starts_on, ends_on=to.ends_on)
    log(actor, f"person.{'undone' if way == 'undo' else 'redone'}", membership.user_id, version=membership.version)


def read_steps(membership: Membership) -> Steps:
    """What can be undone and redone of a membership."""
    versions = MembershipVersion.objects.filter(membership=membership).order_by("number")
    return follow(list(versions.values_list("number", "act")))


def may_make_link(user: User, organization: UUID) -> bool:
    """Whether an owner may let somebody in by a link: only who never worked elsewhere here.

    Else an owner of one organization could get into another one by the account of somebody who works for both.
    """
    return not Membership.objects.filter(user=user).exclude(organization_id=organization).exists()


def make_person_link(actor: Actor, membership: Membership) -> str:
    """The secret of a one-time link for somebody. Raises UserError for who works elsewhere too."""
    if not may_make_link(membership.user, actor.organization):
        problem = f"{membership.user} works for another organization too, and signs in with a password of their own"
        raise UserError("A link", problem, "Whoever runs the office can make one: `cleanclaim office add-owner`.")
    secret = make_link(membership.user)
    log(actor, "person.link_made", membership.user_id)
    return secret


def read_email(text: str, what: str) -> str:
    """An email address as people are found by it. Raises UserError, naming `what` was written, where it is none."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise UserError(
            what, f'"{email[:80]}" is no email address', "Write one such as ada@lakeside.example."
        ) from None
    return read_text(email, what, LONGEST_EMAIL)


def _check_role(role: str) -> None:
    if role not in Role.values:
        raise UserError("Role", f'"{role}" is no role', "Choose one of the list.")


def _store(membership: Membership, actor: Actor, seen: int, act: str, **columns: object) -> None:
    """Change a membership and add its version."""
    Organization.objects.select_for_update().get(pk=actor.organization)  # two owners may end each other at once
    if not membership.versions.exists():  # made before there were versions
        _add_version(membership, Actor(None, actor.organization), Act.CHANGE)
    was_owner = membership.role == Role.OWNER
    found = Membership.objects.filter(pk=membership.pk, version=seen)
    if not found.update(version=F("version") + 1, **columns):
        raise UserError("This person", "somebody changed it meanwhile", "Reload the page, then change it again.")
    membership.refresh_from_db()
    _add_version(membership, actor, act)
    if was_owner and not _has_owner(actor.organization):
        raise UserError("The last owner", "nobody could add people any more", "Make somebody else an owner first.")


def _has_owner(organization: UUID) -> bool:
    lasting = Q(role=Role.OWNER, ends_on=None) & works_on(working_day())
    return Membership.objects.filter(lasting, organization_id=organization, user__is_active=True).exists()


def _add_version(membership: Membership, actor: Actor, act: str) -> None:
    MembershipVersion.objects.create(
        organization_id=membership.organization_id,
        membership=membership,
        number=membership.version,
        role=membership.role,
        starts_on=membership.starts_on,
        ends_on=membership.ends_on,
        act=act,
        user_id=actor.user,
    )
