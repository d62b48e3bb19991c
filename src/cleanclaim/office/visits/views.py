"""The pages of Today: a clinician's day, and one visit with its minutes, its note, and its signature."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.schedule import read_schedule_file
from cleanclaim.explanations.typed_lines.lines import Performing
from cleanclaim.model.days import day_for_people
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import read_seen
from cleanclaim.office.minutes.form import PERFORMED_BY
from cleanclaim.office.minutes.typed_blocks import read_typed_line
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.search import find_patients, is_found_by
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import parse_day, read_key
from cleanclaim.office.shared.uploads import receive_file
from cleanclaim.office.visits import meanwhile, presenter, writing
from cleanclaim.office.visits.appointments import add_appointment, begin_visit, mark_appointment
from cleanclaim.office.visits.day_list import list_to_cosign
from cleanclaim.office.visits.first_steps import PATIENT_STEP, list_first_steps
from cleanclaim.office.visits.form import parse_page, read_page
from cleanclaim.office.visits.models import OFF, ScheduleEntry, VisitRecord, VisitState
from cleanclaim.office.visits.schedule import take_schedule
from cleanclaim.office.visits.typed import read_entered
from cleanclaim.office.visits.version_list import describe_step
from cleanclaim.office.visits.visit_page import (
    VISIT,
    day_context,
    needs_cosignature,
    open_context,
    visit_context,
)

LONGEST = 100
MOST_LISTED = 6
MOST_ASIDE = 10
"""Rows of a schedule that were set aside and are named."""
MOST_BYTES = 2_000_000
SCHEDULE_ENDINGS = (".csv", ".tsv", ".xlsx")
STEPS = {"undo": ("undone", "undo again"), "redo": ("redone", "redo again")}
"""What a step did, and what somebody does again where it did not."""
NO_CLINICIAN = "Say on the practice's page which clinician you are."


@require_safe
@organization_page("visits.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """A day: its appointments and visits, and a new appointment; the one that was just marked can be undone."""
    return _render_day(request, member, presenter.find_clinicians(request, member))


def _render_day(
    request: HttpRequest, member: Member, clinicians: presenter.Clinicians, error: UserError | None = None
) -> HttpResponse:
    """The page of a day; where an appointment was not added with what was sent of it, and the field that is wrong."""
    steps, sent = list_first_steps(member, clinicians), request.POST
    day = day_context(request, member, clinicians)
    context = {
        "first_steps": steps,
        "to_cosign": list_to_cosign(clinicians.assistants) if member.may("visits.sign") else [],
        "no_patient": bool(steps) and not steps[PATIENT_STEP].done,
        "chosen": _chosen_patients(request, member),
        "new": {
            "on": sent.get("on", f"{day['on']:%Y-%m-%d}"),
            "at": sent.get("at", ""),
            "npi": sent.get("clinician", clinicians.day_of),
            "begins": "begin" in sent,
            "words": sent.get("q", "").strip()[:LONGEST],
            "wrong": error.place.rpartition(", ")[2] if error else "",
        },
        "error": error,
    }
    return render(request, "visits/page.html", day | context, status=400 if error else 200)


@require_safe
@organization_page("visits.see")
def visit(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """One visit beside its day."""
    clinicians = presenter.find_clinicians(request, member)
    record = presenter.find_visit(clinicians, key, to_read=True)
    log(member.actor, "visit.read", record.pk)
    entered = presenter.newest_entered(record)
    return render(request, "visits/visit.html", visit_context(request, member, clinicians, record, entered))


@require_safe
@organization_page("schedule.change")
def patients(request: HttpRequest, member: Member) -> HttpResponse:
    """The patients that begin with what is typed, to give one an appointment."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    whole = find_patients(words) if words else None
    found = whole.patients[:MOST_LISTED] if whole else []
    if found:
        log(member.actor, "patient.searched", matches=len(found))
    more = whole is not None and (len(whole.patients) > MOST_LISTED or bool(whole.after))
    may_add = member.may("patients.change")
    context = {"found": found, "words": words, "more": more, "may_add_patients": may_add}
    return render(request, "visits/patients.html", context)


