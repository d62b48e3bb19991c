"""A folder of credentials as values: the practice's file, and the tables of credentials beside it.

What the practice's file says of a clinician, a table may say too, if it says the same; of licenses, enrollments and
looks into the lists a clinician's stand in one of the two. A table that is there is taken to be whole: a clinician of
whom `enrollments.csv` has no row has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, structs

from cleanclaim.exchange.files import credential_values as made
from cleanclaim.exchange.files.credential_entries import PRACTICE_FILE
from cleanclaim.exchange.files.credential_rows import read_credential_rows
from cleanclaim.exchange.files.intake import SeveralFaultsError
from cleanclaim.exchange.files.practice import billing_of, read_practice_alone, site_of
from cleanclaim.exchange.files.practice_values import nearest
from cleanclaim.exchange.files.toml_entries import Entries
from cleanclaim.exchange.files.visit_values import quoted, word_key
from cleanclaim.model.credentialing import (
    Application,
    CredentialedClinician,
    CredentialedPayer,
    Credentials,
    CredentialSite,
    Expirable,
    ListScreening,
)
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Billing, License, Practice, Site
from cleanclaim.model.supervision import find_supervisor

T = TypeVar("T")


class Papers(Struct, frozen=True):
    """What belongs to somebody, by NPI, each with its row."""

    licenses: dict[str, list[tuple[Entries, License]]]
    applications: dict[str, list[tuple[Entries, Application]]]
    screenings: dict[str, list[tuple[Entries, ListScreening]]]
    expirables: dict[str, list[tuple[Entries, Expirable]]]


def read_credentials(folder: Path, practice: Path | None = None) -> Credentials:
    """The credentials of a folder. `practice`: the practice's file, where it is not the folder's own practice.toml.

    Raises UserError with all that is wrong in all of its files, each with its place.
    """
    faults: list[UserError] = []
    rows = read_credential_rows(folder, faults)
    if faults:  # what is said of rows whose table cannot be read would be said for nothing
        raise _all_of(faults)
    written = practice or (folder / PRACTICE_FILE if (folder / PRACTICE_FILE).exists() else None)
    known = _attempt(faults, lambda: read_practice_alone(written)) if written else None
    tables = _Tables(rows.tables, faults)
    billing = known.billing if known else tables.practice(folder)
    if faults and billing is None:
        raise _all_of(faults)
    assert billing is not None
    if known is not None and written is not None:
        faults += _overlapping_licenses(known, written)
    payers = tables.payers(known)
    sites = tables.sites(known, billing)
    people = tables.clinicians(known)
    papers = tables.papers(people, billing, payers, sites)
    found = Credentials(
        practice=billing,
        practice_name=_name_of(billing),
        clinicians={npi: tables.with_papers(one, papers) for npi, one in people.items()},
        payers=payers,
        sites=sites,
        applications=tables.optional("enrollments", [one for _, one in papers.applications.get(billing.npi, ())]),
        expirables=tables.optional("expirables", [one for _, one in papers.expirables.get(billing.npi, ())]),
        screenings=tables.optional("screenings", [one for _, one in papers.screenings.get(billing.npi, ())]),
        readings=rows.readings,
        not_read=rows.not_read,
    )
    if faults:
        raise _all_of(faults)
    return found


def _all_of(faults: Sequence[UserError]) -> UserError:
    single = [one for fault in faults for one in (fault.errors if isinstance(fault, SeveralFaultsError) else (fault,))]
    return single[0] if len(single) == 1 else SeveralFaultsError(single, len(single), len(single), "place")


def _attempt(faults: list[UserError], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except UserError as wrong:
        faults.append(wrong)
        return None


def _name_of(billing: Billing) -> str:
    who = billing.name
    return who if isinstance(who, str) else f"{who.first} {who.last}"


class _Tables:
    """The tables of a folder; what is wrong in a row is put with the faults, and the row is left out."""

    def __init__(self, tables: Mapping[str, list[Entries]], faults: list[UserError]) -> None:
        self._tables = tables
        self._faults = faults

    def optional(self, table: str, found: Iterable[T]) -> tuple[T, ...] | None:
        """What a table has; None where there is no such table."""
        return tuple(found) if table in self._tables else None

    def _read(self, table: str, read: Callable[[Entries], T]) -> list[tuple[Entries, T]]:
        """The rows that can be read."""
        found = []
        for row in self._tables.get(table, ()):
            wrong: list[UserError] = []
            row.collect(wrong)
            value = row.attempt(lambda row=row: read(row))  # type: ignore[misc]
            self._faults += wrong
            if not wrong:
                found.append((row, value))
        return found

    def _fail(self, row: Entries, entry: str, problem: str, remedy: str) -> None:
        with row.noting():
            row.collect(self._faults)
            row.fail(entry, problem, remedy)

    def practice(self, folder: Path) -> Billing | None:
        """Who bills, by the table `practice`, which has one row."""
        rows = self._read("practice", billing_of)
        if "practice" not in self._tables:
            remedy = f"Add {PRACTICE_FILE}, or practice.csv with one row: name, npi, ein, taxonomy, address, ..."
            self._faults.append(UserError(str(folder), "nothing says who bills", remedy))
        for row, _ in rows[1:]:
            self._fail(row, "npi", "there is a second row.", "Make a folder for each practice.")
        return rows[0][1] if rows else None

    def payers(self, known: Practice | None) -> dict[str, CredentialedPayer]:
        """The payers of the practice's file, with what the table adds, and those of the table alone."""
        found = {
            key: CredentialedPayer(key=key, name=one.name, policy=one.policy, claim_filing=one.claim_filing)
            for key, one in (known.payers if known else {}).items()
        }
        seen: set[str] = set()
        for row, one in self._read("payers", made.payer_of):
            if one.key in seen:
                self._fail(row, "payer", f"{one.key} stands in a row above.", "Keep one row a payer.")
            seen.add(one.key)
            before = found.get(one.key)
            if before is not None:
                self._agree(row, before, one, ("name", "policy", "claim_filing"))
                found[one.key] = structs.replace(
                    before, by_site=one.by_site, each_claim=one.each_claim, in_all=one.in_all
                )
            else:
                found[one.key] = structs.replace(one, name=one.name or one.key)
        return found

    def _agree(self, row: Entries, before: Struct, one: Struct, names: Iterable[str]) -> None:
        """Fault what a row writes otherwise than the practice's file."""
        for name in names:
            here, there = getattr(one, name), getattr(before, name)
            if name in row and there is not None and here != there:
                problem = f"the practice's file says {quoted(there)}."
                self._fail(row, name, problem, "Correct one of the two, or leave the cell empty.")

    def sites(self, known: Practice | None, billing: Billing) -> tuple[CredentialSite, ...]:
        """The places of treatment: those entered, else the practice's own address."""
        found = {word_key(one.name): CredentialSite(site=one) for one in (known.sites if known else ())}
        for row, one in self._read("sites", site_of):
            before = found.get(word_key(one.name))
            if before is not None and before.site != one:
                self._fail(row, "name", "another site is called so.", "Give each site a name of its own.")
            found[word_key(one.name)] = CredentialSite(site=one, shortage_area=row.flag("shortage_area"))
        own = Site(name=_name_of(billing), address=billing.address, npi=billing.npi)
        return tuple(found.values()) or (CredentialSite(site=own),)

    def clinicians(self, known: Practice | None) -> dict[str, CredentialedClinician]:
        """The clinicians of the practice's file, with what the table adds, and those of the table alone."""
        entered = known.clinicians if known else {}
        found = {npi: CredentialedClinician(clinician=one) for npi, one in entered.items()}
        seen: set[str] = set()
        rows = self._read("clinicians", made.clinician_of)
        for row, one in rows:
            npi = one.clinician.npi
            if npi in seen:
                self._fail(row, "npi", f"{npi} is another clinician's too.", "Give each clinician their own NPI.")
                continue
            seen.add(npi)
            before = entered.get(npi)
            if before is not None:
                names = ("name", "credential", "taxonomy", "supervised_by", "hired", "left")
                self._agree(row, before, one.clinician, (name for name in names if name != "name"))
                if before.name != one.clinician.name:
                    problem = f"the practice's file says {before.name.first} {before.name.last}."
                    self._fail(row, "last_name", problem, "Correct one of the two.")
            found[npi] = structs.replace(one, clinician=before or one.clinician)
        if not found and not self._faults:
            self._faults.append(UserError("clinicians", "nobody treats here", "Add clinicians.csv, a row each."))
        everybody = {npi: one.clinician for npi, one in found.items()}
        for row, one in rows:
            if one.clinician.supervised_by and find_supervisor(one.clinician, everybody) is None:
                problem = f"{one.clinician.supervised_by} is not a therapist of this practice."
                self._fail(row, "supervised_by", problem, "Enter the NPI of a therapist among the clinicians.")
        return found

    def papers(
        self,
        people: Mapping[str, CredentialedClinician],
        billing: Billing,
        payers: Mapping[str, CredentialedPayer],
        sites: Sequence[CredentialSite],
    ) -> Papers:
        """The rows of licenses, enrollments, screenings and expirables, by whose they are."""
        clinicians, everybody = set(people), {*people, billing.npi}
        papers = Papers(
            self._by_npi("licenses", made.license_row, clinicians),
            self._by_npi("enrollments", made.application_of, everybody),
            self._by_npi("screenings", made.screening_row, everybody),
            self._by_npi("expirables", made.expirable_of, everybody),
        )
        names = {word_key(one.site.name): one.site.name for one in sites}
        for mine in papers.applications.values():
            for at, (row, one) in enumerate(mine):
                mine[at] = row, self._placed(row, one, payers, names)
            self._check_overlaps(mine, _one_enrollment, _enrollment_days, "enrollments", renews=True)
        for licenses in papers.licenses.values():
            self._check_overlaps(licenses, _one_license, _license_days, "licenses")
        return papers

    def _placed(
        self, row: Entries, one: Application, payers: Mapping[str, CredentialedPayer], names: Mapping[str, str]
    ) -> Application:
        payer = one.enrollment.payer
        if payer not in payers:
            meant = nearest(payer, payers)
            problem = f"{quoted(payer)} is no payer of this practice.{f' Did you mean {meant}?' if meant else ''}"
            self._fail(row, "payer", problem, "Enter a payer of the payers' table or of the practice's file.")
        if one.site is None or word_key(one.site) in names:
            return structs.replace(one, site=names.get(word_key(one.site or "")))
        meant = nearest(word_key(one.site), names)
        hint = f" Did you mean {names[meant]}?" if meant else ""
        self._fail(row, "site", f"{quoted(one.site)} is no site.{hint}", f"Write one of {', '.join(names.values())}.")
        return one

    def _by_npi(
        self, table: str, read: Callable[[Entries], tuple[str, T]], known: set[str]
    ) -> dict[str, list[tuple[Entries, T]]]:
        found: dict[str, list[tuple[Entries, T]]] = {}
        for row, (npi, value) in self._read(table, read):
            if npi not in known:
                who = "no clinician of this practice, nor the practice" if len(known) else "nobody here"
                self._fail(row, "npi", f"{npi} is {who}.", "Correct the NPI, or add the clinician to clinicians.")
                continue
            found.setdefault(npi, []).append((row, value))
        return found

    def _check_overlaps(
        self,
        mine: Sequence[tuple[Entries, T]],
        same: Callable[[T], object],
        days: Callable[[T], made.PaperDays | None],
        word: str,
        *,
        renews: bool = False,
    ) -> None:
        """Fault two rows of one thing whose days overlap. `renews`: a row that begins and ends after another renews it,
        and may begin before that one ends.
        """
        for (_before, one), (row, later) in combinations(mine, 2):
            first, second = days(one), days(later)
            if same(one) == same(later) and first and second and first.overlaps(second):
                if renews and (first.is_renewed_by(second) or second.is_renewed_by(first)):
                    continue
                problem = f"its days overlap those in {_before.place}: {first} and {second}."
                remedy = f"Of two {word} of one kind correct the days, or keep one row."
                self._fail(row, "begins", problem, remedy)

    def with_papers(self, one: CredentialedClinician, papers: Papers) -> CredentialedClinician:
        """A clinician with the papers of the tables; those of the practice's file where the tables have none."""
        npi, entered = one.clinician.npi, one.clinician
        licenses = self._either(
            "licenses", npi, [each for _, each in papers.licenses.get(npi, ())], entered.licenses, papers.licenses
        )
        applied = self._either(
            "enrollments",
            npi,
            [each for _, each in papers.applications.get(npi, ())],
            made.applications_of(entered),
            papers.applications,
        )
        looks = self._either(
            "screenings",
            npi,
            [each for _, each in papers.screenings.get(npi, ())],
            made.screenings_of(entered),
            papers.screenings,
        )
        whole = structs.replace(
            entered,
            licenses=licenses,
            enrollments=None if applied is None else tuple(each.enrollment for each in applied),
            screenings=None if looks is None else tuple(each.screening for each in looks),
        )
        expirables = self.optional("expirables", [each for _, each in papers.expirables.get(npi, ())])
        return structs.replace(one, clinician=whole, applications=applied, screenings=looks, expirables=expirables)

    def _either(
        self,
        table: str,
        npi: str,
        rows: Sequence[T],
        entered: tuple[T, ...] | None,
        places: Mapping[str, list[tuple[Entries, T]]],
    ) -> tuple[T, ...] | None:
        """A clinician's papers of a kind from the table or the practice's file; both are a fault."""
        if entered and rows:
            row = places[npi][0][0]
            problem = f"the practice's file has {table} of {npi} too."
            self._fail(row, "npi", problem, f"Keep the {table} of a clinician in one of the two.")
        return tuple(rows) if rows else entered if entered is not None else self.optional(table, ())


def _overlapping_licenses(practice: Practice, file: Path) -> Iterator[UserError]:
    """The licenses of one kind in the practice's file whose days overlap."""
    for npi, who in practice.clinicians.items():
        for one, later in combinations(who.licenses or (), 2):
            first, second = _license_days(one), _license_days(later)
            if _one_license(one) == _one_license(later) and first and second and first.overlaps(second):
                place = f"{file}, clinician {npi}, license {later.number}"
                problem = f"its days overlap those of license {one.number}: {first} and {second}"
                yield UserError(place, problem, "Of two licenses of one kind correct the days, or keep one.")


def _one_license(one: License) -> object:
    return one.state, one.compact, one.temporary


def _license_days(one: License) -> made.PaperDays | None:
    return made.PaperDays(one.begins, one.ends) if one.begins else None


def _one_enrollment(one: Application) -> object:
    each = one.enrollment
    return each.payer, one.site, each.places, each.group_npi, each.denied


def _enrollment_days(one: Application) -> made.PaperDays | None:
    return made.PaperDays(one.enrollment.begins, one.enrollment.ends) if one.enrollment.begins else None
