"""What decides the price of a visit's units besides their codes: payer, place, and day.

Each may be unknown; then nothing of the visit has a price, and the first missing value is named.
"""

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.coding.visit_lines import VisitLines
from cleanclaim.law.policies.policy import UNKNOWN_PAYER, Policy
from cleanclaim.pricing.payment_locality import Location, PaymentLocality, location_of
from cleanclaim.pricing.priced import Unpriced
from cleanclaim.reference.mpfs import ConversionFactor
from cleanclaim.reference.places import PlaceOfService
from cleanclaim.reference.tables import Tables

NO_DATE = Unpriced("Date of service not recorded", "Enter the date.")
NO_PAYER = Unpriced("Payer not known", UNKNOWN_PAYER)
NO_PLACE = Unpriced("Place of service not recorded", "Enter the place: 11 is an office, 12 the home.")
NO_FACTOR = Unpriced("No conversion factor is on file for this date", "Import the fee schedule of the year.")


class Setting(Struct, frozen=True):
    """What decides the price of a visit's units.

    `reduction` is the percentage of practice expense that all therapy units of the day but one lose. `qualifying`: the
    factor is that of qualifying participants.
    """

    policy: Policy
    tables: Tables
    place: PlaceOfService
    location: Location
    factor: ConversionFactor
    qualifying: bool
    reduction: int


def setting_of(coded: VisitLines, office: PaymentLocality, basis: Basis) -> Setting | Unpriced:
    """The setting of a visit, or the first thing that is missing for it."""
    visit, policy, tables = coded.visit, coded.policy, coded.tables
    if basis.law_day(visit) is None:
        return NO_DATE
    if policy.fee_schedule != "mpfs" or policy.mppr_reduction_percent is None:
        return _other_prices(policy)
    place = tables.place(visit.place_of_service or "")
    if place is None:
        return NO_PLACE
    location = location_of(visit, office, tables)
    if isinstance(location, Unpriced):
        return location
    factor = tables.conversion_factor(qualifying=office.qualifying)
    if factor is None:
        return NO_FACTOR
    return Setting(policy, tables, place, location, factor, office.qualifying, policy.mppr_reduction_percent)


def _other_prices(policy: Policy) -> Unpriced:
    if not policy.name:
        return NO_PAYER
    if policy.fee_schedule == "own":
        remedy = "Give what its contract allows for each line (allowed); only Medicare's fee schedule is on file here."
        return Unpriced(f"{policy.name} has prices of its own", remedy)
    return open_in_policy(policy, "fee_schedule" if policy.fee_schedule is None else "mppr_reduction_percent")


def open_in_policy(policy: Policy, key: str) -> Unpriced:
    """What a payer's policy does not say, and where to enter it."""
    why = policy.value(key).why.rstrip(".")
    return Unpriced(
        f"Not known of {policy.name}: {key.replace('_', ' ')}",
        f"{why}. Ask the payer, and write {key} into your own payer file (--payers).",
    )
