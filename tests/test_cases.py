"""One case at every door: command line, browser and library answer the same for the same files; coded once."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cleanclaim.cases import example_case, read_case
from cleanclaim.claims.claim import claim
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.coding import visit_lines
from cleanclaim.law.coding.lines import build_lines, count_under_policy
from cleanclaim.law.coding.units_earned import DayCount
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.review.apply_fixes import fix
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.model.errors import UserError
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Visit
from cleanclaim.office.explain.visits_to_explain import VisitsToExplain, explain_visit, price_at
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.pricing.price import price
from cleanclaim.reference.tables import Tables
from tests.cli.calling import CLINIC_DAY, Answer, call, process

FILED = date(2026, 3, 3)
BASIS = Basis(filed_on=FILED)
NEAR_THE_THRESHOLD = {
    "visit_id": "1",
    "patient_id": "P17",
    "payer": "medicare",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1000000012",
    "place_of_service": "11",
    "history": {"spent": "2475.00"},
    "services": [{"code": "97110", "minutes": 30, "performed_by": "PT", "diagnoses": ["M62.81"]}],
}
"""What the fee schedule allows takes the patient's year past the threshold: KX is wanted, and nobody attests it."""
BELOW_THE_CHARGE = NEAR_THE_THRESHOLD | {
    "history": {"spent": "0"},
    "services": [{"code": "97110", "minutes": 30, "units": 2, "modifiers": ["GP"], "diagnoses": ["M54.50"]}],
}
"""Without a charge of its own: the practice's fee stands in."""

Said = dict[str, tuple[str, list[tuple[str, str, str]]]]
"""By visit, the status and the findings: rule, outcome, severity."""


def said(claims: list[ClaimReview]) -> Said:
    return {one.visit_id: (one.status, [(f.rule, f.outcome, f.severity) for f in one.findings]) for one in claims}


def printed(answer: Answer) -> Said:
    return {
        one["visit_id"]: (one["status"], [(f["rule"], f["outcome"], f["severity"]) for f in one["findings"]])
        for one in json.loads(answer.out)["claims"]
    }


def by_command(files: list[Path]) -> Said:
    visits, practice, *_ = files
    return printed(call("review", visits, "--practice", practice, "--filed-on", str(FILED), "--format", "json"))


def by_process(files: list[Path]) -> Said:
    visits, practice, *_ = files
    return printed(process("review", visits, "--practice", practice, "--filed-on", str(FILED), "--format", "json"))


def by_browser(files: list[Path]) -> Said:
    session = ReviewSession()
    session.begin(nullcontext({path.name: path for path in files}))
    assert session._work
    session._work.join()
    if session.error:
        raise session.error
    session.filed_on = FILED
    session.review()
    return said(session.found)


def by_library(files: list[Path]) -> Said:
    visits, practice, *_ = files
    return said(review(read_case(str(visits), BASIS, practice=str(practice)), BASIS).claims)


DOORS: dict[str, Callable[[list[Path]], Said]] = {
    "command line": by_command,
    "a process of its own": by_process,
    "browser": by_browser,
}


def written(folder: Path, *visits: Mapping[str, object]) -> list[Path]:
    """The visits as a file, with the example's practice and patients."""
    (folder / "visits.json").write_text(json.dumps(visits), encoding="utf-8")
    for name in ("practice.toml", "patients.csv"):
        shutil.copy(CLINIC_DAY / name, folder)
    return [folder / name for name in ("visits.json", "practice.toml", "patients.csv")]


def example_day(_folder: Path) -> list[Path]:
    return [CLINIC_DAY / name for name in ("visits.csv", "practice.toml", "patients.csv")]


def made_up(folder: Path) -> list[Path]:
    assert call("synth", "--years", "0.1", "--clinicians", "1", "--seed", "3", "-o", folder / "made").code == 0
    return [folder / "made" / name for name in ("visits.json", "practice.toml", "patients.csv")]


def of_claims(folder: Path) -> list[Path]:
    """The example's claims as they were written: a second opinion on an 837P."""
    made = claim(example_case(BASIS), basis=BASIS)
    assert made.text
    (folder / "claims.837").write_text(made.text, encoding="ascii")
    return [folder / "claims.837", *written(folder)[1:]]


