"""Codes as such: known, in force on the date, and paid by this payer under that number.

payer    | service_date | code  | minutes | units || broken
medicare | 2026-03-02   | 97110 |      15 |     1 ||
-
medicare | 2026-03-02   | 97999 |      15 |     1 || unlisted
-
medicare | 2026-03-02   | 9711  |      15 |     1 || malformed
-
medicare | 2026-03-02   | 97001 |      30 |     1 || deleted              # since 2017 evaluations are 97161 to 97163
-
medicare | 2025-03-03   | 98979 |      15 |     1 || not_yet              # new in 2026
-
medicare | 2026-03-02   | 97010 |      15 |     1 || bundled
-
medicare | 2026-03-02   | 97010 |      15 |     1 || bundled              # beside another service just the same
medicare | 2026-03-02   | 97110 |      15 |     1 ||
-
medicare | 2026-03-02   | 97014 |      15 |     1 || replaced             # Medicare wants G0283
-
acme     | 2026-03-02   | 97014 |      15 |     1 || bundled? not_covered? replaced?   # nobody describes the payer
-
medicare | 2026-03-02   | 97037 |      15 |     1 || not_covered
-
medicare | 2026-03-02   | 20560 |      15 |     1 || needling             # priced in the fee schedule, and covered only as acupuncture
-
aetna    | 2026-03-02   | 20560 |      15 |     1 || needling?
-
self_pay | 2026-03-02   | 20560 |      15 |     1 ||
-
medicare | 2026-03-02   | 97165 |      45 |     1 || other_discipline     # an occupational therapy evaluation on a PT visit

payer    | discipline | code  | minutes | units || broken
medicare |            | 97165 |      45 |     1 || other_discipline?
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.rules._facts import NO_RELEASE
from cleanclaim.law.rules._fixes import REPLACE_THE_CODE, TAKE_OFF_THE_CLAIM
from cleanclaim.model.claim_text import is_procedure_code
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.tables import Tables


@fact
def listed(billed: bool, is_listed: bool) -> bool:
    """Whether the line bills a code of the catalogue."""
    return billed and is_listed


@rule(
    title="Not a procedure code",
    cite="fcso-1500",
    when="billed",
    message="A procedure code has four digits and a digit or a letter, such as 97110 or G0283; the line says {code}.",
    remedy="Correct the code.",
    carc="181",
    required=True,
)
def malformed(code: str) -> bool:
    """A claim with a malformed code is rejected before anybody reads it."""
    return not is_procedure_code(code)


@fact
def bills_a_code(billed: bool, code: str) -> bool:
    """Whether the line is billed, and its code has the form of one."""
    return billed and is_procedure_code(code)


@rule(
    title="Code not known",
    cite="therapy-code-list",
    when="bills_a_code",
    message="{code} is not a known code.",
    remedy="Check it for a typing error; a code of another trade has to be reviewed by hand.",
    carc="181",
)
def unlisted(is_listed: bool) -> bool:
    """A code that does not exist is denied; one we do not hold cannot be checked, and is never called clean."""
    return not is_listed


@rule(
    title="Code no longer in force",
    cite="therapy-code-list",
    when="listed",
    message="{code} ended on {entry.valid_to:date}.",
    remedy="Bill {entry.replaced_by:instead}.",
    carc="181",
)
def deleted(entry: Code, on: date) -> bool:
    """A code deleted before the date of service is denied."""
    return entry.valid_to is not None and on > entry.valid_to


@rule(
    title="Code not yet in force",
    cite="therapy-code-list",
    when="listed",
    message="{code} begins on {entry.valid_from:date}.",
    remedy="Bill a code in force on the date of service.",
    carc="181",
)
def not_yet(entry: Code, on: date) -> bool:
    """A code younger than the date of service is denied."""
    return entry.valid_from is not None and on < entry.valid_from


@rule(
    title="Never paid on its own",
    cite="mpfs-rvu",
    when="billed",
    message="This payer counts {code} as part of other services.",
    remedy="Leave it in the note and take it off the claim.",
    fix=TAKE_OFF_THE_CLAIM,
    carc="97",
)
def bundled(code: str, bundled_codes: tuple[str, ...]) -> bool:
    """Its price is inside the other codes of the day; billed apart it is denied."""
    return code in bundled_codes


@rule(
    title="Billed under another number for this payer",
    cite="mpfs-rvu",
    when="billed",
    message="This payer does not take {code}.",
    remedy="Bill {replacement} instead.",
    fix=REPLACE_THE_CODE,
    carc="181",
)
def replaced(code: str, replaced_codes: dict[str, str]) -> bool:
    """The payer pays the same service under a number of its own."""
    return code in replaced_codes


@fact
def replacement(code: str, replaced_codes: dict[str, str]) -> str:
    """The code this payer takes in place of the line's."""
    return replaced_codes.get(code, code)


@fact(missing="kx_applies")
def is_medicare_schedule(
    listed: bool, on: date, entry: Code | None = None, kx_applies: bool | None = None
) -> bool | None:
    """Whether the line bills a code in force that is paid from the Medicare fee schedule itself."""
    return kx_applies if listed and entry is not None and entry.valid_on(on) else False


@fact(missing=NO_RELEASE)
def fee_status(code: str, tables: Tables) -> str | None:
    """The Medicare fee schedule's status letter of the code."""
    return tables.status(code)


@rule(
    title="Not covered",
    cite="mpfs-rvu",
    when="is_medicare_schedule",
    unknown="info",
    message="{code} has status {fee_status} in the fee schedule: not covered.",
    remedy="Tell the patient before treatment; bill with GY only if a denial is needed for a second payer.",
    carc="96",
)
def not_covered(fee_status: str) -> bool:
    """A service outside the benefit is the patient's, and only if told beforehand."""
    return fee_status == "N"


@fact
def is_needling(listed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills dry needling."""
    return listed and entry is not None and entry.kind == "needling"


@rule(
    title="Dry needling not covered",
    cite="payer-policy",
    when="is_needling",
    unknown="warn",
    message="This payer does not cover {code} from a therapist.",
    remedy="Tell the patient before treatment what it costs, and bill it only if a denial is needed for a second payer.",
    carc="96",
)
def needling(dry_needling_covered: bool) -> bool:
    """A price in the fee schedule is no promise to pay; needling that the payer does not cover is the patient's."""
    return not dry_needling_covered


@rule(
    title="Code of another discipline",
    cite="therapy-code-list",
    when="listed",
    severity="warn",
    message="{code} belongs to {entry.disciplines:codes}; the visit is {discipline}.",
    remedy="Check the code and the visit's discipline.",
)
def other_discipline(entry: Code, discipline: str) -> bool:
    """An evaluation of another discipline, or a code outside the trade's scope, is usually a slip."""
    return bool(entry.disciplines) and discipline not in entry.disciplines
