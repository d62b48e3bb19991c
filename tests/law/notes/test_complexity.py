"""What a note says of an evaluation's complexity, read from its fields and from its text."""

from itertools import product

import pytest

from cleanclaim.law.notes.complexity import ComplexityFindings, collect_findings, read_findings
from cleanclaim.law.rules.complexity import GRADE_OF, highest_grade, is_above, is_below, lowest_grade, recorded_grades
from cleanclaim.model.note import PRESENTATIONS, Note


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("No personal factors.", ComplexityFindings(personal_factors=0)),
        (
            "Personal factors and/or comorbidities impacting the plan of care: 2.",
            ComplexityFindings(personal_factors=2),
        ),
        ("Personal factors: none\nElements: four.", ComplexityFindings(personal_factors=0, elements_examined=4)),
        ("3 or more personal factors", ComplexityFindings(personal_factors=3)),
        ("Elements examined (structures, activities) = 4 total", ComplexityFindings(elements_examined=4)),
        ("Examined two body structures", ComplexityFindings(elements_examined=2)),
        (
            "Clinical presentation is evolving with changing characteristics",
            ComplexityFindings(presentation="evolving"),
        ),
        ("Clinical presentation: UNSTABLE", ComplexityFindings(presentation="unstable")),
        ("Presentation unpredictable", ComplexityFindings(presentation="unstable")),
        ("Expanded review of records", ComplexityFindings(history_review="expanded")),
        (
            "Expanded history; 4 performance deficits",
            ComplexityFindings(history_review="expanded", performance_deficits=4),
        ),
        ("Performance deficits identified: 5", ComplexityFindings(performance_deficits=5)),
        ("Clinical decision making: moderate complexity", ComplexityFindings(decision_making="moderate")),
        ("High-complexity clinical decision-making", ComplexityFindings(decision_making="high")),
    ],
)
def test_what_the_text_says(text: str, found: ComplexityFindings) -> None:
    assert read_findings(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Low complexity evaluation, 97161.",
        "Comorbidities: diabetes, hypertension, obesity.",
        "Body structures: no effusion, 2 joints tender.",
        "Personal factors: lives alone on the 3rd floor.",
        "The presentation is not stable yet.",
        "Core stable; patient presented late.",
        "",
    ],
)
def test_what_says_no_count_is_not_read_as_one(text: str) -> None:
    assert read_findings(text) == ComplexityFindings()


def test_a_field_goes_before_the_text() -> None:
    note = Note(text="Personal factors: 3. Clinical presentation: unstable.", personal_factors=0)
    assert collect_findings(note) == ComplexityFindings(personal_factors=0, presentation="unstable")


def test_exactly_one_grade_is_neither_above_nor_below_whatever_was_found() -> None:
    """Physical therapy's bounds do not overlap, so that every whole set of findings fits one code."""
    codes = [code for code in GRADE_OF if code < "97164"]
    for factors, elements, presentation in product(range(5), range(6), PRESENTATIONS):
        found = ComplexityFindings(personal_factors=factors, elements_examined=elements, presentation=presentation)  # type: ignore[arg-type]
        fitting = []
        for code in codes:
            shown = recorded_grades(code, found)
            above = is_above(code, shown, highest_grade(shown))
            below = is_below(code, shown, lowest_grade(shown))
            assert None not in (above, below)
            fitting += [code] if not (above or below) else []
        assert len(fitting) == 1, found


@pytest.mark.parametrize(("deficits", "fitting"), [(2, 1), (3, 2), (4, 1), (5, 2), (6, 1)])
def test_deficits_on_a_shared_bound_fit_two_codes(deficits: int, fitting: int) -> None:
    span = recorded_grades("97166", ComplexityFindings(performance_deficits=deficits))[1]
    assert span is not None
    assert span[1] - span[0] + 1 == fitting