FILES: dict[str, Callable[[Path], list[Path]]] = {
    "the example day": example_day,
    "a made-up practice": made_up,
    "a patient near the threshold": lambda folder: written(folder, NEAR_THE_THRESHOLD),
    "a visit without a charge": lambda folder: written(folder, BELOW_THE_CHARGE),
    "an 837P": of_claims,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("files", FILES)
def test_every_door_answers_the_same(tmp_path: Path, files: str, door: str) -> None:
    dropped = FILES[files](tmp_path)
    expected = by_library(dropped)
    assert expected
    assert DOORS[door](dropped) == expected


def test_a_year_that_passes_the_threshold_holds_the_claim_at_every_door(tmp_path: Path) -> None:
    files = written(tmp_path, NEAR_THE_THRESHOLD)
    for door in (by_library, *DOORS.values()):
        status, findings = door(files)["1"]
        assert status == "failed"
        assert ("threshold.missing", "fail", "stop") in findings


@pytest.mark.parametrize("zip_code", ["", "78701"])
def test_the_browser_explains_a_visit_as_the_library_does(tmp_path: Path, zip_code: str) -> None:
    file = written(tmp_path, NEAR_THE_THRESHOLD)[0]
    kept = VisitsToExplain(case=price_at(read_case(file, build_basis()), zip_code))
    told = explain(read_case(file, zip_code=zip_code or None), "1", every=True)
    assert explain_visit(kept, "1", None, None) == told
    faults = {step.rule for step in told.told if step.outcome == "fail"}
    assert ("threshold.missing" in faults) is bool(zip_code)  # where nobody knows the place, nobody knows the price


# -- coded once ---------------------------------------------------------------------------------------


@pytest.fixture
def coded() -> Iterator[Counter[str]]:
    """How often each visit has been counted, by its id."""
    times: Counter[str] = Counter()

    def counting(visit: Visit, same_day: Sequence[Visit], policy: Policy, tables: Tables) -> DayCount:
        times[visit.visit_id] += 1
        return count_under_policy(visit, same_day, policy, tables)

    with patch.object(visit_lines, "count_under_policy", counting):
        yield times


def read_example() -> Case:
    return read_case(
        CLINIC_DAY / "visits.csv",
        BASIS,
        history=CLINIC_DAY / "history.json",
        practice=CLINIC_DAY / "practice.toml",
    )


VERBS: dict[str, Callable[[], object]] = {
    "review": lambda: review(read_example(), BASIS),
    "claim": lambda: claim(read_example(), basis=BASIS),
    "fix": lambda: fix(read_example(), BASIS, rules=["visits.duplicate"]),
    "price": lambda: price(read_example(), BASIS),
    "explain": lambda: explain(read_example(), "17", BASIS),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_visit_is_coded_once(verb: str, coded: Counter[str]) -> None:
    VERBS[verb]()
    visits = read_visits(CLINIC_DAY / "visits.csv")
    counted = {visit.visit_id for visit in visits if any(service.units is None for service in visit.services)}
    assert counted <= coded.keys()  # those of the month before are coded too, for their prices
    assert set(coded.values()) == {1}


def test_another_law_codes_each_visit_once_more(coded: Counter[str]) -> None:
    case = read_example()
    explain(case, "17", BASIS)
    explain(case, "17", Basis(as_of=date(2024, 12, 2), filed_on=FILED))
    assert set(coded.values()) == {2}


def test_lines_carried_along_are_those_coded_anew() -> None:
    case = example_case(BASIS)
    compared = 0
    for carried in case.coded:
        if carried.counted is not None:
            anew = build_lines(carried.visit, carried.counted, carried.policy, carried.tables)
            assert [_without_charge(line) for line in carried.lines] == [_without_charge(line) for line in anew]
            compared += 1
    assert compared > 20


def _without_charge(line: object) -> tuple[object, ...]:
    assert isinstance(line, Line)
    return tuple(getattr(line, name) for name in Line.__struct_fields__ if name != "charge")


UNUSABLE = [*(f"a\0{end}" for end in ("", ".parquet", ".837")), *("x" * 5000 + end for end in ("", ".csv", ".parquet"))]


@pytest.mark.parametrize("name", UNUSABLE, ids=range(len(UNUSABLE)))
@pytest.mark.parametrize("which", ["visits", "history", "charts", "notes", "practice", "overrides"])
def test_what_no_file_can_be_called_is_refused_in_words(which: str, name: str) -> None:
    files: dict[str, Any] = {"visits": CLINIC_DAY / "visits.csv", which: name}
    with pytest.raises(UserError):
        read_case(files.pop("visits"), **files)


@pytest.mark.parametrize(
    "place", [{"zip_code": "abc"}, {"zip_code": ""}, {"locality": "zzz"}, {"locality": "NATIONAL"}]
)
def test_a_place_is_checked_as_on_the_command_line(place: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="Write it like"):
        read_case(CLINIC_DAY / "visits.csv", **place)
