"""What a payer's files say: the amount that balances a claim, the amounts of a segment, what became of a claim."""

from random import Random

from cleanclaim.compliance.training.draft import Draft, choose, written
from cleanclaim.compliance.training.grounds import of_table
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import TrainingSetting
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.reference.reasons import reason

GUIDE = "x12-835"
_MISSING = {"CO*45": "the contract's reduction (CO 45)", "PR*2": "coinsurance (PR 2)", "PR*3": "the copay (PR 3)"}


def balanced(rng: Random, setting: TrainingSetting) -> Item | None:
    """The adjustment that is missing so that a claim of a remittance balances."""
    del setting
    charge = rng.randrange(12_000, 30_000, 50)
    paid = rng.randrange(3_000, charge // 2, 50)
    names = ["CO*45", *rng.sample(("PR*2", "PR*3"), rng.choice((1, 2)))]
    rest = charge - paid
    shares = [rest * part // 100 // 5 * 5 for part in ((70, 100) if len(names) == 2 else (60, 25, 100))]
    amounts = [*shares[:-1], rest - sum(shares[:-1])]
    adjusted = dict(zip(names, amounts, strict=True))
    missing = rng.choice(names if len(names) > 2 else names[:1])  # one share of the patient's stands in CLP05
    patients = sum(cents for name, cents in adjusted.items() if name.startswith("PR"))
    known = {name: cents for name, cents in adjusted.items() if name != missing}
    draft = Draft(
        kind="remittances.balanced",
        competency="B3",
        facts=(
            "A claim of a remittance (835). The amount of the last adjustment cannot be read.",
            f"  CLP*A17*1*{_amount(charge)}*{_amount(paid)}*{_amount(patients)}*12*8823401",
            *(f"  CAS*{name}*{_amount(cents)}" for name, cents in known.items()),
            f"  CAS*{missing}*?",
        ),
        question=f"What has {_MISSING[missing]} to be, in dollars?",
        why=f"What was charged, less all adjustments, is what was paid: {dollars(charge)} less"
        f" {' less '.join(map(dollars, known.values()))} less {dollars(adjusted[missing])} is {dollars(paid)}.",
        grounds=of_table(GUIDE, "reported"),
    )
    others = sum(known.values())
    wrong = {
        "paid-not-subtracted": charge - others,
        "patient-share-forgotten": charge - paid - sum(cents for name, cents in known.items() if name.startswith("CO")),
        "sign-turned": charge - paid + others,
        "adjustments-forgotten": charge - paid,
    }
    return written(
        draft, "number", [dollars(adjusted[missing])], ((name, dollars(cents)) for name, cents in wrong.items())
    )


def _amount(cents: int) -> str:
    """An amount as a segment has it: without zeros that say nothing."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".") if cents % 100 else str(cents // 100)


def read_amounts(rng: Random, setting: TrainingSetting) -> Item | None:
    """What was charged, paid and left to the patient, read from a claim's segment."""
    del setting
    charge = rng.randrange(9_000, 30_000, 25)
    paid, share = rng.randrange(2_000, charge // 2, 25), rng.randrange(500, charge // 3, 25)
    if len({charge, paid, share}) < 3:
        return None
    amounts = "*".join(map(_amount, (charge, paid, share)))
    draft = Draft(
        kind="remittances.read-amounts",
        competency="B7",
        facts=(f"  CLP*B{rng.randrange(100, 999)}*1*{amounts}*12*40{rng.randrange(100, 999)}",),
        question="What does this segment of a remittance say?",
        why="The claim's number, its status, then charge, payment and the patient's share, in this order.",
        grounds=of_table(GUIDE, "reported"),
    )
    orders = ((paid, charge, share), (charge, share, paid), (share, paid, charge), (paid, share, charge))
    wrong = (("amounts-swapped", _in_words(*one)) for one in orders)
    return choose(draft, rng, _in_words(charge, paid, share), wrong, "read the segment")


def _in_words(charge: int, paid: int, share: int) -> str:
    amounts = map(dollars_for_people, (charge, paid, share))
    return "Charged {}, paid {}, left to the patient {}".format(*amounts)


TAKEN_IN = "The payer took the claim in, and will decide it"
REFUSED = "Somebody refused the claim before any decision; put right, it goes out anew"
DENIED = "The payer decided the claim, and denied it"
TO_BE_PAID = "The payer decided the claim, and will pay it"


def became_of(rng: Random, setting: TrainingSetting) -> Item | None:
    """What became of a claim by the status of a 277CA."""
    del setting
    category, action = rng.choice((("A1", "WQ"), ("A2", "WQ"), ("A3", "U"), ("A6", "U"), ("A7", "U"), ("A8", "U")))
    status = rng.choice(("19", "20")) if action == "WQ" else rng.choice(("21", "562", "145", "255", "476", "507"))
    known, about = reason("claim-status-category", category), reason("claim-status", status)
    if not (known and known.meaning and about and about.meaning):
        return None
    charge = rng.randrange(9_000, 30_000, 50)
    draft = Draft(
        kind="remittances.became-of",
        competency="B7",
        facts=(
            "The answer to a claim (277CA) says:",
            f"  STC*{category}:{status}*202611{rng.randrange(10, 28)}*{action}*{_amount(charge)}",
        ),
        question="What became of the claim?",
        why=f"{category}: {known.meaning}. {action} {'accepts' if action == 'WQ' else 'rejects'}."
        f" {status}: {about.meaning}. A 277CA is of the time before the payer decides.",
        grounds=of_table("x12-277ca", "reported"),
    )
    right = TAKEN_IN if action == "WQ" else REFUSED
    wrong = [("accepted-is-paid", TO_BE_PAID), ("rejected-is-denied", DENIED)]
    wrong.append(("rejected-is-under-way", TAKEN_IN) if action == "U" else ("rejected-is-denied", REFUSED))
    return choose(draft, rng, right, wrong, "read the segment")


KINDS = (
    Kind("remittances.balanced", "B3", "The amount that is missing", balanced),
    Kind("remittances.read-amounts", "B7", "The amounts of a claim's segment", read_amounts),
    Kind("remittances.became-of", "B7", "What became of a claim", became_of),
)
