"""A denial: the first step by its codes, and whether the patient may be billed."""

from random import Random

from cleanclaim.compliance.training.draft import Draft, choose
from cleanclaim.compliance.training.grounds import of_play
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import TrainingSetting, name_code
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.denials.playbook import ACTIONS, BILL_PATIENT, Action, Play, playbook
from cleanclaim.reference.reasons import reason

MISTAKEN_STEPS: dict[str, Action] = {
    "bill-the-patient": "bill patient",
    "always-appeal": "appeal",
    "write-it-off": "write off",
    "send-it-again": "new claim",
    "wait-and-see": "wait",
}
MOSTLY = ("CO", "CO", "PR", "PR", "OA")


def _drawn(rng: Random) -> tuple[str, str, tuple[str, ...], Play]:
    """A group, a reason and remarks that a play names, with that play."""
    plays = [play for play in playbook().plays if any(map(_denies, play.codes))]
    if rng.random() < 0.4:  # most plays leave the patient out of it, whatever the group
        plays = [play for play in plays if play.patient != "no"]
    form = rng.choice(list(filter(_denies, rng.choice(plays).codes))).split()
    group = form.pop(0) if form[0].isalpha() else rng.choice(MOSTLY)
    code, *remarks = form
    return group, code, tuple(remarks), playbook().play(group, code, remarks)


def _denies(form: str) -> bool:
    """Whether codes deny something: not a remark alone, which is a notice."""
    return " " in form or not form.startswith(("M", "N"))


def _facts(rng: Random, group: str, code: str, remarks: tuple[str, ...]) -> tuple[str, ...] | None:
    known = [reason("carc", code), *(reason("rarc", one) for one in remarks)]
    if not all(one and one.meaning for one in known):
        return None
    procedure = rng.choice(("97110", "97140", "97530", "97112", "97161"))
    amount = dollars_for_people(rng.randrange(3_000, 16_000, 25))
    lines = [f"  {one.code}  {one.meaning}" for one in known if one]
    return (f"Of {name_code(procedure)}, {amount} was not paid. Group {group}. The codes:", *lines)


def first_step(rng: Random, setting: TrainingSetting) -> Item | None:
    """The first step of a denial by its codes, as the playbook has it."""
    del setting
    group, code, remarks, play = _drawn(rng)
    facts = _facts(rng, group, code, remarks)
    if facts is None:
        return None
    draft = Draft(
        kind="denials.first-step",
        competency="B1",
        facts=facts,
        question="What comes first?",
        why=f"{play.cause}. {play.to_do}",
        grounds=of_play(play),
    )
    wrong = ((name, step_in_words(action)) for name, action in MISTAKEN_STEPS.items() if is_wrong(action, play))
    return choose(draft, rng, step_in_words(play.action), wrong)


def step_in_words(action: Action) -> str:
    """A step as a choice."""
    return f"{ACTIONS[action][0].upper()}{ACTIONS[action][1:]}"


def is_wrong(action: Action, play: Play) -> bool:
    """Whether a step is none of those that the play leaves open."""
    if action == "bill patient":
        return play.patient == "no"
    if action in ("write off", "wait"):
        return ACTIONS[action].partition(" ")[0] not in play.to_do.lower()
    return action not in play.ways


def patient_owes(rng: Random, setting: TrainingSetting) -> Item | None:
    """Whether the patient may be billed for it."""
    del setting
    group, code, remarks, play = _drawn(rng)
    facts = _facts(rng, group, code, remarks)
    if facts is None:
        return None
    as_patients = playbook().play("PR", code, remarks)
    draft = Draft(
        kind="denials.patient-owes",
        competency="B1",
        facts=facts,
        question="May the patient be billed for it?",
        why=f"Group {group} {_GROUPS[group]}{_AND_YET if group == 'PR' and play.patient == 'no' else ''}."
        f" {BILL_PATIENT[play.patient]} {play.cause}.",
        grounds=of_play(play),
    )
    wrong = [
        ("group-not-read", BILL_PATIENT[as_patients.patient]),
        ("bill-the-patient", BILL_PATIENT["yes"]),
        ("bill-the-patient", BILL_PATIENT["with notice"]),
        ("group-not-read", BILL_PATIENT["by plan"]),
        ("write-it-off", BILL_PATIENT["no"]),
    ]
    return choose(draft, rng, BILL_PATIENT[play.patient], wrong)


_AND_YET = ", but this is the practice's to put right"
_GROUPS = {
    "CO": "leaves it with the practice",
    "PR": "puts it to the patient",
    "OA": "leaves it with neither by itself",
    "PI": "is the payer's own reduction",
    "CR": "corrects an earlier decision",
}

KINDS = (
    Kind("denials.first-step", "B1", "The first step by the codes", first_step),
    Kind("denials.patient-owes", "B1", "Whether the patient may be billed", patient_owes),
)
