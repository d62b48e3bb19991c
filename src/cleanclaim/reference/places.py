"""Standing lists: places of service, and the taxonomy codes that tell a provider's profession."""

from functools import cache

from msgspec import Struct

from cleanclaim.reference.code_sets import code_set
from cleanclaim.reference.files import DATA, records


class PlaceOfService(Struct, frozen=True):
    """A place of service. `facility`: Medicare pays the lower practice expense of a facility there. `telehealth`: it
    says where the patient was, and not the clinician.
    """

    code: str
    facility: bool
    name: str
    telehealth: bool


@cache
def places() -> dict[str, PlaceOfService]:
    """Every assigned place of service, by its two digits."""
    telehealth = code_set("telehealth_place")
    return {
        row["code"]: PlaceOfService(row["code"], row["facility"] == "yes", row["name"], row["code"] in telehealth)
        for row in records(DATA / "places.csv")
    }


@cache
def professions() -> dict[str, str]:
    """The profession or kind of clinic behind each rehabilitation taxonomy code, in our words."""
    return {row["code"]: row["profession"] for row in records(DATA / "taxonomy.csv")}
