"""What payers decided of a claim and its lines, and the papers that go with a claim."""

from datetime import date
from decimal import Decimal

from msgspec import Struct


class Adjustment(Struct, frozen=True, gc=False):
    """An amount not paid, in cents: group (CO, PR, OA, PI), reason (CARC), and the units it took off if stated."""

    group: str
    reason: str
    amount: int | None
    units: Decimal | None = None


class Adjudication(Struct, frozen=True, gc=False, kw_only=True):
    """What another payer paid for a line, in cents, and why not more: for which code, how many units, on which day.

    `bundled_into` is the number of the line in which the payer paid it (SVD06).
    """

    payer_id: str
    paid: int | None
    adjustments: tuple[Adjustment, ...] = ()
    on: date | None = None
    code: str | None = None
    modifiers: tuple[str, ...] = ()
    units: Decimal | None = None
    bundled_into: str | None = None


class Attachment(Struct, frozen=True, gc=False):
    """A paper that goes with the claim (PWK): what it is, how it is sent, and the number it bears."""

    kind: str
    way: str
    control_number: str | None = None


# What papers of therapy are (X12 element 755) and how they go (756), as 005010X222A1 has them.
PAPERS = {
    "PN": "therapy notes",
    "PZ": "therapy certification",
    "B3": "physician's order",
    "M1": "medical record",
    "OZ": "other support",
    "EB": "explanation of benefits",
}
WAYS = {
    "AA": "on request",
    "BM": "by mail",
    "EL": "electronically",
    "EM": "by e-mail",
    "FT": "as a file",
    "FX": "by fax",
}
