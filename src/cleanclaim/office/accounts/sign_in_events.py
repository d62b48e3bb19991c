"""Signing in, out, and not getting in, as the log of the organization that one works for has them."""

from typing import Any

from allauth.account import signals as passwords
from allauth.mfa import signals as second_factors
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest


def connect() -> None:
    """Listen from now on."""
    user_logged_in.connect(_signed_in, dispatch_uid="signed in")
    user_logged_out.connect(_signed_out, dispatch_uid="signed out")
    user_login_failed.connect(_refused, dispatch_uid="refused")
    passwords.password_changed.connect(_password_changed, dispatch_uid="password changed")
    second_factors.authenticator_added.connect(_factor_added, dispatch_uid="factor added")
    second_factors.authenticator_removed.connect(_factor_removed, dispatch_uid="factor removed")
    second_factors.authenticator_reset.connect(_factor_added, dispatch_uid="factor reset")
    second_factors.authentication_failed.connect(_factor_refused, dispatch_uid="factor refused")


def _signed_in(user: Any, request: HttpRequest | None = None, **_rest: Any) -> None:
    note_event(user, "person.signed_in", request)


def _signed_out(user: Any, request: HttpRequest | None = None, **_rest: Any) -> None:
    if user is not None:
        note_event(user, "person.signed_out", request)


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    """A wrong password of somebody who has an account; of others there is no organization whose log could have it."""
    from cleanclaim.office.organizations.models import User

    user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
    if user is not None:
        note_event(user, "person.refused", request)


def _password_changed(user: Any, request: HttpRequest, **_rest: Any) -> None:
    note_event(user, "person.password_changed", request)


def _factor_added(user: Any, request: HttpRequest, authenticator: Any, **_rest: Any) -> None:
    note_event(user, "person.factor_added", request, factor=authenticator.type)


def _factor_removed(user: Any, request: HttpRequest, authenticator: Any, **_rest: Any) -> None:
    note_event(user, "person.factor_removed", request, factor=authenticator.type)


def _factor_refused(user: Any, request: HttpRequest, **_rest: Any) -> None:
    note_event(user, "person.refused", request)


def note_event(user: Any, event: str, request: HttpRequest | None = None, **details: str | int) -> None:
    """Log what a person did with his own account, where he works; nowhere, where he works nowhere."""
    from cleanclaim.office.audit_log.log import Actor, log
    from cleanclaim.office.organizations.places import choose_place, list_places
    from cleanclaim.office.organizations.scope import organization_transaction

    if not settings.TEAM:
        return
    place = choose_place(list_places(user), request)
    if place is not None:
        with organization_transaction([place.organization.pk]):
            log(Actor(user.pk, place.organization.pk), event, user.pk, **details)
