"""Where the patient was treated: in places where a facility bills therapy, a private practice does not.

A therapist in private practice is paid for services in the practice's own space or the patient's home. In a hospital, its
outpatient department, a skilled nursing or an inpatient rehabilitation facility the facility bills. Other places that
Medicare prices as a facility, such as a surgical center, are a question to ask.
(42 CFR 410.60(c); Medicare Benefit Policy Manual, ch. 15, 230.4 and 230.6)

    payer    | place_of_service | code  | minutes | units || broken
    medicare | 11               | 97110 |      15 |     1 ||
    -
    medicare | 12               | 97110 |      15 |     1 ||
    -
    medicare | 13               | 97110 |      15 |     1 ||                   # assisted living is a home
    -
    medicare | 32               | 97110 |      15 |     1 ||                   # so is a nursing home outside its skilled part
    -
    medicare | 22               | 97110 |      15 |     1 || facility_bills
    -
    medicare | 19               | 97110 |      15 |     1 || facility_bills
    -
    medicare | 21               | 97110 |      15 |     1 || facility_bills
    -
    medicare | 31               | 97110 |      15 |     1 || facility_bills
    -
    medicare | 61               | 97161 |      30 |     1 || facility_bills
    -
    medicare | 22               | 97110 |       5 |     0 ||                   # nothing is billed
    -
    medicare |                  | 97110 |      15 |     1 || facility_bills?
    -
    aetna    | 22               | 97110 |      15 |     1 || facility_bills?   # its contract says
    -
    aetna    | 11               | 97110 |      15 |     1 ||
    -
    self_pay | 21               | 97110 |      15 |     1 ||
"""

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.reference.places import PlaceOfService

NEEDS = "claim"


@fact
def bills_therapy(is_therapy: Each[bool]) -> bool:
    """Whether the visit bills a code of Medicare's therapy list."""
    return True in is_therapy


@fact(missing="place_of_service")
def in_facility(
    bills_therapy: bool, place: PlaceOfService | None = None, place_of_service: str | None = None
) -> bool | None:
    """Whether therapy was given in a place that Medicare prices as a facility; telehealth is not such a place."""
    if not bills_therapy:
        return False
    if place_of_service is None:
        return None
    return place is not None and place.facility and not place.telehealth


@fact
def place_name(place_of_service: str, place: PlaceOfService | None = None) -> str:
    """The place in words."""
    return place.name if place else place_of_service


@rule(
    title="The facility bills what is given there",
    cite="cms-100-02-15-230-4",
    when="in_facility",
    unknown="info",
    message="Place of service {place_of_service}, {place_name}: the facility bills therapy given there.",
    remedy="Correct the place if it was the office (11) or the home (12); else the facility bills it, and pays you.",
    carc="5",
)
def facility_bills(place_of_service: str, facility_places: tuple[str, ...]) -> bool:
    """A private practice is paid in its own space and the patient's home; a facility's stay or department is not one."""
    return place_of_service in facility_places
