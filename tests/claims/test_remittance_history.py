"""What payers said of a claim: by the days of payment, whatever the order of files; what reversals take back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from cleanclaim.claims.remittance_history import PayerHistory, build_remittance_history, read_remittance_history
from cleanclaim.claims.secondary import secondary_claims
from cleanclaim.cli.corrections import find_corrections
from cleanclaim.cli.verbs.match import match_files
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.exchange.x12.envelope_write import InterchangeNumbers
from cleanclaim.exchange.x12.write_835 import Remitter, write_835
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Address, Practice
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, SubmittedClaim
from cleanclaim.pricing.payment_locality import PaymentLocality
from tests.cli.calling import FILED, call, row, visits_file
from tests.cli.practices import practice_with
from tests.conftest import tries
from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, written

APRIL = date(2026, 4, 2)
MAY = date(2026, 5, 2)


class Said(Struct, frozen=True):
    """One decision of a story: the status, cents paid, and the payer's number of the claim."""

    paid: int = 8000
    status: str = "1"
    number: str = "ICN1"
    claim_id: str = "PT1"
    reason: str = "45"


REVERSED = Said(-8000, "22")
DUPLICATE = Said(0, "4", reason="18")


def paid_claim(said: Said, charge: int = 12750) -> PaidClaim:
    charge = -charge if said.status == "22" else charge
    line = PaidLine(
        code="97110",
        code_kind="HC",
        charge=charge,
        paid=said.paid,
        adjustments=(Adjustment("PR" if said.reason == "2" else "CO", said.reason, charge - said.paid),),
    )
    return PaidClaim(
        claim_id=said.claim_id,
        status=said.status,
        charge=charge,
        paid=said.paid,
        filing="MB",
        payer_claim_number=said.number,
        lines=(line,),
    )


def remittance(on: date | None, *claims: Said, trace: str = "EFT1") -> Remittance:
    made = tuple(map(paid_claim, claims))
    total = sum(one.paid or 0 for one in made)
    payment = Payment(on=on, trace=trace, amount=abs(total), credit=total >= 0, payer_id="1512345678")
    return Remittance(payment, made)


def history(*remittances: Remittance) -> PayerHistory:
    (only,) = build_remittance_history(remittances).claims["PT1"].payers
    return only


def test_of_what_cannot_be_read_no_sum_is_made() -> None:
    first = remittance(date(2026, 4, 2), Said(8000))
    (claim,) = first.claims
    unreadable = structs.replace(first, claims=(structs.replace(claim, paid=None),))
    later = remittance(date(2026, 6, 2), Said(7000, number="ICN2"), trace="EFT3")
    found = history(unreadable, remittance(date(2026, 5, 2), REVERSED, trace="EFT2"), later)
    assert found.paid is None
    assert history(first, remittance(date(2026, 5, 2), REVERSED, trace="EFT2"), later).paid == 7000


def stands(one: PayerHistory) -> tuple[int | None, str | None, int | None]:
    """What the standing decision paid, the payer's number, and what all together paid."""
    return one.standing.claim.paid if one.standing else None, one.payer_claim_number, one.paid


# The two remittances of a claim, the later one first in the order of the files' names.


@pytest.fixture
def months(tmp_path: Path) -> list[Path]:
    """`a_may.835` and `b_april.835`: the same claim paid in April as ICN1 and in May as ICN2."""
    april, may = tmp_path / "b_april.835", tmp_path / "a_may.835"
    april.write_bytes(written(REMITTANCE_835))
    later = [("20260402", "20260502"), ("EFT1", "EFT2"), ("ICN1", "ICN2")]
    lines = REMITTANCE_835
    for old, new in later:
        lines = [line.replace(old, new) for line in lines]
    may.write_bytes(written(lines))
    return [may, april]


