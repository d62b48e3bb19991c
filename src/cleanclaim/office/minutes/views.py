"""The pages of Minutes. Each reads what was entered, asks the library, and renders."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.write_visits import ENDINGS, visits_as
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.office.minutes import form as entries
from cleanclaim.office.minutes import presenter as shown
from cleanclaim.office.minutes.example_visits import example_visits, summary
from cleanclaim.office.minutes.quick_entry import understood
from cleanclaim.office.shared.downloads import download
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.office.shared.query import day, payers
from cleanclaim.office.shared.uploads import received

MOST_BYTES = 2_000_000
MOST_VISITS = 200
TYPES = {".csv": "text/csv", ".json": "application/json"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The strip, on a visit of the example day: the first, or the one asked for."""
    visits = example_visits()
    asked = request.GET.get("visit") or next(iter(visits))
    if asked not in visits:
        raise Http404
    return _whole(request, entries.of_visit(visits[asked]), asked)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """What the blocks earn, while one types."""
    return render(request, "minutes/answer.html", _answered(entries.of_form(request.POST)))


@require_POST
def blocks(request: HttpRequest) -> HttpResponse:
    """The blocks anew, with a typed line added where it was entered; and what they earn.

    `typed` alone, without `add`, only says how the line is understood.
    """
    on = day(request.POST.get("service_date")) or office_basis().today
    typed = understood(request.POST.get("typed", ""), on)
    if "add" not in request.POST:
        who = entries.GIVEN_BY[typed.block.who] if typed.block else ""
        said = {"typed": typed, "who": who, "line": request.POST.get("typed", "").strip()}
        return render(request, "minutes/understood.html", said)
    entered = entries.of_form(request.POST)
    if typed.block:
        entered = structs.replace(entered, blocks=[*entered.blocks, typed.block])
    added = f"{typed.block.code} {typed.label}" if typed.block else ""
    return render(request, "minutes/blocks.html", {**_answered(entered), "added": added})


@require_POST
def restored(request: HttpRequest) -> HttpResponse:
    """A visit out of the page's address, or out of the picker of an opened file."""
    entered = entries.of_text(request.POST.get("held", ""))
    return render(request, "minutes/visit.html", _context(entered))


@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """A file of visits, with a picker for them."""
    with received(request.FILES.get("file"), ENDINGS, MOST_BYTES) as path:
        visits = read_case(path, office_basis()).visits
    picked = [(entries.as_text(entries.of_visit(visit)), summary(visit)) for visit in visits[:MOST_VISITS]]
    return _whole(request, entries.of_visit(visits[0]), "", picked, len(visits))


@require_POST
def save(request: HttpRequest, ending: str) -> HttpResponse:
    """The visit as a file."""
    if f".{ending}" not in TYPES:
        raise Http404
    visit = entries.to_visit(entries.of_form(request.POST))
    if visit is None:
        raise UserError("The page", "it has no block yet", "Type one, such as: exercise 23.")
    return download(visits_as(f"visit.{ending}", [visit]), f"visit.{ending}", TYPES[f".{ending}"])


@require_POST
def pdf(request: HttpRequest) -> HttpResponse:
    """The proof on paper."""
    from cleanclaim.office.minutes.proof_pdf import proof_pdf

    held = shown.answer(entries.of_form(request.POST))
    if held is None:
        raise UserError("The page", "it has no block yet", "Type one, such as: exercise 23.")
    return download(proof_pdf(held), "units-proof.pdf", "application/pdf")


def _whole(
    request: HttpRequest,
    entered: entries.VisitForm,
    example: str,
    picked: Sequence[tuple[str, str]] = (),
    held: int = 0,
) -> HttpResponse:
    of_day = [(visit.visit_id, summary(visit)) for visit in example_visits().values()]
    context = {**_context(entered), "example": example, "day": of_day, "picked": picked, "held": held}
    return render(request, "minutes/page.html", context)


def _context(entered: entries.VisitForm) -> dict[str, object]:
    basis = office_basis()
    on = day(entered.service_date) or basis.today
    return {**_answered(entered), "payers": payers(on, basis), "disciplines": DISCIPLINES}


def _answered(entered: entries.VisitForm) -> dict[str, object]:
    """What the template needs of a visit: what is entered, and the answer or the error beside it."""
    context: dict[str, object] = {"entered": entered, "given_by": entries.GIVEN_BY, "answer": None, "error": None}
    try:
        context["answer"] = shown.answer(entered)
    except UserError as error:
        context["error"] = error
    return context
