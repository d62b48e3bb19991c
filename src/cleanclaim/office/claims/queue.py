"""The work queue: claims in the order of work, filtered by the address, a page at a time; and how many there are."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum, Value
from django.http import QueryDict
from msgspec import Struct, structs

from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.office.claims.models import CAN_CHANGE, NEEDS_WORK, ClaimRecord, ClaimState
from cleanclaim.office.patients.models import PatientRecord, fold
from cleanclaim.office.shared.query import read_key, read_number

PAGE = 50
DUE_WITHIN = 14
LONGEST = 100
Among = QuerySet[ClaimRecord] | None
"""The claims that a person may read; None: all of the organization."""
ORDER = ("-rank", "-id")
WORK = (True,)
"""In a list: a bare column, which `needs_work=True` becomes, is sought in no index of SQLite."""
VIEWS = {
    "work": "Needs work",
    "ready": "Ready to send",
    "rejected": "Rejected",
    "disagree": "Answers disagree",
    "voiding": "To be voided",
    "later": "Held until a day",
    "due": f"Due in {DUE_WITHIN} days",
    "sent": "Sent",
    "accepted": "Accepted",
    "voided": "Voided",
    "closed": "Will not be billed",
    "all": "All",
}
"""The views, by their names in the address."""
GROWING = {"sent", "accepted", "voided", "closed", "all"}
"""The views in which claims stay: they are not counted unless they are narrowed."""
NO_CAUSE = "none"
"""In the address: the claims without a cause, as those not judged yet. They are a group of the list like any other."""
STATE_CHOICES = {"": "any", **{state.value: state.label for state in NEEDS_WORK}}


class QueueFilter(Struct, frozen=True, kw_only=True):
    """What somebody wants to see. `text` is the beginning of a patient's name, or the number of
    a patient or claim.
    """

    view: str = "work"
    state: str = ""
    payer: str = ""
    clinician: str = ""
    cause: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view is chosen."""
        return bool(self.state or self.payer or self.clinician or self.cause or self.text)

    @property
    def parts(self) -> dict[str, str]:
        """What is chosen, by its name in the address."""
        return {name: value for name, value in structs.asdict(self).items() if value}

    def query(self, **more: str) -> str:
        """The filter as it stands in an address, with more or other parts."""
        parts = self.parts | more
        if parts.get("view") == "work":
            del parts["view"]
        return urlencode({name: value for name, value in parts.items() if value})


class QueuePage(Struct, frozen=True):
    """A page of claims in the order of work. `after` begins the next page, empty where there is none."""

    claims: Sequence[ClaimRecord]
    after: str


class ListLength(Struct, frozen=True):
    """How many claims a list has in all, and how many of them come after the page."""

    claims: int
    left: int


class QueueCounts(Struct, frozen=True):
    """How many claims and cents are in each state that goes on to another, and how many claims are due soon.

    Those that are kept back until a day, and need nobody until then, are `later` and in no state.
    """

    claims: dict[str, int]
    cents: dict[str, int]
    due: int
    later: int = 0

    def of(self, *states: str) -> tuple[int, int]:
        """Claims and cents of some states together."""
        return sum(self.claims.get(one, 0) for one in states), sum(self.cents.get(one, 0) for one in states)


class CauseGroup(Struct, frozen=True, kw_only=True):
    """The claims that one cause keeps: its rule or word, its title, the state it puts them in, how many, how dear, and
    how many of them a fix would change.
    """

    cause: str
    title: str
    state: str
    claims: int
    cents: int
    fixable: int


def parse_filter(fields: QueryDict, *, strict: bool = False) -> QueueFilter:
    """The filter of an address; what it does not know counts as not chosen, or `strict` is refused.

    Raises UserError there: an act on what a filter leaves would be on more than was meant.
    """
    view, state = fields.get("view", "work"), fields.get("state", "")
    found = QueueFilter(
        view=view if view in VIEWS else "work",
        state=state if state in ClaimState.values else "",
        payer=fields.get("payer", "")[:LONGEST],
        clinician=fields.get("clinician", "")[:10],
        cause=fields.get("cause", "")[:LONGEST],
        text=fields.get("text", "").strip()[:LONGEST],
    )
    understood = {name: getattr(found, name) for name in ("view", "state", "payer", "clinician", "cause", "text")}
    if strict and any(fields.get(name, "").strip() not in ("", text) for name, text in understood.items()):
        raise UserError("The filter", "it names what is not known here", "Reload the page. Nothing was done.")
    return found


