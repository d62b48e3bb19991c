"""The published tables for one date of service: every look-up of this package."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache, lru_cache

from cleanclaim.reference import add_ons, descriptors, gpci, hcpcs, icd10, mpfs, mue, ncci, therapy
from cleanclaim.reference.add_ons import AddOn
from cleanclaim.reference.catalogue import Code, catalogue, evaluations
from cleanclaim.reference.code_families import last_days
from cleanclaim.reference.diagnosis_successors import successors
from cleanclaim.reference.gpci import Gpci, Locality
from cleanclaim.reference.hcpcs import Hcpcs
from cleanclaim.reference.icd10 import Diagnosis
from cleanclaim.reference.library import Library, shipped
from cleanclaim.reference.modifiers import Modifier, modifiers
from cleanclaim.reference.mpfs import ConversionFactor, Fee
from cleanclaim.reference.mue import Mue
from cleanclaim.reference.ncci import Pair, PairRow
from cleanclaim.reference.places import PlaceOfService, places, professions
from cleanclaim.reference.releases import DATED, Kind, Release, ReleaseUse
from cleanclaim.reference.therapy import Therapy

ALL_TRADES = 5_000
"""Rows from which a fee schedule on file is that of all trades, which has sixteen thousand; therapy has two hundred."""


class Tables:
    """Every look-up for the date of service `on`, from what had been published by `known_on` if it is set.

    Answers are remembered: a clinic looks up the same few codes all day.
    """

    __slots__ = (
        "_diagnoses",
        "_fees",
        "_limits",
        "_mue",
        "_pairs",
        "_releases_in_use",
        "codes",
        "evaluations",
        "known_on",
        "library",
        "mue_known",
        "on",
    )

    def __init__(self, on: date, known_on: date | None = None, library: Library | None = None) -> None:
        self.on = on
        self.known_on = known_on
        self.library = library or shipped()
        self.codes: dict[str, Code] = catalogue()
        """Every code of the catalogue, deleted ones included."""
        self.evaluations = evaluations()
        """The codes of evaluations, of which a visit has room for one."""
        self._releases_in_use: dict[Kind, list[Release]] = {}
        self._mue = self._in_use("mue")
        self.mue_known = bool(self._mue)
        """Whether any unit limits are on file for the date; False before the oldest release."""
        self._pairs: dict[tuple[str, str], Pair] = {}
        self._fees: dict[str, Fee | None] = {}
        self._limits: dict[str, Mue | None] = {}
        self._diagnoses: dict[str, Diagnosis] = {}

    def _in_use(self, kind: Kind) -> list[Release]:
        if kind not in self._releases_in_use:
            self._releases_in_use[kind] = self.library.in_use(kind, self.on, self.known_on)
        return self._releases_in_use[kind]

    def code(self, code: str) -> Code | None:
        """The catalogue's entry, whether or not the code exists on the date (`Code.valid_on` says); None if unknown."""
        return self.codes.get(code)

    def status(self, code: str) -> str | None:
        """The Medicare fee schedule's status letter (A, B, C, I, N, R, X, ...); None where no row is on file."""
        fee = self.fee(code)
        return None if fee is None else fee.status

    def fee(self, code: str) -> Fee | None:
        """The fee schedule's row; None where the code has none on the date."""
        if code not in self._fees:
            self._fees[code] = mpfs.fee(code, self.on, self._in_use("mpfs"))
        return self._fees[code]

    def knows_number(self, code: str) -> bool | None:
        """Whether a procedure code is in the catalogue or in a published list. None where it is in none, and no list of
        all trades is in use with one of the year, as where schedules were kept of therapy alone.
        """
        if code in self.codes or self.hcpcs(code) is not None or self.fee(code) is not None:
            return True
        schedules = self._in_use("mpfs")
        of_the_year = any(one.effective_from.year == self.on.year for one in schedules)
        return False if of_the_year and any(one.rows >= ALL_TRADES for one in schedules) else None

    def conversion_factor(self, *, qualifying: bool = False) -> ConversionFactor | None:
        """Dollars of one relative value unit; None where no release prints this one."""
        return mpfs.conversion_factor(self.on, self._in_use("mpfs"), qualifying=qualifying)

    def gpci(self, locality: str) -> Gpci | None:
        """The cost indices of a locality ("10112-00": contractor and number); None where none are on file."""
        return gpci.gpci(locality, self.on, self._in_use("gpci"))

    def localities(self, state: str) -> list[Gpci]:
        """Every locality of a state ("TX"), with its cost indices."""
        return gpci.localities(state, self.on, self._in_use("gpci"))

    def locality(self, zip_code: str) -> Locality | None:
        """The locality of a ZIP code; None where no release answers for the date or lists it."""
        return gpci.locality(zip_code, self.on, self._in_use("zip"))

    def counties(self, locality: str) -> str | None:
        """The counties of a locality, as the publisher writes them; None where no release names them."""
        return gpci.counties(locality, self._in_use("locality"))

    def pair(self, a: str, b: str) -> Pair:
        """What NCCI says of two codes, given in either order."""
        pair = self._pairs.get((a, b))
        if pair is None:
            pair = ncci.pair_answer(a, b, self.on, self._in_use("ncci"))
            self._pairs[a, b] = self._pairs[b, a] = pair
        return pair

    def pair_history(self, a: str, b: str) -> list[PairRow]:
        """Every published row of two codes, newest first, also for dates that have no answer."""
        return ncci.pair_history(a, b, self.on, self.library.known("ncci", self.known_on))

    def add_on(self, code: str) -> AddOn | None:
        """The primaries an add-on code may stand beside; None where no release lists it as an add-on."""
        return add_ons.add_on(code, self.on, self._in_use("add_on"))

    def mue(self, code: str) -> Mue | None:
        """The unit limit of a code; None where none is on file (`mue_covers` tells whether CMS set none)."""
        if code not in self._limits:
            self._limits[code] = mue.unit_limit(code, self.on, self._mue)
        return self._limits[code]

    def mue_covers(self, code: str) -> bool:
        """Whether a release covers the code; False for codes newer than the release."""
        return mue.covers_code(code, self._mue)

    def diagnosis(self, code: str) -> Diagnosis:
        """What a diagnosis code is on the date, written with or without the point, in either case."""
        found = self._diagnoses.get(code)
        if found is None:
            lists, histories = self._in_use("icd10"), self._in_use("icd10_history")
            labels = self.library.known("icd10", self.known_on)
            found = self._diagnoses[code] = icd10.diagnosis(code, self.on, lists, histories, labels)
        return found

    def diagnosis_successors(self, code: str) -> tuple[str, ...]:
        """The diagnoses to choose from in place of one that ended or only heads a group; empty where none are known."""
        return successors(code, self.on, self._in_use("icd10"))

    def hcpcs(self, code: str) -> Hcpcs | None:
        """CMS's own entry for a HCPCS Level II code; None where no release lists it."""
        return hcpcs.hcpcs(code, self.on, self._in_use("hcpcs"))

    def therapy(self, code: str) -> Therapy | None:
        """A code's place on Medicare's therapy code list; None where no release lists it."""
        return therapy.therapy(code, self.on, self._in_use("therapy"))

    def descriptor(self, code: str) -> str | None:
        """The CPT descriptor in the licensee's own file; None where nobody imported one."""
        return descriptors.descriptor(code, self._in_use("descriptors"))

    def place(self, code: str) -> PlaceOfService | None:
        """The place of service with these two digits; None if unassigned."""
        return places().get(code)

    def modifier(self, code: str) -> Modifier | None:
        """The modifier with these two characters; None if we do not know it."""
        return modifiers().get(code)

    def profession(self, taxonomy: str) -> str | None:
        """The profession behind a provider's taxonomy code; None if it is not one of rehabilitation."""
        return professions().get(taxonomy)

    def releases(self) -> list[ReleaseUse]:
        """The releases that answer for the date, table by table, and which of them are stale."""
        return [
            ReleaseUse(release.name, kind, release.stale_on(self.on))
            for kind in DATED
            for release in self._in_use(kind)
        ]


