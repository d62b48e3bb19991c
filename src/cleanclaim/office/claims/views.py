"""The work queue and what is done in it. Each page reads the address, finds, judges, renders."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from msgspec import structs

from cleanclaim.explanations.marks import CLEAN
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.override import GROUNDS
from cleanclaim.office.audit_log.log import log
from cleanclaim.office.claims import acts
from cleanclaim.office.claims.answered import build_answered
from cleanclaim.office.claims.course import read_course
from cleanclaim.office.claims.fixes_preview import build_fixes
from cleanclaim.office.claims.grounds import LONGEST_GROUND
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.judging import find_marked
from cleanclaim.office.claims.meant import list_fixable, of_group, read_seen, say_joined
from cleanclaim.office.claims.models import NEEDS_WORK, ClaimRecord, ClaimState
from cleanclaim.office.claims.next_payer import find_next_payers
from cleanclaim.office.claims.page_acts import NO_UNDO, do_act
from cleanclaim.office.claims.page_digest import digest_claims
from cleanclaim.office.claims.presenter import Names, QueueGroup, build_claim_view, build_group, build_rows
from cleanclaim.office.claims.proof import build_proofs
from cleanclaim.office.claims.queue import (
    PAGE,
    STATE_CHOICES,
    VIEWS,
    WORK,
    ListLength,
    QueueFilter,
    QueuePage,
    count_causes,
    count_claims,
    find_cause_title,
    find_claims,
    find_first_claims,
    list_payers,
    measure_list,
    parse_filter,
    query_of,
)
from cleanclaim.office.claims.resending import build_resend
from cleanclaim.office.claims.saved_view import find_views
from cleanclaim.office.claims.timeline import find_who_has_it, list_happenings, read_versions
from cleanclaim.office.claims.visible import find_claim, visible_claims
from cleanclaim.office.claims.whole_list import MOST
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.seen import CHANGED_MEANWHILE
from cleanclaim.office.organizations.member import Member, organization_page
from cleanclaim.office.practices.stored import list_payer_choices
from cleanclaim.office.shared import errors
from cleanclaim.office.shared.query import WrongFieldError, is_part_request, read_key, read_number
from cleanclaim.office.visits.presenter import clinicians_of

ROWS_A_CAUSE = 4
CAUSES_OPEN = 12
LONGEST_LIST = 1_000


@require_safe
@organization_page("claims.see")
def page(request: HttpRequest, member: Member) -> HttpResponse:
    """The work queue: the list by the filters of the address, and the claim that is open in it."""
    filters = parse_filter(request.GET)
    after = request.GET.get("after", "")[:100]
    context = _list_context(request, member, filters, after=after)
    log(member.actor, "claim.listed", claims=len(context["listed"]))  # type: ignore[arg-type]
    if is_part_request(request):
        following = "claims/cause_rows.html" if request.GET.get("rows") == "cause" else "claims/more.html"
        return render(request, following if after or "rows" in request.GET else "claims/list.html", context)
    opened = _opened(request, member, context["listed"])  # type: ignore[arg-type]
    return render(request, "claims/page.html", context | _record_context(member, opened))


@require_safe
@organization_page("claims.see")
def claim(request: HttpRequest, member: Member, key: UUID) -> HttpResponse:
    """One claim: its page, or beside the list its record."""
    record = find_claim(member, key)
    log(member.actor, "claim.read", record.pk)
    context = _record_context(member, record)
    if is_part_request(request):
        return render(request, "claims/record.html", context)
    return render(request, "claims/claim.html", context | _claim_context(request, member, record, context))


@require_POST
@organization_page("claims.change")
def act(request: HttpRequest, member: Member) -> HttpResponse:
    """One act on one claim or several: fix, approve, hold, override, close, and what takes each back."""
    name = request.POST.get("act", "")
    filters = parse_filter(request.POST, strict=True)
    seen = read_seen(request)
    text, changed, left = "", [], {}
    status, field = 200, ""
    try:
        with transaction.atomic():
            text, done = do_act(name, seen, request.POST, member)
            changed, left = done.changed, done.left
            text = f"{text}{say_joined(member, request, filters, seen)}"
    except WrongFieldError as wrong:
        if not is_part_request(request):
            return errors.user_error(request, wrong)
        text, status, field = _say(wrong), 400, wrong.field
    except UserError as wrong:
        text, status = _say(wrong), 400
    except changes.ChangedMeanwhile as conflict:
        if is_part_request(request):
            return _render_conflict(request, member, seen[0].record, conflict)
        return _say_conflict(request, conflict)
    if not is_part_request(request):
        messages.info(request, text)
        return redirect("claims:claim", seen[0].record.pk) if len(seen) == 1 else redirect("claims:page")
    opened = _named(member, request.POST.get("open", ""))
    context = _list_context(request, member, filters, errors=left) | _record_context(member, opened)
    answer = render(request, "claims/acted.html", context, status=status)
    undo = [f"{one.pk}:{one.version}" for one in changed if name not in NO_UNDO]
    acted = {"text": text, "undo": undo, "field": field, "changed": len(changed), "left": len(left)}
    acted |= {"refused": status != 200}
    answer.headers["HX-Trigger-After-Settle"] = json.dumps({"acted": acted})
    return answer


def _say(wrong: UserError) -> str:
    return f"{wrong.place}: {wrong.problem}. {wrong.remedy}"


@require_POST
@organization_page("claims.change")
def fixes(request: HttpRequest, member: Member) -> HttpResponse:
    """What fixes of several claims would change, before they are made: of those selected, or of a cause."""
    filters = parse_filter(request.POST, strict=True)
    if request.POST.getlist("claim"):
        records, rule = [one.record for one in read_seen(request)], filters.cause
    else:
        found = list_fixable(member, of_group(request, filters)).select_related("patient").order_by("-rank", "-id")
        records, rule = list(found[: acts.MOST_AT_ONCE]), request.POST.get("of_cause", "")[:100]
    context = build_fixes(records, rule, Names.read())
    return render(request, "claims/fixes.html", {"preview": context, "state": request.POST.get("of_state", "")})


def _read_lengths(fields: QueryDict) -> dict[str, int]:
    """How many claims the page lists, by `state|cause` or in all: it comes back as long as it was."""
    found = {}
    for text in fields.getlist("listed"):
        number, _, group = text.partition("|")
        found[group] = min(read_number(number, 4) or 0, LONGEST_LIST)
    return found


def _opened(request: HttpRequest, member: Member, listed: Sequence[ClaimRecord]) -> ClaimRecord | None:
    """The claim that the address names, else the first of the list."""
    return _named(member, request.GET.get("open", "")) or (listed[0] if listed else None)


def _named(member: Member, text: str) -> ClaimRecord | None:
    return visible_claims(member).filter(pk=read_key(text, "The claim")).first() if text else None


def _list_context(
    request: HttpRequest,
    member: Member,
    filters: QueueFilter,
    *,
    after: str = "",
    errors: Mapping[UUID, str] | None = None,
) -> dict[str, object]:
    """What the list shows: by cause where nothing else is asked for, else one claim after the other."""
    on, names = today(), Names.read()
    clinicians = clinicians_of(member)
    among = visible_claims(member, clinicians)
    counts = count_claims(on, among)
    fields = request.POST if request.method == "POST" else request.GET
    grouped = filters.view == "work" and not (filters.cause or filters.text or after) and fields.get("by") != "none"
    lengths = _read_lengths(fields)
    groups: list[QueueGroup] = []
    following, length = "", None
    if grouped:
        causes = count_causes(filters, on, among)
        of_cause = [structs.replace(filters, state=one.state, cause=one.cause) for one in causes]
        mosts = [
            max(lengths.get(f"{one.state}|{one.cause}", 0), ROWS_A_CAUSE if at < CAUSES_OPEN else 0)
            for at, one in enumerate(causes)
        ]
        wanted = [(narrowed, most) for narrowed, most in zip(of_cause, mosts, strict=True) if most]
        pages = iter(find_first_claims(wanted, on, among))
        listed: list[ClaimRecord] = []
        for group, narrowed, most in zip(causes, of_cause, mosts, strict=True):
            found = next(pages) if most else QueuePage([], "")
            listed += found.claims
            groups.append(build_group(group, build_rows(found.claims, names, on, errors), narrowed, found.after))
        rows = []
        length = ListLength(sum(one.claims for one in causes), 0)
    else:
        result = find_claims(filters, on, after, most=max(PAGE, lengths.get("", 0)), among=among)
        listed, following = list(result.claims), result.after
        length = measure_list(filters, on, result, among)
        rows = build_rows(listed, names, on, errors)
    needs, cents = counts.of(*NEEDS_WORK)
    ready, ready_cents = counts.of(ClaimState.READY)
    going = ready + counts.of(ClaimState.VOIDING)[0]
    numbers = {
        "work": needs,
        "ready": ready,
        "rejected": counts.of(ClaimState.REJECTED)[0],
        "disagree": counts.of(ClaimState.DISAGREE)[0],
        "voiding": counts.of(ClaimState.VOIDING)[0],
        "later": counts.later,
        "due": counts.due,
        "sent": counts.of(ClaimState.SENT)[0],
    }
    practice = names.practice
    query = query_of(filters, fields)
    saved = list(find_views(member))
    saved_open = next((one for one in saved if one.query == query), None)
    return {
        "member": member,
        "filters": filters,
        "may_save_view": query != QueueFilter(view=filters.view).query() and saved_open is None,
        "saved": saved,
        "saved_open": saved_open,
        "may_change_view": saved_open is not None and saved_open.may_change(member),
        "by": "cause" if grouped else "none",
        "grouped": grouped,
        "groups": groups,
        "rows": rows,
        "listed": listed,
        "after": following,
        "length": length,
        "whole": min(length.claims, MOST) if length and length.claims > len(listed) else 0,
        "send_of": urlencode({"of": filters.query()}) if _can_send_of(member, filters, length) else "",
        "next_page": filters.query(after=following, by="none") if following else "",
        "views": [(name, label, numbers.get(name)) for name, label in VIEWS.items()],
        "states": STATE_CHOICES,
        "cause_title": find_cause_title(filters.cause),
        "payers": _list_payers(filters, names, on, among),
        "clinicians": [(npi, names.clinician(npi)) for npi, _name in clinicians.choices],
        "needs": needs,
        "needs_dollars": dollars_for_people(cents),
        "ready": ready,
        "going": going,
        "ready_dollars": dollars_for_people(ready_cents),
        "judging": find_marked().count(),
        "may_change": member.may("claims.change"),
        "may_send": member.may("claims.send"),
        "may_see_files": member.may("claims.files"),
        "nothing_here": not counts.claims and not counts.later and not among.exists(),
        "no_practice": practice is None,
        "is_test": practice is not None and practice.usage == "test",
    }


def _can_send_of(member: Member, filters: QueueFilter, length: ListLength | None) -> bool:
    """Whether the claims of a list go out by themselves: they are ready, and a part of all that is."""
    return member.may("claims.send") and filters.view in {"ready", "voiding"} and filters.is_narrowed and bool(length)


def _list_payers(filters: QueueFilter, names: Names, on: date, among: "QuerySet[ClaimRecord]") -> list[tuple[str, str]]:
    """The payers to choose from: the practice's, those of claims in work, and the one that is chosen."""
    known = dict(list_payer_choices(names.practice))
    more = {key: names.payer(key, on) for key in [*list_payers(among), filters.payer] if key}
    return list((known | {key: name for key, name in more.items() if key not in known}).items())


