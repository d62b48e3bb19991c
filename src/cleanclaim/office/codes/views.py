"""The pages of Codes. Each reads what was asked, asks the library, and renders."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import CodePage, build_code_page
from cleanclaim.explanations.lookup.code_pairs import check_pair
from cleanclaim.explanations.lookup.known_names import USUAL_PAYER
from cleanclaim.explanations.lookup.search_all import look_up, look_up_non_service, search_all
from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.codes import non_service_codes as other
from cleanclaim.office.codes import presenter as shown
from cleanclaim.office.codes.chart import chart
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.office.shared.query import day, part_only, payers

MOST_WORDS = 30


class CodesQuery(Struct, frozen=True):
    """What every page of the area can be asked: for which day and payer, where the practice is, known by when."""

    on: date
    payer: str
    zip: str
    known_on: date | None

    @property
    def query(self) -> str:
        """The same for another page of the area, as it stands in an address."""
        named = {"on": self.on, "payer": self.payer, "zip": self.zip, "known_on": self.known_on}
        return urlencode({name: value for name, value in named.items() if value})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The search; while one types, only what was found."""
    asked = _asked(request)
    words = request.GET.get("q", "").split()[:MOST_WORDS]
    text = " ".join(words)
    context = {**_context(asked), "words": text}
    if words:
        basis = office_basis()
        fits, named_so = (
            search_all(words, asked.on, basis=basis),
            other.readings(look_up_non_service(text, asked.on, basis)),
        )
        context |= {"fits": fits, "named": named_so, "counted": shown.counted(fits, len(named_so))}
    else:
        context |= {"kinds": shown.kinds(asked.on), "counted": shown.everything(asked.on)}
    context["part"] = part_only(request)
    return render(request, "codes/found.html" if part_only(request) else "codes/page.html", context)


@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """All that is held of a code, on the day asked for."""
    asked = _asked(request)
    pages = look_up(code.strip().upper(), asked.on, asked.payer, office_basis(known_on=asked.known_on))
    context = _context(asked)
    if isinstance(pages[0], CodePage):
        held = pages[0]
        context |= {
            "code": held.code,
            "shown": shown.code(held, asked.payer, asked.zip, asked.known_on),
            "chart": chart(held),
        }
        whole, part = "codes/code.html", "codes/details.html"
    else:
        context |= {"code": code, "readings": other.readings(pages)}
        whole, part = "codes/readings.html", "codes/readings_list.html"
    return render(request, part if part_only(request) else whole, context)


@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """Two codes side by side, and whether both may be billed on one day."""
    asked = _asked(request)
    first, second = (request.GET.get(name, "").strip().upper() for name in ("one", "other"))
    if first and not second:
        return redirect(f"{reverse('codes:code', args=[first])}?{asked.query}")
    context = {**_context(asked), "one": first, "other": second}
    if first and second:
        basis = office_basis(known_on=asked.known_on)
        answer = check_pair(first, second, asked.on, asked.payer, basis)
        pages = [build_code_page(name, asked.on, asked.payer, basis) for name in (first, second)]
        context |= {"answer": shown.answer(answer), "pages": pages}
        context["facts"] = shown.side_by_side(pages[0], pages[1], asked.payer, asked.zip, asked.known_on)
    return render(request, "codes/side_by_side.html" if part_only(request) else "codes/compare.html", context)


def _asked(request: HttpRequest) -> CodesQuery:
    return CodesQuery(
        on=day(request.GET.get("on")) or office_basis().today,
        payer=request.GET.get("payer") or USUAL_PAYER,
        zip=request.GET.get("zip", "").strip(),
        known_on=day(request.GET.get("known_on")),
    )


def _context(asked: CodesQuery) -> dict[str, object]:
    return {"asked": asked, "payers": payers(asked.on, office_basis()), "law": law_version()}
