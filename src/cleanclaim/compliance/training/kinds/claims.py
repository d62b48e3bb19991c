"""A claim that is wrong, and what to send for it: a new one, a replacement, a void, or a reopening."""

from random import Random

from cleanclaim.compliance.training.draft import Draft, choose
from cleanclaim.compliance.training.grounds import of_policy
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import EXERCISE_CODES, TrainingSetting
from cleanclaim.law.wording import day

PAYERS = ("medicare", "cigna", "uhc", "commercial", "va", "medicaid_ca", "medicare_advantage")
NEW = "A new claim (frequency code 1)"
REPLACEMENT = "A replacement (frequency code 7)"
VOID = "A void (frequency code 8)"
REOPENING = "No claim: a request to reopen"
FAULTS = (
    "the units of {code} were entered as 3 instead of 2",
    "the line of {code} has the wrong place of service",
    "a modifier is missing on {code}",
    "the line of {code} has another patient's diagnosis",
    "the line of {code} has the date of the day before",
    "the line of {code} was charged at the fee of another code",
)
REJECTED = "The claim came back on a 277CA as rejected ({code} was no valid code in the file). The payer never had it."
UNOWED = "The payer paid the claim. Then it turns out that the patient was not treated that day at all."


def what_to_send(rng: Random, setting: TrainingSetting) -> Item | None:
    """What puts a claim right, by what became of it and what the payer takes."""
    policy = setting.policy(rng.choice(PAYERS))
    if policy.replacement_claims is None:
        return None
    code = rng.choice(EXERCISE_CODES)
    state = rng.choice(("decided", "decided", "rejected", "not owed"))
    if state == "not owed" and not policy.replacement_claims:
        return None
    on = setting.workday(rng, 90)
    fault = rng.choice(FAULTS).format(code=code)
    happened = {
        "decided": f"The payer decided and paid the claim. Then it turns out that {fault}.",
        "rejected": REJECTED.format(code=code),
        "not owed": UNOWED,
    }[state]
    takes = "takes replacements and voids" if policy.replacement_claims else "takes no replacement and no void"
    draft = Draft(
        kind="claims.what-to-send",
        competency="B2",
        facts=(f"{policy.name}, treated on {day(on)}. This payer {takes}.", happened),
        question="What puts it right?",
        why=_WHY[state if policy.replacement_claims else f"{state}, none taken"],
        grounds=of_policy(policy, "replacement_claims"),
    )
    right, wrong = _answers(state, takes=policy.replacement_claims)
    return choose(draft, rng, right, wrong)


def _answers(state: str, *, takes: bool) -> tuple[str, list[tuple[str, str]]]:
    """The right answer, and what each misconception would send."""
    if state == "rejected":
        wrong = [("rejected-is-denied", REOPENING), ("always-a-replacement", REPLACEMENT), ("void-to-correct", VOID)]
        return NEW, wrong
    if state == "not owed":
        wrong = [
            ("seven-and-eight-swapped", REPLACEMENT),
            ("always-a-new-claim", NEW),
            ("always-a-reopening", REOPENING),
        ]
        return VOID, wrong
    if takes:
        wrong = [("seven-and-eight-swapped", VOID), ("always-a-new-claim", NEW), ("always-a-reopening", REOPENING)]
        return REPLACEMENT, wrong
    wrong = [("always-a-replacement", REPLACEMENT), ("void-to-correct", VOID), ("always-a-new-claim", NEW)]
    return REOPENING, wrong


_ANEW = "A rejected claim was never decided: nothing to replace, take back or reopen. Put right, it goes out anew."
_WHY = {
    "decided": "The payer has the claim and takes replacements: frequency 7, with the payer's own claim number.",
    "decided, none taken": "This payer takes no replacement: a clerical error is put right by a reopening.",
    "rejected": _ANEW,
    "rejected, none taken": _ANEW,
    "not owed": "What should never have been billed is taken back as a whole, by frequency 8; the payment goes back.",
}

KINDS = (Kind("claims.what-to-send", "B2", "New claim, replacement, void or reopening", what_to_send),)
