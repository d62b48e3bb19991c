"""Codes as such: known, in force on the date, and paid by this payer under that number.

payer    | service_date | code  | minutes | units | modifiers || broken
medicare | 2026-03-02   | 97110 |      15 |     1 |           ||
-
medicare | 2026-03-02   | 97999 |      15 |     1 |           || unlisted
-
medicare | 2024-03-04   | 99213 |         |     1 |           || unlisted?            # on file is that year's schedule of therapy alone
-
medicare | 2026-03-02   | 9711  |      15 |     1 |           || malformed
-
medicare | 2028-03-01   | 97999 |      15 |     1 |           || unlisted?            # a list of that year is not on file
-
medicare | 2026-03-02   | 97001 |      30 |     1 |           || deleted              # since 2017 evaluations are 97161 to 97163
-
medicare | 2025-03-03   | 98979 |      15 |     1 |           || not_yet              # new in 2026
-
medicare | 2026-03-02   | 97010 |      15 |     1 |           || bundled
-
medicare | 2026-03-02   | 97010 |      15 |     1 |           || bundled              # beside another service just the same
medicare | 2026-03-02   | 97110 |      15 |     1 |           ||
-
medicare | 2026-03-02   | 97010 |      15 |     1 | GP GY     || bundled              # its price is inside the others, denial or not
-
medicare | 2026-03-02   | 97014 |      15 |     1 |           || replaced             # Medicare wants G0283
-
medicare | 2026-03-02   | 97014 |      15 |     1 | GP GY     || replaced             # covered under the other number: GY is no answer
-
bcbs_ne  | 2026-03-02   | 97014 |      15 |     1 |           || replaced
-
acme     | 2026-03-02   | 97014 |      15 |     1 |           || bundled? never_paid? not_covered? outside_schedule? replaced?   # nobody describes the payer
-
self_pay | 2026-03-02   | 20560 |      15 |     1 |           ||
-
medicare | 2026-03-02   | 97165 |      45 |     1 |           || other_discipline     # an occupational therapy evaluation on a PT visit

What the fee schedule's own letters say of a code, for a payer that is paid from it:

payer    | code  | minutes | units | modifiers || broken
medicare | 97037 |      15 |     1 |           || not_covered          # N
-
medicare | 97037 |      15 |     1 | GP GY     || not_covered~         # billed for the denial
-
medicare | S8950 |      15 |     1 | GP        || not_covered          # I
-
medicare | S8948 |      15 |     0 |           || not_covered          # documented, and no unit of Medicare's
-
medicare | 92605 |      60 |     1 | GN        || bundled other_discipline   # B
-
medicare | Q4010 |         |     1 |           || outside_schedule     # X
-
medicare | 97545 |     120 |     1 | GP        ||                      # R: in special cases
-
aetna    | S8950 |      15 |     1 | GP        ||

payer    | discipline | code  | minutes | units || broken
medicare |            | 97165 |      45 |     1 || other_discipline?

An unlisted code says nothing of what was done:

payer    | code  | minutes | units | modifiers | description               || broken
medicare | 97139 |      15 |     1 | GP        |                           || undescribed
-
medicare | 97139 |      15 |     1 | GP        | Cupping of the low back   ||
-
aetna    | 97799 |      15 |     1 | GP        |                           || undescribed
-
medicare | 97139 |      15 |     1 | GP        | Cupping with four cups over the low back on both sides, moved to and fro for ten minutes || long_description

Dry needling, and what a payer never pays:

payer    | code  | minutes | units | modifiers || broken
medicare | 20560 |      15 |     1 |           || needling             # priced in the fee schedule, and covered only as acupuncture
-
medicare | 20560 |      15 |     1 | GA        || needling~            # the patient signed a notice
-
aetna    | 20560 |      15 |     1 |           || needling?
-
uhc      | 98970 |      10 |     1 |           || never_paid
-
humana   | 97113 |      15 |     1 |           || never_paid
-
aetna    | 97113 |      15 |     1 |           ||
"""

from datetime import date

