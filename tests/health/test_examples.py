"""Every example table of every rule module, run as it stands; and what a rule needs to be fit to be read.

Each row of a table is a line of a visit; rows with different `visit_id` are visits of one day. What a table does not
say is filled in from a visit that is otherwise complete. An empty cell is unknown.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct, convert, structs

from cleanclaim.kernel import (
    BYPASSED,
    FAIL,
    UNDETERMINED,
    Answer,
    Compiled,
    Example,
    Rule,
    RuleSet,
    compile_rules,
    examples_in,
    rule,
)
from cleanclaim.kernel.functions import Parameter
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import ContextIndex, VisitContext
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.visit_lines import code_visit
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.inputs import SCOPES, inputs
from cleanclaim.law.review.law_in_force import Law, in_force
from cleanclaim.law.review.review import findings
from cleanclaim.law.review.rule_set import _layout, rule_modules, rule_set
from cleanclaim.law.rules import _facts as facts
from cleanclaim.law.rules import ceilings
from cleanclaim.model.chart import (
    Authorization,
    Benefit,
    CoverageSpan,
    Elsewhere,
    PlanOfCare,
    ProgressReport,
)
from cleanclaim.model.line import Line
from cleanclaim.model.money import cents
from cleanclaim.model.note import Note
from cleanclaim.model.practice import Clinician, Enrolment, Licence, Name, Practice, Screening
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.mue import Mue
from cleanclaim.reference.reasons import reason
from tests.exchange.x12.synthetic import practice

MARKS = {FAIL: "", UNDETERMINED: "?", BYPASSED: "~"}
DISCIPLINE_MODIFIERS = {"PT": "GP", "OT": "GO", "SLP": "GN"}

ASKED_ONLY_WHETHER_KNOWN = {"modifiers.unknown", "visits.unidentified", "visits.undisciplined", "visits.payer_unknown"}
ANSWERED_WHENEVER_ASKED = {
    *("codes.deleted", "codes.not_yet", "remote.first_not_here"),  # asked of codes the catalogue holds
    *("minutes.tie_overbilled", "minutes.tie_underbilled"),  # asked where remainders tie, which takes the units
    *(
        "content.no_service",
        "content.undocumented",
        "content.unbilled",
        "content.plan_incomplete",
        "content.goals_vague",
    ),
    *("content.no_response", "content.no_measure", "content.no_skill", "copies.values_unchanged"),
    *("notes.unsigned", "notes.no_credential"),
    *("notes.kind_disagrees", "notes.late_addendum"),  # asked where there is a note, which answers them
    "telehealth.unmarked",  # no payer that is known to cover telehealth leaves its modifiers open
}
"""Rules whose condition already needs all that could be unknown."""
NOT_IN_ANY_TABLE_HELD = {"ceilings.line_limit"}  # CMS limits no therapy code line by line


def minutes_after_midnight(cell: str) -> int:
    hours, minutes = cell.split(":")
    return 60 * int(hours) + int(minutes)


def entries_of(cell: str, kind: type[Struct]) -> tuple[Any, ...]:
    """The entries of a cell, `name=value` with spaces between them. Amounts are whole dollars, `11,12` a list."""
    if cell == "none":
        return ()
    return tuple(
        convert(
            {name: one_or_list(said) for name, _, said in (pair.partition("=") for pair in entry.split())},
            kind,
            strict=False,
        )
        for entry in cell.split(";")
    )


def answers_of_payer(cell: str) -> dict[str, Any]:
    """What the payer of the example is made to answer, where no payer of ours does: `visit_limit=24`,
    `day_value_limit=8.00` or `relative_values=97110:2.00,97140:2.50`.
    """
    answers = dict(pair.split("=") for pair in cell.split())
    return {key: answer_of_payer(answer) for key, answer in answers.items()}


def answer_of_payer(said: str) -> bool | int | dict[str, int]:
    """True or false, a whole number, a relative value, or relative values by code."""
    if said in ("true", "false"):
        return said == "true"
    if ":" in said:
        return {code: cents(value) for code, value in (one.split(":") for one in said.split(","))}
    return cents(said) if "." in said else int(said)


def one_or_list(said: str) -> str | list[str]:
    """A list of one is written with a comma after it: `97140,`."""
    return [one for one in said.split(",") if one] if "," in said else said


def earlier_visits(cell: str) -> tuple[Visit, ...]:
    """Earlier visits: `2026-02-02 97110 97140; 2026-02-04*3 97110`, where *3 means that weekday and the two after.

    An entry may name its payer first, `payer=aetna 2026-02-02`, the dollars allowed for each service, `each=80`, and a
    modifier of each, `mark=Q6`.
    """
    visits = []
    for entry in cell.split(";") if cell != "none" else ():
        told = dict(word.split("=") for word in entry.split() if "=" in word)
        first, *codes = (word for word in entry.split() if "=" not in word)
        allowed = cents(told["each"]) if "each" in told else None
        modifiers = (told["mark"],) if "mark" in told else ()
        begin, _, times = first.partition("*")
        day = date.fromisoformat(begin)
        for _ in range(int(times or 1)):
            while day.weekday() > 4:
                day += timedelta(days=1)
            services = tuple(
                Service(code=code, minutes=15, units=1, performed_by="PT", allowed=allowed, modifiers=modifiers)
                for code in codes or ["97110"]
            )
            visits.append(
                Visit(
                    visit_id=f"before {day}",
                    patient_id="P1",
                    payer=told.get("payer", "medicare"),
                    service_date=day,
                    discipline="PT",
                    provider_npi="1234567893",
                    services=services,
                )
            )
            day += timedelta(days=1)
    return tuple(visits)


CELLS: dict[str, Callable[[str], Any]] = {
    "service_date": date.fromisoformat,
    "filed_on": date.fromisoformat,
    "necessity_documented": {"true": True, "false": False}.__getitem__,
    "separate": {"true": True, "false": False}.__getitem__,
    "history": lambda cell: History(spent=cents(cell)),
    "spent_elsewhere": lambda cell: entries_of(cell, Elsewhere)[0],
    "earlier": earlier_visits,
    "plan_of_care": lambda cell: entries_of(cell, PlanOfCare),
    "progress_reports": lambda cell: entries_of(cell, ProgressReport),
    "authorizations": lambda cell: entries_of(cell, Authorization),
    "benefits": lambda cell: entries_of(cell, Benefit),
    "coverage": lambda cell: entries_of(cell, CoverageSpan),
    "discharged_on": lambda cell: tuple(date.fromisoformat(day) for day in cell.split() if day != "none"),
    "licences": lambda cell: entries_of(cell, Licence),
    "enrolments": lambda cell: entries_of(cell, Enrolment),
    "screenings": lambda cell: entries_of(cell, Screening),
    "hired": date.fromisoformat,
    "left": date.fromisoformat,
    "policy": answers_of_payer,
    "minutes": int,
    "units": int,
    "start": minutes_after_midnight,
    "charge": cents,
    "allowed": cents,
    "wound_area": cents,
    "modifiers": lambda cell: tuple(cell.split()),
    "diagnoses": lambda cell: tuple(cell.split()),
}
OF_HISTORY = (
    *("spent_elsewhere", "plan_of_care", "progress_reports", "authorizations", "benefits", "coverage", "discharged_on"),
)
OF_CLINICIAN = ("credential", "supervised_by", "licences", "enrolments", "screenings", "hired", "left")
OF_NOTE = (
    "kind",
    "timed_minutes",
    "total_minutes",
    "written_on",
    "signed_on",
    "signed_by",
    "signed_as",
    "personal_factors",
    "elements_examined",
    "presentation",
    "history_review",
    "performance_deficits",
    "decision_making",
    "written_report",
)  # amended_on too
"""Columns that describe the patient's history, the clinician and the note. In the first two, entries stand as
`begins=2026-01-05 through=2026-04-04`, one after another with `;` between them; `none` says that there are none.
"""
EMPTY: dict[str, Any] = {"modifiers": (), "diagnoses": (), "mode": "individual"}


class Case(Struct, frozen=True):
    """One example with the family it belongs to."""

    family: str
    number: int
    example: Example

    def __str__(self) -> str:
        return f"{self.family}-{self.number}"


class Held(Struct, frozen=True):
    """One visit of an example, held against the law of its date."""

    visit: Visit
    lines: Sequence[Line | Service]
    context: VisitContext
    law: Law
    filed_on: date | None

    def answers(self) -> list[Answer]:
        raw, _off = self.law.ask(self.visit, self.lines, self.context, self.filed_on)
        return self.law.answers(raw, self.visit, self.lines, self.context, self.filed_on)

    def values_of(self, name: str) -> list[Any]:
        """What a fact says, line by line; a visit's fact says it of its first line."""
        law = structs.replace(self.law, compiled=asking_for(name))
        raw, _off = law.ask(self.visit, self.lines, self.context, self.filed_on)
        said = {max(place, 0): values[0] for _, place, _, values in raw}
        return [said.get(place) for place in range(len(self.lines))]


