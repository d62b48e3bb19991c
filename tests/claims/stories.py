"""Stories of one claim of three lines: what two payers decide of it, each step lawful after those before it.

`Replay` does by hand what the 835 guide says of reversals, corrections and split claims: a reversal takes back the
decision that has its number, a new decision comes after it, and parts of a split claim have disjoint lines.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, ClaimHeader, Party, SubmittedClaim, SubmittedLine

APRIL = date(2026, 4, 2)
MARCH = date(2026, 3, 2)
CHARGES = (9600, 4500, 4800)
MEDICARE, AETNA = ("MEDICARE PART B", "1512345678"), ("AETNA", "1999999999")


def line(number: int, paid: int, sign: int = 1, reason: str = "45") -> PaidLine:
    charge = sign * CHARGES[number]
    off = Adjustment("OA" if reason == "23" else "CO", reason, charge - sign * paid)
    return PaidLine("97110", "HC", ("GP",), charge, sign * paid, control_number=f"L{number}", adjustments=(off,))


def decision(
    paid: dict[int, int], number: str, status: str = "1", reason: str = "45", claim_id: str = "PT1"
) -> PaidClaim:
    """A claim as paid: the cents of each line, by its place. A reversal (22) negates them."""
    sign = -1 if status == "22" else 1
    lines = tuple(line(at, cents, sign, reason) for at, cents in sorted(paid.items()))
    charge = sum(one.charge or 0 for one in lines)
    return PaidClaim(claim_id, status, charge, sum(one.paid or 0 for one in lines), 0, "MB", number, lines=lines)


def remittance(
    day: int, trace: str, *claims: PaidClaim, payer: tuple[str, str] = MEDICARE, **more: object
) -> Remittance:
    filed = tuple(structs.replace(one, filing="MB" if payer == MEDICARE else "CI") for one in claims)
    total = sum(one.paid or 0 for one in claims)
    paid = Payment(amount=abs(total), credit=total >= 0, on=APRIL + timedelta(days=day), trace=trace)
    return Remittance(structs.replace(paid, payer=payer[0], payer_id=payer[1], **more), filed)


SENT = SubmittedClaim(
    claim_id="PT1",
    header=ClaimHeader(payer=Party("MEDICARE PART B", id="EX001"), sequence="P", filing="MB"),
    charge=sum(CHARGES),
    lines=tuple(
        SubmittedLine(str(at + 1), "97110", "HC", ("GP",), charge, first_date=MARCH, control_number=f"L{at}")
        for at, charge in enumerate(CHARGES)
    ),
)


class Replay:
    """What stands, by the payer's number: the cents of each line."""

    def __init__(self) -> None:
        self.standing: dict[str, dict[int, int]] = {}

    def pay(self, number: str, lines: dict[int, int]) -> None:
        self.standing[number] = lines

    def reverse(self, number: str) -> dict[int, int]:
        return self.standing.pop(number)

    @property
    def by_line(self) -> dict[int, int]:
        return {at: cents for lines in self.standing.values() for at, cents in lines.items()}


STEPS = st.lists(
    st.sampled_from(("decide", "split", "correct", "correct as another", "take back", "duplicate")), max_size=7
)


def story(draw: st.DrawFn, payer: tuple[str, str], place: str) -> tuple[list[Remittance], Replay]:
    """Remittances of one payer about the claim, each lawful after those before it, and the replay of them."""
    replay, made = Replay(), []
    day, numbers = 0, iter(range(1, 100))
    cents = st.integers(0, 4000)
    reason = "45" if place == "1" else "23"

    def paid(lines: Sequence[int]) -> dict[int, int]:
        return {at: draw(cents) for at in lines}

    for at, step in enumerate(draw(STEPS)):
        day += draw(st.integers(0, 3))
        claims: list[PaidClaim] = []
        if step == "decide" and not replay.standing:
            number, lines = f"{payer[0][:3]}{next(numbers)}", paid(range(3))
            replay.pay(number, lines)
            claims = [decision(lines, number, place, reason)]
        elif step == "split" and not replay.standing:
            cut = draw(st.integers(1, 2))
            for part in (range(cut), range(cut, 3)):
                number, lines = f"{payer[0][:3]}{next(numbers)}", paid(part)
                replay.pay(number, lines)
                claims.append(decision(lines, number, place, reason))
        elif step in {"correct", "correct as another", "take back"} and replay.standing:
            number = draw(st.sampled_from(sorted(replay.standing)))
            before = replay.reverse(number)
            claims = [decision(before, number, "22", reason)]
            if step != "take back":
                again = number if step == "correct" else f"{payer[0][:3]}{next(numbers)}"
                lines = {at: (was + draw(st.integers(1, 4000))) % 4001 for at, was in before.items()}
                replay.pay(again, lines)
                claims.append(decision(lines, again, place, reason))
                day += 1  # so that a correction of a correction is told apart by its day
        elif step == "duplicate" and replay.standing:
            claims = [decision(dict.fromkeys(range(3), 0), f"{payer[0][:3]}DUP", "4", "18")]
        if claims:
            made.append(remittance(day, f"{payer[0]}{at}", *draw(st.permutations(claims)), payer=payer))
    return made, replay