@pytest.mark.parametrize("turned", [False, True])
def test_the_number_is_that_of_the_later_day_in_either_order_of_the_files(months: list[Path], turned: bool) -> None:
    (one,) = read_remittance_history(months[::-1] if turned else months).claims["PT1"].payers
    assert one.standing is not None
    assert (one.payer_claim_number, one.standing.on) == ("ICN2", MAY)
    assert [said.claim.payer_claim_number for said in one.decisions] == ["ICN1", "ICN2"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_void_and_a_replacement_name_the_claim_as_it_last_stood(
    tmp_path: Path, months: list[Path], turned: bool
) -> None:
    sent = tmp_path / "sent.837"
    sent.write_bytes(written(CLAIM_837P))
    paid = months[::-1] if turned else months
    (correction,) = find_corrections(["PT1"], sent, paid, Basis()).corrections
    assert correction.payer_claim_number == "ICN2"
    void = tmp_path / "void.837"
    assert call("void", sent, "PT1", *(part for one in paid for part in ("--paid", one)), *FILED, "-o", void).code == 0
    assert "REF*F8*ICN2~" in void.read_text(encoding="ascii")


def test_days_count_and_not_the_order_in_which_remittances_are_given() -> None:
    first, second = remittance(APRIL, Said()), remittance(MAY, Said(5500, number="ICN2"), trace="EFT2")
    assert stands(history(second, first)) == stands(history(first, second)) == (5500, "ICN2", 13500)


def test_a_remittance_without_a_day_comes_last() -> None:
    undated = remittance(None, Said(5500, number="ICN2"), trace="EFT2")
    assert stands(history(undated, remittance(MAY, Said()))) == (5500, "ICN2", 13500)


# Payments that come again.


def test_a_payment_counts_once() -> None:
    one = remittance(APRIL, Said())
    found = build_remittance_history([one, one, one])
    assert (found.claims["PT1"].paid, found.repeated, found.paid) == (8000, ("EFT1", "EFT1"), 8000)


@pytest.mark.parametrize("other", [{"trace": "EFT2"}, {"on": MAY}, {"payer_id": "1999999999"}])
def test_another_number_day_or_payer_is_another_payment(other: dict[str, object]) -> None:
    one = remittance(APRIL, Said())
    two = structs.replace(one, payment=structs.replace(one.payment, **other))
    assert build_remittance_history([one, two]).repeated == ()


def test_payments_of_nothing_that_share_a_number_are_told_apart_by_their_claims() -> None:
    denied = remittance(APRIL, Said(0, "4"), trace="NOPAY")
    other = remittance(APRIL, Said(0, "4", claim_id="PT2"), trace="NOPAY")
    found = build_remittance_history([denied, other, denied])
    assert (set(found.claims), found.repeated) == ({"PT1", "PT2"}, ("NOPAY",))


def test_a_debit_takes_from_what_was_paid() -> None:
    found = build_remittance_history([remittance(APRIL, Said()), remittance(MAY, REVERSED, trace="EFT2")])
    assert found.paid == 0


# Reversals.


def test_a_reversal_with_nothing_in_its_place_leaves_nothing_standing_and_keeps_the_number() -> None:
    assert stands(history(remittance(APRIL, Said()), remittance(MAY, REVERSED, trace="EFT2"))) == (None, "ICN1", 0)


@pytest.mark.parametrize("corrected", [Said(5500, number="ICN2"), Said(5500), Said(number="ICN2"), Said()])
@pytest.mark.parametrize("back", ["ICN1", "ICN2"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_correction_stands_on_whichever_side_of_the_reversal_it_is_listed(
    corrected: Said, back: str, turned: bool
) -> None:
    pair = [structs.replace(REVERSED, number=back), corrected]
    later = remittance(MAY, *(pair[::-1] if turned else pair), trace="EFT2")
    assert stands(history(later, remittance(APRIL, Said()))) == (corrected.paid, corrected.number, corrected.paid)


@pytest.mark.parametrize("turned", [False, True])
def test_a_correction_stands_beside_its_reversal_where_the_first_remittance_is_not_there(turned: bool) -> None:
    pair = [REVERSED, Said(5500, number="ICN2")]
    assert stands(history(remittance(MAY, *(pair[::-1] if turned else pair)))) == (5500, "ICN2", -2500)


def test_a_reversal_that_comes_after_the_correction_takes_the_first_decision_back() -> None:
    first, second = remittance(APRIL, Said()), remittance(MAY, Said(5500, number="ICN2"), trace="EFT2")
    late = remittance(MAY + timedelta(days=7), REVERSED, trace="EFT3")
    assert stands(history(late, second, first)) == (5500, "ICN2", 5500)


@pytest.mark.parametrize("turned", [False, True])
def test_what_was_paid_and_taken_back_on_one_day_does_not_stand(turned: bool) -> None:
    both = [remittance(MAY, Said(), trace="EFT2"), remittance(MAY, REVERSED, trace="EFT1")]
    assert stands(history(*(both[::-1] if turned else both))) == (None, "ICN1", 0)


def test_a_reversal_of_an_amount_and_number_nobody_knows_takes_back_what_stood() -> None:
    strange = remittance(MAY, Said(-100, "22", "X"), trace="EFT2")
    assert stands(history(remittance(APRIL, Said()), strange)) == (None, "X", 7900)


def test_paid_reversed_paid_in_one_remittance_stands() -> None:
    assert stands(history(remittance(APRIL, Said(), REVERSED, Said()))) == (8000, "ICN1", 8000)


# Duplicates and denials.


@pytest.mark.parametrize("paid", [8000, 0])
def test_a_duplicate_denied_decides_nothing_anew(paid: int) -> None:
    again = remittance(MAY, structs.replace(DUPLICATE, number="ICN2"), trace="EFT2")
    assert stands(history(again, remittance(APRIL, Said(paid, reason="2")))) == (paid, "ICN1", paid)


def test_a_duplicate_denied_stands_where_nothing_else_was_decided() -> None:
    assert stands(history(remittance(APRIL, DUPLICATE))) == (0, "ICN1", 0)


def test_a_duplicate_denied_after_all_was_taken_back_stands_for_nothing() -> None:
    told = [remittance(APRIL, Said()), remittance(MAY, REVERSED, trace="EFT2")]
    again = remittance(MAY + timedelta(days=1), DUPLICATE, trace="EFT3")
    assert stands(history(*told, again))[0] is None


def test_a_denial_taken_back_and_paid_stands_as_paid() -> None:
    told = [remittance(APRIL, Said(0, "4")), remittance(MAY, Said(), Said(0, "22"), trace="EFT2")]
    assert stands(history(*told)) == (8000, "ICN1", 8000)


def test_a_file_that_is_no_remittance_is_refused_wherever_it_stands(tmp_path: Path, months: list[Path]) -> None:
    sent = tmp_path / "sent.837"
    sent.write_bytes(written(CLAIM_837P))
    for files in ([sent, *months], [*months, sent]):
        with pytest.raises(UserError, match="holds no remittance"):
            read_remittance_history(files)


def test_a_claim_taken_back_waits_for_its_first_payer(tmp_path: Path) -> None:
    practice, sent = two_payers(tmp_path)
    (claim,) = read_claims(sent)
    told = [remittance(APRIL, of(claim, 5000)), remittance(MAY, of(claim, -5000, "22"), trace="EFT2")]
    (waits,) = secondary_claims([claim], build_remittance_history(told), practice).on_hold
    assert waits.reason == "The payer took back what it had decided, and nothing stands in its place."


# Any order, any cut into files, any number of times.

HEAD = InterchangeNumbers(
    sender="EXAMPLEPAYER",
    sender_qualifier="ZZ",
    receiver="EXAMPLECH",
    receiver_qualifier="ZZ",
    created=datetime(2026, 3, 20, 9, 30),
    control_number=41,
    usage="test",
)
REMITTER = Remitter(
    address=Address(line1="1 PAYER PLAZA", city="DALLAS", state="TX", zip_code="752010001"),
    contact="PROVIDER SERVICES",
    phone="2145550100",
)
NAMED = {"method": "CHK", "payer": "AETNA", "payee": "EXAMPLE", "payee_id": "1000000004", "payee_id_kind": "XX"}


def two_payers(folder: Path) -> tuple[Practice, Path]:
    """The example practice whose P05 has two payers in order, and the claim to the first."""
    second = {"payer": "cigna", "member_id": "C77", "order": "secondary"}
    by = practice_with(folder, {"order": "primary"}, second)
    sent = folder / "sent.837"
    assert call("claim", visits_file(folder, row()), "--practice", by, "-o", sent, *FILED).code == 0
    return read_practice(by), sent


def of(claim: SubmittedClaim, paid: int, status: str = "1", number: str = "ICN1", reason: str = "2") -> Said:
    return Said(paid, status, number, claim.claim_id, reason)


STORIES = st.lists(
    st.tuples(
        st.integers(0, 3),  # the day
        st.sampled_from(("pay", "pay less", "deny", "take back", "duplicate")),
        st.sampled_from(("ICN1", "ICN2")),
    ),
    min_size=1,
    max_size=6,
)


def remittances(claim: SubmittedClaim, story: Iterable[tuple[int, str, str]]) -> list[Remittance]:
    """Each event as a remittance of its own, with the amounts of the claim's only line."""
    made = []
    for at, (day, event, number) in enumerate(story):
        said = {
            "pay": of(claim, 5000, number=number),
            "pay less": of(claim, 4000, number=number),
            "deny": of(claim, 0, "4", number, "50"),
            "take back": of(claim, -5000, "22", number),
            "duplicate": of(claim, 0, "4", number, "18"),
        }[event]
        paid = paid_claim(said, claim.charge or 0)
        number_of_line = structs.replace(paid.lines[0], control_number=claim.lines[0].control_number)
        one = remittance(APRIL + timedelta(days=day), said, trace=f"EFT{at}")
        payment = structs.replace(one.payment, **NAMED, claims=1, claims_paid=said.paid)
        made.append(Remittance(payment, (structs.replace(paid, lines=(number_of_line,)),)))
    return made


def files_of(folder: Path, told: Sequence[Remittance], cuts: set[int]) -> list[Path]:
    """The remittances in files, cut before each of the places named."""
    parts: list[list[str]] = [[]]
    for at, one in enumerate(told):
        if at in cuts and parts[-1]:
            parts.append([])
        parts[-1].append(write_835(HEAD, one.payment, one.claims, REMITTER))
    paths = []
    for at, part in enumerate(parts):
        paths.append(folder / f"{at}.835")
        paths[-1].write_text("".join(part), encoding="ascii")
    return paths


def outcome(files: Sequence[Path], sent: Path, practice: Practice) -> tuple[object, ...]:
    """What match, void and replace, and secondary make of the files."""
    place = PaymentLocality(practice=practice)
    found = structs.replace(match_files([sent, *files], place, Basis()), twice=[])
    (claim,) = read_claims(sent)
    corrections = find_corrections([claim.claim_id], sent, files, Basis(), practice).corrections
    later = secondary_claims([claim], read_remittance_history(files), practice)
    return found, corrections, later


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> tuple[Practice, Path]:
    return two_payers(tmp_path_factory.mktemp("ground"))


@tries(60)
@given(data=st.data(), story=STORIES)
def test_order_cuts_and_repetition_change_nothing(
    ground: tuple[Practice, Path], data: st.DataObject, story: list[tuple[int, str, str]]
) -> None:
    practice, sent = ground
    (claim,) = read_claims(sent)
    told = remittances(claim, story)
    again = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=3))]))
    cuts = data.draw(st.sets(st.integers(1, len(again))))
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        straight = outcome(files_of(Path(one), told, set()), sent, practice)
        assert outcome(files_of(Path(two), again, cuts), sent, practice) == straight


def test_the_ground_is_such_that_every_verb_has_something_to_say(tmp_path: Path, ground: tuple[Practice, Path]) -> None:
    practice, sent = ground
    (claim,) = read_claims(sent)
    files = files_of(tmp_path, remittances(claim, [(0, "pay", "ICN1")]), set())
    found, corrections, later = outcome(files, sent, practice)
    assert found.claims[0].paid == 5000  # type: ignore[attr-defined]
    assert [one.payer_claim_number for one in corrections] == ["ICN1"]  # type: ignore[attr-defined]
    assert len(later.claims) == 1  # type: ignore[attr-defined]
