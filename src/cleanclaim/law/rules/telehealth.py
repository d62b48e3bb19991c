"""Telehealth: therapy by video or telephone, where the payer takes it, for the codes it takes, marked as it asks.

A line says that it was telehealth by its place of service, 02 or 10, or by a modifier: 95 video, 93 sound only. What
the payer covers, under which codes, modifiers and place, is its policy by date. Medicare's law reaches to the end of
2027. Monitoring and telephone codes describe a distance themselves and are no telehealth.

    payer    | service_date | place_of_service | code  | minutes | units | modifiers || broken
    medicare | 2026-03-02   | 10               | 97110 |      15 |     1 | GP 95     ||
    -
    medicare | 2026-03-02   | 10               | 97140 |      15 |     1 | GP 95     || code_not_listed   # hands cannot reach
    -
    medicare | 2026-03-02   | 10               | 97763 |      15 |     1 | GP 95     || code_not_listed?  # the list was not read so far
    -
    medicare | 2026-03-02   | 10               | 90912 |      15 |     1 | GP 95     || code_not_listed
    -
    tricare  | 2026-03-02   | 02               | 97140 |      15 |     1 | GP GT     ||                   # any covered service
    -
    medicare | 2026-03-02   | 10               | 97110 |      15 |     1 | GP        || unmarked
    -
    medicare | 2026-03-02   | 10               | 97110 |      15 |     1 | GP GT     || unmarked          # Medicare's is 95
    -
    medicare | 2026-03-02   | 11               | 97110 |      15 |     1 | GP 95     ||                   # therapy may keep its place
    -
    medicare | 2023-03-02   | 10               | 97110 |      15 |     1 | GP 95     || place_wrong
    -
    medicare | 2023-03-02   |                  | 97110 |      15 |     1 | GP 95     || place_wrong?   # the place is not known
    -
    medicare | 2023-03-02   | 11               | 97110 |      15 |     1 | GP 95     ||                   # until 2023 the place it would have had
    -
    medicare | 2020-01-15   | 02               | 97110 |      15 |     1 | GP 95     || not_covered
    -
    medicare | 2028-01-03   | 10               | 97110 |      15 |     1 | GP 95     || not_covered?      # what follows 2027 is not law yet
    -
    aetna    | 2026-03-02   | 10               | 97110 |      15 |     1 | GP 95     || not_covered?
    -
    self_pay | 2026-03-02   | 10               | 97110 |      15 |     1 |           || code_not_listed? place_wrong?
    -
    medicare | 2026-03-02   | 10               | 98977 |         |     1 | GP        ||
    -
    medicare | 2026-03-02   | 11               | 97110 |      15 |     1 | GP        ||
"""

from cleanclaim.kernel import Missing, fact, rule
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.places import PlaceOfService
from cleanclaim.reference.tables import Tables

LIST_UNREAD = Missing(
    "The payer's telehealth list was not read as far as this code",
    "Look it up in the payer's list for the date of service.",
    name="telehealth_codes",
)


@fact
def telehealth_marks(modifiers: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """The modifiers on the line that say it was given by telehealth."""
    entries = [(mark, tables.modifier(mark)) for mark in modifiers]
    return tuple(mark for mark, entry in entries if entry is not None and entry.kind == "telehealth")


@fact
def at_telehealth_place(place: PlaceOfService | None = None) -> bool:
    """Whether the visit's place of service is one of telehealth."""
    return place is not None and place.telehealth


@fact
def could_be_in_person(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a service in the patient's presence, not one that describes a distance itself."""
    return billed and entry is not None and entry.attendance != "away"


@fact
def is_telehealth(could_be_in_person: bool, at_telehealth_place: bool, telehealth_marks: tuple[str, ...]) -> bool:
    """Whether the line says, by place or modifier, that it was given by telehealth."""
    return could_be_in_person and (at_telehealth_place or bool(telehealth_marks))


@fact
def is_covered_telehealth(is_telehealth: bool, telehealth_covered: bool | None = None) -> bool:
    """Whether the line was given by telehealth, and the payer is known to cover that."""
    return is_telehealth and telehealth_covered is True


@rule(
    title="Telehealth not covered",
    cite="payer-policy",
    when="is_telehealth",
    unknown="warn",
    message="{code} was given by telehealth, which this payer did not cover on that day.",
    remedy="Take it off the claim; tell the patient beforehand what telehealth costs.",
    field="billed",
    carc="96",
)
def not_covered(telehealth_covered: bool) -> bool:
    """Therapists may bill telehealth only while a law or the plan lets them."""
    return not telehealth_covered


@fact(missing=LIST_UNREAD)
def refused_by_telehealth(
    code: str,
    telehealth_any_code: bool | None = None,
    telehealth_codes: tuple[str, ...] | None = None,
    telehealth_refused_codes: tuple[str, ...] | None = None,
) -> bool | None:
    """Whether the payer's telehealth list is known not to have the code; unknown where that part was not read."""
    if telehealth_any_code or (telehealth_codes is not None and code in telehealth_codes):
        return False
    if telehealth_refused_codes is not None and code in telehealth_refused_codes:
        return True
    return None


@rule(
    title="Code not taken by telehealth",
    cite="payer-policy",
    when="is_covered_telehealth",
    unknown="info",
    message="{code} is not among the codes this payer takes by telehealth.",
    remedy="Take it off if it was given by telehealth; if it was given in person, correct place and modifiers.",
    field="billed",
    carc="96",
)
def code_not_listed(refused_by_telehealth: bool) -> bool:
    """Codes outside the payer's list are denied, and what takes hands cannot be given from afar."""
    return refused_by_telehealth


@fact
def telehealth_choices(tables: Tables, telehealth_modifiers: tuple[str, ...] | None = None) -> str:
    """The modifiers the payer takes, each with what it says."""
    entries = [(mark, tables.modifier(mark)) for mark in telehealth_modifiers or ()]
    return "; ".join(
        f"{mark} {entry.meaning[0].lower()}{entry.meaning[1:]}" if entry else mark for mark, entry in entries
    )


@rule(
    title="Telehealth without the payer's modifier",
    cite="payer-policy",
    when="is_covered_telehealth",
    severity="warn",
    unknown="info",
    message="{code} was given by telehealth; this payer wants {telehealth_modifiers:instead} on it.",
    remedy="Append the one for how it was given: {telehealth_choices}.",
    field="modifiers",
    carc="4",
)
def unmarked(telehealth_marks: tuple[str, ...], telehealth_modifiers: tuple[str, ...]) -> bool:
    """Without its modifier a telehealth line is denied, or paid as what it was not."""
    return bool(telehealth_modifiers) and set(telehealth_modifiers).isdisjoint(telehealth_marks)


@fact
def telehealth_place_due(telehealth_place: str | None = None) -> str:
    """Which place the payer wants."""
    if telehealth_place == "telehealth":
        return "10 if the patient was at home, 02 if elsewhere"
    return "the place the visit would have had in person, such as 11 for an office"


@rule(
    title="Telehealth under the wrong place",
    cite="payer-policy",
    when="is_covered_telehealth",
    severity="warn",
    unknown="info",
    message="{code} was given by telehealth, and the place of service is {place_of_service}.",
    remedy="Enter {telehealth_place_due}.",
    field="modifiers",
    carc="5",
)
def place_wrong(place_of_service: str, at_telehealth_place: bool, telehealth_place: str) -> bool:
    """The place decides the price; the wrong one is paid too much or too little."""
    if not place_of_service or telehealth_place == "either":
        return False
    return at_telehealth_place != (telehealth_place == "telehealth")
