"""Claims as an 837P carries them, anyone's: what it says of each, unknown where it does not say.

A claim that we write is `model.claim.Claim`, whole by construction; one that we read may lack anything. The values hold
no cycles, and the garbage collector need not look at them (`gc=False`): files have millions.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from cleanclaim.x12.guide import Use
from cleanclaim.x12.lexer import Segment, words
from cleanclaim.x12.values import cents_of, day_of, number_of

Placed = tuple[Use, Segment]


class Party(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person or an organization: name, and the number by which it is known, with its kind (XX, MI, PI, ...)."""

    last_or_organization: str | None = None
    first: str | None = None
    id: str | None = None
    id_kind: str | None = None


class Adjustment(Struct, frozen=True, gc=False):
    """An amount not paid, in cents: group (CO, PR, OA, PI), reason (CARC), and the units it took off if stated."""

    group: str
    reason: str
    amount: int | None
    units: Decimal | None = None


class Adjudication(Struct, frozen=True, gc=False, kw_only=True):
    """What another payer paid for a line, in cents, and why not more."""

    payer_id: str
    paid: int | None
    adjustments: tuple[Adjustment, ...] = ()
    on: date | None = None


class SubmittedLine(Struct, frozen=True, gc=False, kw_only=True):
    """One line. `charge` is cents; `pointers` are positions in the claim's diagnoses, from 1; `byte` is its LX's."""

    number: str
    byte: int
    segment: int
    code: str | None = None
    code_kind: str | None = None
    modifiers: tuple[str, ...] = ()
    charge: int | None = None
    unit: str | None = None
    units: Decimal | None = None
    place_of_service: str | None = None
    pointers: tuple[int, ...] = ()
    first_date: date | None = None
    last_date: date | None = None
    control_number: str | None = None
    rendering: Party | None = None
    adjudications: tuple[Adjudication, ...] = ()


class Around(Struct, frozen=True, gc=False, kw_only=True):
    """What stands before a claim and holds for it: who bills, who is insured by whom, who was treated.

    `own`: the subscriber's level says that the subscriber is the patient. `relationship` is the patient's to them.
    """

    billing: Party | None = None
    billing_taxonomy: str | None = None
    tax_id: str | None = None
    subscriber: Party | None = None
    payer: Party | None = None
    sequence: str | None = None
    filing: str | None = None
    own: bool = False
    relationship: str | None = None
    patient: Party | None = None
    birth_date: date | None = None
    sex: str | None = None


class SubmittedClaim(Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="claim"):
    """One claim. `charge` is cents; `frequency` 1 is an original, 7 a replacement, 8 a void; `byte` is its CLM's."""

    claim_id: str
    byte: int
    segment: int
    around: Around
    charge: int | None = None
    place_of_service: str | None = None
    frequency: str | None = None
    payer_claim_number: str | None = None
    prior_authorization: str | None = None
    onset_date: date | None = None
    accident_date: date | None = None
    accident_causes: tuple[str, ...] = ()
    accident_state: str | None = None
    diagnoses: tuple[str, ...] = ()
    referring: Party | None = None
    rendering: Party | None = None
    location: Party | None = None
    lines: tuple[SubmittedLine, ...] = ()


def party(segment: Segment) -> Party:
    """The party that an NM1 names."""
    e = segment.elements
    count = len(e)
    return Party(
        last_or_organization=words(e[3]) or None if count > 3 else None,
        first=words(e[4]) or None if count > 4 else None,
        id=e[9] or None if count > 9 else None,
        id_kind=e[8] or None if count > 8 else None,
    )


def adjustments(segment: Segment) -> list[Adjustment]:
    """The adjustments of a CAS: up to six reasons of one group."""
    e = segment.elements
    group = segment.element(1)
    return [
        Adjustment(group, e[at], cents_of(segment.element(at + 1)), number_of(segment.element(at + 2)))
        for at in range(2, len(e), 3)
        if e[at] or segment.element(at + 1)
    ]


def around(segments: Sequence[Placed]) -> Around:
    """What the segments before a claim say, from the billing provider's level on."""
    fields: dict[str, object] = {}
    for use, segment in segments:
        path = use.path
        if path == "2000A.PRV":
            fields["billing_taxonomy"] = segment.element(3) or None
        elif path in _PARTIES:
            fields[_PARTIES[path]] = party(segment)
        elif path == "2010AA.REF" and segment.element(1) in {"EI", "SY"}:
            fields["tax_id"] = segment.element(2) or None
        elif path == "2000B.SBR":
            fields["sequence"] = segment.element(1) or None
            fields["own"] = segment.element(2) == "18"
            fields["relationship"] = segment.element(2) or None
            fields["filing"] = segment.element(9) or None
        elif path == "2000C.PAT":
            fields["relationship"] = segment.element(1) or None
        elif path in {"2010BA.DMG", "2010CA.DMG"}:
            fields["birth_date"] = day_of(segment.element(2))
            fields["sex"] = segment.element(3) or None
    if "patient" not in fields and fields.get("relationship") == "18":
        fields["patient"] = fields.get("subscriber")
    return Around(**fields)  # type: ignore[arg-type] # each field is set to what it holds


_PARTIES = {
    "2010AA.NM1": "billing",
    "2010BA.NM1": "subscriber",
    "2010BB.NM1": "payer",
    "2010CA.NM1": "patient",
    "2310A.NM1": "referring",
    "2310B.NM1": "rendering",
    "2310C.NM1": "location",
}


