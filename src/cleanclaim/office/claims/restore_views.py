"""The page's answer to what went out since a backup that was brought back."""

from itertools import zip_longest
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims.after_restore import confirm
from cleanclaim.office.claims.answers import LARGEST
from cleanclaim.office.claims.control_numbers import is_to_confirm
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.shared.query import read_number

LONGEST = 9
"""Digits of a control number."""


@require_POST
@organization_page("claims.send")
def confirm_sent(request: HttpRequest, member: Member) -> HttpResponse:
    """Note which file each receiver got last, take the files that went out since, hold what may have gone out."""
    if not is_to_confirm():
        raise UserError("What went out", "it is known here", "Reload the page.")
    lasts = _read_lasts(request)
    uploads = request.FILES.getlist("file")
    if sum(one.size or 0 for one in uploads) > LARGEST:
        raise UserError(
            "The files", f"they are larger than {LARGEST / 1_000_000:g} MB", "Have the claims held instead."
        )
    files = [(Path(one.name or "a file").name, one.read()) for one in uploads]
    done = confirm(lasts, files, member.actor, whole=request.POST.get("whole") == "yes")
    sent, on_hold = (f"{number:,} claim{'s' * (number != 1)}" for number in (done.sent, done.on_hold))
    text = "It is noted."
    text += f" {sent} went out by these files." if files else ""
    text += f" {on_hold} held: look into each before it is released." if done.on_hold else ""
    messages.info(request, text)
    return redirect("claims:send")


def _read_lasts(request: HttpRequest) -> dict[str, int]:
    """The number of the last file of each receiver. Raises UserError where one is none."""
    receivers, names = request.POST.getlist("receiver"), request.POST.getlist("name")
    lasts = {}
    for key, name, typed in zip_longest(receivers, names, request.POST.getlist("last"), fillvalue=""):
        last = read_number(typed.strip(), LONGEST)
        if last is None:
            problem = f"it is no number of at most {LONGEST} digits"
            raise UserError(f"The number for {name[:80] or 'a receiver'}", problem, "Enter ISA13, or 0 for none.")
        lasts[key] = last
    return lasts
