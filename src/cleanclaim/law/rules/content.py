"""What a note says: each service billed, the response to it, what was measured, why it took a therapist, goals and plan.

These are readings of free text, by phrases anybody may look up. They point at a place to look at and never stop a claim.
(Medicare Benefit Policy Manual, ch. 15, 220.3; contractors' checklists)

    payer    | code  | minutes | units | note                                                                      || broken
    medicare | 97110 |      30 |     2 | Ther ex: squats with cues for form. Tolerated well, pain 2/10.            ||
    -
    medicare | 97110 |      30 |     2 | Doing better today, cues given. Tolerated well, pain 3/10.                || no_service
    -
    medicare | 97140 |      30 |     2 | Ther ex: squats with cues for form. Tolerated well, pain 2/10.            || undocumented
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats, cues. Ultrasound 8 min to shoulder. Tolerated, pain 2/10. || unbilled
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats, cues. Ultrasound deferred, 8 min. Tolerated, pain 2/10.  ||        # said not to have been
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats, cues. Tolerated, pain 2/10. Next visit: ultrasound 8 min. ||       # planned, not given
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats with cues for form. Pain 2/10.                            || no_response
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats with cues for form. Tolerated well.                       || no_measure
    -
    medicare | 97116 |      30 |     2 | Gait 30' RW with cues. Tolerated well.                                    || no_measure?   # minutes or feet
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats. Tolerated well, pain 2/10.                               || no_skill
    -
    medicare | 97110 |      30 |     2 | Ther ex: squats, no cues needed. Tolerated well, pain 2/10.               || no_skill   # said to have needed none
    -
    medicare | 97110 |      30 |     2 |                                                                           ||        # no note at all is another question

    payer    | code  | minutes | units | kind       | note                                                          || broken
    medicare | 97161 |      45 |     1 | evaluation | Evaluation. Dx low back pain. PT 2x/week for 6 weeks. Goal: sit 30 min in 6 weeks. ||
    -
    medicare | 97161 |      45 |     1 | evaluation | Evaluation. Dx low back pain. PT 2x/week for 6 weeks. Goal: feel better. || goals_vague
    -
    medicare | 97161 |      45 |     1 | evaluation | Evaluation. Dx low back pain. Goal: sit 30 min in 6 weeks. PT. || plan_incomplete
    -
    medicare | 97110 |      30 |     2 | progress   | Ther ex: squats, cues. Tolerated, ROM 110 deg. Goal: walk more.          || goals_vague
"""

from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.notes.reading import NoteGoal, NoteReading, ServiceMention
from cleanclaim.law.rules._facts import MINUTES_OR_FEET
from cleanclaim.law.wording import listed
from cleanclaim.model.visit import Service
from cleanclaim.reference.tables import Tables

NEEDS = "note"

MIDPOINT = QUARTER // 2 + 1
"""Minutes of a service from which it may have earned a unit."""

MOST_CODES = 3
"""Codes that are named of a service that the note describes."""

PLAN_ELEMENTS = ("diagnosis", "goals", "type", "frequency", "duration")
"""What a plan of care has to hold (42 CFR 410.61); the amount, sessions a day, is one unless it says otherwise."""


@rule(
    title="Note describes no service",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    message="No line of the note says what was done.",
    remedy="Ask the clinician; a visit of which nobody wrote what was done cannot be billed.",
    carc="252",
    verified=False,
)
def no_service(reading: NoteReading) -> bool:
    """Each intervention has to be named, so that a reviewer can tell it from the others and see that it took skill."""
    return not reading.mentions


@fact
def asks_described(billed: bool, code: str, has_note: bool, reading: NoteReading | None = None) -> bool:
    """Whether the note describes services, and we know how notes name the line's."""
    return (
        has_note and billed and reading is not None and bool(reading.mentions) and reading.describes(code) is not None
    )


@rule(
    title="Billed, but not in the note",
    cite="cms-100-02-15-220-3",
    when="asks_described",
    severity="warn",
    message="Nothing in the note describes {code}.",
    remedy="Find it in the note, or take {code} off the claim.",
    carc="252",
    verified=False,
)
def undocumented(code: str, reading: NoteReading) -> bool:
    """A code without a word about it in the note is repaid when somebody asks for the note."""
    return not reading.describes(code)


@fact
def left_out(reading: NoteReading, services: Sequence[Service]) -> tuple[ServiceMention, ...]:
    """Services the note describes with minutes of their own, none of whose codes the visit has."""
    have = {service.code for service in services}
    return tuple(
        one
        for one in reading.mentions
        if one.minutes is not None and one.minutes >= MIDPOINT and have.isdisjoint(one.codes)
    )


@fact
def codes_left_out(
    left_out: tuple[ServiceMention, ...],
    tables: Tables,
    service_date: date | None = None,
    discipline: str | None = None,
) -> tuple[tuple[str, ...], ...]:
    """The codes that each of these may be on that day, of the visit's discipline where any is."""
    found = []
    for one in left_out:
        known = [entry for code in sorted(one.codes) if (entry := tables.code(code))]
        entries = [entry for entry in known if service_date is None or entry.valid_on(service_date)]
        own = [entry for entry in entries if discipline in entry.disciplines] or entries
        found.append(tuple(entry.code for entry in own[:MOST_CODES]))
    return tuple(found)


