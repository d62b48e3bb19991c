"""Whatever visits we write, we read back the same: JSON whole, the other formats without history and note."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.exchange.files.to_objects import history_object
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.exchange.files.write_visits import ENDINGS, encode_visits
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan, OutsideCare, PlanOfCare, ProgressReport
from cleanclaim.model.errors import UserError
from cleanclaim.model.note import EXTENTS, GRADES, NOTE_KINDS, PRESENTATIONS, Note
from cleanclaim.model.visit import DISCIPLINES, MODES, PERFORMERS, STUDENTS, History, Service, Visit
from tests.conftest import tries

days = some.dates(date(2020, 1, 1), date(2027, 12, 31))
day = some.none() | days
first_days = some.dates(date(2020, 1, 1), date(2020, 12, 31))
last_days = some.dates(date(2021, 1, 1), date(2027, 12, 31))
amounts = some.integers(0, 99_999_999)
words = some.text("ABCxyzé ñ0123456789,;\"'", min_size=1, max_size=12).map(str.strip).filter(bool)
ids = some.sampled_from(["1000000004", "A-1", "P01"])
payers = some.sampled_from(["medicare", "aetna", "somebody_new"])
disciplines = some.sampled_from(DISCIPLINES)
yes_no = some.none() | some.booleans()
counts = some.integers(0, 999)


def several(kind: some.SearchStrategy[object]) -> some.SearchStrategy[tuple[object, ...]]:
    return some.lists(kind, max_size=2).map(tuple)


services = some.builds(
    Service,
    code=some.sampled_from(["97110", "97140", "G0283"]),
    minutes=some.none() | some.integers(0, 1440),
    performed_by=some.none() | some.sampled_from(PERFORMERS),
    mode=some.sampled_from(MODES),
    units=some.none() | counts,
    modifiers=some.lists(some.sampled_from(["GP", "59", "KX"]), max_size=3).map(tuple),
    charge=some.none() | amounts,
    diagnoses=some.lists(some.sampled_from(["M5450", "M25561"]), max_size=3).map(tuple),
    start=some.none() | some.integers(0, 1439),
    separate=yes_no,
    allowed=some.none() | amounts,
    student=some.none() | some.sampled_from(STUDENTS),
    wound_area=some.none() | some.integers(0, 9_999_999),
)
plans = some.builds(
    PlanOfCare,
    begins=first_days,
    through=some.none() | last_days,
    discipline=some.none() | disciplines,
    written_by=some.none() | some.sampled_from(PERFORMERS),
    initial=some.booleans(),
    visits_a_week=some.none() | counts,
    signed_on=day,
    signed_by=some.none() | ids,
    verbal_on=day,
    sent_on=day,
    order_on=day,
    delay_reason=some.none() | words,
)
authorizations = some.builds(
    Authorization,
    number=ids,
    payer=payers,
    begins=first_days,
    ends=some.none() | last_days,
    visits=some.none() | counts,
    used=some.none() | counts,
    counted_on=day,
    discipline=some.none() | disciplines,
    codes=some.lists(some.sampled_from(["97110", "97140"]), max_size=2).map(tuple),
)
benefits = some.builds(
    Benefit,
    payer=payers,
    unit=some.sampled_from(["visits", "dollars"]),
    limit=counts,
    begins=first_days,
    ends=last_days,
    used=some.none() | counts,
    counted_on=day,
    disciplines=some.lists(disciplines, max_size=2, unique=True).map(tuple),
)
coverage = some.builds(
    CoverageSpan,
    payer=payers,
    begins=first_days,
    ends=some.none() | last_days,
    checked_on=day,
    instead=some.none() | some.just("hospice"),
)
notes = some.builds(
    Note,
    text=some.text(max_size=40),
    kind=some.none() | some.sampled_from(NOTE_KINDS),
    timed_minutes=some.none() | some.integers(0, 300),
    total_minutes=some.none() | some.integers(0, 300),
    written_on=day,
    signed_on=day,
    signed_by=some.none() | words,
    credential=some.none() | some.sampled_from(PERFORMERS),
    amended_on=some.lists(days, max_size=2).map(tuple),
    personal_factors=some.none() | some.integers(0, 99),
    elements_examined=some.none() | some.integers(0, 99),
    presentation=some.none() | some.sampled_from(PRESENTATIONS),
    history_review=some.none() | some.sampled_from(EXTENTS),
    performance_deficits=some.none() | some.integers(0, 99),
    decision_making=some.none() | some.sampled_from(GRADES),
    written_report=yes_no,
)
histories = some.builds(
    History,
    spent=some.none() | amounts,
    spent_elsewhere=some.none() | some.just(OutsideCare(low=100, high=20_050)),
    plan_of_care=some.none() | several(plans),
    progress_reports=some.none()
    | several(some.builds(ProgressReport, on=days, discipline=some.none() | disciplines, written_by=some.just("PT"))),
    authorizations=some.none() | several(authorizations),
    benefits=some.none() | several(benefits),
    coverage=some.none() | several(coverage),
    discharged_on=some.none() | several(days),
)
visits = some.builds(
    Visit,
    visit_id=words,
    patient_id=some.none() | words,
    payer=some.none() | payers,
    service_date=day,
    discipline=some.none() | disciplines,
    provider_npi=some.none() | ids,
    place_of_service=some.none() | some.sampled_from(["11", "02"]),
    necessity_documented=yes_no,
    secondary_payer=some.sampled_from([None, "", "aetna"]),
    services=some.lists(services, min_size=1, max_size=3).map(tuple),
    history=some.none() | histories,
    note=some.none() | notes,
)
books = some.lists(
    visits.filter(lambda visit: not visit.secondary_payer or visit.secondary_payer != visit.payer),
    min_size=1,
    max_size=3,
    unique_by=lambda visit: visit.visit_id,
)


def read_back(name: str, held: list[Visit]) -> list[Visit]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(encode_visits(name, held))
        return read_visits(path)


@tries(60)
@given(books)
def test_json_keeps_everything(held: list[Visit]) -> None:
    assert read_back("visits.json", held) == held


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != ".json"])
@tries(60)
@given(held=books)
def test_rows_keep_the_visits(ending: str, held: list[Visit]) -> None:
    bare = [structs.replace(visit, history=None, note=None) for visit in held]
    assert read_back(f"visits{ending}", held) == bare


def test_a_history_keeps_its_earlier_visits() -> None:
    earlier = Visit(visit_id="0", service_date=date(2026, 1, 5), services=(Service(code="97110", minutes=30),))
    visit = Visit(visit_id="1", services=earlier.services, history=History(visits=(earlier,)))
    assert read_back("visits.json", [visit]) == [visit]
    assert history_object(History()) == {}


def test_another_ending_is_refused() -> None:
    with pytest.raises(UserError, match="names no format"):
        encode_visits("visits.xlsx", [])