@require_POST
@organization_page("schedule.change")
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """An appointment more; what cannot be read is said at its field, with all that was typed."""
    clinicians = presenter.find_clinicians(request, member)
    npi = request.POST.get("clinician", "")
    try:
        patient = _read_patient(request)
        if npi not in dict(clinicians.everybody) and (npi or clinicians.practice):
            problem = "the practice's file has no clinician of this NPI" if npi else "no clinician is chosen"
            raise UserError("The appointment, clinician", problem, "Choose one of the list.")
        entry = add_appointment(patient, request.POST.get("on", ""), request.POST.get("at", ""), npi, member.actor)
    except UserError as error:
        return _render_day(request, member, clinicians, error)
    if "begin" in request.POST and member.may("visits.write") and clinicians.works_for(npi):
        return redirect("visits:visit", _begin(entry, member, clinicians).pk)
    at = f", {entry.at:%-I:%M %p}" if entry.at else ""
    who = f"{patient.name}, born {day_for_people(patient.birth_date)}, {patient.number},"
    messages.success(request, f"{who} has an appointment on {day_for_people(entry.on)}{at}.")
    return redirect(_day_of(clinicians, entry.on.isoformat(), npi))


def _read_patient(request: HttpRequest) -> PatientRecord:
    """The patient of a new appointment. Raises UserError where none was chosen, or another one than was typed."""
    try:
        patient = get_object_or_404(PatientRecord, pk=UUID(request.POST.get("patient", "")))
    except ValueError:
        problem = "no patient is chosen"
        raise UserError("The appointment, patient", problem, "Type a name and choose one.") from None
    words = request.POST.get("q", "").strip()[:LONGEST]
    if words and not is_found_by(patient, words):  # a list that was answered before the last letters were typed
        problem = f"{patient.name} is not who was typed"
        raise UserError("The appointment, patient", problem, "Wait for the list, then choose.")
    return patient


