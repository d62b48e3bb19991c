"""The palette's own answers: pages, things to do, codes, what two codes are to each other, and rules.

Records such as patients are found by the areas that store them, each for those who may see them.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from msgspec import Struct

from cleanclaim.explanations.lookup.known_names import USUAL_PAYER
from cleanclaim.explanations.lookup.pair_question import read_pair_question
from cleanclaim.explanations.lookup.rule_search import search_rules
from cleanclaim.explanations.lookup.search_all import look_up_non_service, search_all
from cleanclaim.office.areas import areas
from cleanclaim.office.codes.non_service_codes import build_readings
from cleanclaim.office.day import today
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import is_part_request

LONGEST = 100
MOST = 6
"""Entries of one kind."""


class PaletteLine(Struct, frozen=True):
    """One line of the palette: where it leads, what it says, and what it says of that in brief. `organization`: the one
    that is chosen by it.
    """

    url: str
    text: str
    about: str = ""
    organization: str = ""


ACTIONS: tuple[tuple[str, str, str], ...] = (
    ("Add a patient", "patients:add", "patients.change"),
    ("Approve and send claims", "claims:send", "claims.send"),
    ("Read what a receiver answered", "claims:batches", "claims.send"),
)
"""What can be begun from anywhere: how it is called, its address, and the permission it takes."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What fits the words, by kind; without words the pages and what can be done."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = {"Go to": _pages(request, words), "Do": _actions(request, words)}
    if words:
        found = {"Clients": _clients(request, words), **found, "Codes": _codes(words), "Rules": _rules(words)}
    template = "palette/found.html" if is_part_request(request) else "palette/page.html"
    return render(request, template, {"found": found, "words": words, "nothing": not any(found.values())})


def _pages(request: HttpRequest, words: str) -> list[PaletteLine]:
    named = areas(request)
    rooms, tools = named["rooms"], named["tools"]
    pages = [*rooms(), *tools]  # type: ignore[operator,misc]
    return [PaletteLine(one.url, one.name, f"g {one.key}") for one in pages if _fits(words, one.name)]


def _actions(request: HttpRequest, words: str) -> list[PaletteLine]:
    member = areas(request)["member_here"]
    return [
        PaletteLine(reverse(url), text)
        for text, url, permission in ACTIONS
        if member and member.may(permission) and _fits(words, text)  # type: ignore[attr-defined]
    ]


def _clients(request: HttpRequest, words: str) -> list[PaletteLine]:
    """The other organizations that one works for."""
    member = areas(request)["member_here"]
    places = member.places if member else ()  # type: ignore[attr-defined]
    others = (one.organization for one in places if one.organization.pk != member.organization.pk)  # type: ignore[attr-defined]
    address = reverse("organizations:choose")
    return [PaletteLine(address, str(one), "go there", str(one.pk)) for one in others if _fits(words, str(one))][:MOST]


def _fits(words: str, text: str) -> bool:
    """Whether each word begins one of the text's."""
    begins = text.casefold().split()
    return all(any(one.startswith(word) for one in begins) for word in words.casefold().split())


def _codes(words: str) -> list[PaletteLine]:
    on, basis = today(), build_basis()
    if question := read_pair_question(words, on, USUAL_PAYER, basis):
        address = reverse("codes:page", query={"q": words})
        return [PaletteLine(address, f"{question.first} with {question.second}", "on one day")]
    itself = reverse("codes:code", args=[words.upper()]) if "/" not in words else ""
    readings = build_readings(look_up_non_service(words, on, basis)) if itself else []
    fits = search_all(words.split(), on, basis=basis)
    pairs = [(one.code, one.label) for one in fits.codes] + [(one.code, one.label) for one in fits.diagnoses]
    entries = [
        PaletteLine(reverse("codes:code", args=[name]), name, label) for name, label in pairs if not fits.unmatched
    ]
    return [*(PaletteLine(itself, one.code, one.label) for one in readings), *entries][:MOST]


def _rules(words: str) -> list[PaletteLine]:
    found = [one.page for one in search_rules(words) if not one.unmatched]
    return [PaletteLine(reverse("rules:rule", args=[one.id]), one.title, one.id) for one in found[:MOST]]
