"""The notation of example tables: what each column says of the visits."""

from datetime import date

import pytest

from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.testing import ExampleVisits
from cleanclaim.testing.columns import check_columns
from cleanclaim.testing.examples import examples_in
from cleanclaim.testing.visits import example_visits


def read(heading: str, *rows: str) -> ExampleVisits:
    (example,) = examples_in("\n".join([f"{heading} || broken", *(f"{row} ||" for row in rows)]))
    return example_visits("a table", example)


def one(heading: str, *rows: str) -> Visit:
    (visit,) = read(heading, *rows).visits
    return visit


def test_what_a_table_does_not_say_makes_the_visit_complete() -> None:
    example = read("code | minutes | units", "97110 | 30 | 2", "97140 | 15 | 1")
    (visit,) = example.visits
    assert (visit.payer, visit.service_date, visit.discipline) == ("medicare", date(2026, 3, 2), "PT")
    assert example.filed_on == date(2026, 3, 3)
    assert visit.history
    assert visit.history.spent == 0
    assert [(s.code, s.performed_by, s.charge, s.modifiers) for s in visit.services] == [
        ("97110", "PT", 5000, ("GP",)),
        ("97140", "PT", 5000, ("GP",)),
    ]


def test_an_empty_cell_is_unknown() -> None:
    example = read("code | payer | minutes | filed_on | spent | discipline", "97110 | | | | |")
    (visit,) = example.visits
    assert (visit.payer, visit.services[0].minutes, visit.discipline) == (None, None, None)
    assert visit.history
    assert visit.history.spent is None
    assert example.filed_on is None


def test_the_modifier_of_the_discipline_stands_on_lines_that_have_units() -> None:
    assert one("code | discipline | units", "97535 | OT | 1").services[0].modifiers == ("GO",)
    assert one("code | discipline | minutes", "97535 | OT | 15").services[0].modifiers == ()


def test_rows_of_other_numbers_are_visits_of_their_own() -> None:
    first, second = read("visit_id | patient_id | code", "1 | P1 | 97110", "2 | P2 | 97110").visits
    assert (first.patient_id, second.patient_id) == ("P1", "P2")


def test_a_chart_is_written_as_its_file_is() -> None:
    plan = "begins=2026-01-05 through=2026-04-04; begins=2026-04-05 initial=false"
    visit = one("code | plan_of_care | benefits", f"97110 | {plan} | none")
    assert visit.history
    assert visit.history.plan_of_care
    assert [one.initial for one in visit.history.plan_of_care] == [True, False]
    assert visit.history.benefits == ()
    assert visit.history.coverage is None


def test_amounts_are_dollars_and_lists_stand_between_commas() -> None:
    benefit = "payer=aetna unit=dollars limit=2000 begins=2026-01-01 ends=2026-12-31 disciplines=PT,OT"
    approval = "number=A1 payer=aetna begins=2026-01-01 codes=97140,"
    visit = one("code | benefits | authorizations", f"97110 | {benefit} | {approval}")
    assert visit.history
    assert visit.history.benefits
    assert visit.history.authorizations
    assert visit.history.benefits[0].limit == 200_000
    assert visit.history.benefits[0].disciplines == ("PT", "OT")
    assert visit.history.authorizations[0].codes == ("97140",)


def test_earlier_visits_fall_on_weekdays() -> None:
    visit = one("code | earlier", "97110 | payer=aetna each=80 mark=KX 2026-02-06*3 97140 97110; 2026-02-20")
    assert visit.history
    before = visit.history.visits
    assert before
    assert [str(v.service_date) for v in before] == ["2026-02-06", "2026-02-09", "2026-02-10", "2026-02-20"]
    assert [v.payer for v in before] == ["aetna", "aetna", "aetna", "medicare"]
    assert [(s.code, s.allowed, s.modifiers) for s in before[0].services] == [
        ("97140", 8000, ("KX",)),
        ("97110", 8000, ("KX",)),
    ]


def test_a_note_is_whole_but_for_what_the_table_says() -> None:
    note = one("code | minutes | note | signed_as | signed_on", "97110 | 30 | Squats. | PTA |").note
    assert note
    assert (note.text, note.credential, note.timed_minutes) == ("Squats.", "PTA", 30)
    assert (note.written_on, note.signed_on) == (date(2026, 3, 2), None)


def test_the_clinician_is_who_rendered_the_visit() -> None:
    written = "state=TX number=1 begins=2020-01-01 compact=true"
    practice = read("code | credential | hired | licenses", f"97110 | OTA | 2025-01-06 | {written}").practice
    assert practice
    clinician = practice.clinicians["1234567893"]
    assert (clinician.npi, clinician.credential, clinician.hired) == ("1234567893", "OTA", date(2025, 1, 6))
    assert clinician.licenses
    assert clinician.licenses[0].compact
    assert clinician.screenings is None
    assert read("code", "97110").practice is None


def test_a_column_may_have_the_british_spelling_of_a_practice_file() -> None:
    cells = "97110 | state=TX number=1 | payer=medicare"
    assert read("code | licences | enrolments", cells) == read("code | licenses | enrollments", cells)


def test_a_column_in_both_spellings_is_refused() -> None:
    (example,) = examples_in("code | licences | licenses || broken\n97110 | none | none ||")
    with pytest.raises(UserError, match="the name is given twice") as refused:
        check_columns("a table", example, rule_set())
    assert refused.value.place == "a table, column licenses"


def test_the_payer_answers_as_the_table_makes_it() -> None:
    answers = read("code | policy", "97110 | visit_limit=24 relative_values=97110:2,97140:2.50", "97140 |").answers
    assert answers == {"visit_limit": 24, "relative_values": {"97110": 200, "97140": 250}}


@pytest.mark.parametrize(
    ("heading", "rows", "parts"),
    [
        ("code | policy", ["97110 | visit_limt=24"], ("column policy", "Did you mean 'visit_limit'?")),
        ("code | spent", ["97110 | much"], ("field spent", "is not an amount")),
        ("code | plan_of_care", ["97110 | begins=soon"], ("plan_of_care 1, field begins", "is not a date")),
        ("code | licenses", ["97110 | state=ZZ number=1"], ("is not a state",)),
        ("code | earlier", ["97110 | soon"], ("column earlier", "is not a date")),
        ("code | note | kind", ["97110 | Text. | long"], ("field kind", "is not a kind of note")),
        ("code | filed_on", ["97110 | 2026-03-05", "97140 | 2026-03-06"], ("column filed_on", "differ")),
        ("code | payer", ["97110 | aetna", "97140 | medicare"], ("column payer", "aetna")),
        ("code | credential", ["97110 | DC"], ("column credential", "is not someone who treats")),
    ],
)
def test_what_cannot_be_read_says_where_and_why(heading: str, rows: list[str], parts: tuple[str, ...]) -> None:
    with pytest.raises(UserError) as refused:
        read(heading, *rows)
    for part in ("a table", *parts):
        assert part in str(refused.value)
