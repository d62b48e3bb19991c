"""The pages of sending: the sheet, the files that went out, what came back, the folders; and a claim on paper."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cleanclaim.exchange.forms.cms1500 import fill_sheets
from cleanclaim.model.claim import Claim
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.claims import sending
from cleanclaim.office.claims.after_restore import find_last_known
from cleanclaim.office.claims.answer_reading import AnswerTaken
from cleanclaim.office.claims.answers import (
    LARGEST,
    AnswerRead,
    read_answer,
    read_folder,
    take_all,
)
from cleanclaim.office.claims.batch_rows import build_sent_rows, list_answers
from cleanclaim.office.claims.confirmed import SheetDifference, confirmable, decode, differences, encode
from cleanclaim.office.claims.control_numbers import is_to_confirm
from cleanclaim.office.claims.course import read_courses
from cleanclaim.office.claims.delivery import try_now
from cleanclaim.office.claims.fetching import look_soon
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.judging import find_marked
from cleanclaim.office.claims.models import CAN_GO, AnswerFile, ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders, SendRun
from cleanclaim.office.claims.places import check_folder, check_places, is_at_server, may_name_folders
from cleanclaim.office.claims.presenter import Names, describe_not_checked
from cleanclaim.office.claims.proof import build_proofs, list_overridden
from cleanclaim.office.claims.queue import matching, parse_filter
from cleanclaim.office.claims.runs import find_run_under_way, has_failed, list_meanwhile, list_under_way
from cleanclaim.office.claims.send_task import send_claims
from cleanclaim.office.claims.standing import mark_of
from cleanclaim.office.claims.visible import find_claim, visible_claims
from cleanclaim.office.day import today
from cleanclaim.office.history.seen import CHANGED_MEANWHILE
from cleanclaim.office.organizations.member import Member, find_member, organization_page
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.sections import list_open
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.shared.downloads import build_file_response
from cleanclaim.office.shared.query import check_number, is_part_request, read_keys, read_moment, read_number

X12 = "application/edi-x12"
LISTED = 50
SENT_AS = {"replacement": ", replaces a claim", "void": ", takes a claim back"}
"""As what claims go out that went out before."""
MOST_CHOSEN = 200
MOST_OF_A_LIST = 10_000
"""Ready claims of a list that go out together."""
MOST_LEFT = 400
"""Claims that stayed, as a page lists them."""


@organization_page("claims.send")
def send(request: HttpRequest, member: Member) -> HttpResponse:
    """The sheet of what would go out, and its answer: a task sends it."""
    fields = request.POST if request.method == "POST" else request.GET
    of = fields.get("of", "")
    chosen = _list_of(member, of) if of else _chosen(fields.getlist("claim"))
    if of and not chosen:
        raise UserError("The list", "no claim of it is ready to send", "Open the queue, and choose another list.")
    if request.method != "POST":
        return _render_sheet(request, member, chosen, of)
    if is_to_confirm():
        return _render_sheet(request, member, chosen, of, "Nothing was sent: say first what went out since the backup.")
    until = read_moment(request.POST.get("until", ""), "The sheet")
    practice = sending.check_practice()
    if first := find_run_under_way(chosen):
        return redirect("claims:run", first.pk)
    then = decode(request.POST.get("confirmed", ""))
    changed = differences(then, confirmable(sending.build_sheet(chosen, until), practice))
    if changed:
        return _render_sheet(request, member, chosen, of, changed=changed, since=until)
    if request.POST.get("looked") != "on":
        problem = "Tick that you have looked at what is left out."
        return _render_sheet(request, member, chosen, of, problem)
    run = SendRun.objects.create(
        organization=member.organization, user=member.user, until=until, chosen=" ".join(map(str, chosen)),
        confirmed=encode(then),
    )  # fmt: skip
    run.task = UUID(send_claims.enqueue(str(member.organization.pk), str(run.pk)).id)
    run.save(update_fields=["task"])
    return redirect("claims:run", run.pk)


@require_safe
@organization_page("claims.files")
def run(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """A sending: how far it is, then what went out and what stayed."""
    found = get_object_or_404(SendRun, pk=key)
    sent = list(found.batches.defer("content").order_by("control_number"))
    reasons = dict(msgspec.json.decode(bytes(found.left), type=list[tuple[UUID, str]]))
    stayed = ClaimRecord.objects.filter(pk__in=list(reasons)[:MOST_LEFT]).order_by("day", "number")
    context = {
        "member": member,
        "run": found,
        "under_way": found.ended_at is None,
        "broken": found.ended_at is None and has_failed(found),
        "batches": sent,
        "is_test": any(one.test for one in sent),
        "left": [(record, reasons[record.pk]) for record in stayed],
        "more_left": max(len(reasons) - MOST_LEFT, 0),
        "claims": sum(one.claims for one in sent),
        "dollars": dollars_for_people(sum(one.cents for one in sent)),
        "folders": ExchangeFolders.objects.first(),
    }
    return render(request, "claims/run.html" if is_part_request(request) else "claims/sent.html", context)


@require_safe
@organization_page("claims.files")
def batches(request: HttpRequest, member: Member) -> HttpResponse:
    """The files that went out and those that came back, the latest first."""
    after = request.GET.get("after", "")
    rows = Batch.objects.defer("content").prefetch_related("deliveries", "handovers").order_by("-at", "-id")
    if after:
        rows = rows.filter(at__lt=read_moment(after, "The list"))
    found = list(rows[: LISTED + 1])
    more = len(found) > LISTED
    found = found[:LISTED]
    context = {
        "member": member,
        "batches": [
            (one, dollars_for_people(one.cents), list(one.deliveries.all()), list(one.handovers.all())) for one in found
        ],
        "after": found[-1].at.isoformat() if more else "",
        "answers": list(AnswerFile.objects.defer("content").order_by("-at", "-id")[:LISTED]),
        "folders": ExchangeFolders.objects.first(),
        "under_way": list_under_way(),
        "may_send": member.may("claims.send"),
        "may_name": may_name_folders() and member.may("people.change"),
    }
    return render(request, "claims/batches.html", context)


@require_safe
@organization_page("claims.files")
def batch(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """One file: its claims as they went out, what came back to it, where it was written to."""
    found = get_object_or_404(Batch, pk=key)
    context = {
        "batch": found,
        "dollars": dollars_for_people(found.cents),
        "claims": build_sent_rows(found),
        "answers": list_answers(found),
        "deliveries": list(found.deliveries.all()),
        "handover": found.handovers.first(),
        "folders": ExchangeFolders.objects.first(),
        "may_send": member.may("claims.send"),
    }
    return render(request, "claims/batch.html", context)


@require_safe
@organization_page("claims.send")
def batch_file(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:  # noqa: ARG001 - a page's
    """The file as it went out."""
    found = get_object_or_404(Batch, pk=key)
    log(member.actor, "batch.read", found.pk)
    return build_file_response(bytes(found.content), found.name, X12)


@require_POST
@organization_page("claims.send")
def deliver(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:  # noqa: ARG001 - a page's
    """Have a file handed over now. Raises UserError where no place is named."""
    found = get_object_or_404(Batch, pk=key)
    try_now(found, member.actor)
    return redirect("claims:batch", found.pk)


def _read_files(request: HttpRequest) -> list[AnswerRead | AnswerTaken] | None:
    """The files that were dropped, or lie new in the folder that is named, read; of those that cannot be, why. None
    where the folder lies at a server, at which a task looks.
    """
    uploads = request.FILES.getlist("file")
    if not uploads:
        return _read_folder(request)
    found: list[AnswerRead | AnswerTaken] = []
    for upload in uploads:
        name = Path(upload.name or "a file").name
        if (upload.size or 0) > LARGEST:
            most = f"it is larger than the {LARGEST / 1_000_000:g} MB read here; divide it"
            found.append(AnswerTaken(name=name, notes=(most,)))
            continue
        try:
            found.append(read_answer(name, upload.read()))
        except UserError as wrong:
            found.append(AnswerTaken(name=name, notes=(wrong.problem,)))
    return found


def _read_folder(request: HttpRequest) -> list[AnswerRead | AnswerTaken] | None:
    member = find_member(request)
    if member is None:
        return []
    organization = member.organization.pk
    with organization_transaction([organization], writes=False):
        folders = ExchangeFolders.objects.first()
    if folders is None or not folders.answers:
        raise UserError("The answers", "no file was dropped, and no folder is named", "Choose the files.")
    if is_at_server(folders.answers):
        return None
    return read_folder(Path(check_folder(folders.answers)), organization)


@require_POST
@organization_page("claims.send", before=_read_files)
def answers(request: HttpRequest, member: Member) -> HttpResponse:
    """Files that came back, dropped or looked for in the folder: what each said."""
    found: list[AnswerRead | AnswerTaken] | None = getattr(request, "read_before", None)
    if found is None:
        look_soon()
        return redirect("claims:batches")
    taken = take_all(found, member.actor)
    counts = {
        name: ClaimRecord.objects.filter(state=state).count()
        for name, state in (("rejected", ClaimState.REJECTED), ("disagree", ClaimState.DISAGREE))
    }
    return render(request, "claims/answered.html", {"taken": taken, "member": member, **counts})


@require_POST
@organization_page("people.change")
def folders(request: HttpRequest, member: Member) -> HttpResponse:
    """Name the places. Raises UserError where one is not there or may not be used."""
    named = check_places(request.POST.dict(), member.organization.pk)
    ExchangeFolders.objects.update_or_create(organization_id=member.organization.pk, defaults=named)
    log(member.actor, "folders.changed")
    return redirect("claims:batches")


@require_safe
@organization_page("claims.see")
def cms1500(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The claim on CMS-1500 forms: as it was sent last, else as it would be."""
    from cleanclaim.exchange.forms.pdf import render_pdf

    record = find_claim(member, key)
    practice = read_practice_of()
    claims, on = _claims_of(record)
    if practice is None or not claims:
        raise UserError(f"Claim {record.number}", "cannot be written yet", "Fix what holds it first.")
    log(member.actor, "claim.printed", record.pk)
    sheets = [sheet for one in claims for sheet in fill_sheets(one, practice, on)]
    ruled = request.GET.get("form") != "red"
    return build_file_response(render_pdf(sheets, ruled=ruled), f"claim-{record.pk}.pdf", "application/pdf")


