"""What the pages show of a code: the library's answers arranged for the templates. Nothing is computed here."""

from datetime import date
from itertools import zip_longest

from msgspec import Struct

from cleanclaim.explanations.lookup.code_fee import UnitFee, price_one_unit
from cleanclaim.explanations.lookup.code_history import CodeChange, list_code_changes
from cleanclaim.explanations.lookup.code_pages import CodePage
from cleanclaim.explanations.lookup.code_pairs import PairAnswer
from cleanclaim.explanations.lookup.code_wording import (
    KIND_WORDS,
    PAIR_ANSWER_WORDS,
    describe_kind,
    describe_reduction,
    describe_relative_values,
    describe_unit_limit,
)
from cleanclaim.explanations.lookup.search_all import SearchResults
from cleanclaim.explanations.marks import CHECK, Mark, Tone
from cleanclaim.law.wording import day, listed
from cleanclaim.model.money import dollars_for_people
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.pricing.payment_locality import NATIONAL, PaymentLocality
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.ncci import Pair

PAIR_MARKS: dict[str, Tone] = {"bundled": "hold", "bypassable": "check", "separate": "clean", "undetermined": "missing"}
NOT_VALID, NOT_KNOWN, NOT_VERIFIED = (
    Mark("not valid", "hold"),
    Mark("not known", "missing"),
    Mark("not verified", "missing"),
)
ALSO_CALLED = "Called"


class CodeFact(Struct, frozen=True):
    """One thing known of a code: its name, the sentence, and a mark where one needs to look."""

    name: str
    text: str
    mark: Mark | None = None


class FeeRow(Struct, frozen=True):
    """A fee at a place of service: the dollars, or why they are not known and what to do."""

    place: str
    dollars: str
    formula: str
    locality: str
    why: str
    remedy: str


class PairedCode(Struct, frozen=True):
    """A code that an edit in force pairs with the one shown: what may be done, and which of the two is paid."""

    code: str
    label: str
    mark: str
    may: str
    paid: str
    denied: str
    release: str
    stale: bool


class CodeView(Struct, frozen=True, kw_only=True):
    """A code on a day: the page of the library, its facts, fees, pairs and history."""

    page: CodePage
    facts: list[CodeFact]
    fees: list[FeeRow]
    pairs: list[PairedCode]
    history: list[CodeChange]


class CodeAnswerRow(Struct, frozen=True):
    """Whether two codes may be billed on one day, its mark, and the words for it."""

    answer: PairAnswer
    mark: str
    text: str


class FactComparison(Struct, frozen=True):
    """A fact of two codes, and whether they differ in it."""

    name: str
    one: str
    other: str
    differs: bool


def group_by_kind(on: date) -> list[tuple[str, list[Code]]]:
    """Every code in force on a day by its kind, to look through before one types."""
    gathered: dict[str, list[Code]] = {}
    for entry in catalogue().values():
        if entry.valid_on(on):
            gathered.setdefault(KIND_WORDS.get(entry.kind, entry.kind), []).append(entry)
    return sorted(gathered.items())


def describe_all_codes(on: date) -> str:
    """The sentence above the list of all codes, before one types."""
    return f"Every known code that is in force on {day(on)}. The labels are our own words."


def count_results(fits: SearchResults, others: int) -> str:
    """How much fits the words, in a sentence."""
    number = len(fits.codes) + len(fits.diagnoses) + others
    return f"{number or 'Nothing'} {'fit' if number > 1 else 'fits'}."


def build_code_view(page: CodePage, payer: str, zip_code: str, known_on: date | None) -> CodeView:
    """Everything the page of a code shows. `payer` is the name of the policy; without a ZIP fees are the nation's."""
    basis = build_basis(known_on=known_on)
    return CodeView(
        page=page,
        facts=list_facts(page),
        fees=[_fee_row(one) for one in price_one_unit(page.code, page.on, payer, _locality(zip_code), basis)],
        pairs=[_paired_code(pair, page.code) for pair in sorted(page.pairs, key=_may_be_parted)],
        history=list_code_changes(page.code, basis),
    )


