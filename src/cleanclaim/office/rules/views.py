"""The pages of Rules. Each reads what was asked, asks the library, and renders."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.explanations.lookup.payer_coverage import STATE_MEANINGS, assess_all_payers
from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.explanations.lookup.rule_search import list_topics, search_rules
from cleanclaim.explanations.marks import SEVERITY_MARKS
from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.rules import payer_answers
from cleanclaim.office.rules import presenter as shown
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.office.shared.query import day, part_only

LONGEST = 200


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The book by topic, or the rules that fit the words; while one types, only these."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = shown.found(search_rules(words)) if words else None
    context = {
        "words": " ".join(words.split()),
        "found": found,
        "topics": shown.book(list_topics()),
        "counted": shown.counted(found),
        "meanings": shown.LEGEND,
        "part": part_only(request),
    }
    return render(request, "rules/found.html" if part_only(request) else "rules/page.html", context)


@require_safe
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule with its examples."""
    held = build_rule_page(rule_id)
    context = {
        "rule": held,
        "mark": SEVERITY_MARKS[held.shown_as],
        "cite": citations.shown(held.cite.id, None, None),
        "pictures": shown.pictures(held),
        "reads": shown.reads(held),
        "law": law_version(),
    }
    return render(request, "rules/rule.html", context)


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Payer by topic: what is known, unverified and unknown on a day."""
    on, known_on = _dates(request)
    held = payer_answers.matrix(assess_all_payers(on, office_basis(known_on=known_on)))
    context = {"held": held, "on": on, "known_on": known_on, "meanings": STATE_MEANINGS, "law": law_version()}
    return render(request, "rules/matrix.html" if part_only(request) else "rules/payers.html", context)


@require_safe
def answers(request: HttpRequest, payer: str) -> HttpResponse:
    """Every answer of a payer on a day, or those of one topic."""
    on, known_on = _dates(request)
    described = find_policy(payer, on, office_basis(known_on=known_on))
    context = {
        "payer": described,
        "topics": payer_answers.answers(described, request.GET.get("topic", "")),
        "topic": request.GET.get("topic", ""),
        "on": on,
        "known_on": known_on,
        "meanings": STATE_MEANINGS,
        "law": law_version(),
    }
    return render(request, "rules/answers_list.html" if part_only(request) else "rules/answers.html", context)


def _dates(request: HttpRequest) -> tuple[date, date | None]:
    return day(request.GET.get("on")) or office_basis().today, day(request.GET.get("known_on"))
