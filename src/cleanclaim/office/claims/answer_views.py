"""The page of a file that came back: what it said, and what a person has to choose, as it does not say it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cleanclaim.office.audit_log.log import log
from cleanclaim.office.claims.answers import choose, find_ties
from cleanclaim.office.claims.models import AnswerFile
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.shared.query import read_key

SENT_AS = {"void": "to take the claim back", "replacement": "to replace a claim"}


@organization_page("claims.send")
def answer(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """What a file said; for each claim of which it does not say to which sending it is, these to choose from."""
    file = get_object_or_404(AnswerFile, pk=key)
    if request.method == "POST":
        chosen = {
            name.removeprefix("to-"): read_key(str(text), "The file")
            for name, text in request.POST.dict().items()
            if name.startswith("to-") and text
        }
        number = choose(file, chosen, member.actor)
        messages.info(request, f"{number} answer{'s' * (number != 1)} noted.")
        return redirect("claims:answer", file.pk)
    ties = [
        (one, [(sent, SENT_AS.get(sent.frequency, "as a first claim")) for sent in one.sent]) for one in find_ties(file)
    ]
    log(member.actor, "claim.listed", claims=len(ties))
    return render(request, "claims/answer.html", {"member": member, "file": file, "ties": ties})
