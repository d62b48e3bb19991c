"""Applications on their way: how each stands, how long it has waited, for whom, and what to do next."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.compliance.credentialing.billing_right import BillingRights
from cleanclaim.law.chart.credentials import is_employed
from cleanclaim.model.credentialing import APPLICATION_STATES, Application, ApplicationState, Credentials
from cleanclaim.model.supervision import is_assistant

TABLE = Path(__file__).with_name("states.toml")
WaitsFor = Literal["us", "payer", "nobody"]
PipelineGroup = Literal["waits for us", "not entered", "waits for the payer", "refused or closed", "ended", "in effect"]
REFUSED: frozenset[ApplicationState] = frozenset({"closed_panel", "denied"})
CLOSED: frozenset[ApplicationState] = frozenset({"active", "termed"})


class StateAbout(Struct, frozen=True, forbid_unknown_fields=True):
    """What a state means, for whom it waits, and what to do next."""

    meaning: str
    waits_for: WaitsFor
    next_step: str


class PipelineItem(Struct, frozen=True, kw_only=True):
    """An application: `of` whom, with which payer, since when it stands so; `days` it has waited, None where no day is
    entered. `state` is None where nobody entered it.
    """

    of: str
    npi: str
    payer: str
    application: Application
    state: ApplicationState | None
    since: date | None
    days: int | None
    waits_for: WaitsFor | None
    next_step: str

    @property
    def group(self) -> PipelineGroup:
        """Under what it stands: what waits, and for whom; what is over, and how."""
        if self.state is None:
            return "not entered"
        if self.state in REFUSED:
            return "refused or closed"
        if self.state in {"termed", "active"}:
            return "ended" if self.state == "termed" else "in effect"
        return "waits for us" if self.waits_for == "us" else "waits for the payer"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is to be done: in effect, or ended."""
        return self.state in CLOSED


@cache
def states() -> dict[ApplicationState, StateAbout]:
    """Every state of an application."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), dict[ApplicationState, StateAbout])


def pipeline(credentials: Credentials, on: date) -> list[PipelineItem]:
    """Every application, what waits for the practice first, then what waited longest."""
    found = list(_items(credentials.practice_name, credentials.practice.npi, credentials.applications, credentials, on))
    for one in credentials.clinicians.values():
        if one.clinician.left is None or one.clinician.left >= on:
            found += _items(one.name, one.clinician.npi, one.applications, credentials, on)
    return sorted(found, key=_urgency)


def _items(
    of: str, npi: str, entered: Sequence[Application] | None, credentials: Credentials, on: date
) -> Iterator[PipelineItem]:
    for one in entered or ():
        state = state_on(one, on)
        since = one.state_since or one.submitted
        about = states()[state] if state else None
        yield PipelineItem(
            of=of,
            npi=npi,
            payer=credentials.payers[one.enrollment.payer].name,
            application=one,
            state=state,
            since=since,
            days=(on - since).days if since and since <= on else None,
            waits_for=about.waits_for if about else None,
            next_step=one.next_step or (about.next_step if about else "Enter how it stands (state)."),
        )


def not_applied_for(rights: BillingRights, on: date) -> dict[str, list[str]]:
    """By payer that enrolls, the therapists on the staff of whom no application to it was ever entered. Whose
    applications nobody entered at all is not in it: of those nothing is known.
    """
    known = rights.credentials
    found: dict[str, list[str]] = {}
    for payer in known.payers.values():
        if rights.enrolls_nobody(payer, on):
            continue
        for who in known.clinicians.values():
            applied = {one.enrollment.payer for one in who.applications or ()}
            is_here = is_employed(who.clinician, on) and not is_assistant(who.clinician)
            if is_here and who.applications is not None and payer.key not in applied:
                found.setdefault(payer.name, []).append(who.name)
    return found


def state_on(one: Application, on: date) -> ApplicationState | None:
    """How an application stands on a day: by its days where they tell it, else as entered."""
    each = one.enrollment
    if each.denied:
        return "denied"
    if each.begins is None:
        return one.state
    if each.ends is not None and each.ends < on:
        return "termed"
    return "active" if each.begins <= on else "approved_pending_effective"


def _urgency(one: PipelineItem) -> tuple[object, ...]:
    order = {"us": 0, None: 1, "payer": 2, "nobody": 3}[one.waits_for]
    place = APPLICATION_STATES.index(one.state) if one.state else -1
    return one.is_closed, order, -(one.days if one.days is not None else -1), place, one.of, one.payer