@cache
def asking_for(name: str) -> Compiled:
    """Our book with one more rule, which always objects and has the value of `name` as its evidence."""

    def always(_value: object | None = None) -> bool:
        return True

    always.__module__ = "probe"
    made = rule(title="", cite=next(iter(sources())), message="", remedy="")(always)
    probe = ModuleType(always.__module__)
    vars(probe)["always"] = structs.replace(made, parameters=(Parameter(name, each=False, accepts_unknown=True),))
    modules = [facts, *rule_modules(), probe]
    larger = RuleSet(scopes=SCOPES, inputs=inputs(), modules=modules, known_cites=sources())
    return compile_rules(larger, _layout(), only=[made.id])


def family_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


@cache
def cases() -> tuple[Case, ...]:
    return tuple(
        Case(family_of(module), number, example)
        for module in rule_modules()
        for number, example in enumerate(examples_in(module.__doc__ or ""), 1)
    )


def practice_of(row: dict[str, Any]) -> Practice | None:
    """The practice of the example, with its clinician, where its columns describe one."""
    given = {name: row[name] for name in OF_CLINICIAN if row.get(name) is not None}
    if not given:
        return None
    name = Name(last="SAMPLE", first="PAT")
    described = {"credential": "PT", **given}
    clinician = Clinician(npi="1234567893", name=name, taxonomy="225100000X", **described)
    return structs.replace(practice(), clinicians={clinician.npi: clinician})


