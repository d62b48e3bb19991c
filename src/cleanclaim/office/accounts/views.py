"""One's own page: password, second factors, passkeys, sessions; and the one-time link that lets somebody in first."""

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.office.accounts.one_time_links import find_link, spend_link
from cleanclaim.office.accounts.open_to import for_anybody, for_people
from cleanclaim.office.accounts.sign_in_events import note_event
from cleanclaim.office.organizations.member import find_member, find_person
from cleanclaim.office.organizations.models import User

NO_SUCH_PAGE = 404


@for_people
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What signs the person in, and where he or she is signed in."""
    user = _person(request)
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "person": user,
        "member": find_member(request),
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True),
    }
    return render(request, "accounts/page.html", context)


@for_people
@require_POST
def here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the gate has put the session's end off
    """Somebody is typing, though nothing is sent yet."""
    return HttpResponse(status=204)


@for_people
@require_POST
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """End one of the person's sessions, this one too."""
    session = get_object_or_404(UserSession, pk=key, user=_person(request))
    session.end()
    note_event(_person(request), "person.sessions_ended", request, sessions=1)
    return redirect("accounts:page")


@for_people
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person but this one."""
    others = UserSession.objects.filter(user=_person(request)).exclude(session_key=request.session.session_key)
    ended = list(others)
    for session in ended:
        session.end()
    note_event(_person(request), "person.sessions_ended", request, sessions=len(ended))
    return redirect("accounts:page")


@for_anybody
@sensitive_post_parameters()
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link: looking at it shows a form, sending the form spends it, sets the password and signs in."""
    found = find_link(secret)
    if found is None:
        return render(request, "accounts/link_gone.html", status=NO_SUCH_PAGE)
    form = SetPasswordForm(found.user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": found.user}
        return render(request, "accounts/link.html", context, status=400 if form.is_bound else 200)
    with transaction.atomic():
        if not spend_link(found):
            return render(request, "accounts/link_gone.html", status=NO_SUCH_PAGE)
        form.save()
    note_event(found.user, "person.password_set", request)
    answer: HttpResponse = perform_login(request, found.user, email_verification="none")
    return answer


def _person(request: HttpRequest) -> User:
    user = find_person(request)
    if user is None:
        raise Http404
    return user
