"""What runs out: licenses, enrollments, attestations, insurance, cards, each with its last day and what sets it.

A paper that says its last day goes by it. Where it does not, the interval of its kind counts from the day it was done.
Where nobody says either, that is said, and so is a paper that everybody needs and of which nothing is entered.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from cleanclaim.compliance.credentialing.billing_right import BillingRights
from cleanclaim.compliance.credentialing.intervals import PaperKind, paper_kinds
from cleanclaim.compliance.credentialing.looks import last_federal_look
from cleanclaim.law.chart.credentials import covers
from cleanclaim.law.policies.keys import NO_LIMIT
from cleanclaim.law.policies.spans import Standing
from cleanclaim.model.credentialing import Application, CredentialedClinician, Expirable
from cleanclaim.model.finding import Cite
from cleanclaim.model.practice import License

SHARED = frozenset({"malpractice"})
"""Kinds of which one paper of the practice may be everybody's."""


class ExpiringPaper(Struct, frozen=True, kw_only=True):
    """A paper with its last day, None where nobody knows it; `why` says so, or from what it was counted.

    `of`: whose it is, with `npi`; `about`: which license or payer. `standing` and `cite` are those of an interval;
    `begins` is there where none of its kind is in force before that day.
    """

    kind: PaperKind
    of: str
    npi: str
    about: str
    on: date | None
    why: str
    standing: Standing | None = None
    cite: Cite | None = None
    begins: date | None = None

    def days_left(self, day: date) -> int | None:
        """Days until the last one; below 0 where it is past."""
        return None if self.on is None else (self.on - day).days


def expiring_papers(rights: BillingRights, on: date) -> list[ExpiringPaper]:
    """Every paper, the first to run out first, those without a day last. Of a license that was renewed, the latest."""
    known = rights.credentials
    found: list[ExpiringPaper] = []
    for one in known.clinicians.values():
        if one.clinician.left is None or one.clinician.left >= on:
            found += _of_clinician(rights, one, on)
    practice = known.practice.npi
    found += _of_applications(rights, known.practice_name, practice, known.applications or (), on)
    found += _of_papers(known.practice_name, practice, known.expirables or (), (), on)
    return sorted(found, key=lambda one: (one.on is None, one.on or date.max, one.of, one.kind.key))


def within(papers: Iterable[ExpiringPaper], on: date, days: int) -> list[ExpiringPaper]:
    """Those that are past, run out within so many days, or have no known day."""
    last = on + timedelta(days=days)
    return [one for one in papers if one.on is None or one.on <= last]


def _of_clinician(rights: BillingRights, who: CredentialedClinician, on: date) -> Iterator[ExpiringPaper]:
    name, npi = who.name, who.clinician.npi
    states = sorted({one.state for one in who.clinician.licenses or () if covers(one, on) is not False})
    yield from _of_licenses(who)
    yield from _of_applications(rights, name, npi, who.applications or (), on)
    yield from _of_papers(name, npi, who.expirables or (), states, on)
    yield from _of_looks(rights, who, on)
    shared = {one.kind for one in rights.credentials.expirables or ()} & SHARED
    entered = {one.kind for one in who.expirables or ()} | shared
    for kind in paper_kinds().values():
        if kind.whose == "clinician" and kind.key not in entered | {"license", "screening"}:
            yield ExpiringPaper(kind=kind, of=name, npi=npi, about="", on=None, why="nothing is entered")


def _of_licenses(who: CredentialedClinician) -> Iterator[ExpiringPaper]:
    name, npi, entered = who.name, who.clinician.npi, who.clinician.licenses
    kinds = paper_kinds()
    if not entered:
        why = "no licenses are entered" if entered is None else "there is no license"
        yield ExpiringPaper(kind=kinds["license"], of=name, npi=npi, about="", on=None, why=why)
    for one in _latest(entered or ()):
        kind = kinds["compact_privilege" if one.compact else "license"]
        why = "its own last day" if one.ends else "its last day is not entered"
        about = f"{one.state} {one.number}{', temporary' if one.temporary else ''}"
        yield ExpiringPaper(kind=kind, of=name, npi=npi, about=about, on=one.ends, why=why)


def _latest(entered: Sequence[License]) -> list[License]:
    """The license of each state and kind that lasts longest; a temporary one counts beside none that lasts longer."""
    found: dict[tuple[str, bool], License] = {}
    for one in sorted(entered, key=lambda each: each.ends or date.max):
        found[one.state, one.compact] = one
    return list(found.values())


def in_force(entered: Sequence[Expirable], on: date) -> Expirable | None:
    """Of papers of one kind the one that lasts longest of those that have begun, and of those that follow it without a
    day between; where none has begun, the first one to come. None where there are none.
    """
    ordered = sorted(entered, key=lambda each: (each.ends or date.min, each.done or date.min))
    begun = [one for one in ordered if one.begins is None or one.begins <= on]
    if not begun:
        return min(ordered, key=lambda one: one.begins or date.max, default=None)
    last = begun[-1]
    for one in sorted((one for one in ordered if one not in begun), key=lambda one: one.begins or date.max):
        if last.ends is not None and one.begins is not None and one.begins <= last.ends + timedelta(days=1):
            last = one
    return last