def note_of(rows: list[dict[str, Any]]) -> Note | None:
    """The note of the example's visit: its text under `note`, its fields under their names. Fields without a column are
    those of a whole note, written and signed on the day by the therapist.
    """
    row = rows[0]
    if row.get("note") is None:
        return None
    timed = sum(one.get("minutes") or 0 for one in rows if catalogue()[one["code"]].unit_minutes == QUARTER)
    day = row.get("service_date", date(2026, 3, 2))
    whole = {"written_on": day, "signed_on": day, "signed_by": "P. Sample", "signed_as": row.get("discipline") or "PT"}
    whole |= {"timed_minutes": timed, "total_minutes": timed + 45}
    given = {name: row.get(name, whole.get(name)) for name in OF_NOTE}
    fields = {"credential" if name == "signed_as" else name: cell for name, cell in given.items() if cell}
    amended = (row["amended_on"],) if row.get("amended_on") else ()
    return convert({"text": row["note"], "amended_on": amended, **fields}, Note, strict=False)


def read(given: dict[str, str]) -> dict[str, Any]:
    return {name: CELLS.get(name, str)(cell) if cell else EMPTY.get(name) for name, cell in given.items()}


def held(example: Example) -> list[Held]:
    """The visits of an example, in order, each with its lines and its law."""
    rows = [read(row.given) for row in example.rows]
    ids = dict.fromkeys(row.get("visit_id", "1") for row in rows)
    visits = [visit_of([row for row in rows if row.get("visit_id", "1") == visit_id]) for visit_id in ids]
    filed_on = rows[0].get("filed_on", date(2026, 3, 3))
    index = ContextIndex(visits, practice_of(rows[0]))
    against = []
    for visit in visits:
        law = in_force(visit, Basis(filed_on=filed_on))
        if rows[0].get("policy"):
            law = structs.replace(law, policy=structs.replace(law.policy, **rows[0]["policy"]))
        context = index.of(visit)
        lines = code_visit(visit, tuple(context.same_day), law.policy, law.tables).lines
        against.append(Held(visit, lines, context, law, filed_on))
    assert sum(len(one.lines) for one in against) == len(rows), "the example has rows that are no lines"
    return against


