"""What the pages of Today show: a day, and one visit with what is open of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest
from msgspec import structs

from cleanclaim.law.case import Case
from cleanclaim.model.visit import DISCIPLINES
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.minutes.form import PERFORMED_BY
from cleanclaim.office.minutes.typed_blocks import TypedAnswer, read_typed_line
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.patients.header import build_patient_header
from cleanclaim.office.practices.payer_names import name_payer
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.query import list_payers, read_day, read_key
from cleanclaim.office.visits import presenter
from cleanclaim.office.visits.day_list import find_same_day, list_day
from cleanclaim.office.visits.form import VisitPage, fill_page, read_page
from cleanclaim.office.visits.models import OFF, VisitRecord, VisitState
from cleanclaim.office.visits.typed import Entered, Unread
from cleanclaim.office.visits.version_list import list_versions

VISIT = "The visit"
COSIGNATURE = "cosignatures.therapist"
"""The rule that finds the supervising therapist's signature to be missing."""


def day_context(
    request: HttpRequest, member: Member, clinicians: presenter.Clinicians, record: VisitRecord | None = None
) -> dict[str, object]:
    """What the page of a day shows; of the day of a visit where one is open, with everybody's where that was chosen."""
    on = record.service_date if record else read_day(request.GET.get("on"), "The day") or today()
    of_one = clinicians.day_of is not None
    if record and of_one and record.provider_npi and clinicians.works_for(record.provider_npi):
        clinicians = structs.replace(clinicians, day_of=record.provider_npi)
    day = list_day(on, clinicians.day_of)
    return {
        "on": on,
        "shown_name": "Everybody" if clinicians.day_of is None else clinicians.name(clinicians.day_of),
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "day": day,
        "marked": day.find_off(request.GET.get("marked", "")),
        "removed": _find_removed(request, clinicians) if record is None else None,
        "off_words": OFF,
        "clinicians": clinicians,
        "member": member,
        "may_schedule": member.may("schedule.change"),
        "may_write": member.may("visits.write"),
        "may_add_patients": member.may("patients.change"),
        "may_choose": len(clinicians.choices) > 1,
    }


def _find_removed(request: HttpRequest, clinicians: presenter.Clinicians) -> VisitRecord | None:
    """The visit that was just removed, so that it can be brought back; None where there is none."""
    text = request.GET.get("removed", "")
    found = VisitRecord.everything.filter(pk=read_key(text, VISIT), withdrawn=True) if text else None
    record = found.select_related("patient").first() if found is not None else None
    return record if record is not None and clinicians.works_for(record.provider_npi) else None


def visit_context(
    request: HttpRequest, member: Member, clinicians: presenter.Clinicians, record: VisitRecord, entered: Entered
) -> dict[str, object]:
    """What the page of a visit shows."""
    payers = list_payers(record.service_date, build_basis())
    value, on_page = entered.value, fill_page(entered)
    case = presenter.case_of(record, value, clinicians)
    works = clinicians.works_for(record.provider_npi)
    editable = works and member.may("visits.write") and record.state == VisitState.OPEN
    answer = presenter.answer_page(on_page, record, value)
    same_day = find_same_day(record)
    return {
        **_open_context(member, clinicians, record, entered, case, answer.unread),
        **day_context(request, member, clinicians, record),
        "head": build_patient_header(record.patient, record.service_date, case, "visit"),
        "provider_name": clinicians.name(value.provider_npi),
        "value": value,
        "sent": on_page,
        "shown": answer,
        "payers": payers,
        "payer_name": name_payer(value.billed_payer, clinicians.practice, record.service_date),
        "next_payer": name_payer(value.secondary_payer, clinicians.practice, record.service_date)
        if value.secondary_payer
        else "",
        "versions": list_versions(record, [one.visit for one in same_day]),
        "steps": changes.read_steps(record),
        "editable": editable,
        "may_recount": editable,
        "choose_discipline": not clinicians.knows(record.provider_npi),
        "disciplines": DISCIPLINES,
        "same_day": [(one, clinicians.name(one.provider_npi)) for one in same_day],
        "not_added": _not_added(on_page, record.service_date, value.discipline or "PT"),
    }


def open_context(
    member: Member, clinicians: presenter.Clinicians, record: VisitRecord, entered: Entered
) -> dict[str, object]:
    """What the foot of a visit's page shows: what is open, and what signing waits for."""
    case = presenter.case_of(record, entered.value, clinicians)
    unread = read_page(fill_page(entered), entered.value).unread
    return _open_context(member, clinicians, record, entered, case, unread)


def needs_cosignature(member: Member, clinicians: presenter.Clinicians, record: VisitRecord) -> str:
    """The therapist who has to co-sign a visit that was signed; empty where nobody has to."""
    context = open_context(member, clinicians, record, presenter.newest_entered(record))
    return str(context["supervisor"]) if context["cosign_needed"] else ""


def _open_context(
    member: Member,
    clinicians: presenter.Clinicians,
    record: VisitRecord,
    entered: Entered,
    case: Case,
    unread: Sequence[Unread],
) -> dict[str, object]:
    mine = clinicians.mine
    pages = presenter.list_entry_pages(member, record.patient_id)
    signs = clinicians.find(record.provider_npi) or mine
    found = presenter.find_open(case, signs if record.state == VisitState.OPEN else None, today(), pages)
    still, missing = presenter.split_open(found)
    is_open = record.state == VisitState.OPEN
    note = entered.value.note
    cosigned = note is not None and note.cosigned_on is not None
    may_sign = member.may("visits.sign") and clinicians.works_for(record.provider_npi)
    return {
        "record": record,
        "note": note,
        "cosign_needed": any(row.finding.rule == COSIGNATURE for row in still),
        "may_cosign": may_sign
        and clinicians.supervises(record.provider_npi)
        and record.state == VisitState.SIGNED
        and not cosigned,
        "clinicians": clinicians,
        "still": still,
        "missing": missing,
        "unread": unread if is_open else (),
        "elsewhere": [one.elsewhere for one in unread if one.elsewhere] if is_open else [],
        "performed_by": PERFORMED_BY,
        "waits_for": presenter.what_signing_waits_for(entered, unread, clinicians, record) if is_open else [],
        "signer": clinicians.name(mine.npi) if mine else "",
        "is_mine": mine is not None and mine.npi == record.provider_npi,
        "supervisor": clinicians.supervisor(record.provider_npi),
        "may_sign": may_sign,
        "saved_at": record.changed_at,
        "signed": record.state == VisitState.SIGNED,
    }


def _not_added(page: VisitPage, on: date, discipline: str) -> list[TypedAnswer]:
    """The lines that were typed and not understood, each with why."""
    return [read_typed_line(line, on, discipline) for line in page.lines]