@require_POST
@organization_page("visits.write")
def begin(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The visit of an appointment: a new one, or the one that was begun."""
    clinicians = presenter.find_clinicians(request, member)
    locked = ScheduleEntry.objects.select_for_update(of=("self",))  # two who begin it at once begin one visit
    entry = _find_entry(locked.select_related("patient", "visit"), clinicians, key)
    return redirect("visits:visit", (entry.visit or _begin(entry, member, clinicians)).pk)


@require_POST
@organization_page("schedule.change")
def became(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """What became of an appointment; an empty status takes that back."""
    entry = _find_entry(ScheduleEntry.objects.all(), presenter.find_clinicians(request, member), key)
    status = request.POST.get("status", "")
    mark_appointment(entry, status, member.actor, seen=request.POST.get("seen", ""))
    query = {"on": entry.on.isoformat(), "clinician": request.POST.get("clinician", entry.provider_npi)}
    return redirect(reverse("visits:page", query=query | ({"marked": str(key)} if status in OFF else {})))


@require_POST
@organization_page("schedule.change")
def take(request: HttpRequest, member: Member) -> HttpResponse:
    """The appointments of a schedule's file."""
    names = names_of(presenter.find_clinicians(request, member).practice)
    with receive_file(request.FILES.get("file"), SCHEDULE_ENDINGS, MOST_BYTES) as path:
        taken = take_schedule(read_schedule_file(path, names=names, strict=True).rows, member.actor)
    marked = f", {taken.changed} marked with what became of them" if taken.changed else ""
    messages.success(request, f"{taken.added} appointments added{marked}, {taken.as_before} were here.")
    for row in sorted(taken.aside)[:MOST_ASIDE]:
        messages.warning(request, taken.aside[row])
    if len(taken.aside) > MOST_ASIDE:
        messages.warning(request, f"{len(taken.aside) - MOST_ASIDE} more rows were set aside for such reasons.")
    return redirect("visits:page")


@require_POST
@organization_page("visits.write", only_reads=True)
def blocks(request: HttpRequest, member: Member) -> HttpResponse:
    """How a typed line is understood; its blocks where it is to be added. An assistant's are the assistant's own."""
    clinicians = presenter.find_clinicians(request, member)
    on = parse_day(request.POST.get("service_date")) or build_basis().today
    usual: Performing = (
        "assistant" if clinicians.supervisor(clinicians.mine.npi if clinicians.mine else None) else "therapist"
    )
    typed = read_typed_line(request.POST.get("typed", ""), on, request.POST.get("discipline") or "PT", usual)
    if "add" not in request.POST:
        return render(request, "minutes/understood.html", {"typed": typed})
    answer = render(request, "minutes/added.html", {"typed": typed, "performed_by": PERFORMED_BY})
    answer.headers["X-Typed"] = "added" if typed.complete else "refused"
    return answer


@require_POST
@organization_page("visits.write", only_reads=True)
def answer(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """What the minutes earn and the note shows, while one types."""
    record = presenter.find_visit(presenter.find_clinicians(request, member), key)
    found = presenter.answer_page(parse_page(request.POST), record, presenter.newest_entered(record).value)
    about = {"shown": found, "part": True, "may_recount": True, "editable": record.state == VisitState.OPEN}
    return render(request, "visits/answer.html", about)


@require_POST
@organization_page("visits.write")
def save(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Store all that is typed, put together with what somebody changed meanwhile; and say what is open."""
    clinicians = presenter.find_clinicians(request, member)
    record = presenter.find_visit(clinicians, key)
    sent, seen = parse_page(request.POST), read_seen(request, VISIT)
    if record.state == VisitState.SIGNED:
        return meanwhile.render_signed(request, record, sent)
    before, theirs = meanwhile.entered_at(record, seen), ""
    undecided = meanwhile.leave_undecided(before, request.POST.getlist("chosen"))
    entered = read_page(structs.replace(sent, elsewhere=undecided), before.value).entered
    try:
        writing.save_visit(record, entered, member.actor, seen=seen)
    except changes.ChangedMeanwhile as conflict:
        by = str(conflict.newest.user or "")
        merged = meanwhile.merge(before, entered, read_entered(conflict.newest), by)
        entered, theirs = merged.entered, " ".join(merged.theirs)
        record.refresh_from_db()
        writing.save_visit(record, entered, member.actor, seen=conflict.newest.number)
    answer = render(request, "visits/saved.html", open_context(member, clinicians, record, entered))
    answer.headers["X-Version"] = str(record.version)
    if theirs:
        answer.headers["X-Theirs"] = theirs
    return answer


@require_POST
@organization_page("visits.write")
def step(request: HttpRequest, member: Member, key: UUID, way: str) -> HttpResponse:
    """Undo or redo the last change, and say what that was."""
    record = presenter.find_visit(presenter.find_clinicians(request, member), key)
    seen, before = read_seen(request, VISIT), presenter.newest_entered(record)
    try:
        stepped = writing.step_visit(record, way, member.actor, seen=seen)
    except changes.ChangedMeanwhile as conflict:
        return meanwhile.render_refused(request, record, seen, conflict, meanwhile.Refused(*STEPS[way]))
    what = describe_step(before, presenter.newest_entered(record))
    text = f"{STEPS[way][0].capitalize()}. {what}".strip() if stepped else f"Nothing is left to {way}."
    messages.success(request, text, extra_tags=way)
    return redirect("visits:visit", record.pk)


@require_POST
@organization_page("visits.write")
def remove(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Remove a visit that was begun by mistake; the page of its day offers to bring it back."""
    clinicians = presenter.find_clinicians(request, member)
    record = presenter.find_visit(clinicians, key)
    seen = read_seen(request, VISIT)
    try:
        writing.remove_visit(record, member.actor, seen=seen)
    except changes.ChangedMeanwhile as conflict:
        return meanwhile.render_refused(
            request, record, seen, conflict, meanwhile.Refused("removed", "remove it again")
        )
    day = _day_of(clinicians, record.service_date.isoformat(), record.provider_npi)
    return redirect(f"{day}&removed={record.pk}")


@require_POST
@organization_page("visits.write")
def bring_back(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Have a visit that was removed stand again."""
    record = presenter.find_visit(presenter.find_clinicians(request, member), key, removed=True)
    try:
        writing.bring_back_visit(record, member.actor, seen=read_seen(request, VISIT))
    except changes.ChangedMeanwhile:
        raise UserError(VISIT, "it was brought back already", "Open it from its day.") from None
    return redirect("visits:visit", record.pk)


@require_POST
@organization_page("visits.sign")
def sign(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """Sign the visit as it was shown."""
    clinicians = presenter.find_clinicians(request, member)
    record, clinician = presenter.find_visit(clinicians, key), _signer(clinicians)
    seen = read_seen(request, VISIT)
    try:
        writing.sign_visit(record, clinician, member.actor, on=today(), seen=seen)
    except changes.ChangedMeanwhile as conflict:
        refused = meanwhile.Refused("signed", "sign again")
        return meanwhile.render_refused(request, record, seen, conflict, refused)
    except UserError as error:
        messages.error(request, f"{error.place}: {error.problem}. {error.remedy}")
        entered = presenter.newest_entered(record)
        context = visit_context(request, member, clinicians, record, entered)
        return render(request, "visits/visit.html", context, status=400)
    cosigner = needs_cosignature(member, clinicians, record)
    further = f" {cosigner} co-signs it: both took part, or the payer asks for it." if cosigner else ""
    messages.success(request, f"Signed as {writing.name_of(clinician)}, {clinician.credential}.{further}")
    return redirect("visits:visit", record.pk)


@require_POST
@organization_page("visits.sign")
def cosign(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The supervising therapist's signature beside the assistant's."""
    clinicians = presenter.find_clinicians(request, member)
    record, clinician = presenter.find_visit(clinicians, key), _signer(clinicians)
    if not clinicians.supervises(record.provider_npi):
        problem = "you are not the therapist who supervises its clinician"
        remedy = f"It is for {clinicians.supervisor(record.provider_npi) or 'nobody: no assistant gave it'}."
        raise UserError("The co-signature", problem, remedy)
    seen = read_seen(request, VISIT)
    try:
        writing.cosign_visit(record, clinician, member.actor, on=today(), seen=seen)
    except changes.ChangedMeanwhile as conflict:
        refused = meanwhile.Refused("co-signed", "co-sign again")
        return meanwhile.render_refused(request, record, seen, conflict, refused)
    messages.success(request, f"Co-signed as {writing.name_of(clinician)}, {clinician.credential}.")
    return redirect("visits:visit", record.pk)


@require_POST
@organization_page("visits.sign")
def amend(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """An addendum to a signed visit's note."""
    clinicians = presenter.find_clinicians(request, member)
    record, clinician = presenter.find_visit(clinicians, key), _signer(clinicians)
    text, seen = request.POST.get("addendum", ""), read_seen(request, VISIT)
    try:
        writing.add_addendum(record, text, clinician, member.actor, on=today(), seen=seen)
    except changes.ChangedMeanwhile as conflict:
        refused = meanwhile.Refused("added", "add it again", text)
        return meanwhile.render_refused(request, record, seen, conflict, refused)
    return redirect("visits:visit", record.pk)


def _chosen_patients(request: HttpRequest, member: Member) -> "QuerySet[PatientRecord]":
    """The patient who is chosen for a new appointment: from whose page it is begun, or of one that was not added."""
    text = request.POST.get("patient", "") or request.GET.get("patient", "")
    if not (text and member.may("schedule.change")):
        return PatientRecord.objects.none()
    found = PatientRecord.objects.filter(pk=read_key(text, "The patient"))
    log(member.actor, "patient.searched", matches=len(found))
    return found


def _day_of(clinicians: presenter.Clinicians, on: str, npi: str) -> str:
    """The page of a day on which what is a clinician's stands: everybody's, where that was chosen."""
    return reverse("visits:page", query={"on": on, "clinician": npi if clinicians.day_of is not None else ""})


def _signer(clinicians: presenter.Clinicians) -> Clinician:
    if clinicians.mine is None:
        raise UserError("The signature", "you are no clinician of the practice's file", NO_CLINICIAN)
    return clinicians.mine


def _find_entry(entries: "QuerySet[ScheduleEntry]", clinicians: presenter.Clinicians, key: UUID) -> ScheduleEntry:
    """An appointment that the user works with. Raises PermissionDenied for another clinician's."""
    entry = get_object_or_404(entries, pk=key)
    if not clinicians.works_for(entry.provider_npi):
        raise PermissionDenied
    return entry


def _begin(entry: ScheduleEntry, member: Member, clinicians: presenter.Clinicians) -> VisitRecord:
    if entry.is_off:
        raise UserError("The appointment", f"it is marked as {OFF[entry.status].lower()}", "Undo that, then begin.")
    record = begin_visit(entry.patient, entry.on, clinicians.practice, entry.provider_npi, member.actor)
    entry.visit = record
    entry.save(update_fields=["visit"])
    return record