def visit_of(rows: list[dict[str, Any]]) -> Visit:
    about_visit: dict[str, Any] = {
        "visit_id": "1",
        "patient_id": "P1",
        "payer": "medicare",
        "service_date": date(2026, 3, 2),
        "discipline": "PT",
        "provider_npi": "1234567893",
        "place_of_service": "11",
        "history": History(spent=0),
        **{name: value for name, value in rows[0].items() if name in Visit.__struct_fields__},
        "note": note_of(rows),
    }
    if rows[0].get("earlier_note"):
        rows[0]["earlier"] = tuple(
            structs.replace(one, note=Note(text=rows[0]["earlier_note"])) for one in earlier_visits("2026-02-27")
        )
    known = {name: rows[0][name] for name in OF_HISTORY if name in rows[0]}
    if "earlier" in rows[0]:
        known["visits"] = rows[0]["earlier"]
    if known:
        about_visit["history"] = structs.replace(about_visit["history"] or History(), **known)
    discipline = about_visit["discipline"] or "PT"
    about_service: dict[str, Any] = {
        "performed_by": discipline,
        "charge": 5000,
        "diagnoses": ("M54.50",),
        "modifiers": (DISCIPLINE_MODIFIERS[discipline],),
    }
    services = (about_service | {n: v for n, v in row.items() if n in Service.__struct_fields__} for row in rows)
    return Visit(**about_visit, services=tuple(Service(**service) for service in services))


def objecting(case: Case) -> list[set[str]]:
    """The rules of the family that object, row by row; what is said of a whole visit stands in its first row."""
    found: list[set[str]] = []
    for one in held(case.example):
        by_line: list[set[str]] = [set() for _ in one.lines]
        for answer in one.answers():
            family, _, name = answer.rule.id.partition(".")
            if family == case.family:
                by_line[max(answer.place, 0)].add(name + MARKS[answer.outcome])
        found += by_line
    return found


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_rules_a_table_names_object_and_no_others(case: Case) -> None:
    assert objecting(case) == [set(row.broken) for row in case.example.rows], case.example.text


@pytest.mark.parametrize("case", [case for case in cases() if case.example.rows[0].expected], ids=str)
def test_a_fact_has_the_value_a_table_gives_it(case: Case) -> None:
    for name in case.example.rows[0].expected:
        values = [value for one in held(case.example) for value in one.values_of(name)]
        assert ["" if value is None else str(value) for value in values] == [
            row.expected[name] for row in case.example.rows
        ], case.example.text


def all_rules() -> list[Rule]:
    return list(rule_set().rules.values())


