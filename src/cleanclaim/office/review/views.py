"""The pages of Review. Each reads the request, uses the open review, and renders."""

import json
from collections.abc import Container

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.explanations.marks import find_mark
from cleanclaim.explanations.visits.left_over import (
    describe_claims,
    describe_left_open,
    list_left_open,
    list_left_out,
)
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.errors import UserError
from cleanclaim.office.review.presenter import (
    AT_ONCE,
    ORDER_CHOICES,
    STATUS_CHOICES,
    WEIGHT_CHOICES,
    ReviewFilter,
    build_review_view,
)
from cleanclaim.office.review.review_session import EXAMPLE, SESSIONS, ReviewSession, open_example
from cleanclaim.office.shared.access import find_browser
from cleanclaim.office.shared.downloads import build_file_response
from cleanclaim.office.shared.query import is_part_request, read_day, read_number
from cleanclaim.office.shared.remedies import WAYS
from cleanclaim.office.shared.uploads import receive_files
from cleanclaim.office.shared.visit_files import ENDINGS, MOST_BYTES

LONGEST = 100
MOST_AT_ONCE = 20_000

TYPES = {"csv": "text/csv", "json": "application/json"}


@require_safe
def list_open(request: HttpRequest) -> HttpResponse:
    """The reviews that are open in this browser; the example day's where there is none, so that nothing is empty."""
    opened = _opened(request)
    if set(opened) <= {EXAMPLE}:
        return redirect("review:session", EXAMPLE)
    return render(request, "review/open.html", {"opened": opened, "example": EXAMPLE})


@require_POST
def open_files(request: HttpRequest) -> HttpResponse:
    """Dropped files under review: the page itself, or how far it is where they are large."""
    session = ReviewSession()
    session.begin(receive_files(request.FILES.getlist("file"), ENDINGS, MOST_BYTES))
    if session.error:
        raise session.error
    return redirect("review:session", SESSIONS.put(find_browser(request), session))


@require_POST
def close(request: HttpRequest, name: str) -> HttpResponse:
    """Closes a review; its fixes are lost."""
    SESSIONS.remove(find_browser(request), name)
    if is_part_request(request):
        return HttpResponse(headers={"HX-Redirect": reverse("review:page")})
    return redirect("review:page")


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The claims that the filters leave; for htmx the list alone."""
    session = _find_any_session(request, name)
    if not session.ready:
        return render(request, "review/waiting.html", {"session": session, "name": name})
    if is_part_request(request):
        if request.GET.get("after"):
            return render(request, "review/more.html", _context(request, session, name))
        return _render_results(request, session, name)
    return render(request, "review/page.html", _context(request, session, name))


@require_safe
def progress(request: HttpRequest, name: str) -> HttpResponse:
    """How far a review is; once it is done, the way to its page."""
    session = _find_any_session(request, name)
    if session.ready:
        return HttpResponse(headers={"HX-Redirect": reverse("review:session", args=[name])})
    return render(request, "review/progress.html", {"session": session, "name": name})


@require_POST
def change_filing_day(request: HttpRequest, name: str) -> HttpResponse:
    """The same visits, filed on another day."""
    session = _find_session(request, name)
    on = read_day(request.POST.get("filed_on"), "Filed on")
    if on is None:
        raise UserError("Filed on", "it is not a date", "Enter the day, month and year.")
    with session.lock:
        session.filed_on = on
        session.review()
    return _render_results(request, session, name)


@require_POST
def fix(request: HttpRequest, name: str) -> HttpResponse:
    """One fix applied."""
    session = _find_session(request, name)
    at, finding = (_number(request.POST.get(field, ""), "The finding") for field in ("at", "finding"))
    rule, visit_id = (request.POST.get(field, "") for field in ("rule", "visit"))
    with session.lock:
        message = session.fix(at, finding, rule, visit_id)
    if message is None:
        gone = "This finding is no longer there, or takes somebody's judgment. The list is as it is now."
        return _render_results(request, session, name, gone, status=409)
    return _render_results(request, session, name, f"{message}: fixed.")


@require_POST
def fix_all(request: HttpRequest, name: str) -> HttpResponse:
    """Every fix that needs nobody's judgment, or every one of a cause."""
    session = _find_session(request, name)
    with session.lock:
        done = session.fix_all(request.POST.get("cause", ""))
        message = session.changes[-1].summary if done else ""
    return _render_results(request, session, name, f"{message}: fixed." if done else "Nothing to fix.")


@require_POST
def redo(request: HttpRequest, name: str) -> HttpResponse:
    """What was undone last, done again."""
    session = _find_session(request, name)
    with session.lock:
        message = session.redo()
    return _render_results(request, session, name, f"{message}: redone." if message else "Nothing to redo.")


@require_POST
def undo(request: HttpRequest, name: str) -> HttpResponse:
    """What was fixed last, undone."""
    session = _find_session(request, name)
    with session.lock:
        message = session.undo()
    return _render_results(request, session, name, f"{message}: undone." if message else "There is nothing to undo.")


