"""The pages of Review. Each reads the request, uses the open review, and renders."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.claims.claim import claim
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.explanations.marks import find_mark
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
from cleanclaim.office.shared.query import is_part_request, parse_day
from cleanclaim.office.shared.uploads import receive_files
from cleanclaim.office.shared.visit_files import ENDINGS, MOST_BYTES

TYPES = {"csv": "text/csv", "json": "application/json"}


@require_safe
def open_example_day(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The example day under review, so that nothing is empty."""
    return redirect("review:session", EXAMPLE)


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
    on = parse_day(request.POST.get("filed_on"))
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
    at, finding = (_number(request.POST.get(field, "")) for field in ("at", "finding"))
    with session.lock:
        message = session.fix(at, finding, request.POST.get("rule", ""))
    return _render_results(request, session, name, f"{message}: fixed.")


@require_POST
def fix_all(request: HttpRequest, name: str) -> HttpResponse:
    """Every fix that needs nobody's judgment."""
    session = _find_session(request, name)
    with session.lock:
        done = session.fix_all()
        message = session.changes[-1].summary if done else ""
    return _render_results(request, session, name, f"{message}: fixed." if done else "Nothing to fix.")


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
        content = encode_visits(f"corrected.{ending}", session.case.unpriced() if session.case else ())
    return build_file_response(content, f"corrected.{ending}", TYPES[ending])


@require_safe
def claims(request: HttpRequest, name: str) -> HttpResponse:
    """The clean claims as an 837P. Raises UserError where nothing can be claimed."""
    session = _find_session(request, name)
    if session.case is None or session.case.practice is None or session.case.of_claims:
        raise UserError("The claims", "the practice is not known", "Drop its file, practice.toml, with the visits.")
    with session.lock:
        claimed = claim(session.case, basis=session.basis)
    if claimed.text is None:
        raise UserError("The claims", "no claim is clean yet", "Fix what puts them on hold first.")
    return build_file_response(claimed.text.encode(), "claims.837", "application/edi-x12")


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
    most = _number(fields.get("most", ""))
    status, order, weight = (_choice(fields.get(field, "")) for field in ("status", "order", "weight"))
    return ReviewFilter(
        status=status if status in STATUS_CHOICES else "open",
        rule=current_id(fields.get("rule_only", "")),
        payer=fields.get("payer", ""),
        clinician=fields.get("clinician", ""),
        weight=weight if weight in WEIGHT_CHOICES else "",
        order=order if order in ORDER_CHOICES else "worst",
        most=min(max(most, AT_ONCE), 1_000),
    )


def _choice(text: str) -> str:
    """A choice as the filters name it; the words of data and of earlier times are understood too."""
    mark = find_mark(text)
    return mark.tone if mark else text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _context(request: HttpRequest, session: ReviewSession, name: str) -> dict[str, object]:
    with session.lock:
        view = build_review_view(session, _parse_filter(request))
    opened = {of: one for of, one in SESSIONS.all_of(find_browser(request)) if one.case is not None}
    choices = {"statuses": STATUS_CHOICES, "orders": ORDER_CHOICES, "weights": WEIGHT_CHOICES}
    return {"session": session, "name": name, "view": view, "opened": opened, "own": name in opened, **choices}


def _render_results(request: HttpRequest, session: ReviewSession, name: str, message: str = "") -> HttpResponse:
    answer = render(request, "review/results.html", _context(request, session, name))
    if message:
        answer.headers["HX-Trigger-After-Settle"] = json.dumps({"notice": message})
    return answer
