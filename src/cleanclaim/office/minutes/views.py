"""The pages of Minutes. Each reads the form, calls the library, and renders."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.law.case import Case
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import DISCIPLINES, Visit
from cleanclaim.office.minutes import form as visit_form
from cleanclaim.office.minutes import presenter
from cleanclaim.office.minutes.example_visits import load_example_visits, summarize_visit
from cleanclaim.office.minutes.typed_blocks import read_typed_line
from cleanclaim.office.review.review_session import find_case
from cleanclaim.office.shared.access import find_browser
from cleanclaim.office.shared.downloads import build_file_response
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.opened_cases import CASES
from cleanclaim.office.shared.query import list_payers, parse_day
from cleanclaim.office.shared.uploads import receive_file
from cleanclaim.office.shared.visit_files import VISIT_ENDINGS

MOST_BYTES = 2_000_000
MOST_VISITS = 200
TYPES = {".csv": "text/csv", ".json": "application/json"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The strip, on a visit of the example day: the first, or the one that is chosen."""
    return _render_page(request, load_example_visits())


@require_safe
def page_of_file(request: HttpRequest, name: str) -> HttpResponse:
    """The strip, on a visit of an opened file, or of one that is under review."""
    case = find_case(find_browser(request), name)
    return _render_page(request, {visit.visit_id: visit for visit in case.unpriced()}, name, case)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """What the blocks earn, while one types."""
    return render(request, "minutes/answer.html", _answer_context(visit_form.parse_form(request.POST)))


@require_POST
def blocks(request: HttpRequest) -> HttpResponse:
    """The blocks of a typed line, to be added where the line was entered, and how the line is understood.

    `typed` alone, without `add`, only says how it is understood. A line that is not understood whole adds nothing.
    """
    on = parse_day(request.POST.get("service_date")) or build_basis().today
    typed = read_typed_line(request.POST.get("typed", ""), on, request.POST.get("discipline") or DISCIPLINES[0])
    if "add" not in request.POST:
        return render(request, "minutes/understood.html", {"typed": typed})
    context = {"typed": typed, "performed_by": visit_form.PERFORMED_BY}
    answer = render(request, "minutes/added.html", context)
    answer.headers["X-Typed"] = "added" if typed.complete else "refused"
    return answer


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """A visit out of the page's address or history."""
    entered = visit_form.decode_form(request.POST.get("held", ""))
    return render(request, "minutes/entered.html", _context(entered))


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """A file of visits; its page has an address of its own."""
    with receive_file(request.FILES.get("file"), VISIT_ENDINGS, MOST_BYTES) as path:
        case = structs.replace(read_case(path, build_basis(), strict=False), name=path.name)
    return redirect("minutes:file", CASES.put(find_browser(request), case))


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
    request: HttpRequest, visits: Mapping[str, Visit], name: str = "", case: Case | None = None
) -> HttpResponse:
    visit_id = request.GET.get("visit") or next(iter(visits))
    if visit_id not in visits:
        raise Http404
    picked = [(visit.visit_id, summarize_visit(visit)) for visit in list(visits.values())[:MOST_VISITS]]
    if visit_id not in dict(picked):
        picked.append((visit_id, summarize_visit(visits[visit_id])))
    context = {
        **_context(visit_form.fill_form(visits[visit_id])),
        "visit_id": visit_id,
        "picked": picked,
        "name": name,
        "file": case,
        "number": len(visits),
        "readings": case.readings if case else (),
    }
    return render(request, "minutes/page.html", context)


def _context(entered: visit_form.VisitForm) -> dict[str, object]:
    basis = build_basis()
    on = parse_day(entered.service_date) or basis.today
    return {
        **_answer_context(entered),
        "payers": list_payers(on, basis),
        "disciplines": DISCIPLINES,
        "today": basis.today,
    }


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
