"""What the pages show of a code: the library's answers arranged for the templates. Nothing is reckoned here."""

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
from cleanclaim.office.shared.office_basis import office_basis
from cleanclaim.pricing.payment_locality import NATIONAL, PaymentLocality
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.ncci import Pair

MARKS: dict[str, Tone] = {"bundled": "hold", "bypassable": "check", "separate": "clean", "undetermined": "missing"}
NOT_VALID, NOT_KNOWN, NOT_VERIFIED = (
    Mark("not valid", "hold"),
    Mark("not known", "missing"),
    Mark("not verified", "missing"),
)
CALLED = "Called"


class CodeFact(Struct, frozen=True):
    """One thing known of a code: its name, the sentence, and the mark it bears where one needs to look."""

    name: str
    said: str
    mark: Mark | None = None


class FeeRow(Struct, frozen=True):
    """A fee at a place of service: the dollars, or why they are not known and what to do."""

    place: str
    dollars: str
    formula: str
    locality: str
    why: str
    remedy: str


class Neighbor(Struct, frozen=True):
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
    """A code on a day: the page of the library, its facts, fees, neighbours and history."""

    page: CodePage
    facts: list[CodeFact]
    fees: list[FeeRow]
    neighbours: list[Neighbor]
    history: list[CodeChange]


class CodeAnswerRow(Struct, frozen=True):
    """Whether two codes may be billed on one day, its mark, and the words for it."""

    answer: PairAnswer
    mark: str
    said: str


class NeighborCode(Struct, frozen=True):
    """A fact of two codes, and whether they differ in it."""

    name: str
    one: str
    other: str
    differs: bool


def kinds(on: date) -> list[tuple[str, list[Code]]]:
    """Every code in force on a day by its kind, to look through before one types."""
    gathered: dict[str, list[Code]] = {}
    for entry in catalogue().values():
        if entry.valid_on(on):
            gathered.setdefault(KIND_WORDS.get(entry.kind, entry.kind), []).append(entry)
    return sorted(gathered.items())


def everything(on: date) -> str:
    """What stands there before one types."""
    return f"Every code held that is in force on {day(on)}. The labels are our own words."


def counted(fits: SearchResults, others: int) -> str:
    """How much fits the words, in a sentence."""
    number = len(fits.codes) + len(fits.diagnoses) + others
    return f"{number or 'Nothing'} {'fit' if number > 1 else 'fits'}."


def code(page: CodePage, payer: str, zip_code: str, known_on: date | None) -> CodeView:
    """Everything the page of a code shows. `payer` is the name of the policy; without a ZIP fees are the nation's."""
    basis = office_basis(known_on=known_on)
    return CodeView(
        page=page,
        facts=facts(page),
        fees=[_fee(one) for one in price_one_unit(page.code, page.on, payer, _office(zip_code), basis)],
        neighbours=[_neighbour(pair, page.code) for pair in sorted(page.pairs, key=_parted)],
        history=list_code_changes(page.code, basis),
    )


def facts(page: CodePage) -> list[CodeFact]:
    """What is said of a code, in the order a biller asks."""
    shown = [
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
        *_of_the_schedule(page),
    ]
    if page.beside:
        shown.append(CodeFact("Beside", f"billed only beside {listed(page.beside)}"))
    if page.descriptor:
        shown.append(CodeFact("CPT", page.descriptor))
    return [*shown, CodeFact(CALLED, ", ".join(page.words))]


def _of_the_schedule(page: CodePage) -> list[CodeFact]:
    if page.fee is None:
        return [CodeFact("Medicare", "the fee schedule on file has no row for this code on this date", NOT_KNOWN)]
    return [
        CodeFact("Medicare", f"status {page.fee.status}: {page.status}"),
        CodeFact("Relative values", describe_relative_values(page.fee)),
        CodeFact("Therapy reduction", describe_reduction(page)),
    ]


def _office(zip_code: str) -> PaymentLocality:
    return PaymentLocality(zip_code=zip_code) if zip_code else PaymentLocality(locality=NATIONAL)


def _fee(held: UnitFee) -> FeeRow:
    missing = held.priced.open[0] if held.priced.open else None
    reason = next((line.reason for line in held.priced.lines if isinstance(line.reason, str)), "")
    return FeeRow(
        place=held.place,
        dollars="" if held.allowed is None else dollars_for_people(held.allowed),
        formula=held.formula,
        locality=next((step.text for step in held.priced.proof if step.step == "locality"), ""),
        why=missing.title if missing else reason,
        remedy=missing.remedy if missing else "",
    )


def _parted(pair: Pair) -> bool:
    """Sorts those first that never go together."""
    return pair.answer != "bundled"


def _neighbour(pair: Pair, code: str) -> Neighbor:
    other = pair.column2 if pair.column1 == code else pair.column1
    assert other is not None  # only edits in force are shown, and they name both
    never = pair.answer == "bundled"
    return Neighbor(
        code=other,
        label=catalogue()[other].label,
        mark=MARKS[pair.answer],
        may="never both" if never else "a modifier may part",
        paid=pair.column1 or "",
        denied=pair.column2 or "",
        release=pair.release or "",
        stale=pair.stale,
    )


def answer(held: PairAnswer) -> CodeAnswerRow:
    """The answer about two codes with its mark and its words."""
    return CodeAnswerRow(held, MARKS[held.answer], PAIR_ANSWER_WORDS[held.answer])


def side_by_side(
    one: CodePage, other: CodePage, payer: str, zip_code: str, known_on: date | None
) -> list[NeighborCode]:
    """The facts of two codes, line by line, the fee in the office among them."""
    named = dict.fromkeys(fact.name for page in (one, other) for fact in facts(page))
    names = [name for name in named if name != CALLED]
    rows = []
    for name in names:
        mine, theirs = ("; ".join(fact.said for fact in facts(page) if fact.name == name) for page in (one, other))
        rows.append(NeighborCode(name, mine, theirs, mine != theirs))
    law = office_basis(known_on=known_on)
    fees = [price_one_unit(page.code, page.on, payer, _office(zip_code), law) for page in (one, other)]
    for mine_at, theirs_at in zip_longest(*fees):
        mine, theirs = (_amount(_fee(held)) for held in (mine_at, theirs_at))
        rows.append(NeighborCode(f"One unit {mine_at.place}", mine, theirs, mine != theirs))
    return rows


def _amount(fee: FeeRow) -> str:
    return fee.dollars or fee.why
