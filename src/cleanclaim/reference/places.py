"""Standing lists: places of service, and the taxonomy codes that tell a provider's profession."""

from functools import cache

from msgspec import Struct

from cleanclaim.reference.files import DATA, records


class PlaceOfService(Struct, frozen=True):
    """A place of service. `facility`: Medicare pays the lower practice expense of a facility there."""

    code: str
    facility: bool
    name: str


@cache
def places() -> dict[str, PlaceOfService]:
    """Every assigned place of service, by its two digits."""
    return {
        row["code"]: PlaceOfService(row["code"], row["facility"] == "yes", row["name"])
        for row in records(DATA / "places.csv")
    }


@cache
def professions() -> dict[str, str]:
    """The profession or kind of clinic behind each rehabilitation taxonomy code, in our words."""
    return {row["code"]: row["profession"] for row in records(DATA / "taxonomy.csv")}