def _of_papers(
    name: str, npi: str, entered: Sequence[Expirable], states: Sequence[str], on: date
) -> Iterator[ExpiringPaper]:
    by_kind: dict[str, list[Expirable]] = {}
    for each in entered:
        by_kind.setdefault(each.kind, []).append(each)
    for mine in by_kind.values():
        one = in_force(mine, on)
        if one is None:
            continue
        kind = paper_kinds().get(one.kind) or PaperKind(
            key=one.kind, name=one.kind.replace("_", " "), whose="", remind=(), remedy="Renew it.", intervals=()
        )
        if one.begins is not None and one.begins > on and all(each.begins and each.begins > on for each in mine):
            why = f"none is in force before {one.begins.isoformat()}, its first day"
            yield ExpiringPaper(kind=kind, of=name, npi=npi, about=one.note or "", on=None, why=why, begins=one.begins)
            continue
        paper = _counted(kind, name, npi, one.note or "", one.ends, one.done, states)
        following = [each.begins for each in mine if each.begins and each.begins > on and each is not one]
        if paper.on is not None and following and min(following) > paper.on:
            why = f"{paper.why}; the next begins only on {min(following).isoformat()}"
            paper = structs.replace(paper, why=why)
        yield paper


def _counted(
    kind: PaperKind,
    name: str,
    npi: str,
    about: str,
    ends: date | None,
    done: date | None,
    states: Sequence[str] = (),
    payer: tuple[str, str] = ("", ""),
) -> ExpiringPaper:
    """A paper by its own last day, else by the interval of its kind."""
    if ends is not None:
        return ExpiringPaper(kind=kind, of=name, npi=npi, about=about, on=ends, why="its own last day")
    interval = kind.interval(done, *payer) if done else None
    if done is None or interval is None:
        why = "neither its last day nor the day it was done is entered" if done is None else "it has no known interval"
        return ExpiringPaper(kind=kind, of=name, npi=npi, about=about, on=None, why=why)
    limit = interval.limit_in(states)
    length = f"{limit.number} {limit.unit if limit.number != 1 else limit.unit[:-1]}"
    return ExpiringPaper(
        kind=kind,
        of=name,
        npi=npi,
        about=about,
        on=limit.latest_day(done),
        why=f"{length} from {done.isoformat()}",
        standing=interval.standing,
        cite=interval.cite,
    )


def _of_applications(
    rights: BillingRights, name: str, npi: str, entered: Sequence[Application], on: date
) -> Iterator[ExpiringPaper]:
    """The ends, revalidations and recredentialings of the enrollments that are in effect or to come."""
    kinds = paper_kinds()
    for one in entered:
        each = one.enrollment
        if each.begins is None or each.denied or (each.ends is not None and each.ends < on):
            continue
        if any(_renews(later, one) for later in entered):
            continue
        payer = rights.credentials.payers[each.payer]
        policy = rights.policy(payer, on)
        whose = (payer.policy, policy.kind if policy else "")
        about = f"{payer.name}{f', {one.site}' if one.site else ''}"
        if each.ends is not None:
            yield _counted(kinds["enrollment"], name, npi, about, each.ends, None)
        for key, own in (("revalidation", each.revalidate_by), ("recredentialing", one.recredential_by)):
            if own is not None or kinds[key].interval(each.begins, *whose) is not None:
                yield _in_turn(_counted(kinds[key], name, npi, about, own, each.begins, payer=whose), on)
            elif kinds[key].interval(on, *whose) is not None:  # no interval is known of so long ago
                why = f"enrolled since {each.begins.isoformat()}; when it is due is not entered"
                yield ExpiringPaper(kind=kinds[key], of=name, npi=npi, about=about, on=None, why=why)


def _renews(later: Application, one: Application) -> bool:
    """Whether an enrollment takes the place of another with the same payer at the same site before that one ends."""
    first, second = one.enrollment, later.enrollment
    if (first.payer, one.site, first.group_npi) != (second.payer, later.site, second.group_npi) or second.denied:
        return False
    if first.begins is None or first.ends is None or second.begins is None:
        return False
    return first.begins < second.begins <= first.ends + timedelta(days=1) and (
        second.ends is None or first.ends < second.ends
    )


def _in_turn(paper: ExpiringPaper, on: date) -> ExpiringPaper:
    """A day that was only counted from the enrollment's first day, and is past: whether it was done nobody entered."""
    if paper.standing is None or paper.on is None or paper.on >= on:
        return paper
    why = f"{paper.why} was {paper.on.isoformat()}; whether it was done is not entered"
    return ExpiringPaper(
        kind=paper.kind, of=paper.of, npi=paper.npi, about=paper.about, on=None, why=why,
        standing=paper.standing, cite=paper.cite,
    )  # fmt: skip


def _of_looks(rights: BillingRights, who: CredentialedClinician, on: date) -> Iterator[ExpiringPaper]:
    """The next look into the lists, by the shortest limit of the payers' policies."""
    kind = paper_kinds()["screening"]
    policies = (rights.policy(payer, on) for payer in rights.credentials.payers.values())
    limits = [
        (policy.exclusion_screening_days, policy.value("exclusion_screening_days"))
        for policy in policies
        if policy and policy.exclusion_screening_days is not None and policy.exclusion_screening_days < NO_LIMIT
    ]
    if not limits:
        return
    days, value = min(limits, key=lambda pair: pair[0])
    last = last_federal_look(who)
    why = "nobody has looked" if last is None else f"{days} days from {last.on.isoformat()}"
    due = None if last is None else last.on + timedelta(days=days)
    yield ExpiringPaper(
        kind=kind,
        of=who.name,
        npi=who.clinician.npi,
        about="",
        on=due,
        why=why,
        standing=value.standing,
        cite=value.cite,
    )
