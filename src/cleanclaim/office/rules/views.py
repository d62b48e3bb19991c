"""The pages of Rules. Each reads the query, calls the library, and renders."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.explanations.lookup.payer_coverage import assess_all_payers
from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.explanations.lookup.rule_search import list_topics, search_rules
from cleanclaim.explanations.marks import SEVERITY_MARKS
from cleanclaim.law.policies.answer_words import STATE_MEANINGS
from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.rules import payer_answers, presenter
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import is_part_request, read_day

LONGEST = 200


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The rules by topic, or the rules that fit the words; while one types, only these."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    hits = presenter.build_hits(search_rules(words)) if words else None
    context = {
        "words": " ".join(words.split()),
        "found": hits,
        "topics": presenter.build_topics(list_topics()),
        "counted": presenter.count_rules(hits),
        "meanings": presenter.LEGEND,
        "part": is_part_request(request),
    }
    return render(request, "rules/found.html" if is_part_request(request) else "rules/page.html", context)


@require_safe
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its examples."""
    found = build_rule_page(rule_id)
    context = {
        "rule": found,
        "mark": SEVERITY_MARKS[found.finding_severity],
        "cite": citations.build_cite_view(found.cite.id, None, None),
        "pictures": presenter.draw_examples(found),
        "reads": presenter.split_inputs(found),
        "law": law_version(),
    }
    return render(request, "rules/rule.html", context)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Payer by topic: what its answers rest on, on a day."""
    on, known_on = _dates(request)
    matrix = payer_answers.build_matrix(assess_all_payers(on, build_basis(known_on=known_on)))
    context = {"matrix": matrix, "on": on, "known_on": known_on, "meanings": STATE_MEANINGS, "law": law_version()}
    return render(request, "rules/matrix.html" if is_part_request(request) else "rules/payers.html", context)


@require_safe
def answers(request: HttpRequest, payer: str) -> HttpResponse:
    """Every answer of a payer on a day, or those of one topic."""
    on, known_on = _dates(request)
    described = find_policy(payer, on, build_basis(known_on=known_on))
    context = {
        "payer": described,
        "topics": payer_answers.list_answers(described, request.GET.get("topic", "")),
        "topic": request.GET.get("topic", ""),
        "on": on,
        "known_on": known_on,
        "meanings": STATE_MEANINGS,
        "law": law_version(),
    }
    return render(request, "rules/answers_list.html" if is_part_request(request) else "rules/answers.html", context)


def _dates(request: HttpRequest) -> tuple[date, date | None]:
    return read_day(request.GET.get("on")) or build_basis().today, read_day(request.GET.get("known_on"))