def list_facts(page: CodePage) -> list[CodeFact]:
    """The facts of a code, in the order a biller looks for them."""
    facts = [
        CodeFact("Kind", describe_kind(page)),
        CodeFact("Valid", page.validity, None if page.in_force else NOT_VALID),
        CodeFact("Units", page.unit_rule),
        CodeFact(
            "Most units",
            describe_unit_limit(page.limit, known=page.limit_known),
            None if page.limit_known else NOT_KNOWN,
        ),
        CodeFact("Attendance", page.attendance),
        CodeFact("Who may furnish it", page.furnished_by),
        CodeFact("Therapy list", page.therapy),
        *(CodeFact("This payer", text, CHECK) for text in page.for_payer),
        *_fee_schedule_facts(page),
    ]
    if page.beside:
        facts.append(CodeFact("Beside", f"billed only beside {listed(page.beside)}"))
    if page.descriptor:
        facts.append(CodeFact("CPT", page.descriptor))
    return [*facts, CodeFact(ALSO_CALLED, ", ".join(page.words))]


def _fee_schedule_facts(page: CodePage) -> list[CodeFact]:
    if page.fee is None:
        return [CodeFact("Medicare", "the fee schedule on file has no row for this code on this date", NOT_KNOWN)]
    return [
        CodeFact("Medicare", f"status {page.fee.status}: {page.status}"),
        CodeFact("Relative values", describe_relative_values(page.fee)),
        CodeFact("Therapy reduction", describe_reduction(page)),
    ]


def _locality(zip_code: str) -> PaymentLocality:
    return PaymentLocality(zip_code=zip_code) if zip_code else PaymentLocality(locality=NATIONAL)


def _fee_row(unit_fee: UnitFee) -> FeeRow:
    missing = unit_fee.priced.open[0] if unit_fee.priced.open else None
    reason = next((line.reason for line in unit_fee.priced.lines if isinstance(line.reason, str)), "")
    return FeeRow(
        place=unit_fee.place,
        dollars="" if unit_fee.allowed is None else dollars_for_people(unit_fee.allowed),
        formula=unit_fee.formula,
        locality=next((step.text for step in unit_fee.priced.proof if step.step == "locality"), ""),
        why=missing.title if missing else reason,
        remedy=missing.remedy if missing else "",
    )


def _may_be_parted(pair: Pair) -> bool:
    """Sorts those first that never go together."""
    return pair.answer != "bundled"


def _paired_code(pair: Pair, code: str) -> PairedCode:
    other = pair.column2 if pair.column1 == code else pair.column1
    assert other is not None  # only edits in force are shown, and they name both
    never = pair.answer == "bundled"
    return PairedCode(
        code=other,
        label=catalogue()[other].label,
        mark=PAIR_MARKS[pair.answer],
        may="never both" if never else "a modifier may part",
        paid=pair.column1 or "",
        denied=pair.column2 or "",
        release=pair.release or "",
        stale=pair.stale,
    )


def build_answer_row(answer: PairAnswer) -> CodeAnswerRow:
    """The answer about two codes with its mark and its words."""
    return CodeAnswerRow(answer, PAIR_MARKS[answer.answer], PAIR_ANSWER_WORDS[answer.answer])


def compare_facts(
    one: CodePage, other: CodePage, payer: str, zip_code: str, known_on: date | None
) -> list[FactComparison]:
    """The facts of two codes, line by line, the fee in the office among them."""
    named = dict.fromkeys(fact.name for page in (one, other) for fact in list_facts(page))
    names = [name for name in named if name != ALSO_CALLED]
    rows = []
    for name in names:
        mine, theirs = ("; ".join(fact.text for fact in list_facts(page) if fact.name == name) for page in (one, other))
        rows.append(FactComparison(name, mine, theirs, mine != theirs))
    law = build_basis(known_on=known_on)
    fees = [price_one_unit(page.code, page.on, payer, _locality(zip_code), law) for page in (one, other)]
    for mine_at, theirs_at in zip_longest(*fees):
        mine, theirs = (_amount(_fee_row(unit_fee)) for unit_fee in (mine_at, theirs_at))
        rows.append(FactComparison(f"One unit {mine_at.place}", mine, theirs, mine != theirs))
    return rows


def _amount(fee: FeeRow) -> str:
    return fee.dollars or fee.why