@require_safe
@organization_page("claims.see")
def proof(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """The proof of a visit's units, by its place on the claim, as a PDF."""
    from cleanclaim.office.minutes.proof_pdf import render_proof

    record = find_claim(member, key)
    (judged,) = judge([record])
    proofs = build_proofs(judged)
    number = read_number(request.GET.get("visit", "1"), 3) or 0
    if not 1 <= number <= len(proofs):
        raise Http404
    log(member.actor, "claim.printed", record.pk)
    return build_file_response(
        render_proof(proofs[number - 1], list_overridden(judged, number - 1)),
        f"proof-{record.pk}-{number}.pdf",
        "application/pdf",
    )


def _claims_of(record: ClaimRecord) -> tuple[list[Claim], date]:
    """The library's claims of a record and the day they are signed on: as they went out last, else as they would."""
    course = read_courses([record]).get(record.pk)
    if course and course.base and not record.can_change:
        sent = record.as_sent.filter(batch=course.base.batch).order_by("id")
        return [one.read() for one in sent], course.base.at.date()
    return judge([record])[0].claims, today()


def _render_sheet(
    request: HttpRequest,
    member: Member,
    chosen: list[UUID],
    of: str = "",
    problem: str = "",
    changed: Sequence[SheetDifference] = (),
    since: datetime | None = None,
) -> HttpResponse:
    sheet = sending.build_sheet(chosen)
    names = Names.read()
    now = confirmable(sheet, names.practice) if names.practice else None
    context = {
        "member": member,
        "sheet": sheet,
        "chosen": () if of else chosen,
        "of": of,
        "not_ready": sending.list_not_ready(chosen),
        "overrides": sending.list_overrides(chosen),
        "problem": problem,
        "changed": changed,
        "meanwhile": list_meanwhile(since),
        "now": now,
        "confirmed": encode(now) if now else "",
        "dollars": dollars_for_people(sheet.cents),
        "until": sheet.until.isoformat(),
        "on": today(),
        "going": [
            (names.payer(row.key, today()), SENT_AS.get(row.change, ""), row.claims, dollars_for_people(row.cents))
            for row in sheet.going
        ],
        "voids": any(row.change == "void" for row in sheet.going),
        "payers": len({row.key for row in sheet.going}),
        "left_out": [
            (mark_of(row.key), row.key, ClaimState(row.key).label, row.claims, dollars_for_people(row.cents))
            for row in sheet.left_out
        ],
        "not_checked": [(describe_not_checked(row.key), row.claims) for row in sheet.not_checked],
        "biller": _name_biller(names.practice) if names.practice else "",
        "no_practice": names.practice is None,
        "open_places": list_open(names.practice, names.practice.open_for_all) if names.practice else (),
        "may_change": member.may("practice.change"),
        "is_test": names.practice is not None and names.practice.usage == "test",
        "judging": find_marked().count(),
        "last_known": find_last_known() if is_to_confirm() else None,
    }
    status = CHANGED_MEANWHILE if changed else 400 if problem else 200
    return render(request, "claims/send.html", context, status=status)


def _name_biller(practice: Practice) -> str:
    """Who bills, with the NPI: `Example Way Therapy (NPI 1000000004)`."""
    name = practice.billing.name
    return f"{name if isinstance(name, str) else f'{name.first} {name.last}'} (NPI {practice.billing.npi})"


def _list_of(member: Member, query: str) -> list[UUID]:
    """The claims of a list, by its filter as the address has it, that are ready. Raises UserError where it names what
    is not known, or leaves more than go together.
    """
    found = matching(parse_filter(QueryDict(query), strict=True), today(), visible_claims(member))
    keys = list(found.filter(state__in=CAN_GO).order_by("pk").values_list("pk", flat=True)[: MOST_OF_A_LIST + 1])
    check_number(len(keys), "The list", MOST_OF_A_LIST)
    return keys


def _chosen(texts: list[str]) -> list[UUID]:
    """The claims that were chosen; none where the page named none. Raises UserError where one cannot be read."""
    return read_keys((text.partition(":")[0] for text in texts), "The claims", MOST_CHOSEN)
