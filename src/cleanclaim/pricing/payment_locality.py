"""Where a visit took place, and what else of the practice decides a price.

Medicare pays by the locality of the ZIP code in which the service was given: at the patient's home that is the
patient's, elsewhere that of the site, or of the practice's own address.
"""

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from cleanclaim.law.case import Case
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.priced import Unpriced
from cleanclaim.reference.gpci import Gpci, Locality
from cleanclaim.reference.tables import Tables

HOME = "12"
NATIONAL = "national"
_NATIONAL_INDICES = Gpci(NATIONAL, "", "National", 1000, 1000, 1000, "", stale=False)


class PaymentLocality(Struct, frozen=True, kw_only=True):
    """Where a practice is paid for, and by which conversion factor.

    `locality` is a contractor and number ("06102-16") or "national", for all cost indices 1; else `zip_code` or the
    addresses of the `practice` tell it. `qualifying`: it is paid by the higher conversion factor of qualifying
    participants in alternative payment models, which Medicare has had since 2026.
    """

    zip_code: str | None = None
    locality: str | None = None
    practice: Practice | None = None
    qualifying: bool = False

    @property
    def places_visits(self) -> bool:
        """Whether anything tells where visits took place."""
        return any((self.zip_code, self.locality, self.practice))

    def case_of(self, visits: Iterable[Visit]) -> Case:
        """The case of some visits that took place here."""
        return Case(
            visits=tuple(visits),
            practice=self.practice,
            zip_code=self.zip_code,
            locality=self.locality,
            qualifying=self.qualifying,
        )


def locality_of(case: Case) -> PaymentLocality:
    """What a case says of where its visits took place and how they are paid."""
    return PaymentLocality(
        zip_code=case.zip_code, locality=case.locality, practice=case.practice, qualifying=case.qualifying
    )


class Location(Struct, frozen=True):
    """Where a visit is paid: the cost indices, and the ZIP code's row if one led there."""

    gpci: Gpci
    found_by: Locality | None = None


def location_of(visit: Visit, office: PaymentLocality, tables: Tables) -> Location | Unpriced:
    """The locality a visit is paid by, as far as the office tells."""
    if office.locality == NATIONAL:
        return Location(_NATIONAL_INDICES)
    if office.locality:
        return _indices(office.locality, None, tables)
    zip_code = office.zip_code or _zip_code(visit, office.practice)
    if zip_code is None:
        return _what_is_unknown(visit, office.practice)
    return _at_zip(zip_code, tables)


_PLACE_UNKNOWN = Unpriced(
    "Where the visit took place is not known", "Give --zip, --locality or --practice; prices differ by locality."
)
_HOME_UNKNOWN = Unpriced(
    "The patient's home is not known", "Add the patient to the practice's patients, or give --zip or --locality."
)


_ADDRESS_UNKNOWN = Unpriced(
    "The practice's address is not entered", "Enter the address in the practice's file, under [billing]."
)
_OFFICE_UNKNOWN = Unpriced(
    "Which office it was is not known", "Enter the site's name in the column site, as in [[sites]], or give --zip."
)


def _what_is_unknown(visit: Visit, practice: Practice | None) -> Unpriced:
    if practice is None:
        return _PLACE_UNKNOWN
    if visit.place_of_service != HOME and any(entry.entry == "zip" for entry in practice.open_entries):
        return _ADDRESS_UNKNOWN
    return _HOME_UNKNOWN if visit.place_of_service == HOME else _OFFICE_UNKNOWN


def _zip_code(visit: Visit, practice: Practice | None) -> str | None:
    """Where the visit took place by the practice's own records; None where they don't tell."""
    if practice is None:
        return None
    if visit.place_of_service == HOME:
        patient = practice.patients.get(visit.patient_id or "")
        return patient.address.zip_code if patient else None
    addresses = {
        (site or practice.billing).address.zip_code for site in practice.find_sites(visit.place_of_service, visit.site)
    }
    return addresses.pop() or None if len(addresses) == 1 else None


@lru_cache(maxsize=4096)
def _at_zip(zip_code: str, tables: Tables) -> Location | Unpriced:
    """Remembered, since a clinic's visits are nearly all in one place."""
    found = tables.locality(zip_code)
    if found is None:
        title = f"The locality of ZIP {zip_code[:5]} is not on file for this date"
        return Unpriced(title, "Correct the ZIP, import the list of ZIP codes, or name the locality (--locality).")
    if found.plus_four:
        title = f"ZIP {found.zip} is divided between localities"
        return Unpriced(title, f"Name the locality (--locality). Most of the ZIP lies in {found.locality}.")
    return _indices(found.locality, found, tables)


@lru_cache(maxsize=4096)
def _indices(locality: str, found_by: Locality | None, tables: Tables) -> Location | Unpriced:
    gpci = tables.gpci(locality)
    if gpci is None:
        title = f"No cost indices are on file for locality {locality} on this date"
        return Unpriced(title, 'Correct it (contractor and number, such as "06102-16"), or import the GPCI file.')
    return Location(gpci, found_by)
