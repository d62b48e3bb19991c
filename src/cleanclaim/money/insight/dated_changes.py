"""What changed of the law or the published tables about when a payer did: of its policy, and of tables that such
denials rest on. That one lies beside the other proves nothing; it is where to look first.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import payer_file
from cleanclaim.law.policies.spans import PolicyValue
from cleanclaim.model.submitted_claim import ClaimHeader
from cleanclaim.money.denials.payer_limits import policies_of
from cleanclaim.money.insight.payer_series import SeriesKind
from cleanclaim.money.insight.trend_settings import trend_settings
from cleanclaim.reference.library import shipped
from cleanclaim.reference.reasons import Kind as ReasonKind
from cleanclaim.reference.reasons import reason
from cleanclaim.reference.releases import NAMES
from cleanclaim.reference.releases import Kind as ReleaseKind

_TABLES: dict[ReasonKind, tuple[ReleaseKind, ...]] = {
    "bundling": ("ncci", "ncci_medicaid", "add_on"),
    "units": ("mue",),
    "coding": ("ncci", "icd10", "hcpcs", "therapy"),
    "contract": ("mpfs", "gpci"),
    "necessity": ("icd10",),
}
"""The tables on which denials of a kind rest."""


class NearbyChange(Struct, frozen=True, kw_only=True):
    """Something that changed on a day: `what` in words, who says so, and what that rests on. `value` is the payer's new
    answer, where it is one of its policy.
    """

    on: date
    what: str
    source: str
    value: PolicyValue | None = None


def changes_near(
    header: ClaimHeader, kind: SeriesKind, code: str, first: date, last: date, basis: Basis
) -> list[NearbyChange]:
    """The changes of the payer's policy, and of tables that matter to such denials, from some time before `first` to
    some days after `last`; the oldest first.
    """
    settings = trend_settings()
    since, until = first - timedelta(days=settings.days_before), last + timedelta(days=settings.days_after)
    found = [*_of_policy(header, since, until, basis), *_of_tables(kind, code, since, until, basis)]
    return sorted(found, key=lambda one: (one.on, one.what))


def _of_policy(header: ClaimHeader, since: date, until: date, basis: Basis) -> Iterator[NearbyChange]:
    for name, _by in policies_of(header):
        if basis.policy(name, until) is None:
            continue
        described = payer_file(name, basis.payers)
        for key, spans in described.spans.items():
            for before, value in pairwise(spans):
                if since <= value.since <= until and value.value != before.value:
                    meaning = keys().keys[key].meaning.partition(":")[0]
                    source = value.cite.title if value.cite else value.why
                    yield NearbyChange(
                        on=value.since, what=f"{described.head.name}, {key}: {meaning}", source=source, value=value
                    )


def _of_tables(kind: SeriesKind, code: str, since: date, until: date, basis: Basis) -> Iterator[NearbyChange]:
    known = reason("carc", code) if code else None
    about: ReasonKind | None = "contract" if kind == "allowed" else known.kind if known else None
    library = basis.library or shipped()
    for table in _TABLES.get(about, ()) if about else ():
        for release in library.known(table, basis.known_on):
            if since <= release.effective_from <= until:
                yield NearbyChange(
                    on=release.effective_from, what=f"{release.name}: {NAMES[table]}", source=release.source
                )
