"""What a review says of a visit, from the rules' own examples: the fault, all faults, the line it is on, or nothing.

Each rule carries a table of visits that it objects to and of visits that look alike and are lawful. The answer is what
the engine says of the visit now; the wrong ones are faults of the same family, which it does not find there.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from random import Random

from msgspec import Struct

from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.compliance.training.draft import MOST_WRONG, Draft, choose, several
from cleanclaim.compliance.training.example_words import facts_of_example, is_readable
from cleanclaim.compliance.training.grounds import of_rules
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.kind import Kind
from cleanclaim.compliance.training.setting import TrainingSetting, name_code
from cleanclaim.kernel import FAIL, Answer, Rule
from cleanclaim.law import wording
from cleanclaim.law.case import Case
from cleanclaim.law.chart.first_pass import FirstPass
from cleanclaim.law.plugins import family_of, rules_of
from cleanclaim.law.review.review import papers_at_hand
from cleanclaim.law.review.rule_set import families_for, rule_modules, rule_set
from cleanclaim.testing.rules import RuleExample, examples

NOTHING = "Nothing wrong"
QUESTION = "What does a review find?"
EVERY_LINE = "On all of them"
NEAREST = 4
LAWFUL_SHARE = 0.2


class JudgedExample(Struct, frozen=True):
    """An example with what the rules say of it: the answers that object, the ids of those that do in any way,
    and the families that were asked.

    As in a review, nothing is asked of charts, notes and clinicians where the example has none.
    """

    example: RuleExample
    objections: tuple[Answer, ...]
    objecting: frozenset[str]
    families: frozenset[str]

    @property
    def heading(self) -> str:
        """The columns of the table it stands in."""
        return self.example.example.text.partition("\n")[0]

    def faults(self, family: str) -> tuple[Answer, ...]:
        """What rules of a family find wrong, each rule once."""
        found = {
            one.rule.id: one for one in self.objections if one.outcome == FAIL and family_of_rule(one.rule) == family
        }
        return tuple(found.values())

    def leaves_open(self, family: str) -> bool:
        """Whether a rule of the family objects without finding a fault: it cannot be told, or is lawfully resolved."""
        return bool(
            {one for one in self.objecting if one.partition(".")[0] == family}
            - {f.rule.id for f in self.faults(family)}
        )


def family_of_rule(rule: Rule) -> str:
    """The family of a rule: what stands before the point of its id."""
    return rule.id.partition(".")[0]


@cache
def judged_examples(family: str) -> tuple[JudgedExample, ...]:
    """The examples of a family that can be read, each with what the engine says of it."""
    (module,) = [one for one in rule_modules() if family_of(one) == family]
    return tuple(_judged(one) for one in examples(module) if is_readable(one.example))


def _judged(example: RuleExample) -> JudgedExample:
    reviewed = example.review()
    visits = [one.visit for one in reviewed]
    families = {*families_for(papers_at_hand(FirstPass.of(visits), Case(visits=visits))), example.family}
    answers = (answer for visit in reviewed for answer in visit.answers())
    objections = tuple(answer for answer in answers if family_of_rule(answer.rule) in families)
    return JudgedExample(example, objections, frozenset(one.rule.id for one in objections), frozenset(families))


@cache
def _siblings(family: str) -> tuple[Rule, ...]:
    (module,) = [one for one in rule_modules() if family_of(one) == family]
    return tuple(rules_of(module))


@cache
def faulty_examples(family: str) -> tuple[JudgedExample, ...]:
    """The examples in which the family finds something wrong. What it leaves open besides is no choice."""
    return tuple(one for one in judged_examples(family) if one.faults(family))


@cache
def lawful_examples(family: str) -> tuple[JudgedExample, ...]:
    """Examples in which no rule of any family finds a fault, and the family leaves nothing open: those first that say
    what they show, and a third as many as there are faulty ones at the most, that "nothing" is no good guess.
    """
    found = [
        one
        for one in judged_examples(family)
        if not one.leaves_open(family) and all(answer.outcome != FAIL for answer in one.objections)
    ]
    found.sort(key=lambda one: not one.example.example.shows)
    return tuple(found[: -(-len(faulty_examples(family)) // 3)])


def what_is_wrong(family: str, competency: str, rng: Random, setting: TrainingSetting) -> Item | None:
    """What a review finds in one of the family's examples; in lawful ones, nothing.

    One in five is lawful where there are such examples, so that "nothing" is right about as often as any other choice.
    """
    lawful, faulty = lawful_examples(family), faulty_examples(family)
    if lawful and rng.random() < LAWFUL_SHARE:
        return _no_fault(rng.choice(lawful), family, competency, rng, setting)
    if not faulty:
        return None
    found = rng.choice(faulty)
    faults = found.faults(family)
    if len(faults) > 1:
        return _all_faults(found, faults, family, competency, rng, setting)
    near = [("neighboring-fault", one.title) for one in _near(found, family, competency)]
    nothing = [("looks-clean", NOTHING)] if lawful else []
    draft = _draft(found, family, competency, [faults[0].rule], QUESTION, _why(faults[0]), setting)
    return choose(draft, rng, faults[0].rule.title, [*nothing, *near], "find the fault")


def _no_fault(found: JudgedExample, family: str, competency: str, rng: Random, setting: TrainingSetting) -> Item | None:
    near = _near(found, family, competency)[:MOST_WRONG]
    if not near:
        return None
    shows = found.example.example.shows
    why = f"“{near[0].title}” would be a fault. {near[0].why} It is not so here."
    why = f"{shows[0].upper()}{shows[1:]}. {why}" if shows else why
    draft = _draft(found, family, competency, near[:1], QUESTION, why, setting)
    wrong = [("objects-to-what-is-lawful", one.title) for one in near]
    return choose(draft, rng, NOTHING, wrong, "find the fault")


def _all_faults(
    found: JudgedExample, faults: Sequence[Answer], family: str, competency: str, rng: Random, setting: TrainingSetting
) -> Item | None:
    question = "Which of these does a review find? There may be several."
    why = " ".join(map(_why, faults))
    draft = _draft(found, family, competency, [one.rule for one in faults], question, why, setting)
    wrong = [("neighboring-fault", one.title) for one in _near(found, family, competency)]
    return several(draft, rng, [one.rule.title for one in faults], wrong)


def which_line(family: str, competency: str, rng: Random, setting: TrainingSetting) -> Item | None:
    """On which of several lines a fault is."""
    found = rng.choice(judged_examples(family))
    faults = found.faults(family)
    if len(faults) != 1 or faults[0].place < 0 or len(found.example.example.rows) < 2:
        return None
    same = [one.place for one in found.objections if one.rule.id == faults[0].rule.id]
    codes = [row.inputs["code"] for row in found.example.example.rows]
    if len(same) != 1 or len(set(codes)) != len(codes) or len(found.example.review()) != 1:
        return None
    title = faults[0].rule.title
    question = f"“{title}”: on which line?"
    draft = _draft(found, family, competency, [faults[0].rule], question, _why(faults[0]), setting)
    others = [("another-line-blamed", name_code(code)) for place, code in enumerate(codes) if place != same[0]]
    others.append(("another-line-blamed", EVERY_LINE))
    return choose(draft, rng, name_code(codes[same[0]]), others, "find the fault")


def _near(found: JudgedExample, family: str, competency: str) -> list[Rule]:
    """Rules that do not object to the example: of the family, those first that object to one like it; where they are
    few, of the other families of the competency that are asked of it.
    """
    silent = [rule for rule in _siblings(family) if rule.id not in found.objecting]
    alike = {
        one.rule.id
        for other in judged_examples(family)
        if other.heading == found.heading
        for one in other.faults(family)
    }
    near = sorted(silent, key=lambda rule: rule.id not in alike)
    others = [one for one in competencies()[competency].families if one != family and one in found.families]
    near += [rule for one in others for rule in _siblings(one) if rule.id not in found.objecting]
    titles = {rule.title: rule for rule in reversed(near)}
    return [rule for rule in near if titles[rule.title] is rule][:NEAREST]


def _draft(
    found: JudgedExample,
    family: str,
    competency: str,
    rules: Sequence[Rule],
    question: str,
    why: str,
    setting: TrainingSetting,
) -> Draft:
    return Draft(
        kind=f"rules.{family}",
        competency=competency,
        facts=facts_of_example(found.example.example, setting),
        question=question,
        why=why,
        grounds=of_rules(*(one.id for one in rules)),
    )


def _why(answer: Answer) -> str:
    values = dict(zip(rule_set().evidence_of(answer.rule), answer.values, strict=True))
    return f"{wording.message(answer.rule.message, values)} {wording.fill(answer.rule.remedy, values)}"


def _either(family: str, competency: str, rng: Random, setting: TrainingSetting) -> Item | None:
    """One question of the family: mostly what is wrong, now and then on which line."""
    make = which_line if rng.random() < 0.2 else what_is_wrong
    return make(family, competency, rng, setting) if judged_examples(family) else None


def _kinds() -> Iterator[Kind]:
    for one in competencies().values():
        for family in one.families:
            title = f"What a review finds: {family.replace('_', ' ')}"
            yield Kind(f"rules.{family}", one.id, title, partial(_either, family, one.id))


KINDS = tuple(_kinds())
