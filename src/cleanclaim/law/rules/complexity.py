"""Complexity: an evaluation is billed as low, moderate or high by what the record shows, no higher and no lower.

Each grade needs every one of its components, so that the lowest decides. In physical therapy: the personal factors and
comorbidities that bear on the plan (none, 1 or 2, 3 or more), the elements examined of body structures and functions,
activity limits and participation limits (1 or 2, 3, 4 or more), and the presentation (stable, evolving, unstable). In
occupational therapy: the review of history (brief, expanded, extensive), the performance deficits (1 to 3, 3 to 5, 5 or
more) and the decision making (low, moderate, high), which counts in physical therapy too where it is recorded. The
minutes that the codes call typical are no requirement. Diagnoses on the claim are not counted: they do not say what bears
on the plan. (CPT 2017)

    payer    | code  | minutes | units | note     | personal_factors | elements_examined | presentation || broken
    medicare | 97161 |      45 |     1 | History. |                0 |                 2 | stable       ||          # long, and low all the same
    -
    medicare | 97162 |      20 |     1 | History. |                1 |                 3 | evolving     ||
    -
    medicare | 97163 |      45 |     1 | History. |                3 |                 4 | unstable     ||
    -
    medicare | 97163 |      45 |     1 | History. |                3 |                 4 | evolving     || above    # the lowest decides
    -
    medicare | 97162 |      30 |     1 | History. |                0 |                 4 | unstable     || above
    -
    medicare | 97161 |      30 |     1 | History. |                2 |                 3 | evolving     || below
    -
    medicare | 97161 |      30 |     1 | History. |                1 |                 2 | evolving     ||
    -
    medicare | 97162 |      30 |     1 | History. |                4 |                 5 | unstable     || below
    -
    medicare | 97163 |      30 |     1 | History. |                0 |                   |              || above    # whatever the others are
    -
    medicare | 97162 |      30 |     1 | History. |                  |                 3 | evolving     || above?
    -
    medicare | 97162 |      30 |     1 | History. |                  |                 5 | unstable     || above? below?
    -
    medicare | 97161 |      30 |     1 | History. |                  |                   |              || below?
    -
    medicare | 97161 |      30 |     1 |          |                2 |                 3 | evolving     ||          # no note is another question
    -
    medicare | 97163 |      30 |     0 | History. |                0 |                 2 | stable       ||          # written down, not billed
    -
    aetna    | 97163 |      30 |     1 | History. |                0 |                 2 | stable       || above

    payer    | discipline | code  | units | note     | history_review | performance_deficits | decision_making || broken
    medicare | OT         | 97165 |     1 | Profile. | brief          |                    3 | low             ||
    -
    medicare | OT         | 97166 |     1 | Profile. | expanded       |                    3 | moderate        ||        # 3 are either
    -
    medicare | OT         | 97167 |     1 | Profile. | extensive      |                    5 | high            ||        # 5 too
    -
    medicare | OT         | 97167 |     1 | Profile. | extensive      |                    4 | high            || above
    -
    medicare | OT         | 97166 |     1 | Profile. | extensive      |                    6 | high            || below
    -
    medicare | OT         | 97166 |     1 | Profile. |                |                    2 |                 || above
    -
    medicare | OT         | 97165 |     1 | Profile. | expanded       |                    4 |                 || below?

Where the record system keeps none of it apart, the text is read:

    payer    | code  | units | note                                                                                      || broken
    medicare | 97163 |     1 | Personal factors/comorbidities: 1. Elements examined: 4. Clinical presentation is evolving. || above
    -
    medicare | 97162 |     1 | Personal factors/comorbidities: 1. Elements examined: 4. Clinical presentation is evolving. ||
    -
    medicare | 97162 |     1 | Moderate complexity evaluation. Diabetes, hypertension.                                   || above? below?
"""

from collections.abc import Sequence

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.notes.complexity import ComplexityFindings, collect_findings
from cleanclaim.law.wording import listed
from cleanclaim.model.note import EXTENTS, GRADES, PRESENTATIONS, Note
from cleanclaim.reference.code_sets import code_set, grade_bounds

NEEDS = "note"

UNGRADED = Missing(
    "What the evaluation found is not recorded",
    "Enter with the note what its grade stands on: personal factors, elements examined and presentation; in OT the history "
    "review, performance deficits and decision making.",
    name="evaluation_findings",
)

LOW, HIGH = 0, len(GRADES) - 1
PHYSICAL = code_set("graded_physical_evaluation")
OCCUPATIONAL = code_set("graded_occupational_evaluation")
GRADE_OF = {code: grade for codes in (PHYSICAL, OCCUPATIONAL) for grade, code in enumerate(codes)}
"""The graded evaluations, each with its place in `GRADES`."""

Span = tuple[int, int]
"""The lowest and the highest grade that a finding fits."""


@fact
def grades_evaluation(code: Each[str], units: Each[int | None], has_note: bool) -> bool:
    """Whether a graded evaluation is billed, with a note that has something in it."""
    return has_note and not GRADE_OF.keys().isdisjoint(code) and _graded(code, units) is not None


@fact
def graded_evaluation(code: Each[str], units: Each[int | None]) -> str | None:
    """The graded evaluation that the visit bills; None where it bills none."""
    return _graded(code, units)


def _graded(codes: Sequence[str], units: Sequence[int | None]) -> str | None:
    billed = (one for one, number in zip(codes, units, strict=True) if number != 0 and one in GRADE_OF)
    return next(billed, None)


