"""The pages of Codes. Each reads the query, calls the library, and renders."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from msgspec import Struct, structs

from cleanclaim.explanations.lookup.code_pages import CodePage, build_code_page
from cleanclaim.explanations.lookup.code_pairs import check_pair
from cleanclaim.explanations.lookup.known_names import USUAL_PAYER
from cleanclaim.explanations.lookup.pair_question import read_pair_question
from cleanclaim.explanations.lookup.search_all import look_up, look_up_non_service, search_all
from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.codes import non_service_codes, presenter
from cleanclaim.office.codes.chart import draw_chart
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import is_part_request, list_payers, read_day

MOST_WORDS = 30


class CodesQuery(Struct, frozen=True):
    """The query of every page of the area: the day, the payer, the practice's ZIP, and the day of knowledge."""

    on: date
    payer: str
    zip: str
    known_on: date | None

    @property
    def encoded(self) -> str:
        """The query as it is written in an address, for links to other pages of the area."""
        named = {"on": self.on, "payer": self.payer, "zip": self.zip, "known_on": self.known_on}
        return urlencode({name: value for name, value in named.items() if value})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The search; while one types, only what was found."""
    query = _parse_query(request)
    words = request.GET.get("q", "").split()[:MOST_WORDS]
    text = " ".join(words)
    context = {**_context(query), "words": text}
    if words:
        basis = build_basis()
        fits, other_results = (
            search_all(words, query.on, basis=basis),
            non_service_codes.build_readings(look_up_non_service(text, query.on, basis)),
        )
        context |= {"fits": fits, "named": other_results, "counted": presenter.count_results(fits, len(other_results))}
        context |= _pair_answer(text, query)
    else:
        context |= {"kinds": presenter.group_by_kind(query.on), "counted": presenter.describe_all_codes(query.on)}
    context["part"] = is_part_request(request)
    return render(request, "codes/found.html" if is_part_request(request) else "codes/page.html", context)


def _pair_answer(text: str, query: CodesQuery) -> dict[str, object]:
    """The answer where the words ask about two codes."""
    basis = build_basis(known_on=query.known_on)
    question = read_pair_question(text, query.on, query.payer, basis)
    if question is None:
        return {}
    found = check_pair(question.first, question.second, question.on, question.payer, basis)
    chosen = structs.replace(query, on=question.on, payer=question.payer)
    return {
        "question": question,
        "answer": presenter.build_answer_row(found),
        "chosen": chosen,
        "counted": "One answer.",
    }


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Everything known about a code, on the chosen day."""
    query = _parse_query(request)
    pages = look_up(code.strip().upper(), query.on, query.payer, build_basis(known_on=query.known_on))
    context = _context(query)
    if isinstance(pages[0], CodePage):
        service = pages[0]
        context |= {
            "code": service.code,
            "view": presenter.build_code_view(service, query.payer, query.zip, query.known_on),
            "chart": draw_chart(service),
        }
        whole, part = "codes/code.html", "codes/details.html"
    else:
        context |= {"code": code, "readings": non_service_codes.build_readings(pages)}
        whole, part = "codes/readings.html", "codes/readings_list.html"
    return render(request, part if is_part_request(request) else whole, context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two codes side by side, and whether both may be billed on one day."""
    query = _parse_query(request)
    first, second = (request.GET.get(name, "").strip().upper() for name in ("one", "other"))
    if first and not second:
        return redirect(f"{reverse('codes:code', args=[first])}?{query.encoded}")
    context = {**_context(query), "one": first, "other": second}
    if first and second:
        basis = build_basis(known_on=query.known_on)
        answer = check_pair(first, second, query.on, query.payer, basis)
        pages = [build_code_page(name, query.on, query.payer, basis) for name in (first, second)]
        context |= {"answer": presenter.build_answer_row(answer), "pages": pages}
        context["facts"] = presenter.compare_facts(pages[0], pages[1], query.payer, query.zip, query.known_on)
    return render(request, "codes/side_by_side.html" if is_part_request(request) else "codes/compare.html", context)


def _parse_query(request: HttpRequest) -> CodesQuery:
    return CodesQuery(
        on=read_day(request.GET.get("on")) or build_basis().today,
        payer=request.GET.get("payer") or USUAL_PAYER,
        zip=request.GET.get("zip", "").strip(),
        known_on=read_day(request.GET.get("known_on")),
    )


def _context(query: CodesQuery) -> dict[str, object]:
    return {"query": query, "payers": list_payers(query.on, build_basis()), "law": law_version()}