from cleanclaim.kernel import Each, fact, rule
from cleanclaim.law.coding.units_earned import UnitsEarned
from cleanclaim.law.rules._facts import no_release
from cleanclaim.law.rules._fixes import REPLACE_THE_CODE, TAKE_OFF_THE_CLAIM
from cleanclaim.model.claim_text import is_procedure_code
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.fee_status import Treated, fee_status_meaning, treatment
from cleanclaim.reference.tables import Tables
from cleanclaim.reference.unlisted_codes import MOST_CHARACTERS, unlisted_codes

REFUSED = frozenset({"not_covered", "not_valid", "reporting"})
EXCLUDED = frozenset({"GY"})
DENIAL = frozenset({"GA", "GX", "GY", "GZ"})


@fact
def listed(billed: bool, is_listed: bool) -> bool:
    """Whether the line bills a code of the catalogue."""
    return billed and is_listed


@fact(missing=no_release("mpfs"))
def number_known(code: str, tables: Tables, is_listed: bool) -> bool | None:
    """Whether the code is in the catalogue or in a published list; unknown where the lists do not hold all codes."""
    return True if is_listed else tables.knows_number(code)


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
    message="{code} is in no list of codes on file.",
    remedy="{stranger_advice}.",
    carc="181",
)
def unlisted(number_known: bool) -> bool:
    """A code that does not exist is denied; one that no list has cannot be checked, and is never called clean."""
    return not number_known


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


@fact
def asks_denial(modifiers: tuple[str, ...]) -> bool:
    """Whether the line says with GY that the law excludes it, and is billed to be denied."""
    return not EXCLUDED.isdisjoint(modifiers)


@fact
def says_unpaid(modifiers: tuple[str, ...]) -> bool:
    """Whether the line says with GA, GX, GY or GZ that it may not be paid."""
    return not DENIAL.isdisjoint(modifiers)


@fact(missing="fee_schedule")
def on_schedule(
    code: str,
    tables: Tables,
    is_listed: bool,
    is_outside: bool,
    entry: Code | None = None,
    fee_schedule: str | None = None,
) -> bool | None:
    """Whether the line's code is in force and its payment a matter of Medicare's fee schedule."""
    in_force = entry is not None and entry.valid_on(tables.on)
    if not (tables.fee(code) is not None if is_outside else is_listed and in_force):
        return False
    return None if fee_schedule is None else fee_schedule == "mpfs"


@fact(missing="on_schedule")
def is_schedule_code(billed: bool, on_schedule: bool | None = None, earned: UnitsEarned | None = None) -> bool | None:
    """Whether the line's payment is a matter of Medicare's fee schedule.

    A code whose minutes were left out because Medicare has no such code is asked of, though it earned no unit.
    """
    return on_schedule if billed or (earned is not None and earned.because == "not_valid") else False


@fact
def treated(code: str, tables: Tables) -> Treated:
    """How the fee schedule's status letter has the code treated; `paid` too where it has no letter for it."""
    return treatment(tables.status(code)) or "paid"


@fact
def is_bundled_by_schedule(treated: Treated, billed: Each[bool], on_schedule: bool | None = None) -> bool:
    """Whether the fee schedule has the code's price inside other services, or pays it only where it stands alone."""
    return bool(on_schedule) and (treated == "bundled" or (treated == "alone" and sum(billed) > 1))


@rule(
    title="Never paid on its own",
    cite="mpfs-rvu",
    when="billed",
    message="This payer counts {code} as part of other services.",
    remedy="Leave it in the note and take it off the claim.",
    field="billed",
    fix=TAKE_OFF_THE_CLAIM,
    carc="97",
)
def bundled(code: str, bundled_codes: tuple[str, ...], is_bundled_by_schedule: bool) -> bool:
    """Its price is inside the other codes of the day; billed apart it is denied."""
    return is_bundled_by_schedule or code in bundled_codes


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
    """The payer pays the same service under a number of its own, so that it is no matter of the patient's."""
    return code in replaced_codes


@fact
def replacement(code: str, replaced_codes: dict[str, str]) -> str:
    """The code this payer takes in place of the line's."""
    return replaced_codes.get(code, code)


