"""Saved views of the work queue: a filter under a name, for who saved it or for everybody who works there.

What a view leaves is said by its address, as of any filter: a row has the name and the query of that address.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from cleanclaim.model.errors import UserError
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.organizations.models import OwnedModel, User
from cleanclaim.office.shared.query import read_text

LONGEST_NAME = 40
MOST = 30
"""Views that one person saves."""


class SavedView(OwnedModel):
    """A filter of the work queue. `query` is how it stands in an address: `view=ready&payer=medicare`."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    """Whether everybody who works there sees it."""

    class Meta(OwnedModel.Meta):
        """A name once a person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "user", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name

    def may_change(self, member: Member) -> bool:
        """Whether somebody may rename or remove it: who saved it, and of a shared one whoever may change claims."""
        return self.user_id == member.user.pk or (self.shared and member.may("claims.change"))


def find_views(member: Member) -> "models.QuerySet[SavedView]":
    """The views that somebody sees: the own ones and those that are shared."""
    return SavedView.objects.filter(models.Q(user=member.user) | models.Q(shared=True)).order_by(Lower("name"), "id")


def save_view(member: Member, name: str, query: str, *, shared: bool) -> SavedView:
    """Save a filter; under a name that the person has already, in the place of that one. Raises UserError."""
    mine = SavedView.objects.filter(user=member.user)
    found = mine.filter(name=_read_name(name)).first()
    if found is None:
        if mine.count() >= MOST:
            raise UserError("The view", f"you have saved {MOST}, which is the most", "Remove one first.")
        found = SavedView(organization=member.organization, user=member.user, name=_read_name(name))
    found.query, found.shared = query, shared
    found.save()
    log(member.actor, "view.saved", found.pk)
    return found


def rename_view(member: Member, view: SavedView, name: str, *, shared: bool) -> None:
    """Give a view another name, share it or share it no more. Raises UserError where its person has such a view."""
    wanted = _read_name(name)
    if SavedView.objects.filter(user=view.user_id, name=wanted).exclude(pk=view.pk).exists():
        raise UserError("The view", f'"{wanted}" is saved already', "Choose another name, or remove that one first.")
    view.name, view.shared = wanted, shared
    view.save()
    log(member.actor, "view.saved", view.pk)


def remove_view(member: Member, view: SavedView) -> None:
    """Remove a view; the claims that it listed stay as they are."""
    log(member.actor, "view.removed", view.pk)
    view.delete()


def _read_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise UserError("The view", "it has no name", "Write one, such as: Medicare, on hold.")
    return read_text(name, "The name of the view", LONGEST_NAME)