def _record_context(member: Member, record: ClaimRecord | None) -> dict[str, object]:
    """What the record beside the list shows; without one, how to begin."""
    on = today()
    base: dict[str, object] = {
        "record": record,
        "may_change": member.may("claims.change"),
        "may_send": member.may("claims.send"),
        "may_see_files": member.may("claims.files"),
        "tomorrow": on + timedelta(days=1),
        "a_month_on": on + timedelta(days=30),
        "clean": CLEAN,
        "grounds": GROUNDS.items(),
        "longest_beside_ground": acts.LONGEST_REASON - LONGEST_GROUND,
    }
    if record is None:
        return base
    (judged,) = judge([record])
    course = read_course(record)
    view, versions = build_claim_view(judged, Names.read()), read_versions(record)
    return base | {
        "view": view,
        "happenings": list_happenings(record, judged.visits, versions),
        "who_has_it": find_who_has_it(record, course),
        "answered": build_answered(course),
        "resend": build_resend(judged, course),
        "steps": changes.follow([(one.number, one.act) for one in versions]),
        "seen": f"{record.pk}:{record.version}:{digest_claims([judged])[record.pk]}",
    }


def _claim_context(
    request: HttpRequest, member: Member, record: ClaimRecord, context: Mapping[str, object]
) -> dict[str, object]:
    """What the claim's own page has beyond the record: its place in the queue, the claim as sent, the findings kept."""
    filters = parse_filter(request.GET)
    queue = visible_claims(member).filter(needs_work__in=WORK)
    before = queue.filter(rank__gte=record.rank).filter(Q(rank__gt=record.rank) | Q(id__gt=record.pk))
    after = queue.filter(rank__lte=record.rank).filter(Q(rank__lt=record.rank) | Q(id__lt=record.pk))
    view = context["view"]
    as_sent = record.as_sent.filter(batch__test=False).select_related("batch").order_by("-id")
    sent = list(as_sent) if context["answered"] else []
    return {
        "filters": filters,
        "previous": before.order_by("rank", "id").values_list("pk", flat=True).first(),
        "next": after.order_by("-rank", "-id").values_list("pk", flat=True).first(),
        "sent": sent,
        "next_payers": find_next_payers(view.judged, sent[0].batch.name if sent else ""),  # type: ignore[attr-defined]
        "printable": not record.can_change or (record.state != ClaimState.CLOSED and bool(view.judged.claims)),  # type: ignore[attr-defined]
        "proofs": build_proofs(view.judged),  # type: ignore[attr-defined]
    }


def _say_conflict(request: HttpRequest, conflict: changes.ChangedMeanwhile) -> HttpResponse:
    """409: the same in words, for a dialog on the claim's own page, in which what was typed stays."""
    newest = conflict.newest
    change = f": {newest.why}" if newest.why else ""
    problem = (
        f"{newest.user or 'the program'} changed this claim while you looked at it{change}; nothing of yours was done"
    )
    return errors.changed_meanwhile(request, f"{problem[:1].upper()}{problem[1:]}.")


def _render_conflict(
    request: HttpRequest, member: Member, record: ClaimRecord, conflict: changes.ChangedMeanwhile
) -> HttpResponse:
    """409: somebody changed the claim meanwhile, what stands now, and that nothing was done."""
    record.refresh_from_db()
    context = _record_context(member, record) | {"newest": conflict.newest}
    return render(request, "claims/conflict.html", context, status=CHANGED_MEANWHILE)
