"""The pages of Minutes. Each reads the form, calls the library, and renders."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.office.minutes import form as visit_form
from cleanclaim.office.minutes import presenter
from cleanclaim.office.minutes.example_visits import load_example_visits, summarize_visit
from cleanclaim.office.minutes.quick_entry import parse_quick_entry
from cleanclaim.office.shared.downloads import build_file_response
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import list_payers, parse_day
from cleanclaim.office.shared.uploads import receive_file
from cleanclaim.office.shared.visit_files import VISIT_ENDINGS

MOST_BYTES = 2_000_000
MOST_VISITS = 200
TYPES = {".csv": "text/csv", ".json": "application/json"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The strip, on a visit of the example day: the first, or the one that is chosen."""
    visits = load_example_visits()
    visit_id = request.GET.get("visit") or next(iter(visits))
    if visit_id not in visits:
        raise Http404
    return _render_page(request, visit_form.fill_form(visits[visit_id]), visit_id)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """What the blocks earn, while one types."""
    return render(request, "minutes/answer.html", _answer_context(visit_form.parse_form(request.POST)))


@require_POST
def blocks(request: HttpRequest) -> HttpResponse:
    """The blocks, with a typed line added where it was entered, and what they earn.

    `typed` alone, without `add`, only says how the line is understood.
    """
    on = parse_day(request.POST.get("service_date")) or build_basis().today
    typed = parse_quick_entry(request.POST.get("typed", ""), on)
    if "add" not in request.POST:
        who = visit_form.PERFORMED_BY[typed.block.who] if typed.block else ""
        context = {"typed": typed, "who": who, "line": request.POST.get("typed", "").strip()}
        return render(request, "minutes/understood.html", context)
    entered = visit_form.parse_form(request.POST)
    if typed.block:
        entered = structs.replace(entered, blocks=[*entered.blocks, typed.block])
    added = f"{typed.block.code} {typed.label}" if typed.block else ""
    return render(request, "minutes/blocks.html", {**_answer_context(entered), "added": added})


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """A visit out of the page's address, or out of the picker of an opened file."""
    entered = visit_form.decode_form(request.POST.get("held", ""))
    return render(request, "minutes/visit.html", _context(entered))


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """A file of visits, with a picker for them."""
    with receive_file(request.FILES.get("file"), VISIT_ENDINGS, MOST_BYTES) as path:
        case = read_case(path, build_basis(), strict=False)
    visits = case.visits
    picked = [
        (visit_form.encode_form(visit_form.fill_form(visit)), summarize_visit(visit)) for visit in visits[:MOST_VISITS]
    ]
    return _render_page(request, visit_form.fill_form(visits[0]), "", picked, case)


@require_POST
def save(request: HttpRequest, ending: str) -> HttpResponse:
    """The visit as a file."""
    if f".{ending}" not in TYPES:
        raise Http404
    visit = visit_form.read_visit(visit_form.parse_form(request.POST))
    if visit is None:
        raise UserError("The page", "it has no block yet", "Type one, such as: exercise 23.")
    return build_file_response(encode_visits(f"visit.{ending}", [visit]), f"visit.{ending}", TYPES[f".{ending}"])


@require_POST
def pdf(request: HttpRequest) -> HttpResponse:
    """The proof on paper."""
    from cleanclaim.office.minutes.proof_pdf import render_proof

    view = presenter.build_minutes_view(visit_form.parse_form(request.POST))
    if view is None:
        raise UserError("The page", "it has no block yet", "Type one, such as: exercise 23.")
    return build_file_response(render_proof(view), "units-proof.pdf", "application/pdf")


def _render_page(
    request: HttpRequest,
    entered: visit_form.VisitForm,
    example: str,
    picked: Sequence[tuple[str, str]] = (),
    file: Case | None = None,
) -> HttpResponse:
    example_day = [(visit.visit_id, summarize_visit(visit)) for visit in load_example_visits().values()]
    context = {
        **_context(entered),
        "example": example,
        "day": example_day,
        "picked": picked,
        "visits_in_file": len(file.visits) if file else 0,
        "readings": file.readings if file else (),
    }
    return render(request, "minutes/page.html", context)


def _context(entered: visit_form.VisitForm) -> dict[str, object]:
    basis = build_basis()
    on = parse_day(entered.service_date) or basis.today
    return {**_answer_context(entered), "payers": list_payers(on, basis), "disciplines": DISCIPLINES}


def _answer_context(entered: visit_form.VisitForm) -> dict[str, object]:
    """What the template needs of a visit: what is entered, and the answer or the error."""
    context: dict[str, object] = {
        "entered": entered,
        "performed_by": visit_form.PERFORMED_BY,
        "answer": None,
        "error": None,
    }
    try:
        context["answer"] = presenter.build_minutes_view(entered)
    except UserError as error:
        context["error"] = error
    return context