def what_is_left_out(left_out: tuple[ServiceMention, ...], codes_left_out: tuple[tuple[str, ...], ...]) -> str:
    """The words of the note, with their minutes and codes."""
    descriptions = [
        f'"{one.span.text}" ({", ".join(filter(None, (f"{one.minutes} min", " or ".join(codes))))})'
        for one, codes in zip(left_out, codes_left_out, strict=True)
    ]
    return f"The note describes {listed(descriptions)}; the visit has no such code."


@rule(
    title="In the note, but not billed",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    message=what_is_left_out,
    remedy="See whether it was given and may be billed; units then follow from all the minutes.",
    verified=False,
)
def unbilled(left_out: tuple[ServiceMention, ...]) -> bool:
    """Work that was done, documented and never billed is lost, and its minutes may be missing from the day's units."""
    return bool(left_out)


@fact
def tells_of_treatment(has_note: bool, treats: bool, kind: str | None = None) -> bool:
    """Whether the note is of a treatment, which has to show how it went."""
    return has_note and treats and kind not in {"evaluation", "discharge"}


@rule(
    title="Response to treatment not in the note",
    cite="cms-100-02-15-220-3",
    when="tells_of_treatment",
    severity="warn",
    message="No words of the note tell how the patient took the treatment.",
    remedy="From the next visit on, write what the patient reported or showed during and after it.",
    verified=False,
)
def no_response(reading: NoteReading) -> bool:
    """How the patient responded is what decides about going on; a note without it looks like a form."""
    return reading.response is None


@fact(missing=MINUTES_OR_FEET)
def shows_measure(reading: NoteReading) -> bool | None:
    """Whether the note states something measured; unknown where a number may be feet walked."""
    return True if reading.measures else None if reading.minutes_or_feet else False


@rule(
    title="Nothing measured in the note",
    cite="cms-100-02-15-220-3",
    when="tells_of_treatment",
    severity="warn",
    unknown="info",
    message="The note states nothing measured: no range, strength, distance, time, score, pain or help needed.",
    remedy="From the next visit on, measure what the goals are about, and write the figure.",
    verified=False,
)
def no_measure(shows_measure: bool) -> bool:
    """Progress is shown by figures that can be compared. Words like better cannot be."""
    return not shows_measure


@rule(
    title="Skilled need not in the note",
    cite="cms-100-02-15-220-3",
    when="tells_of_treatment",
    severity="warn",
    message="No words of the note tell what of the treatment took a therapist's skill.",
    remedy="From the next visit on, write what was cued, corrected, graded, progressed or decided, and why.",
    verified=False,
)
def no_skill(reading: NoteReading) -> bool:
    """Exercise that anybody could lead is not therapy to a payer. The note has to show what the clinician added."""
    return reading.skill is None


@fact
def states_goals(has_note: bool, kind: str | None = None, reading: NoteReading | None = None) -> bool:
    """Whether an evaluation, re-evaluation or progress note states goals."""
    return has_note and kind in {"evaluation", "reevaluation", "progress"} and bool(reading and reading.goals)


def which_goals(reading: NoteReading) -> str:
    """The goals as the note has them."""
    return f"No goal has both a figure and a time: {_quoted(reading.goals)}."


def _quoted(goals: Sequence[NoteGoal]) -> str:
    return listed(f'"{goal.span.text}"' for goal in goals[:3])


@rule(
    title="Goals cannot be measured",
    cite="42-cfr-410-61",
    when="states_goals",
    severity="warn",
    message=which_goals,
    remedy="Write goals with what will be measured, how far, and by when.",
    verified=False,
)
def goals_vague(reading: NoteReading) -> bool:
    """A goal without a figure is never reached and never missed; reviewers ask for ones that can be."""
    return not any(goal.measurable and goal.by_when for goal in reading.goals)


@fact
def is_evaluation_note(has_note: bool, kind: str | None = None) -> bool:
    """Whether the note is of an initial evaluation, which sets up the plan of care."""
    return has_note and kind == "evaluation"


@fact
def plan_lacks(reading: NoteReading) -> tuple[str, ...]:
    """The elements of a plan of care that the note does not show."""
    return tuple(element for element in PLAN_ELEMENTS if element not in reading.plan)


@rule(
    title="Plan of care lacks an element",
    cite="42-cfr-410-61",
    when="is_evaluation_note",
    severity="warn",
    message="The evaluation does not show the plan's {plan_lacks:codes}.",
    remedy="Complete the plan before it is certified.",
    verified=False,
)
def plan_incomplete(plan_lacks: tuple[str, ...]) -> bool:
    """Certification covers what the plan says. A plan without frequency or duration covers nothing."""
    return bool(plan_lacks)