def tables(on: date, known_on: date | None = None, library: Library | None = None) -> Tables:
    """The tables of a library for the date of service `on`; with `known_on` only releases published by that day.

    Without a library: what ships with the program. Days between two changes share one set of tables, whose `on` is
    the first of them.
    """
    chosen = library or shipped()
    days = _days_of_change(chosen)
    place = bisect_right(days, on)
    return _tables(days[place - 1] if place else on, known_on, chosen)


@lru_cache(maxsize=4096)
def _tables(on: date, known_on: date | None, library: Library) -> Tables:
    return Tables(on, known_on, library)


@cache
def _days_of_change(library: Library) -> tuple[date, ...]:
    """The days on which a table gives another answer than the day before.

    Fee schedules and diagnosis lists change with the quarters; releases, code pairs, codes of all kinds and modifiers
    add their own days.
    """
    days = {date(year, month, 1) for year in range(1990, 2041) for month in (1, 4, 7, 10)}
    for release in library.releases:
        days |= {release.answers_from, release.effective_from, *_day_after(release.effective_to)}
    codes = [(code.valid_from, code.valid_to) for code in catalogue().values()]
    marks = [(modifier.valid_from, modifier.valid_to) for modifier in modifiers().values()]
    pairs = ncci.spans([*library.known("ncci"), *library.known("ncci_medicaid")])
    further = [(None, last) for last in last_days()]
    for first, last in [*codes, *marks, *pairs, *hcpcs.spans(library.known("hcpcs")), *further]:
        days |= {*([first] if first else []), *_day_after(last)}
    return tuple(sorted(days))


def _day_after(last: date | None) -> list[date]:
    return [last + timedelta(days=1)] if last else []