@require_safe
def corrected(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """All visits as a file, the fixed ones among them."""
    session = _find_session(request, name)
    if ending not in TYPES:
        raise Http404
    with session.lock:
        content = encode_visits(f"corrected.{ending}", session.corrected())
    return build_file_response(content, f"corrected.{ending}", TYPES[ending])


@require_safe
def send(request: HttpRequest, name: str) -> HttpResponse:
    """What the 837P has in it and what it leaves out, before it is saved."""
    session = _find_session(request, name)
    claimed = _claim(session)
    context = {
        "name": name,
        "session": session,
        "claimed": claimed,
        "written": describe_claims(claimed),
        "left_out": list_left_out(claimed),
        "left_open": describe_left_open(list_left_open(claimed), WAYS),
    }
    return render(request, "review/send.html", context)


@require_safe
def claims(request: HttpRequest, name: str) -> HttpResponse:
    """The clean claims as an 837P. Raises UserError where nothing can be claimed."""
    claimed = _claim(_find_session(request, name))
    if claimed.text is None:
        raise UserError("The claims", "no claim is clean yet", "Fix what puts them on hold first.")
    return build_file_response(claimed.text.encode(), "claims.837", "application/edi-x12")


def _claim(session: ReviewSession) -> ClaimResult:
    if session.case is None or session.case.practice is None or session.case.of_claims:
        raise UserError("The claims", "the practice is not known", "Drop its file, practice.toml, with the visits.")
    with session.lock:
        return claim(session.case, basis=session.basis)


def _find_session(request: HttpRequest, name: str) -> ReviewSession:
    """An open review that is done. Raises UserError where it is not done, was closed, or could not be read."""
    session = _find_any_session(request, name)
    if not session.ready:
        raise UserError("This review", "it is still under way", "Wait for it.")
    return session


def _find_any_session(request: HttpRequest, name: str) -> ReviewSession:
    """The open review of that name. The example is shared until a request changes something in it."""
    browser = find_browser(request)
    if name == EXAMPLE:
        found = SESSIONS.find(browser, name)
        if found is None and request.method != "POST":
            return open_example()
        if found is None:
            SESSIONS.put(browser, open_example().copy(), name)
    session = SESSIONS.get(browser, name)
    if session.ready and session.error:
        raise session.error
    if session.ready and session.case is None:
        raise RuntimeError("a review ended without a result; the terminal says why")
    return session


def _parse_filter(request: HttpRequest) -> ReviewFilter:
    fields = request.POST if request.method == "POST" else request.GET
    most = _number(fields.get("most", ""), "How many are listed")
    status, order, weight = (_choice(fields.get(field, "")) for field in ("status", "order", "weight"))
    return ReviewFilter(
        status=_one_of(status, STATUS_CHOICES, "open"),
        rule=current_id(fields.get("rule_only", "")),
        payer=fields.get("payer", ""),
        clinician=fields.get("clinician", ""),
        weight=_one_of(weight, WEIGHT_CHOICES, ""),
        order=_one_of(order, ORDER_CHOICES, "worst"),
        sought=fields.get("sought", "").strip()[:LONGEST],
        most=min(max(most, AT_ONCE), MOST_AT_ONCE),
        after=_number(fields.get("after", ""), "The list"),
    )


def _choice(text: str) -> str:
    """A choice as the filters name it; the words of data and of earlier times are understood too."""
    mark = find_mark(text)
    return mark.tone if mark else text


def _one_of(text: str, choices: Container[str], otherwise: str) -> str:
    """A choice of a filter. Raises UserError for one that is none."""
    if text and text not in choices:
        raise UserError("The filter", "it names what is not known here", "Choose again.")
    return text or otherwise


def _number(text: str, what: str) -> int:
    """A number of the address; 0 where it is empty. Raises UserError where it is none."""
    number = read_number(text, 8) if text else 0
    if number is None:
        raise UserError(what, "the page did not send a number", "Reload the page.")
    return number


def _context(request: HttpRequest, session: ReviewSession, name: str) -> dict[str, object]:
    with session.lock:
        view = build_review_view(session, _parse_filter(request))
    opened = _opened(request)
    choices = {"statuses": STATUS_CHOICES, "orders": ORDER_CHOICES, "weights": WEIGHT_CHOICES}
    return {"session": session, "name": name, "view": view, "opened": opened, "own": name in opened, **choices}


def _opened(request: HttpRequest) -> dict[str, ReviewSession]:
    """The reviews open in this browser, by name."""
    return {name: one for name, one in SESSIONS.all_of(find_browser(request)) if one.case is not None}


def _render_results(
    request: HttpRequest, session: ReviewSession, name: str, message: str = "", status: int = 200
) -> HttpResponse:
    answer = render(request, "review/results.html", _context(request, session, name), status=status)
    if message:
        answer.headers["HX-Trigger-After-Settle"] = json.dumps({"notice": message})
    return answer