def query_of(filters: QueueFilter, fields: QueryDict) -> str:
    """The filter and how its list is grouped, where it can be, as they stand in an address."""
    can_group = filters.view == "work" and not (filters.cause or filters.text)
    return filters.query(by="none" if can_group and fields.get("by") == "none" else "")


def find_claims(filters: QueueFilter, on: date, after: str = "", most: int = PAGE, among: Among = None) -> QueuePage:
    """The claims that the filter leaves, from where the page before ended."""
    found = matching(filters, on, among)
    found = found.filter(_beyond(after)) if after else found
    return _page(list(found.select_related("patient").order_by(*ORDER)[: most + 1]), most)


def measure_list(filters: QueueFilter, on: date, page: QueuePage, among: Among = None) -> ListLength | None:
    """How long the list of a page is; None where it only grows, and nobody works it off."""
    if filters.view in GROWING and not filters.is_narrowed:
        return None
    found = matching(filters, on, among)
    if not page.after:
        return ListLength(found.count(), 0)
    # Together, so that the page asks as often, however long the list is.
    return ListLength(**found.aggregate(claims=Count("pk"), left=Count("pk", filter=_beyond(page.after))))


def _beyond(after: str) -> Q:
    """The claims that come after where a page ended."""
    rank, _, last = after.partition("|")
    number, key = read_number(rank.removeprefix("-"), 18), read_key(last, "The list")
    if number is None:
        raise UserError("The list", "the page did not say where it ended", "Reload the page.")
    at = -number if rank.startswith("-") else number  # most ranks are below 0
    return Q(rank__lte=at) & (Q(rank__lt=at) | Q(id__lt=key))


def find_first_claims(wanted: Sequence[tuple[QueueFilter, int]], on: date, among: Among = None) -> list[QueuePage]:
    """The first claims that each of several filters leaves, so many of each; found together."""
    heads = [
        matching(filters, on, among).order_by(*ORDER).annotate(at=Value(at)).values_list("at", "pk")[: most + 1]
        for at, (filters, most) in enumerate(wanted)
    ]
    together = heads and connection.features.supports_slicing_ordering_in_compound  # SQLite takes them one by one
    keys = list(heads[0].union(*heads[1:], all=True)) if together else [key for head in heads for key in head]
    rows = ClaimRecord.objects.select_related("patient").order_by(*ORDER).filter(pk__in=[key for _at, key in keys])
    places = {key: at for at, key in keys}
    found: list[list[ClaimRecord]] = [[] for _one in wanted]
    for row in rows:
        found[places[row.pk]].append(row)
    return [_page(those, most) for those, (_filters, most) in zip(found, wanted, strict=True)]


def _page(rows: list[ClaimRecord], most: int) -> QueuePage:
    """A page of so many of the claims; there are more where one more was found."""
    listed = rows[:most]
    return QueuePage(listed, f"{listed[-1].rank}|{listed[-1].pk}" if len(rows) > most else "")


def matching(filters: QueueFilter, on: date, among: Among = None) -> "QuerySet[ClaimRecord]":
    """All claims that the filter leaves, or those of them among others."""
    found: QuerySet[ClaimRecord] = ClaimRecord.objects.all() if among is None else among
    match filters.view:
        case "work":
            found = found.filter(needs_work__in=WORK)
        case "due":
            found = found.filter(needs_work__in=WORK, deadline__lte=on + timedelta(days=DUE_WITHIN))
        case "later":
            found = found.filter(state=ClaimState.HOLD, needs_work=False)
        case "all":
            found = found.exclude(state=ClaimState.EMPTY)
        case state:
            found = found.filter(state=state)
    if filters.state:
        found = found.filter(state=filters.state)
    for name in ("payer", "clinician"):
        if getattr(filters, name):
            found = found.filter(**{name: getattr(filters, name)})
    if filters.cause:
        found = found.filter(cause="" if filters.cause == NO_CAUSE else filters.cause)
    if filters.text:
        typed = fold(filters.text)
        first_last = typed.split(" ", 1)
        other = f"{first_last[1]}, {first_last[0]}" if len(first_last) == 2 and "," not in typed else typed
        found = found.filter(_begins(typed) | _begins(other) | _is_number(filters.text))
    return found


