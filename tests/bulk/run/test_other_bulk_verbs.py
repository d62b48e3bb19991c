"""A book priced, or judged by two bases, comes to what its visits come to one at a time."""

from datetime import date
from pathlib import Path

import pytest
from benchmarks.year import book
from msgspec import structs

from cleanclaim.bulk.results import BilledAmount, FindingKey, VisitResult
from cleanclaim.bulk.run import plan as plans
from cleanclaim.bulk.run.bulk_run import BulkRun, run_book
from cleanclaim.bulk.run.reaudit import reaudit_visit
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.tally import VisitChange
from cleanclaim.bulk.what_if import WhatIf, what_if
from cleanclaim.cases import read_case
from cleanclaim.law.basis import Basis
from cleanclaim.model.finding import Status
from cleanclaim.pricing.price import price
from tests.bulk.made_books import in_order, read_table, write_book
from tests.cli.calling import call
from tests.clinic import visit

TODAY = date(2026, 11, 2)
BASIS = Basis(filed_on=TODAY, today=TODAY)
THEN = structs.replace(BASIS, known_on=date(2026, 3, 1))
CHICAGO = "60601"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    visits = [structs.replace(one, history=None) for one in book(400)]
    return write_book(tmp_path_factory.mktemp("book") / "book.parquet", visits)


@pytest.fixture(scope="module")
def compared(place: Path) -> WhatIf:
    return what_if(read_case(place, THEN, zip_code=CHICAGO), BASIS, THEN)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "ROWS_A_PIECE", 300)
    monkeypatch.setattr(plans, "ROWS_A_BUCKET", 90)


def run(place: Path, out: Path, settings: BulkSettings) -> BulkRun:
    return run_book(place, out, settings, processes=1)


def test_prices_are_those_of_one_at_a_time(place: Path, tmp_path: Path) -> None:
    done = run(place, tmp_path / "out", BulkSettings(verb="price", basis=BASIS, zip_code=CHICAGO))
    priced = price(read_case(place, BASIS, zip_code=CHICAGO), BASIS).visits
    found = read_table(done.folder, "prices").select("visit_id", "allowed_cents", "payer_pays_cents", "locality")
    assert sorted(found.iter_rows()) == sorted(
        (one.visit_id, one.allowed, one.payer_pays, one.locality) for one in priced
    )
    lines = read_table(done.folder, "priced_lines").select("visit_id", "line", "code", "fee_cents", "allowed_cents")
    assert in_order(lines.iter_rows()) == in_order(
        (one.visit_id, line.number, line.code, line.fee, line.allowed) for one in priced for line in one.lines
    )
    left_open = read_table(done.folder, "open_prices").select("visit_id", "line", "title")
    assert in_order(left_open.iter_rows()) == in_order(
        (one.visit_id, what.line, what.title) for one in priced for what in one.open
    )
    assert done.summary["allowed_cents"] == sum(one.allowed or 0 for one in priced)
    assert done.summary["visits_priced"] == sum(one.allowed is not None for one in priced) < len(priced)


def test_changes_are_those_of_what_if(place: Path, tmp_path: Path, compared: WhatIf) -> None:
    settings = BulkSettings(verb="simulate", basis=BASIS, before=THEN, zip_code=CHICAGO)
    done = run(place, tmp_path / "out", settings)
    assert compared.changes
    amounts = ("allowed_before_cents", "allowed_after_cents", "payer_pays_before_cents", "payer_pays_after_cents")
    found = read_table(done.folder, "changes").select("visit_id", "changed", "status_before", "status_after", *amounts)
    assert in_order(found.iter_rows()) == in_order(
        (
            *(one.visit.visit_id, " ".join(one.aspects), one.before.status, one.after.status),
            *(one.before.allowed, one.after.allowed, one.before.payer_pays, one.after.payer_pays),
        )
        for one in compared.changes
    )
    findings = read_table(done.folder, "changed_findings").select("visit_id", "change", "rule", "line", "outcome")
    assert in_order(findings.iter_rows()) == in_order(
        (one.visit.visit_id, word, finding.rule, finding.line, finding.outcome)
        for one in compared.changes
        for word, those in (("new", one.new_findings), ("gone", one.gone_findings))
        for finding in those
    )
    lines = read_table(done.folder, "changed_lines")
    assert lines.height == sum(len(one.before.lines) + len(one.after.lines) for one in compared.changes)
    payers = {group["name"]: (group["changed"], group["visits"]) for group in done.summary["by_payer"]}
    assert payers == {group.name: (group.changed, group.visits) for group in compared.by_payer}
    assert done.summary["dollars"] == compared.aspects["dollars"]