@fact(missing=no_release("mpfs"))
def fee_status(code: str, tables: Tables) -> str | None:
    """The Medicare fee schedule's status letter of the code."""
    return tables.status(code)


@fact
def is_refused(fee_status: str) -> bool:
    """Whether the fee schedule never pays the code, by its letter."""
    return treatment(fee_status) in REFUSED


@fact
def is_paid_elsewhere(fee_status: str) -> bool:
    """Whether another schedule has the code's price, by its letter."""
    return treatment(fee_status) == "elsewhere"


@fact
def status_words(fee_status: str) -> str:
    """What the letter says."""
    return fee_status_meaning(fee_status)


@rule(
    title="Not covered",
    cite="mpfs-rvu",
    when="is_schedule_code",
    unless="asks_denial",
    unknown="info",
    message="{code} has status {fee_status} in the fee schedule: {status_words}.",
    remedy="{refused_advice}.",
    carc="96",
)
def not_covered(code: str, is_refused: bool, replaced_codes: dict[str, str] | None = None) -> bool:
    """A service outside the benefit is the patient's, if told beforehand; what has another number at Medicare is Medicare's."""
    return is_refused and code not in (replaced_codes or ())


@rule(
    title="Paid from another schedule",
    cite="mpfs-rvu",
    when="is_schedule_code",
    severity="info",
    message="{code} has status {fee_status}: {status_words}.",
    remedy="Ask the contractor from which schedule, and to whom it is billed; its price is not worked out here.",
)
def outside_schedule(is_paid_elsewhere: bool) -> bool:
    """The fee schedule has no price for it; that does not mean that nobody pays."""
    return is_paid_elsewhere


@rule(
    title="Never paid by this payer",
    cite="payer-policy",
    when="billed",
    unless="asks_denial",
    unknown="info",
    message="This payer does not pay therapists for {code}.",
    remedy="Tell the patient before treatment what it costs, and take it off the claim.",
    field="billed",
    carc="96",
)
def never_paid(code: str, not_covered_codes: tuple[str, ...]) -> bool:
    """A payer's own list names codes it does not pay, however well they are billed."""
    return code in not_covered_codes


@fact
def is_needling(listed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills dry needling."""
    return listed and entry is not None and entry.kind == "needling"


@fact
def notice_advice(liability_notice: bool | None = None) -> str:
    """How the patient is told, and what the line then says: Medicare's advance notice, or the plan's own way."""
    if liability_notice:
        return "an advance notice (ABN) signed before treatment makes it the patient's: bill GA with it, GX or GY where the contractor asks for them"
    return "tell the patient before treatment what it costs, and bill it only if a denial is needed for a second payer"


@rule(
    title="Dry needling not covered",
    cite="payer-policy",
    when="is_needling",
    unless="says_unpaid",
    unknown="warn",
    message="This payer does not cover {code} from a therapist.",
    remedy="Take it off the claim, or {notice_advice}.",
    field="billed",
    carc="96",
)
def needling(dry_needling_covered: bool) -> bool:
    """A price in the fee schedule is no promise to pay; needling that the payer does not cover is the patient's."""
    return not dry_needling_covered


@fact
def is_unlisted_code(billed: bool, code: str) -> bool:
    """Whether the line bills an unlisted code, one that names no service of its own."""
    return billed and code in unlisted_codes()


@rule(
    title="Unlisted code without a description",
    cite="unlisted-description",
    when="is_unlisted_code",
    message="{code} names no service of its own, and the claim does not say what was done.",
    remedy="Enter in a few words what was done (`description`), at most 80 characters.",
    carc="16",
)
def undescribed(description: str | None = None) -> bool:
    """A claim that does not say what an unlisted code stands for is returned as unprocessable."""
    return not description


@rule(
    title="Description too long",
    cite="unlisted-description",
    when="is_unlisted_code",
    message="The description of {code} has more than 80 characters; a claim has room for 80.",
    remedy="Say it in fewer words.",
    carc="16",
)
def long_description(description: str | None = None) -> bool:
    """What does not fit is cut off or refused."""
    return len(description or "") > MOST_CHARACTERS


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