def _is_number(text: str) -> Q:
    """A claim's number, or its patient's."""
    patients = PatientRecord.objects.filter(number__in={text, text.upper()}).values_list("pk", flat=True)
    return Q(number=text) | Q(patient__in=list(patients))


def _begins(text: str) -> Q:
    return Q(sorted_name__gte=text, sorted_name__lt=text + "\U0010ffff")


def count_claims(on: date, among: Among = None) -> QueueCounts:
    """How many claims and cents each state has, but for those that claims stay in: they only grow."""
    every = ClaimRecord.objects.all() if among is None else among
    claims: dict[str, int] = {}
    cents: dict[str, int] = {}
    moving = every.filter(state__in=[*CAN_CHANGE, ClaimState.DISAGREE, ClaimState.SENT])
    by_state = moving.order_by("state", "needs_work").values_list("state", "needs_work")
    later = 0
    for state, needs_work, number, amount in by_state.annotate(rows=Count("*"), total=Sum("cents")):
        if state == ClaimState.HOLD and not needs_work:
            later = number
        else:
            claims[state], cents[state] = claims.get(state, 0) + number, cents.get(state, 0) + amount
    due = every.filter(needs_work__in=WORK, deadline__lte=on + timedelta(days=DUE_WITHIN)).count()
    return QueueCounts(claims, cents, due, later)


def count_work() -> dict[UUID, tuple[int, int, int]]:
    """Of each organization how many claims somebody has to work on, their cents, and how many are ready to send."""
    moving = ClaimRecord.objects.filter(Q(needs_work__in=WORK) | Q(state=ClaimState.READY))
    rows = moving.order_by("organization", "state").values_list("organization", "state")
    found: dict[UUID, tuple[int, int, int]] = {}
    for organization, state, number, amount in rows.annotate(rows=Count("*"), total=Sum("cents")):
        needs, cents, ready = found.get(organization, (0, 0, 0))
        if state == ClaimState.READY:
            found[organization] = needs, cents, ready + number
        else:
            found[organization] = needs + number, cents + amount, ready
    return found


def count_causes(filters: QueueFilter, on: date, among: Among = None) -> list[CauseGroup]:
    """The causes that keep claims from going out, the worst first, the dearest of them before the others.

    Each claim that the filter leaves is in one of them.
    """
    found = matching(filters, on, among).order_by("cause").values_list("cause", "state")
    rows = found.annotate(
        rows=Count("*"), total=Sum("cents"), title=Max("cause_title"), fixable=Count("can_fix", filter=Q(can_fix=True))
    )
    order = {state: at for at, state in enumerate(NEEDS_WORK)}
    ranked = sorted(rows, key=lambda row: (order.get(ClaimState(row[1]), len(order)), -row[3], row[0]))
    return [
        CauseGroup(
            cause=cause or NO_CAUSE,
            title=(title if cause else "") or find_cause_title(cause or NO_CAUSE),
            state=state,
            claims=number,
            cents=cents,
            fixable=fixable,
        )
        for cause, state, number, cents, title, fixable in ranked
    ]


def list_names(filters: QueueFilter, on: date, most: int, among: Among = None) -> list[tuple[UUID, int]]:
    """All claims that the filter leaves, in the order of work, each with its version: so many at most."""
    return list(matching(filters, on, among).order_by(*ORDER).values_list("pk", "version")[:most])


def list_payers(among: Among = None) -> list[str]:
    """The payers of the claims that somebody has to work on."""
    every = ClaimRecord.objects.all() if among is None else among
    found = every.filter(needs_work__in=WORK).exclude(payer="").order_by("payer")
    return list(found.values_list("payer", flat=True).distinct())


def find_cause_title(cause: str) -> str:
    """What a cause is called where no claim of it is listed: the rule's title, or what is missing."""
    if cause == NO_CAUSE:
        return "No single cause: open the claim"
    entry = rule_set().named(cause)
    return entry.title if entry else cause.removeprefix("missing: ").replace("_", " ")
