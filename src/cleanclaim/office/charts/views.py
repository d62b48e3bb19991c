"""The pages of a patient's chart: its parts, the form of an entry, and undoing what was changed."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import History
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.charts import form as forms
from cleanclaim.office.charts.clocks import build_head
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.charts.parts import NAMES, PLACE, check_part
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Version
from cleanclaim.office.history.seen import CHANGED_MEANWHILE, read_seen
from cleanclaim.office.history.version_list import list_versions
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.payer_names import list_policies_of
from cleanclaim.office.practices.stored import read_practice_of


@require_safe
@organization_page("patients.see")
def chart(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The chart of a patient."""
    patient = get_object_or_404(PatientRecord, pk=key)
    log(member.actor, "chart.read", patient.pk)
    record = ChartRecord.objects.filter(patient=patient).first()
    payers = _payers()
    context = {
        "head": build_head(patient, today(), "chart"),
        "patient": patient,
        "record": record,
        "version": record.version if record else 0,
        "parts": forms.show_chart(_value(record), payers),
        "versions": list_versions(record, partial(_compare, payers), first="Begun") if record else (),
        "steps": changes.read_steps(record) if record else None,
        "may_change": member.may("charts.change"),
    }
    return render(request, "charts/chart.html", context)


@organization_page("charts.change")
def entry(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The form of an entry, a new one or one that is there, and its answer."""
    patient = get_object_or_404(PatientRecord, pk=key)
    record = _find_record(patient)
    part, at, payers = check_part(request.GET.get("part", "")), _place(request), _payers()
    if request.method != "POST":
        written = forms.entry_of(_value(record), part, at)
        return _render_entry(request, patient, part, at, forms.show_entry(part, written, payers))
    sent = {name: request.POST.get(name, "") for name in request.POST}
    try:
        value = forms.with_entry(_value(record), part, at, sent, today())
        _store(record, patient, value, member, seen=read_seen(request, PLACE))
    except UserError as error:
        fields = forms.show_entry(part, sent, payers, error)
        return _render_entry(request, patient, part, at, fields, error=error, status=400)
    except changes.ChangedMeanwhile as conflict:
        fields = forms.show_entry(part, sent, payers)
        return _render_entry(request, patient, part, at, fields, newest=conflict.newest, status=CHANGED_MEANWHILE)
    return redirect("charts:chart", patient.pk)


@require_POST
@organization_page("charts.change")
def remove(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """An entry less; or, without one named, a part that is known to be none."""
    patient = get_object_or_404(PatientRecord, pk=key)
    record = _find_record(patient)
    part, at = check_part(request.GET.get("part", "")), _place(request)
    old = _value(record)
    value = forms.with_none(old, part) if at is None else forms.without_entry(old, part, at)
    try:
        _store(record, patient, value, member, seen=read_seen(request, PLACE))
    except changes.ChangedMeanwhile as conflict:
        return render(
            request, "charts/conflict.html", {"patient": patient, "newest": conflict.newest}, status=CHANGED_MEANWHILE
        )
    return redirect("charts:chart", patient.pk)


@require_POST
@organization_page("charts.change")
def step(request: HttpRequest, member: Member, key: UUID, way: str) -> HttpResponse:
    """Undo or redo the last change of a chart."""
    patient = get_object_or_404(PatientRecord, pk=key)
    record = get_object_or_404(ChartRecord, patient=patient)
    try:
        changes.step(record, way, member.actor, seen=read_seen(request, PLACE))
    except changes.ChangedMeanwhile as conflict:
        return render(
            request, "charts/conflict.html", {"patient": patient, "newest": conflict.newest}, status=CHANGED_MEANWHILE
        )
    return redirect("charts:chart", patient.pk)


def _compare(payers: Mapping[str, str], before: Version, after: Version) -> list[tuple[str, str, str]]:
    """The entries that a version of a chart took away and added, part by part."""
    return forms.compare(before.read(), after.read(), payers)


def _payers() -> dict[str, str]:
    """The payers to choose from, each with its name."""
    return dict(list_policies_of(read_practice_of(), today()))


def _find_record(patient: PatientRecord) -> ChartRecord | None:
    found: ChartRecord | None = ChartRecord.objects.filter(patient=patient).first()
    return found


def _value(record: ChartRecord | None) -> History:
    value: History = changes.newest(record).read() if record else History()
    return value


def _place(request: HttpRequest) -> int | None:
    text = request.GET.get("at", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise UserError(PLACE, "the page named no entry", "Go back to the chart.")
    return int(text)


def _store(record: ChartRecord | None, patient: PatientRecord, value: History, member: Member, *, seen: int) -> None:
    if record is not None:
        changes.change(record, value, member.actor, seen=seen)
        return
    try:
        with transaction.atomic():
            changes.add(ChartRecord(patient=patient), value, member.actor)
    except IntegrityError:  # somebody else entered the first part at the same moment
        raise changes.ChangedMeanwhile(changes.newest(ChartRecord.objects.get(patient=patient))) from None


def _render_entry(
    request: HttpRequest,
    patient: PatientRecord,
    part: str,
    at: int | None,
    fields: list[forms.EntryField],
    status: int = 200,
    **about: object,
) -> HttpResponse:
    """The form; `about` has what went wrong, an `error` or the `newest` version of somebody else."""
    record = ChartRecord.objects.filter(patient=patient).first()
    context = {
        "head": build_head(patient, today(), "chart"),
        "patient": patient,
        "version": record.version if record else 0,
        "title": NAMES[part].one,
        "note": NAMES[part].note,
        "at": at,
        "fields": fields,
        "error": about.get("error") if not any(field.error for field in fields) else None,
        "newest": about.get("newest"),
    }
    return render(request, "charts/entry.html", context, status=status)