def claim_of(segments: Sequence[Placed], before: Around) -> SubmittedClaim:
    """The claim that begins with the first segment, its CLM, and what follows it to the next claim or level."""
    clm = segments[0][1]
    place = clm.element(5).split(clm.delimiters.component)
    cause = clm.element(11).split(clm.delimiters.component)
    fields: dict[str, object] = {}
    diagnoses: list[str] = []
    first_line = len(segments)
    for at, (use, segment) in enumerate(segments):
        path = use.path
        if path == "2400.LX":
            first_line = at
            break
        if use.id == "NM1":
            if path in _PARTIES:
                fields.setdefault(_PARTIES[path], party(segment))
        elif path == "2300.HI":
            diagnoses += _diagnoses(segment)
        elif path in {"2300.REF", "2300.DTP"}:
            name = _CLAIM_FIELDS.get(segment.element(1))
            if name and path == "2300.REF":
                fields[name] = segment.element(2) or None
            elif name:
                fields[name] = day_of(segment.element(3))
    return SubmittedClaim(
        claim_id=words(clm.element(1)),
        byte=clm.offset,
        segment=clm.number,
        around=before,
        charge=cents_of(clm.element(2)),
        place_of_service=place[0] or None,
        frequency=(place[2] if len(place) > 2 else "") or None,
        accident_causes=tuple(code for code in cause[:3] if code),
        accident_state=(cause[3] if len(cause) > 3 else "") or None,
        diagnoses=tuple(diagnoses),
        lines=tuple(_lines(segments[first_line:])),
        **fields,  # type: ignore[arg-type] # each field is set to what it holds
    )


# The REF and DTP of loop 2300 that a claim keeps, by their qualifier.
_CLAIM_FIELDS = {
    "F8": "payer_claim_number",
    "G1": "prior_authorization",
    "431": "onset_date",
    "439": "accident_date",
}
_DIAGNOSIS = {"ABK", "ABF", "BK", "BF"}


def _diagnoses(segment: Segment) -> list[str]:
    parts = [element.split(segment.delimiters.component) for element in segment.elements[1:]]
    return [part[1] for part in parts if len(part) > 1 and part[0] in _DIAGNOSIS]


def _lines(segments: Sequence[Placed]) -> list[SubmittedLine]:
    begins = [at for at, (use, _) in enumerate(segments) if use.path == "2400.LX"]
    return [_line(segments[at:end]) for at, end in pairwise([*begins, len(segments)])]


def _line(segments: Sequence[Placed]) -> SubmittedLine:
    lx = segments[0][1]
    fields: dict[str, object] = {"number": lx.element(1), "byte": lx.offset, "segment": lx.number}
    others: list[Placed] = []
    for placed in segments:
        use, segment = placed
        path = use.path
        if path == "2400.SV1":
            fields |= _service(segment.raw, segment.delimiters.element, segment.delimiters.component)
        elif path == "2400.DTP":
            if segment.element(1) == "472":
                first, _, last = segment.element(3).partition("-")
                fields["first_date"] = day_of(first)
                fields["last_date"] = day_of(last or first)
        elif path == "2400.REF":
            if segment.element(1) == "6R":
                fields["control_number"] = segment.element(2) or None
        elif path == "2420A.NM1":
            fields["rendering"] = party(segment)
        elif path[:4] == "2430":
            others.append(placed)
    if others:
        fields["adjudications"] = _adjudications(others)
    return SubmittedLine(**fields)  # type: ignore[arg-type] # each field is set to what it holds


@lru_cache(maxsize=65536)
def _service(sv1: str, separator: str, mark: str) -> dict[str, object]:
    """What an SV1 says of its line. Remembered: a clinic bills the same few at the same fees over and over."""
    e = sv1.split(separator) + [""] * 7
    kind, code, modifiers = procedure(e[1], mark)
    return {
        "code_kind": kind,
        "code": code,
        "modifiers": modifiers,
        "charge": cents_of(e[2]),
        "unit": e[3] or None,
        "units": number_of(e[4]),
        "place_of_service": e[5] or None,
        "pointers": _pointers(e[7], mark),
    }


@lru_cache(maxsize=65536)
def procedure(element: str, mark: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The kind of code (HC, ...), the code and its modifiers that a composite such as `HC:97110:GP` names."""
    parts = element.split(mark)
    return parts[0] or None, (parts[1] if len(parts) > 1 else "") or None, tuple(code for code in parts[2:6] if code)


@lru_cache(maxsize=4096)
def _pointers(element: str, mark: str) -> tuple[int, ...]:
    return tuple(int(one) for one in element.split(mark) if one.isascii() and one.isdigit())


def _adjudications(segments: Sequence[Placed]) -> tuple[Adjudication, ...]:
    begins = [at for at, (use, _) in enumerate(segments) if use.id == "SVD"]
    made = []
    for at, end in pairwise([*begins, len(segments)]):
        svd = segments[at][1]
        taken = [one for use, segment in segments[at:end] if use.id == "CAS" for one in adjustments(segment)]
        dates = [day_of(segment.element(3)) for use, segment in segments[at:end] if use.id == "DTP"]
        made.append(
            Adjudication(
                payer_id=svd.element(1),
                paid=cents_of(svd.element(2)),
                adjustments=tuple(taken),
                on=dates[0] if dates else None,
            )
        )
    return tuple(made)
