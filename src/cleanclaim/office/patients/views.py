"""The pages of patients: the list, one patient, the form, and the changes of one."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import PayerId
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.charts.clocks import build_head
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Version
from cleanclaim.office.history.seen import CHANGED_MEANWHILE, read_seen
from cleanclaim.office.history.version_list import list_versions
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.patients import form as forms
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.payer_order import find_wrong_order
from cleanclaim.office.patients.search import find_alike, find_patients, propose_number
from cleanclaim.office.patients.words import list_facts, word_of
from cleanclaim.office.practices.payer_names import list_payers_of, name_payer, name_payers
from cleanclaim.office.practices.stored import list_payer_choices, read_practice_of
from cleanclaim.office.shared.query import is_part_request

LONGEST = 100
MOST_VISITS = 20
STEPS = {"undo": "undone", "redo": "redone"}
MOST_LISTED = 8
"""Patients that the palette lists."""


@require_safe
@organization_page("patients.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The patients whose name, number or birth date fits what is typed, a page at a time."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = find_patients(words, request.GET.get("after", "")[:300])
    if words:
        log(member.actor, "patient.searched", matches=len(found.patients))
    practice, on = read_practice_of(), today()
    rows = [(one, ", ".join(name_payers(one.payers, practice, on))) for one in found.patients]
    context = {
        "words": words,
        "found": found,
        "rows": rows,
        "may_change": member.may("patients.change"),
        "may_import": member.may("imports.change"),
        "member": member,
    }
    return render(request, "patients/found.html" if is_part_request(request) else "patients/page.html", context)


@require_safe
@organization_page("patients.see")
def find(request: HttpRequest, member: Member) -> HttpResponse:
    """The patients that the palette lists for the words typed there; none for none."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = find_patients(words).patients[:MOST_LISTED] if words else []
    if found:
        log(member.actor, "patient.searched", matches=len(found))
    return render(request, "patients/listed.html", {"found": found})


@require_safe
@organization_page("patients.see")
def patient(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """One patient: who, coverages, and what was changed when by whom."""
    record = get_object_or_404(PatientRecord, pk=key)
    log(member.actor, "patient.read", record.pk)
    practice = read_practice_of()
    value = changes.newest(record).read()
    context = {
        "record": record,
        "head": build_head(record, today(), "patient"),
        "visits": record.visits.order_by("-service_date", "-id")[:MOST_VISITS],
        "may_see_visits": member.may("visits.see"),
        "may_schedule": member.may("schedule.change"),
        "may_write": member.may("visits.write"),
        "patient": value,
        "versions": list_versions(record, _compare),
        "steps": changes.read_steps(record),
        "may_change": member.may("patients.change"),
        "wrong_order": find_wrong_order(value, practice, today()),
        "coverages": [
            (name_payer(key, practice, today()), word_of("order", one.order), list_facts(one))
            for key, one in value.coverages.items()
        ],
    }
    return render(request, "patients/patient.html", context)


@organization_page("patients.change")
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """The form of a new patient, and its answer."""
    if request.method != "POST":
        return _render_form(request, forms.empty_form(propose_number()))
    sent = forms.parse_form(request.POST)
    try:
        value = forms.read_form(sent, _payers(), today())
        alike = [] if "anyway" in request.POST else find_alike(value)
        if alike:
            return _render_form(request, sent, alike=alike)
        with transaction.atomic():
            record = changes.add(PatientRecord(), value, member.actor)
    except UserError as error:
        return _render_form(request, sent, error=error)
    except IntegrityError:
        return _render_form(request, sent, error=_number_in_use(sent))
    return redirect("patients:patient", record.pk)


@organization_page("patients.change")
def edit(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The form of a patient, and its answer; who changed something else meanwhile is not written over."""
    record = get_object_or_404(PatientRecord, pk=key)
    if request.method != "POST":
        return _render_form(request, forms.fill_form(changes.newest(record).read()), record)
    sent = forms.parse_form(request.POST)
    try:
        value = forms.read_form(sent, _payers(), today())
        with transaction.atomic():
            changes.change(record, value, member.actor, seen=read_seen(request, "The patient"))
    except UserError as error:
        return _render_form(request, sent, record, error)
    except IntegrityError:
        return _render_form(request, sent, record, _number_in_use(sent))
    except changes.ChangedMeanwhile as conflict:
        return _render_conflict(request, sent, record, conflict)
    return redirect("patients:patient", record.pk)


@require_POST
@organization_page("patients.change")
def step(request: HttpRequest, member: Member, key: UUID, way: str) -> HttpResponse:
    """Undo or redo the last change of a patient, unless somebody changed something since the page was made."""
    record = get_object_or_404(PatientRecord, pk=key)
    try:
        changes.step(record, way, member.actor, seen=read_seen(request, "The patient"))
    except changes.ChangedMeanwhile as conflict:
        sent = forms.fill_form(conflict.newest.read())
        return _render_conflict(request, sent, record, conflict, refused=STEPS[way])
    return redirect("patients:patient", record.pk)


def _compare(before: Version, after: Version) -> list[tuple[str, str, str]]:
    """The fields that a version of a patient changed."""
    found = forms.compare(*(forms.fill_form(one.read()) for one in (before, after)))
    return [(one.label, one.typed, one.now) for one in found]


def _payers() -> dict[str, PayerId]:
    """The payers that a coverage may name."""
    known = list_payers_of(read_practice_of(), today())
    return {name: PayerId(policy=name, name=known_as, id="") for name, known_as in known}


def _number_in_use(sent: forms.PatientForm) -> UserError:
    problem = f'patient "{sent.person["patient_id"]}" is here already.'
    return UserError("coverage 1, patient_id", problem, "Open that patient, or write another number.")


def _render_form(
    request: HttpRequest,
    form: forms.PatientForm,
    record: PatientRecord | None = None,
    error: UserError | None = None,
    alike: Sequence[PatientRecord] = (),
) -> HttpResponse:
    """The form, with what is wrong in it, or with the patients here who may be the same person."""
    person, coverages = forms.show_form(form, error, request.GET.get("field", ""))
    practice = read_practice_of()
    own = dict(list_payer_choices(practice))
    context = {
        "record": record,
        "person": person,
        "coverages": coverages,
        "wrong": sum(1 for field in person if field.error)
        + sum(1 for coverage in coverages for field in (*coverage.first, *coverage.more) if field.error),
        "payers": own,
        "other_payers": {name: one for name, one in list_payers_of(practice, today()) if name not in own},
        "alike": alike,
    }
    status = 400 if error is not None else CHANGED_MEANWHILE if alike else 200
    return render(request, "patients/form.html", context, status=status)


def _render_conflict(
    request: HttpRequest,
    sent: forms.PatientForm,
    record: PatientRecord,
    conflict: changes.ChangedMeanwhile,
    refused: str = "",
) -> HttpResponse:
    """What was typed beside what stands now, so that a person decides; `refused` says what was not done instead."""
    now = forms.fill_form(conflict.newest.read())
    record.refresh_from_db()
    context = {
        "record": record,
        "newest": conflict.newest,
        "refused": refused,
        "differences": forms.compare(sent, now),
        "sent": [("person", sent.person), *(("coverage", coverage) for coverage in sent.coverages)],
        "fields": forms.hidden_fields(sent),
    }
    return render(request, "patients/conflict.html", context, status=CHANGED_MEANWHILE)
