"""SNIP level 4, who: providers that are told apart and have a number, payers in their order, what each of them paid.

The notes are in `guides/837p.notes.toml`.
"""

from collections.abc import Iterator

from cleanclaim.exchange.x12.checks.check import Wrong
from cleanclaim.exchange.x12.checks.noted import noted
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P, LINE_837P
from cleanclaim.exchange.x12.loop_text import LoopText, each
from cleanclaim.model.money import dollars
from cleanclaim.model.submitted_claim import OtherPayer, Party, SubmittedLine

_FIRST, _UNKNOWN = "P", "U"
_MEDICARE = {"MA", "MB"}
_NEVER_MEDICARE = {"AM", "BL", "CH", "CI", "DS", "LM", "MC", "TV", "VA", "WC"}
"""Kinds of insurance (SBR09) that cannot be Medicare in any of its forms."""


@noted("837p.referring-twice", of=CLAIM_837P, when="referring")
def referring_twice(loop: LoopText) -> str | None:
    """The payer does not know who ordered the therapy."""
    text, mark = loop.texts["2310A.NM1"], loop.marks.element
    kinds = [one.split(mark)[1] for one in each(text, loop.marks.segment) if mark in one]
    if len(set(kinds)) < len(kinds):
        return f"Two referring providers are both sent as {kinds[0]} (NM101)."
    return "A primary care provider (P3) is sent, and nobody who referred (DN)." if kinds == ["P3"] else None


@noted("837p.provider-number", of=CLAIM_837P)
def provider_number(
    loop: LoopText, billing: Party | None = None, billing_number: str | None = None, rendering: Party | None = None
) -> list[Wrong] | None:
    """The payer cannot tell who is to be paid, or who treated."""
    if billing is not None and billing.id and (rendering is None or rendering.id):
        return None
    wrong = []
    if billing is not None and not billing.id and not billing_number:
        problem = "The billing provider has no NPI, nor a number of the payer's (REF G2 in 2010BB)."
        wrong.append(Wrong(problem, "2010AA.NM109"))
    if rendering is not None and not rendering.id and "2310B.REF" not in loop.texts:
        wrong.append(Wrong("The rendering provider has no NPI, nor another number (REF in 2310B).", "2310B.NM109"))
    return wrong


@noted("837p.first-payer-missing", of=CLAIM_837P)
def first_payer_missing(sequence: str, other_payers: tuple[OtherPayer, ...]) -> str | None:
    """A later payer pays only what is left, and refuses a claim that does not say what the first one did."""
    if sequence in {_FIRST, _UNKNOWN} or other_payers:
        return None
    return f"SBR01 {sequence} says that another payer comes first, and no loop 2320 names it."


@noted("837p.medicare-second", of=CLAIM_837P)
def medicare_second(
    sequence: str | None = None,
    filing: str | None = None,
    insurance_type: str | None = None,
    other_payers: tuple[OtherPayer, ...] = (),
) -> Iterator[Wrong]:
    """Medicare refuses a claim as second payer without the reason; other payers refuse one that gives it."""
    later = sequence not in {_FIRST, _UNKNOWN, None}
    if filing in _MEDICARE and later and not insurance_type:
        yield Wrong("Medicare is not the first payer, and why is missing.", "2000B.SBR05")
    if insurance_type and (filing in _NEVER_MEDICARE or (filing in _MEDICARE and sequence == _FIRST)):
        who = "Medicare is the first payer" if filing in _MEDICARE else f"the payer is not Medicare (SBR09 {filing})"
        yield Wrong(f'SBR05 "{insurance_type}" says why Medicare comes second, and {who}.', "2000B.SBR05")
    for payer in other_payers:
        if payer.filing in _MEDICARE and payer.sequence not in {_FIRST, _UNKNOWN, None} and not payer.insurance_type:
            yield Wrong("Medicare is not the first payer, and why is missing (2320).", "2320.SBR05")


@noted("837p.other-payer-amount", of=CLAIM_837P, when="other_payers")
def other_payer_amount(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """The next payer reckons from what the first one paid of the whole claim."""
    decided = {one.payer_id for line in lines for one in line.adjudications}
    for payer in other_payers:
        if payer.paid is None and (payer.adjustments or payer.payer_id in decided):
            yield Wrong(f"Payer {payer.payer_id or ''} has decided, and what it paid (AMT D) is missing.")


@noted("837p.other-payer-negative", of=CLAIM_837P, when="other_payers")
def other_payer_negative(other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """Nobody pays less than nothing; the next payer refuses the claim."""
    for payer in other_payers:
        if payer.paid is not None and payer.paid < 0:
            yield Wrong(f"Payer {payer.payer_id or ''} paid {dollars(payer.paid)} (AMT D), less than nothing.")
    for line in lines:
        for one in line.adjudications:
            if one.paid is not None and one.paid < 0:
                yield Wrong(f"Payer {one.payer_id} paid {dollars(one.paid)} of line {line.number} (SVD02).")


@noted("837p.bundled-line", of=CLAIM_837P, when="other_payers")
def bundled_line(lines: tuple[SubmittedLine, ...]) -> Iterator[Wrong]:
    """The next payer looks for the line that was paid, and does not find it."""
    numbers = {line.number for line in lines}
    for line in lines:
        for one in line.adjudications:
            into = one.bundled_into
            if into is not None and (into not in numbers or into == line.number):
                yield Wrong(f"Line {line.number} went into line {into} (SVD06), which is none of the others.")


@noted("837p.patient-paid", of=CLAIM_837P)
def patient_paid(charge: int, amount_patient_paid: int) -> str | None:
    """Front ends refuse the claim: one of the two amounts is wrong."""
    if 0 <= amount_patient_paid <= charge:
        return None
    return f"AMT F5 says that the patient paid {dollars(amount_patient_paid)}, of a charge of {dollars(charge)}."


@noted("837p.negative-charge", of=CLAIM_837P)
def negative_charge(charge: int) -> str | None:
    """Payers refuse the claim; nobody charges less than nothing."""
    return f"CLM02 is {dollars(charge)}, less than nothing." if charge < 0 else None


@noted("837p.negative-line-charge", of=LINE_837P)
def negative_line_charge(charge: int) -> str | None:
    """Payers refuse the line; nobody charges less than nothing."""
    return f"SV102 is {dollars(charge)}, less than nothing." if charge < 0 else None