def outcomes() -> set[tuple[str, str]]:
    """What each rule came to in the tables of its family: failed, was left open, or did not object."""
    seen: set[tuple[str, str]] = set()
    for case in cases():
        said = [name for row in objecting(case) for name in row]
        asked = {entry.id for one in held(case.example) for entry in one.law.compiled.rules}
        for rule_id in asked:
            family, _, name = rule_id.partition(".")
            if family == case.family:
                met = {word for word, mark in (("failed", ""), ("left open", "?")) if name + mark in said}
                seen |= {(rule_id, word) for word in met or {"did not object"}}
    return seen


def test_every_rule_fails_in_some_example() -> None:
    failed = {rule_id for rule_id, word in outcomes() if word == "failed"}
    assert {entry.id for entry in all_rules()} - failed == ASKED_ONLY_WHETHER_KNOWN | NOT_IN_ANY_TABLE_HELD


def test_a_rule_that_asks_only_whether_something_is_known_is_left_open_in_some_example() -> None:
    assert {rule_id for rule_id, word in outcomes() if word == "left open"} >= ASKED_ONLY_WHETHER_KNOWN


def test_every_rule_does_not_object_to_some_example() -> None:
    content = {rule_id for rule_id, word in outcomes() if word == "did not object"}
    assert {entry.id for entry in all_rules()} - content == set()


def can_be_left_open(entry: Rule) -> bool:
    """Whether something the rule depends on can be unknown, so that there may be no answer."""
    conditions = [name for name in (entry.when, entry.unless) if name]
    return any(rule_set().can_block(one) for one in entry.parameters) or any(map(rule_set().may_be_none, conditions))


def test_every_rule_that_can_be_left_open_is_so_in_some_example() -> None:
    left_open = {rule_id for rule_id, word in outcomes() if word == "left open"}
    unshown = {entry.id for entry in all_rules() if can_be_left_open(entry)} - left_open
    assert unshown == ANSWERED_WHENEVER_ASKED


def test_a_limit_of_the_line_is_held_against_the_line() -> None:
    of_the_line = Mue(units=2, mai=1, release="", stale=False)
    assert ceilings.line_limit(3, of_the_line)
    assert not ceilings.line_limit(2, of_the_line)


@pytest.mark.parametrize("entry", all_rules(), ids=lambda entry: entry.id)
def test_a_rule_says_what_is_wrong_why_and_what_to_do(entry: Rule) -> None:
    assert entry.title[0].isupper()
    assert not entry.title.endswith(".")
    assert entry.message
    assert entry.remedy.endswith(".")
    assert entry.why.endswith(".")
    assert {entry.severity, entry.unknown} <= {"stop", "warn", "info"}


@pytest.mark.parametrize("entry", [entry for entry in all_rules() if entry.verified], ids=lambda entry: entry.id)
def test_a_verified_rule_cites_a_source_that_was_read(entry: Rule) -> None:
    assert sources()[entry.cite].read


@pytest.mark.parametrize("entry", [entry for entry in all_rules() if entry.carc], ids=lambda entry: entry.id)
def test_the_denial_that_a_rule_prevents_has_a_reason_code_of_the_list(entry: Rule) -> None:
    known = reason("carc", entry.carc or "")
    assert known is not None, f"{entry.id}: {entry.carc} is no adjustment reason (CARC)"
    assert known.meaning, f"{entry.id}: nobody has said in reference/data what {entry.carc} means"


def test_no_two_rules_share_a_title() -> None:
    titles = [entry.title for entry in all_rules()]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("module", rule_modules(), ids=family_of)
def test_no_rule_hides_another_of_the_same_id(module: ModuleType) -> None:
    in_the_book = [entry for entry in all_rules() if entry.function.__module__ == module.__name__]
    assert inspect.getsource(module).count("\n@rule(") == len(in_the_book)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_message_and_remedy_can_be_filled(case: Case) -> None:
    for one in held(case.example):
        for finding in findings(one.answers(), one.law.policy):
            assert finding.message
            assert "{" not in finding.message + finding.remedy
            assert "None" not in finding.message + finding.remedy