def test_what_is_judged_otherwise_is_split(place: Path, tmp_path: Path, compared: WhatIf) -> None:
    settings = BulkSettings(verb="reaudit", basis=BASIS, before=THEN, zip_code=CHICAGO)
    done = run(place, tmp_path / "out", settings)
    rows = {row["visit_id"]: row for row in read_table(done.folder, "reaudit").iter_rows(named=True)}
    assert rows.keys() == {change.visit.visit_id for change in compared.changes}
    for change in compared.changes:
        assert rows[change.visit.visit_id] == structs.asdict(reaudit_visit(change, BASIS))
    assert {row["judged"] for row in rows.values()} >= {"overpaid", "underpaid"}
    underpaid = [row["at_stake_cents"] for row in rows.values() if row["judged"] == "underpaid"]
    assert done.summary["underpaid"] == len(underpaid)
    assert done.summary["underpaid_at_stake_cents"] == sum(underpaid)


def result(*paid: int | None, status: Status = "clean", findings: tuple[FindingKey, ...] = ()) -> VisitResult:
    lines = tuple(BilledAmount("97110", 1, ("GP",), cents, cents) for cents in paid)
    return VisitResult(status, findings, lines, len(lines), None, None if None in paid else sum(paid))  # type: ignore[arg-type]


STOP = FindingKey("pairs.bundled", "fail", "stop", 2)
WARN = FindingKey("pairs.needless", "fail", "warn", 1)


@pytest.mark.parametrize(
    ("before", "after", "judged", "because", "at_stake"),
    [
        (result(5000, 3000), result(5000, 3000, findings=(STOP,)), "overpaid", "pairs.bundled", 3000),
        (result(5000, 3000), result(4000, 3000), "overpaid", "price", 1000),
        (result(5000, 3000, findings=(STOP,)), result(5000, 3000), "underpaid", "pairs.bundled", 3000),
        (result(4000, 3000), result(5000, 3000), "underpaid", "price", 1000),
        (result(5000, 3000), result(5000, 3000, findings=(WARN,)), "otherwise", "", None),
        (result(None, 3000), result(None, 3000, findings=(STOP,)), "overpaid", "pairs.bundled", 3000),
        (result(5000, None), result(5000, None, findings=(STOP,)), "overpaid", "pairs.bundled", None),
    ],
)
def test_a_claim_judged_otherwise(
    before: VisitResult, after: VisitResult, judged: str, because: str, at_stake: int | None
) -> None:
    one = visit(visit_id="1", payer="medicare", service_date=date(2026, 2, 3))
    found = reaudit_visit(VisitChange(visit=one, aspects=("findings",), before=before, after=after), BASIS)
    assert (found.judged, found.because, found.at_stake_cents) == (judged, because, at_stake)
    assert found.report_by == (date(2027, 1, 1) if judged == "overpaid" else None)
    assert (found.correct_by, found.still_correctable) == (date(2027, 2, 3), 1)


def test_a_private_payers_overpayment_has_no_sixty_days_and_a_past_limit_says_so() -> None:
    change = VisitChange(
        visit=visit(visit_id="1", payer="aetna", service_date=date(2024, 2, 3)),
        aspects=("dollars",),
        before=result(5000),
        after=result(4000),
    )
    found = reaudit_visit(change, BASIS)
    assert (found.judged, found.report_by, found.still_correctable) == ("overpaid", None, 0)


def test_the_screens_say_what_it_came_to(place: Path, tmp_path: Path) -> None:
    where = ("--zip", CHICAGO, "--processes", "1")
    priced = call("bulk", "price", place, "-o", tmp_path / "price", *where)
    assert priced.code == 3
    assert "allowed" in priced.out
    simulated = call("bulk", "simulate", place, "--with", "MPFS RVU26C", "-o", tmp_path / "simulate", *where)
    assert simulated.code == 0
    assert "MPFS RVU26C would change" in simulated.out
    again = call("bulk", "reaudit", place, "--since", "2026-03-01", "-o", tmp_path / "reaudit", *where)
    assert again.code == 0
    assert "underpaid" in again.out
    assert call("bulk", "reaudit", place, "--since", "RVU", "-o", tmp_path / "no", *where).code == 2
