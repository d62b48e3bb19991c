"""Match remittances to claims: each line expected and paid, to the cent, and every difference named.

FILE... are the claims as sent (837P) and what came back (835, TA1, 999, 277CA), in any order; in a project
(cleanclaim.toml) what was sent is found by itself. What is expected is Medicare's price, with --practice, --zip or
--locality; other payers' prices are not known, and nothing is compared.

Exit code 1: something differs, cannot be read, or was denied, refused or not answered. 3: no difference, but the price
of some claim is not known.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import click
from msgspec import structs

from cleanclaim.claims.deposits import Deposit
from cleanclaim.claims.match import MatchedClaim, MatchResult, OtherPayment, match, matters
from cleanclaim.cli.exit_codes import ExitCode, worst_exit_code
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import EXISTING_FILE, PayerOptions, PayerWords, PlaceOptions, PracticeFile, RowsFormat
from cleanclaim.cli.progress import reading_progress
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_text, style
from cleanclaim.cli.sent import files_sent_with, find_sent_log
from cleanclaim.cli.x12_screens import as_json, make_printable
from cleanclaim.exchange.x12.checks.level2_guide import MISPLACED_SEGMENT, UNKNOWN_SEGMENT
from cleanclaim.exchange.x12.claim_files import NotWholeError, whole
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Interchange, Item, Transaction
from cleanclaim.exchange.x12.located import Located, values
from cleanclaim.exchange.x12.read import read
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import amount_for_people, dollars, dollars_for_people, sum_known
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.pricing.payment_locality import PaymentLocality

SECTION = "Remittances"
COLUMNS = ("claim_id", "outcome", "charge", "paid", "line", "code", "difference")
"""A row of --format csv: a difference, or a claim without one."""
EXAMPLES = ("cleanclaim match week.837 week.835 --practice practice.toml",)

WORDS = {
    "as expected": "paid to the cent as expected",
    "not compared": "paid; no price of these payers is known to compare with",
    "differs": "paid otherwise than expected",
    "denied": "denied",
    "taken back": "recouped by the payer",
    "refused": "refused before it was decided",
    "not answered": "not answered yet",
}
SETTLED = {"as expected": "clean", "not compared": "undetermined"}


def run(
    files: Annotated[
        tuple[Path, ...],
        click.Argument(["files"], metavar="FILE...", nargs=-1, required=True, type=EXISTING_FILE),
    ],
    format: RowsFormat,
    *,
    law: PayerOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    mapping: PayerWords,
) -> int:
    """Match the files and print what came of each claim; returns the exit code."""
    office = PaymentLocality(
        practice=load_practice(practice, mapping=mapping) if practice else None, **structs.asdict(place)
    )
    found = match_files(_with_sent(files, law.basis), office, law.basis)
    if format == "json":
        say_json(_as_json(found))
    elif format == "csv":
        say_csv(COLUMNS, _rows(found))
    else:
        say_differences(found)
        say_totals(found)
        if not office.places_visits:
            say(
                "Medicare's prices are compared where --practice, --zip or --locality says where the visits took place."
            )
    return exit_code(found)


def _with_sent(files: Sequence[Path], basis: Basis) -> Sequence[Path]:
    """The files, and before them, where they hold no claims that were sent, those of the project that are answered."""
    log = find_sent_log()
    if log is None:
        return files
    found = [one.value for file in files for one in read(file, basis) if isinstance(one, Located)]
    if any(isinstance(one, SubmittedClaim) for one in found):
        return files
    answered = {claim_id for one in found if (claim_id := getattr(one, "claim_id", ""))}
    return [*files_sent_with(answered or log.standing()), *files]


def _rows(found: MatchResult) -> Iterator[tuple[object, ...]]:
    for claim in found.claims:
        money = tuple(None if one is None else dollars(one) for one in (claim.charge, claim.paid))
        differences: list[tuple[object, object, object]] = [
            (line.line, line.code, one.text) for line in claim.lines for one in line.differences
        ]
        differences += [(None, None, one.text) for one in claim.differences]
        for one in differences or [(None, None, None)]:
            yield (claim.claim_id, claim.outcome, *money, *one)


def exit_code(found: MatchResult) -> ExitCode:
    """1 where something differs, is not paid or does not tie out, 3 where something could not be compared, else 0."""
    statuses = {SETTLED.get(one.outcome, "failed") for one in found.claims}
    lost = any(not one.found for one in found.refusals)
    if found.unknown or found.unreadable or lost or any(one.unexplained != 0 for one in found.deposits):
        statuses.add("failed")
    return worst_exit_code(statuses)


def match_files(files: Sequence[Path], office: PaymentLocality, basis: Basis) -> MatchResult:
    """The claims of 837P files matched to the remittances and acknowledgements among them. Of a file that is cut off
    nothing counts, and it stands among what is unreadable.

    Raises UserError where no file has claims.
    """
    items: list[Item] = []
    cut: list[NotWholeError] = []
    for file in files:
        with reading_progress("Reading", str(file)) as report:
            try:
                items += [one for one in whole(read(file, basis, progress=report), file) if _counts(one)]
            except NotWholeError as wrong:
                cut.append(wrong)
    if not any(values(items, SubmittedClaim)):
        raise next(
            iter(cut),
            UserError(
                ", ".join(map(str, files)), "hold no claim (837P)", "Name the file of claims that was sent, too."
            ),
        )
    found = match(items, office, basis)
    left_out = [f"{one.place}: {one.problem}. Nothing of it counts here. {one.remedy}" for one in cut]
    return structs.replace(found, unreadable=[*left_out, *found.unreadable])


def _counts(one: Item) -> bool:
    """Whether it is matched, or says why something cannot be."""
    if isinstance(one, Diagnostic):
        return matters(one) or one.check in {MISPLACED_SEGMENT.id, UNKNOWN_SEGMENT.id}
    return isinstance(one, Located | Interchange | Transaction)


def say_differences(found: MatchResult) -> None:
    """Every claim that was not paid as expected, with its lines that differ."""
    for claim in found.claims:
        if claim.outcome not in SETTLED:
            _say_claim(claim)
    for refusal in found.refusals:
        if not refusal.claims:
            of = ", and its claims were sent again" if refusal.found else ", of none of these claims"
            say_text(make_printable(f"{refusal.by}, {refusal.about} is refused{of}: {refusal.why}"), 0)
    for number in found.unknown:
        say(f"claim {make_printable(number)}   on a remittance, and not among the claims")
    for trace in found.twice:
        say(f"Payment {make_printable(trace)} came twice; it counts once.")
    for text in found.unreadable:
        say_text(make_printable(text), 0)
    if found.unknown or found.twice or found.unreadable:
        say()


def _say_claim(claim: MatchedClaim) -> None:
    billed = f"{dollars_for_people(claim.charge or 0)} billed, {amount_for_people(claim.paid)} paid"
    say(f"claim {make_printable(claim.claim_id)}   {style(WORDS[claim.outcome], 'red', bold=True)}   {billed}")
    for line in claim.lines:
        for one in line.differences:
            say_text(make_printable(f"line {line.line}   {line.code}   {one.text}"), 4)
    for one in claim.differences:
        say_text(make_printable(one.text), 4)
    for other in claim.others:
        say_text(make_printable(_other_payment(other)), 4)
    say()


def _other_payment(one: OtherPayment) -> str:
    """What another payer paid for the claim."""
    place = {"S": "the second payer", "T": "the third payer"}.get(one.place or "", "another payer")
    named = f"{one.payer}, {place}," if one.payer else place
    when = f" on {day(one.on)}" if one.on else ""
    return f"{amount_for_people(one.paid)} of it by {named}{when}"


def say_totals(found: MatchResult) -> None:
    """How many claims came to what, and their money."""
    counts = Counter(one.outcome for one in found.claims)
    for outcome, words in WORDS.items():
        if counts[outcome]:  # type: ignore[index]
            claims = [one for one in found.claims if one.outcome == outcome]
            billed, paid = sum(one.charge or 0 for one in claims), sum(one.paid or 0 for one in claims)
            money = f"{dollars_for_people(billed):>12} billed {dollars_for_people(paid):>12} paid"
            say(f"  {pluralize(len(claims), 'claim'):>10} {money}   {words}")
    together = " together" if found.payments > 1 else ""
    say(f"  {pluralize(found.payments, 'payment')} of {amount_for_people(found.paid)}{together}{_where(found)}")
    for one in found.deposits:
        for amount, words in _rest_of(one):
            written = "unreadable" if amount is None else dollars_for_people(amount)
            trace = one.trace or "without a number"
            say(f"  {written:>12}   {make_printable(f'payment {trace}   {words}')}")


def _where(found: MatchResult) -> str:
    """How much of the payments is on the claims."""
    on_claims = sum_known(one.on_claims for one in found.deposits)
    if found.paid == on_claims and not found.unreadable and not any(_rest_of(one) for one in found.deposits):
        return ", every cent of it on these claims"
    return f": {amount_for_people(on_claims)} on these claims, and besides:"


def _rest_of(deposit: Deposit) -> list[tuple[int | None, str]]:
    """What of a payment is not on the claims, each with its amount."""
    rest = [(one.paid, f"claim {one.claim_id}, not among these claims") for one in deposit.unknown]
    for one in deposit.adjustments:
        reference = f" {one.reference}" if one.reference else ""
        meaning = f": {one.meaning}" if one.meaning else ""
        rest.append((one.amount, f"{one.reason}{reference}{meaning}"))
    if deposit.unexplained != 0:
        rest.append((deposit.unexplained, "explained by nothing on the remittance: ask the payer"))
    return rest


def _as_json(found: MatchResult) -> dict[str, Any]:
    """The shape of the answer: amounts as decimal text."""
    document: dict[str, Any] = as_json(found)
    return document
