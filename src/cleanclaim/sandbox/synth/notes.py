"""The notes: what each clinician writes of a visit, in a manner of his or her own, from what was done and measured.

What is measured moves with the course of treatment, so that no two notes of a patient are the same. A clinician keeps
to one manner; all manners together are the practice.
"""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import resources
from random import Random
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from cleanclaim.model.note import Note, NoteKind
from cleanclaim.model.visit import Visit
from cleanclaim.sandbox.synth.calendar import Slot

TIMED = frozenset({"97110", "97112", "97116", "97140", "97530", "97535", "97035", "97760", "97129"})


class Sentences(Struct, frozen=True):
    """What clinicians write, as `sentences.toml` has it."""

    opening: tuple[str, ...]
    life: tuple[str, ...]
    skill: tuple[str, ...]
    response: tuple[str, ...]
    next: tuple[str, ...]
    goals_first: tuple[str, ...]
    goals_second: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    doing: dict[str, tuple[str, ...]]


@cache
def sentences() -> Sentences:
    """All of them."""
    text = resources.files("cleanclaim.sandbox.synth").joinpath("sentences.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Sentences)


class Facts(NamedTuple):
    """What a note is made from."""

    slot: Slot
    visit: Visit
    timed: int
    total: int
    chance: Random

    @property
    def pain(self) -> tuple[int, int]:
        """Pain before and after, of ten; it goes down over the course."""
        before = max(1, 7 - self.slot.number // 2 + self.chance.randint(-1, 1))
        return before, max(0, before - self.chance.randint(1, 2))

    def measured(self) -> str:
        """What was measured today: it moves with every visit."""
        at = self.slot.number
        turn = self.chance.randint(0, 2)
        choices = (
            f"Flexion {82 + 3 * at + turn} degrees",
            f"ROM {78 + 3 * at + turn}\N{DEGREE SIGN}, strength {min(5, 3 + at // 5)}{'+' if at % 2 else ''}/5",
            f"TUG {max(8, 19 - at) + turn / 10:.1f} sec",
            f"Walked {120 + 25 * at + 5 * turn} feet",
            f"Holds single leg stance {4 + at + turn} sec",
            f"Grip {28 + 2 * at + turn} lb",
        )
        return "; ".join(self.chance.sample(choices, 2)) + "."


def _fill(text: str, facts: Facts, pain: tuple[int, int]) -> str:
    chance = facts.chance
    return text.format(
        r=f"{chance.randint(2, 4)}x{chance.choice((8, 10, 12, 15))}",
        w=f"{chance.randint(2, 24)} lb",
        s=f"{chance.randint(8, 40)} sec",
        f=f"{chance.randint(8, 40) * 10} feet",
        n=chance.randint(3, 8),
        a=facts.slot.course.region,
        q=pain[0],
        p=pain[1],
    )


def _service(code: str, facts: Facts, pain: tuple[int, int], most: int = 2) -> str:
    phrases = sentences().doing[code]
    return ", ".join(_fill(one, facts, pain) for one in facts.chance.sample(phrases, min(most, len(phrases))))


Manner = Callable[[Facts], str]
"""How a clinician writes: the whole text of a note."""


def _soap(names: int, timed: str, total: str) -> Manner:
    """Subjective, objective, assessment, plan."""

    def write(facts: Facts) -> str:
        pain, chance = facts.pain, facts.chance
        lines = [
            f"S: {_fill(chance.choice(sentences().opening), facts, pain)} {chance.choice(sentences().life)}",
            f"O: {facts.measured()}",
            *(
                f"{sentences().names[s.code][names]} {s.minutes} min: {_service(s.code, facts, pain)}."
                for s in facts.visit.services
            ),
            timed.format(facts.timed) if facts.timed else "",
            total.format(facts.total),
            f"A: {_fill(chance.choice(sentences().response), facts, pain)} {chance.choice(sentences().skill)}",
            f"P: {_next(facts)}",
        ]
        return "\n".join(line for line in lines if line)

    return write


def _prose(names: int, timed: str, total: str) -> Manner:
    """One paragraph."""

    def write(facts: Facts) -> str:
        pain, chance = facts.pain, facts.chance
        done = "; ".join(
            f"{sentences().names[s.code][names].lower()} for {s.minutes} minutes ({_service(s.code, facts, pain)})"
            for s in facts.visit.services
        )
        return " ".join(
            part
            for part in (
                _fill(chance.choice(sentences().opening), facts, pain),
                chance.choice(sentences().life),
                f"We did {done}.",
                chance.choice(sentences().skill),
                _fill(chance.choice(sentences().response), facts, pain),
                facts.measured(),
                timed.format(facts.timed) if facts.timed else "",
                total.format(facts.total),
                _next(facts),
            )
            if part
        )

    return write


def _form(names: int, timed: str, total: str) -> Manner:
    """A form with headings."""

    def write(facts: Facts) -> str:
        pain, chance, phrases = facts.pain, facts.chance, sentences()
        table = [
            f"  {sentences().names[s.code][names]} x {s.minutes} min - {_service(s.code, facts, pain, 1)}"
            for s in facts.visit.services
        ]
        return "\n".join(
            line
            for line in (
                "DAILY NOTE",
                f"Patient report: {_fill(chance.choice(phrases.opening), facts, pain)} {chance.choice(phrases.life)}",
                "Interventions:",
                *table,
                f"Skilled intervention: {chance.choice(sentences().skill)}",
                f"Response to treatment: {_fill(chance.choice(sentences().response), facts, pain)}",
                f"Objective: {facts.measured()}",
                timed.format(facts.timed) if facts.timed else "",
                total.format(facts.total),
                f"Plan: {_next(facts)}",
            )
            if line
        )

    return write


MANNERS: tuple[Manner, ...] = (
    _soap(0, "Total timed minutes: {}", "Total treatment time: {} min"),
    _prose(0, "Timed minutes {}.", "Total time {} minutes."),
    _form(0, "Timed code minutes: {}", "Total treatment minutes: {}"),
    _soap(1, "Timed: {} min direct time.", "Session time {} min."),
    _form(2, "Total direct time: {} min", "Total session time: {} min"),
    _prose(3, "Direct one-on-one time was {} minutes.", "Total session {} min."),
    _soap(2, "Timed code treatment minutes {}", "Total minutes {}"),
    _form(4, "TIMED MINUTES: {}", "TOTAL MINUTES: {}"),
    _prose(1, "{} timed minutes.", "{} min total."),
    _soap(3, "Billable minutes: {}", "Treatment time: {} min"),
    _form(1, "1:1 time: {} min", "Total visit time: {} min"),
    _soap(4, "Total timed code minutes = {}", "Total treatment time = {}"),
)
"""One for each clinician of the first dozen; more begin again."""


def _next(facts: Facts) -> str:
    return facts.chance.choice(sentences().next)


def _goals(facts: Facts) -> str:
    """Goals as evaluations and progress reports state them."""
    weeks, chance = facts.chance.choice((4, 6, 8)), facts.chance
    first, second = chance.choice(sentences().goals_first), chance.choice(sentences().goals_second)
    return f"Goals: patient will {first} within {weeks} weeks. Patient will {second} in {weeks} weeks."


def _plan(facts: Facts) -> str:
    course = facts.slot.course
    kind = "Physical therapy" if course.discipline == "PT" else "Occupational therapy"
    return (
        f"Diagnosis: {course.region} disorder, {course.diagnoses[0]}. {_goals(facts)} "
        f"{kind} {course.weekly}x/week for {max(3, course.planned // course.weekly)} weeks, "
        "to include exercise and training."
    )


_GRADES: dict[str, dict[str, Any]] = {
    "97161": {"personal_factors": 0, "elements_examined": 2, "presentation": "stable"},
    "97162": {"personal_factors": 2, "elements_examined": 3, "presentation": "evolving"},
    "97165": {"history_review": "brief", "performance_deficits": 2, "decision_making": "low"},
    "97166": {"history_review": "expanded", "performance_deficits": 4, "decision_making": "moderate"},
}
_SAYS = {
    "personal_factors": "Personal factors and comorbidities bearing on the plan: {}.",
    "elements_examined": "Elements examined: {}.",
    "presentation": "Clinical presentation is {}.",
    "history_review": "{} review of history.",
    "performance_deficits": "{} performance deficits.",
    "decision_making": "Decision making: {} complexity.",
}


def graded(code: str) -> dict[str, Any]:
    """What an evaluation of that code found, in the fields of a note."""
    return _GRADES[code]


def in_words(found: dict[str, Any]) -> str:
    """The same as a clinician writes it where the record keeps none of it apart."""
    return " ".join(_SAYS[name].format(str(value).capitalize()) for name, value in found.items())


def write_note(slot: Slot, visit: Visit, manner: int, chance: Random) -> Note:
    """The note of a visit as its clinician writes it, signed the same day or the next."""
    timed = sum(service.minutes or 0 for service in visit.services if service.code in TIMED)
    total = sum(service.minutes or 0 for service in visit.services)
    facts = Facts(slot, visit, timed, total, chance)
    text = MANNERS[manner % len(MANNERS)](facts)
    keeps = manner % 3 != 1  # some record systems keep minutes and findings apart, others leave them in the text
    found: dict[str, Any] = {}
    kind: NoteKind = "evaluation" if slot.number == 1 else "progress" if slot.reports else "treatment"
    if kind == "evaluation":
        text += "\n" + _plan(facts)
        found = graded(visit.services[0].code)
        if not keeps:
            text += "\n" + in_words(found)
    elif kind == "progress":
        text += f"\nProgress report: {facts.measured()} Improved since the last report. {_goals(facts)}"
    clinician = slot.clinician
    return Note(
        text=text,
        kind=kind,
        timed_minutes=timed if keeps else None,
        total_minutes=total if keeps else None,
        written_on=slot.on,
        signed_on=slot.on + timedelta(days=chance.randint(0, 1)),
        signed_by=f"{clinician.name.first} {clinician.name.last}",
        credential=clinician.credential,
        **(found if keeps else {}),
    )
