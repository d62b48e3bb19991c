"""The pages of Review. Each reads what was sent, asks the book under review, and renders."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.claims.claim import claim
from cleanclaim.exchange.files.write_visits import visits_as
from cleanclaim.explanations.marks import find_mark
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.errors import UserError
from cleanclaim.office.review.presenter import AT_ONCE, ORDER, STATUS, WEIGHT, ReviewFilter, shown
from cleanclaim.office.review.review_session import BOOKS, ReviewSession, shared_example
from cleanclaim.office.shared.access import browser_of
from cleanclaim.office.shared.downloads import download
from cleanclaim.office.shared.query import day, part_only
from cleanclaim.office.shared.uploads import received_together
from cleanclaim.office.shared.visit_files import ENDINGS, MOST_BYTES

EXAMPLE = "example"
"""What the review of the example day is called in addresses."""

TYPES = {"csv": "text/csv", "json": "application/json"}


@require_safe
def begin(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The example day under review, so that nothing is empty."""
    return redirect("review:book", EXAMPLE)


@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """Dropped files under review: the page itself, or how far it is where they are large."""
    book = ReviewSession()
    book.begin(received_together(request.FILES.getlist("file"), ENDINGS, MOST_BYTES))
    if book.error:
        raise book.error
    return redirect("review:book", BOOKS.put(browser_of(request), book))


@require_POST
def closed(request: HttpRequest, name: str) -> HttpResponse:
    """A review let go of, its fixes with it."""
    BOOKS.remove(browser_of(request), name)
    if part_only(request):
        return HttpResponse(headers={"HX-Redirect": reverse("review:page")})
    return redirect("review:page")


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The claims that the filters leave; the list alone where that is what was asked for."""
    book = _any_book(request, name)
    if not book.ready:
        return render(request, "review/waiting.html", {"book": book, "name": name})
    if part_only(request):
        return _results(request, book, name)
    return render(request, "review/page.html", _context(request, book, name))


@require_safe
def progress(request: HttpRequest, name: str) -> HttpResponse:
    """How far a review is; once it is done, the way to its page."""
    book = _any_book(request, name)
    if book.ready:
        return HttpResponse(headers={"HX-Redirect": reverse("review:book", args=[name])})
    return render(request, "review/progress.html", {"book": book, "name": name})


@require_POST
def filed(request: HttpRequest, name: str) -> HttpResponse:
    """The same visits, filed on another day."""
    book = _book(request, name)
    on = day(request.POST.get("filed_on"))
    if on is None:
        raise UserError("Filed on", "it is not a date", "Enter the day, month and year.")
    with book.lock:
        book.filed_on = on
        book.review()
    return _results(request, book, name)


@require_POST
def fix(request: HttpRequest, name: str) -> HttpResponse:
    """One fix applied."""
    book = _book(request, name)
    at, finding = (_number(request.POST.get(field, "")) for field in ("at", "finding"))
    with book.lock:
        said = book.fix(at, finding, request.POST.get("rule", ""))
    return _results(request, book, name, f"{said}: fixed.")


@require_POST
def fix_all(request: HttpRequest, name: str) -> HttpResponse:
    """Every fix that needs nobody's judgment."""
    book = _book(request, name)
    with book.lock:
        done = book.fix_all()
        said = book.changes[-1].said if done else ""
    return _results(request, book, name, f"{said}: fixed." if done else "Nothing to fix.")


@require_POST
def undo(request: HttpRequest, name: str) -> HttpResponse:
    """What was fixed last, undone."""
    book = _book(request, name)
    with book.lock:
        said = book.undo()
    return _results(request, book, name, f"{said}: undone." if said else "There is nothing to undo.")


@require_safe
def corrected(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """All visits as a file, the fixed ones among them."""
    book = _book(request, name)
    if ending not in TYPES:
        raise Http404
    with book.lock:
        content = visits_as(f"corrected.{ending}", book.visits)
    return download(content, f"corrected.{ending}", TYPES[ending])


@require_safe
def claims(request: HttpRequest, name: str) -> HttpResponse:
    """The clean claims as an 837P. Raises UserError where nothing can be claimed."""
    book = _book(request, name)
    if book.case is None or book.case.practice is None or book.case.of_claims:
        raise UserError("The claims", "the practice is not known", "Drop its file, practice.toml, with the visits.")
    with book.lock:
        claimed = claim(book.case, basis=book.basis)
    if claimed.text is None:
        raise UserError("The claims", "no claim is clean yet", "Fix what puts them on hold first.")
    return download(claimed.text.encode(), "claims.837", "application/edi-x12")


def _book(request: HttpRequest, name: str) -> ReviewSession:
    """A book whose review is done. Raises UserError where it is not, has left, or could not be read."""
    book = _any_book(request, name)
    if not book.ready:
        raise UserError("This review", "it is still under way", "Wait for it.")
    return book


def _any_book(request: HttpRequest, name: str) -> ReviewSession:
    """The book of that name; of the example the shared one, until something is to be changed in it."""
    browser = browser_of(request)
    if name == EXAMPLE:
        found = BOOKS.find(browser, name)
        if found is None and request.method != "POST":
            return shared_example()
        if found is None:
            BOOKS.put(browser, shared_example().copy(), name)
    book = BOOKS.get(browser, name)
    if book.ready and book.error:
        raise book.error
    if book.ready and book.case is None:
        raise RuntimeError("a review ended without a result; the terminal says why")
    return book


def _asked(request: HttpRequest) -> ReviewFilter:
    given = request.POST if request.method == "POST" else request.GET
    most = _number(given.get("most", ""))
    status, order, weight = (_choice(given.get(field, "")) for field in ("status", "order", "weight"))
    return ReviewFilter(
        status=status if status in STATUS else "open",
        rule=current_id(given.get("rule_only", "")),
        payer=given.get("payer", ""),
        clinician=given.get("clinician", ""),
        weight=weight if weight in WEIGHT else "",
        order=order if order in ORDER else "worst",
        most=min(max(most, AT_ONCE), 1_000),
    )


def _choice(text: str) -> str:
    """A choice as the filters name it; the words of data and of earlier times are understood too."""
    mark = find_mark(text)
    return mark.tone if mark else text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _context(request: HttpRequest, book: ReviewSession, name: str) -> dict[str, object]:
    with book.lock:
        held = shown(book, _asked(request))
    opened = {of: one for of, one in BOOKS.all_of(browser_of(request)) if one.case is not None}
    choices = {"statuses": STATUS, "orders": ORDER, "weights": WEIGHT}
    return {"book": book, "name": name, "shown": held, "opened": opened, "own": name in opened, **choices}


def _results(request: HttpRequest, book: ReviewSession, name: str, said: str = "") -> HttpResponse:
    answer = render(request, "review/results.html", _context(request, book, name))
    if said:
        answer.headers["HX-Trigger-After-Settle"] = json.dumps({"said": said})
    return answer
