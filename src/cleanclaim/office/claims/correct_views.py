"""The pages on which a claim is corrected, and where two people did so at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.correct import (
    COVERAGE_FIELDS,
    LABELS,
    Corrected,
    fill_form,
    find_code,
    list_differences,
    read_form,
    read_typed,
    show_form,
)
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.open_fields import RECORDED_IN
from cleanclaim.office.claims.presenter import Names, build_claim_view
from cleanclaim.office.claims.taken_off import note_taken_off
from cleanclaim.office.claims.work import LineTakenOff, codes_of
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import CHANGED_MEANWHILE, read_seen
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.shared.query import is_part_request


@organization_page("claims.change")
def correct(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The fields of a claim that a biller may change, and the answer to them."""
    record = get_object_or_404(ClaimRecord, pk=key)
    (judged,) = judge([record])
    if request.method != "POST":
        return _render(request, judged, fill_form(judged), {})
    if not record.can_correct:
        raise UserError("The claim", "was sent, and stays as it went out", "Open it again.")
    seen = read_seen(request, "The claim")
    typed = read_typed(request.POST, judged)
    if seen != record.version:
        return _render_conflict(request, judged, typed, seen)
    read = read_form(judged, typed)
    if not isinstance(read, Corrected):
        return _render(request, judged, typed, read)
    try:
        with transaction.atomic():
            _store(read, judged, seen, member, typed)
    except changes.ChangedMeanwhile:
        record.refresh_from_db()
        (judged,) = judge([record])
        return _render_conflict(request, judged, typed, seen)
    if is_part_request(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "corrected"})
    return redirect("claims:claim", record.pk)


def _store(read: Corrected, judged: JudgedClaim, seen: int, member: Member, typed: Mapping[str, str]) -> None:
    record = judged.record
    before = fill_form(judged)
    fields = [name for name in before if typed[name] != before[name]]
    if not set(fields) - {RECORDED_IN}:
        return
    of_visits = (name for name in fields if name not in (*COVERAGE_FIELDS, RECORDED_IN))
    words = "; ".join(_in_words(name, before[name], typed[name], find_code(name, judged)) for name in of_visits)
    why = f"corrected {words}" if words else "corrected the coverage"
    why = f"recorded in {typed[RECORDED_IN]}: {why}" if typed[RECORDED_IN] else why
    if read.patient is not None:
        changes.change(record.patient, read.patient, member.actor, seen=record.patient.version)
    decision = LineTakenOff(reason=typed[RECORDED_IN], author=str(member.user), on=today())
    work = note_taken_off(read.work, _find_taken_off(judged, fields), decision)
    acts.store(acts.Seen(record, seen), work, member.actor, why[:200])


def _find_taken_off(judged: JudgedClaim, fields: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """The lines that these fields take off, by visit: the place of each in what is recorded, and its recorded code."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in fields:
        if name.endswith(".billed"):
            at, line, _billed = name.split(".")
            one = judged.visits[int(at)]
            recorded = codes_of(one.recorded.services)[int(line) :]
            if recorded:  # a fix may have made more lines than are recorded
                found.setdefault(one.visit.visit_id, []).append((int(line), recorded[0]))
    return found


def _in_words(name: str, before: str, typed: str, code: str) -> str:
    """`units 2 → 1`, `97124 taken off`: what was corrected, as the claim's history tells it; `code` is the line's."""
    last = name.rpartition(".")[2]
    if last == "billed":
        return f"{code} taken off"
    label = LABELS[last].lower()
    return f"{label} {before or 'empty'} → {typed or 'empty'}"


def _render(
    request: HttpRequest, judged: JudgedClaim, typed: Mapping[str, str], errors: Mapping[str, str]
) -> HttpResponse:
    context = {
        "record": judged.record,
        "form": show_form(judged, typed, errors),
        "view": build_claim_view(judged, Names.read(), previews=False),
        "part": is_part_request(request),
    }
    template = "claims/correct.html" if is_part_request(request) else "claims/correct_page.html"
    return render(request, template, context, status=400 if errors else 200)


def _render_conflict(request: HttpRequest, judged: JudgedClaim, typed: Mapping[str, str], seen: int) -> HttpResponse:
    """409: what stood before, what was typed, what stands now, to choose from for each."""
    record = judged.record
    now = fill_form(judged)
    version = record.versions.filter(number=seen).first()
    before: Mapping[str, str] = {}
    if version is not None:
        (as_seen,) = judge([record], {record.pk: version.read()})
        before = fill_form(as_seen)
    theirs = {name: typed.get(name, text) for name, text in now.items()}
    differences = [
        row for row in list_differences(before, theirs, now, judged) if before.get(row[0].name, row[3]) != row[2]
    ]
    differing = {row[0].name for row in differences}
    context = {
        "record": record,
        "view": build_claim_view(judged, Names.read(), previews=False),
        "newest": changes.newest(record),
        "differences": differences,
        "unchanged": [(name, text) for name, text in now.items() if name not in differing],
        "part": is_part_request(request),
    }
    template = "claims/differs.html" if is_part_request(request) else "claims/differs_page.html"
    return render(request, template, context, status=CHANGED_MEANWHILE)
