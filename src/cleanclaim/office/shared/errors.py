"""The pages that say what went wrong, why, and what to do."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cleanclaim.model.errors import UserError
from cleanclaim.office.shared.query import OtherPlaceError, WrongFieldError


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """400: what was sent cannot be read."""
    return _render_error(
        request,
        400,
        "This request cannot be read.",
        "It was cut off, holds too many fields or files, or was meant for another address. Nothing was saved.",
        "Reload the page and send it again.",
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """403: not open to this browser."""
    return _render_error(
        request, 403, "This is not open to you.", "The office refused the request. Nothing was saved.", "Go back."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: a form that did not come from one of our pages."""
    return _render_error(
        request,
        403,
        "This did not come from a page of the office.",
        "The page is older than the office that answers, or than who is signed in; or cookies are off. "
        "Nothing was saved.",
        "Copy what you typed, then reload the page and send it again.",
        typed=True,
    )


def page_of_somebody_else(request: HttpRequest, person: str) -> HttpResponse:
    """403: what a page of one person sent after another one, `person`, came in the same browser."""
    return _render_error(
        request,
        403,
        "This page is somebody else's.",
        f"It was opened by another person; since then {person} works in this browser. Nothing was saved, so that it "
        f"does not stand in the name of {person}.",
        f"Copy what you typed. Go on as {person} by reloading the page, or be the first person again and send it then.",
        typed=True,
    )


def not_let_in(request: HttpRequest) -> HttpResponse:
    """403: a browser that did not bring the key of the printed address."""
    return _render_error(
        request,
        403,
        "This browser has not been let in.",
        "The office answers only a browser that opened the address with a key, which the terminal printed when the "
        "office started. That key works once, and the office may have been restarted since. Nothing was saved.",
        "Open the last address in the terminal, the whole of it. If this browser was let in before and you came here "
        "from another site, go on to the first page below.",
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    """403: what a page sent after its person was signed out."""
    return _render_error(
        request,
        403,
        "You are signed out.",
        "Nobody is signed in in this browser, or it was idle for 15 minutes. Nothing was saved.",
        "Copy what you typed, then reload the page and sign in.",
    )


def from_another_site(request: HttpRequest) -> HttpResponse:
    """403: a request that another site sent, not a person."""
    return _render_error(
        request,
        403,
        "This did not come from a page of the office.",
        "Another site asked for it, and the office answers only its own pages. Nothing was saved.",
        "Open the office in a tab of its own.",
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """404: no such page."""
    return _render_error(
        request, 404, "There is no such page.", "Nothing of the office has this address.", "Choose an area above."
    )


def not_for_looking(request: HttpRequest) -> HttpResponse:
    """405: an address that only takes what a page sends."""
    return _render_error(
        request,
        405,
        "This address is not a page.",
        "It only takes what a page sends to it, such as a dropped file. Nothing was saved.",
        "Choose an area above.",
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than we take."""
    most = settings.LARGEST_REQUEST // 1_000_000
    return _render_error(
        request,
        413,
        "That is too much at once.",
        f"The office takes files of up to {most} MB. Nothing was saved.",
        "Divide the file, or use the command line, which reads files of any length.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _render_error(
        request,
        500,
        "This is a fault of ours.",
        "The office met something it did not expect. Nothing was kept; the terminal names the place.",
        "Go back and try once more. If it stays, tell us what you did, without a patient's data.",
    )


def changed_meanwhile(request: HttpRequest, why: str) -> HttpResponse:
    """409: somebody changed what was acted on; `why` says who and how."""
    remedy = "Look at it as it is now, and do it again if it still holds."
    return _render_error(request, 409, "Changed meanwhile.", why, remedy, typed=True)


def user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    """400: what the library could not read, in its own words; `X-Field` is the field, where it is of one."""
    title, why = "This cannot be read.", f"{error.place}: {error.problem}"
    if isinstance(error, OtherPlaceError):
        title, why = f"{error.place}.", f"{error.problem[:1].upper()}{error.problem[1:]}."
    answer = _render_error(request, 400, title, why, error.remedy, typed=True)
    if isinstance(error, WrongFieldError):
        answer.headers["X-Field"] = error.field
    return answer


def _render_error(
    request: HttpRequest, status: int, title: str, why: str, remedy: str, *, typed: bool = False
) -> HttpResponse:
    """A whole page, or its card alone where htmx requests a part of a page, which stays as it is.

    `typed`: the whole page has what was typed, to be copied, since it takes the place of the page with the form.
    """
    context = {"status": status, "title": title, "why": why, "remedy": remedy}
    context["typed"] = _list_typed(request) if typed else []
    part = request.headers.get("HX-Request") == "true"
    template = "shared/error_card.html" if part else "shared/error.html"
    return render(request, template, context, status=status)


def _list_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that a form sent and what stood in them; no password, and no id that the page itself put in."""
    return [
        (_printable(name), _printable(text.strip()))
        for name, values in request.POST.lists()
        if not name.startswith("_") and not any(word in name for word in _NOT_TYPED)
        for text in values
        if text.strip() and not _is_key(text)
    ]


def _printable(text: str) -> str:
    """A text with a mark for each half of a character, which no page can hold."""
    return text.encode(errors="replace").decode()


def _is_key(text: str) -> bool:
    """Whether a text begins with the id of a row."""
    try:
        return bool(UUID(text.partition(":")[0]))
    except ValueError:
        return False


_NOT_TYPED = ("csrfmiddlewaretoken", "password", "credential", "version")
