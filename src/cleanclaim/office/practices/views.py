"""The pages of the practice's file: what it says, its text, its versions, and which user is which clinician."""

from collections.abc import Sequence
from difflib import unified_diff

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.exchange.files.templates import practice_template
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.claims.judging import find_marked
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Version
from cleanclaim.office.history.seen import CHANGED_MEANWHILE, read_seen
from cleanclaim.office.history.version_list import list_versions
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.organizations.models import Membership, User
from cleanclaim.office.organizations.start import UNNAMED
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.practices.paper_text import write_papers
from cleanclaim.office.practices.papers import fill_papers, read_papers, show_papers
from cleanclaim.office.practices.presenter import build_practice_page
from cleanclaim.office.practices.sections import list_open
from cleanclaim.office.practices.stored import parse_new, read_practice_of
from cleanclaim.office.shared.query import read_key

FILE = "The practice's file"
LONGEST = 200_000
"""Characters that a practice's file may have."""


@require_safe
@organization_page("practice.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """Who bills, treats and pays, as the file says, and which user is which clinician."""
    record = PracticeRecord.objects.first()
    practice = read_practice_of()
    users = {link.npi: link.user for link in ClinicianUser.objects.select_related("user")}
    people = Membership.objects.filter(organization=member.organization).select_related("user").order_by("user__name")
    context = {
        "record": record,
        "judging": find_marked().count(),
        "view": build_practice_page(practice, users, today()) if practice else None,
        "open_places": list_open(practice, practice.open_entries) if practice else (),
        "people": [one.user for one in people],
        "versions": list_versions(record, _compare, first="Entered") if record else (),
        "steps": changes.read_steps(record) if record else None,
        "may_change": member.may("practice.change"),
        "may_link": member.may("people.change"),
    }
    return render(request, "practices/page.html", context)


@organization_page("practice.change")
def edit(request: HttpRequest, member: Member) -> HttpResponse:
    """The file's text, to be changed; all that is wrong with it is listed, and nothing is stored until it is right.

    What only sending needs may be missing.
    """
    record = _find_record()
    if request.method != "POST":
        text = changes.newest(record).read().text if record else practice_template({}, ())
        return _render_text(request, record, text)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if len(text) > LONGEST:
            raise UserError(FILE, f"it has more than {LONGEST:,} characters", "Shorten it.")
        parse_new(text)
        with transaction.atomic():
            if record is None:
                changes.add(PracticeRecord(), PracticeFile(text), member.actor)  # another may do so at the same moment
            else:
                changes.change(record, PracticeFile(text), member.actor, seen=read_seen(request, FILE))
    except UserError as error:
        return _render_text(request, record, text, getattr(error, "errors", (error,)), status=400)
    except changes.ChangedMeanwhile as conflict:
        return _render_text(request, record, text, newest=conflict.newest, status=CHANGED_MEANWHILE)
    except IntegrityError:
        record = PracticeRecord.objects.get()
        return _render_text(request, record, text, newest=changes.newest(record), status=CHANGED_MEANWHILE)
    return redirect("practices:page")


@organization_page("practice.change")
def papers(request: HttpRequest, member: Member, npi: str) -> HttpResponse:
    """The form of a clinician's papers, and its answer: the same file, with these papers in its text."""
    record, practice = _find_record(), read_practice_of()
    clinician = practice.clinicians.get(npi) if practice else None
    if record is None or practice is None or clinician is None:
        raise Http404
    context: dict[str, object] = {"clinician": clinician}
    if request.method != "POST":
        return _render_papers(request, record, context | {"form": fill_papers(clinician, practice)})
    context["form"] = show_papers(request.POST, practice)
    text = changes.newest(record).read().text
    try:
        text = write_papers(text, list(practice.clinicians).index(npi), read_papers(request.POST))
        parse_new(text)
        with transaction.atomic():
            changes.change(record, PracticeFile(text), member.actor, seen=read_seen(request, FILE))
    except UserError as error:
        faults = list({str(one): _in_papers(one) for one in getattr(error, "errors", (error,))}.values())
        return _render_papers(request, record, context | {"faults": faults}, status=400)
    except changes.ChangedMeanwhile as conflict:
        return _render_papers(request, record, context | {"newest": conflict.newest}, status=CHANGED_MEANWHILE)
    return redirect(f"{reverse('practices:page')}#clinician-{npi}")


@require_POST
@organization_page("practice.change")
def step(request: HttpRequest, member: Member, way: str) -> HttpResponse:
    """Undo or redo the last change of the file, unless somebody changed it since the page was made."""
    record = get_object_or_404(PracticeRecord)
    try:
        changes.step(record, way, member.actor, seen=read_seen(request, FILE))
    except changes.ChangedMeanwhile as conflict:
        text = conflict.newest.read().text
        return _render_text(request, record, text, newest=conflict.newest, status=CHANGED_MEANWHILE)
    return redirect("practices:page")


@require_POST
@organization_page("people.change")
def link_clinician(request: HttpRequest, member: Member) -> HttpResponse:
    """Say which user a clinician of the file is; no user where none is chosen."""
    npi, chosen = request.POST.get("npi", ""), request.POST.get("user", "")
    practice = read_practice_of()
    if practice is None or npi not in practice.clinicians:
        raise UserError("The clinician", "the practice's file has none of this NPI", "Reload the page.")
    try:
        with transaction.atomic():
            removed, _ = ClinicianUser.objects.filter(npi=npi).delete()
            if chosen:
                people = Membership.objects.filter(organization=member.organization)
                user = get_object_or_404(people, user=read_key(chosen, "The clinician")).user
                add_link(member, user, practice.clinicians[npi])
                done = f"{_name(practice, npi)} signs in as {user.email}, and has those visits on Today."
            elif removed:
                log(member.actor, "clinician.unlinked")
                done = f"Nobody signs in as {_name(practice, npi)} any more."
            else:
                done = f"Nobody signs in as {_name(practice, npi)}, as before."
    except IntegrityError:
        remedy = "Take the user from the other clinician first."
        raise UserError("The clinician", "this user is another clinician of the file", remedy) from None
    messages.success(request, done)
    return redirect("practices:page")


def _compare(before: Version, after: Version) -> list[tuple[str, str, str]]:
    """The lines that a version of the file took away, and those it added."""
    old, new = (one.read().text.splitlines() for one in (before, after))
    lines = list(unified_diff(old, new, n=0, lineterm=""))[2:]
    gone, come = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    return [("Lines", "; ".join(filter(None, gone)), "; ".join(filter(None, come)))] if lines else []


def add_link(member: Member, user: User, clinician: Clinician) -> None:
    """Say which clinician a user is. Raises IntegrityError where the user is another."""
    link = ClinicianUser(organization=member.organization, user=user, npi=clinician.npi)
    link.save(force_insert=True)
    log(member.actor, "clinician.linked", user.pk, npi=clinician.npi)
    if user.name == UNNAMED:  # the laptop's owner, who has no other name before
        User.objects.filter(pk=user.pk).update(name=f"{clinician.name.first} {clinician.name.last}")


def _name(practice: Practice, npi: str) -> str:
    who = practice.clinicians[npi].name
    return f"{who.first} {who.last}"


def _find_record() -> PracticeRecord | None:
    found: PracticeRecord | None = PracticeRecord.objects.first()
    return found


def _in_papers(error: UserError) -> UserError:
    """A fault of the file by the place in a clinician's papers: `licenses 2, begins`."""
    place = error.place.partition("[[clinicians]] ")[2].partition(", ")[2]
    return UserError(place or error.place, error.problem, error.remedy)


def _render_papers(
    request: HttpRequest, record: PracticeRecord, context: dict[str, object], status: int = 200
) -> HttpResponse:
    record.refresh_from_db()
    return render(request, "practices/papers.html", context | {"record": record}, status=status)


def _render_text(
    request: HttpRequest,
    record: PracticeRecord | None,
    text: str,
    faults: Sequence[UserError] = (),
    newest: object = None,
    status: int = 200,
) -> HttpResponse:
    """The file's text to be changed, each fault with the line that it is about."""
    if record is not None:
        record.refresh_from_db()
    lines = text.split("\n")
    context = {
        "record": record,
        "text": text,
        "faults": [(one, lines[one.line - 1].strip() if one.line else "") for one in faults],
        "newest": newest,
    }
    return render(request, "practices/edit.html", context, status=status)