@fact
def evaluation_findings(note: Note) -> ComplexityFindings:
    """What the record shows of what the evaluation is graded by."""
    return collect_findings(note)


@fact
def recorded_grades(graded_evaluation: str, evaluation_findings: ComplexityFindings) -> tuple[Span | None, ...]:
    """For each component that has to reach the grade, the grades it fits; None where it is not recorded."""
    found = evaluation_findings
    decision = _place(GRADES, found.decision_making)
    if graded_evaluation in OCCUPATIONAL:
        return (
            _place(EXTENTS, found.history_review),
            _of_count("performance_deficits", found.performance_deficits),
            decision,
        )
    spans = (
        _of_count("personal_factors", found.personal_factors),
        _of_count("elements_examined", found.elements_examined),
        _place(PRESENTATIONS, found.presentation),
    )
    return spans if decision is None else (*spans, decision)


def _place(words: tuple[str, ...], word: str | None) -> Span | None:
    return None if word is None else (words.index(word), words.index(word))


def _of_count(component: str, number: int | None) -> Span | None:
    """The grades whose bounds the number fits; where bounds overlap it fits two, as 3 deficits are low or moderate."""
    if number is None:
        return None
    fitting = [grade for grade, bounds in enumerate(grade_bounds(component)) if bounds.fits(number)]
    return fitting[0], fitting[-1]


@fact
def highest_grade(recorded_grades: tuple[Span | None, ...]) -> int | None:
    """The highest grade that the components recorded allow; None where none is."""
    return min((span[1] for span in recorded_grades if span is not None), default=None)


@fact
def lowest_grade(recorded_grades: tuple[Span | None, ...]) -> int | None:
    """The lowest grade that the components recorded allow; None where none is."""
    return min((span[0] for span in recorded_grades if span is not None), default=None)


@fact(missing=UNGRADED)
def is_above(
    graded_evaluation: str, recorded_grades: tuple[Span | None, ...], highest_grade: int | None = None
) -> bool | None:
    """Whether the grade billed lies above what is shown; unknown where a component not recorded decides."""
    billed = GRADE_OF[graded_evaluation]
    if billed == LOW:
        return False
    if highest_grade is not None and billed > highest_grade:
        return True
    return None if None in recorded_grades else False


@fact(missing=UNGRADED)
def is_below(
    graded_evaluation: str, recorded_grades: tuple[Span | None, ...], lowest_grade: int | None = None
) -> bool | None:
    """Whether the grade billed lies below what is shown; unknown where a component not recorded decides."""
    billed = GRADE_OF[graded_evaluation]
    if billed == HIGH or (lowest_grade is not None and lowest_grade <= billed):
        return False
    return None if None in recorded_grades else True


@fact(missing=UNGRADED)
def code_at_most(graded_evaluation: str, highest_grade: int | None = None) -> str | None:
    """The code of the highest grade shown."""
    return _code(graded_evaluation, highest_grade)


@fact(missing=UNGRADED)
def code_at_least(graded_evaluation: str, lowest_grade: int | None = None) -> str | None:
    """The code of the lowest grade shown."""
    return _code(graded_evaluation, lowest_grade)


def _code(like: str, grade: int | None) -> str | None:
    return None if grade is None else (OCCUPATIONAL if like in OCCUPATIONAL else PHYSICAL)[grade]


@fact
def findings_in_words(graded_evaluation: str, evaluation_findings: ComplexityFindings) -> str:
    """What is recorded, as a sentence has it: `1 personal factor, 4 elements examined and evolving presentation`."""
    found = evaluation_findings
    physical = (
        _counted(found.personal_factors, "personal factor"),
        _counted(found.elements_examined, "element", " examined"),
        f"{found.presentation} presentation" if found.presentation else None,
    )
    occupational = (
        f"{found.history_review} review of history" if found.history_review else None,
        _counted(found.performance_deficits, "performance deficit"),
    )
    decision = f"decision making of {found.decision_making} complexity" if found.decision_making else None
    parts = (*(occupational if graded_evaluation in OCCUPATIONAL else physical), decision)
    return listed(part for part in parts if part)


def _counted(number: int | None, what: str, rest: str = "") -> str | None:
    return None if number is None else f"{number or 'no'} {what}{'' if number == 1 else 's'}{rest}"


@rule(
    title="Evaluation billed above what the record shows",
    cite="cpt-evaluations-2017",
    when="grades_evaluation",
    severity="warn",
    unknown="info",
    message="{graded_evaluation} is billed; the record shows {findings_in_words}, which is {code_at_most} at most.",
    remedy="Bill {code_at_most}, unless the evaluation found more than the record says.",
    carc="150",
)
def above(is_above: bool) -> bool:
    """Medicare pays the grades alike, others do not; a grade the record does not bear out is asked back as upcoding."""
    return is_above


@rule(
    title="Evaluation billed below what the record shows",
    cite="cpt-evaluations-2017",
    when="grades_evaluation",
    severity="warn",
    unknown="info",
    message="{graded_evaluation} is billed; the record shows {findings_in_words}, which is {code_at_least}.",
    remedy="Bill {code_at_least}, if all of it bears on the plan.",
)
def below(is_below: bool) -> bool:
    """A grade too low is as wrong as one too high: it is paid less where grades differ, and hides how ill patients are."""
    return is_below
