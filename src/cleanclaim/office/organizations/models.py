"""Organizations, the people who sign in, and who works where, as what, and for how long."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, TypeVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import named_organizations


class Organization(models.Model):
    """A practice with its own patients and claims."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    is_billing_company = models.BooleanField(default=False)
    """Whether it works for clients, other organizations here."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in by their email address."""

    def create_user(self, email: str, name: str = "", password: str | None = None) -> "User":
        """A person. Without a password nobody can sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractUser):
    """A person who signs in, by an email address. What the person may do hangs on memberships, never on this row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = None  # type: ignore[assignment]  # the email address is the name at sign-in
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def memberships_on(self, day: date) -> "models.QuerySet[Membership]":
        """Where the person works on a day, by the organization's name."""
        return (
            Membership.objects.filter(works_on(day), user=self)
            .select_related("organization", "user")
            .order_by("organization__name", "id")
        )


class Membership(models.Model):
    """A person who works for an organization, in one role, from a day to a day. `ends_on` is the last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """The number of its newest version; a change names the one it was made from."""

    class Meta:
        """One role a person and organization."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organization}"


class ClientLink(models.Model):
    """A billing company that works for a client, from a day to a day. `ends_on` is the last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Organization, models.PROTECT, related_name="client_links")
    client = models.ForeignKey(Organization, models.PROTECT, related_name="company_links")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    staff = models.ManyToManyField(User, related_name="served")
    """The company's people who serve the client, each in the role that he or she has in the company."""

    class Meta:
        """One row a company and client."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "client"], name="client_once")]

    def __str__(self) -> str:
        return f"{self.company} for {self.client}"


def works_on(day: date) -> models.Q:
    """What begins by a day and has not ended before it."""
    return models.Q(starts_on__lte=day) & (models.Q(ends_on=None) | models.Q(ends_on__gte=day))


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class OwnedManager(models.Manager[Row_co]):
    """Finds rows of the organizations that are named, in every way Django has: lists, `row.other`, saving a row.

    Each raises ScopeError where none is named.
    """

    def get_queryset(self) -> "models.QuerySet[Row_co]":
        """The rows that may be seen."""
        named = named_organizations()
        of_one = {"organization": named[0]} if len(named) == 1 else {"organization__in": named}
        return super().get_queryset().filter(**of_one)


class OwnedModel(models.Model):
    """A row of one organization. Two walls stand around it: queries see named organizations, the database checks again.

    The database's wall is built from the model (`walls`), also that what it points to is the same organization's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")

    objects = OwnedManager()

    class Meta:
        """Each table is its own."""

        abstract = True
        base_manager_name = "objects"


def owned_models() -> Iterator[type[OwnedModel]]:
    """Every model whose rows are an organization's, as installed."""
    from django.apps import apps

    return (model for model in apps.get_models() if issubclass(model, OwnedModel))


class MembershipVersion(OwnedModel):
    """One version of a membership: what it was from then on, and who made it, when and by what act."""

    only_grows = True

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    act = models.CharField(max_length=8)
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(OwnedModel.Meta):
        """Each number once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["membership", "number"], name="membership_version")]

    def __str__(self) -> str:
        return f"{self.role}, version {self.number}"
