"""Claims of stored visits: how they stand, what is decided about them, undone and redone; the work queue."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from cleanclaim.law.policies.policy import law_version
from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, fixing
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState, ClaimVersion, ClaimVisit
from cleanclaim.office.claims.queue import (
    QueueFilter,
    count_causes,
    count_claims,
    find_claims,
    matching,
)
from cleanclaim.office.claims.refresh import place_visits, rejudge
from cleanclaim.office.claims.standing import is_open
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import (
    ON,
    claims_of,
    example_day,
    line,
    overbilled,
    practice,
    signed,
    stored_patient,
    visit,
)
from tests.office.stored.made_up import House, house

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def here() -> House:
    return house()


def as_seen(record: ClaimRecord) -> acts.Seen:
    return acts.Seen(record, record.version)


def one_claim(here: House, **about: object) -> ClaimRecord:
    """A claim that bills a unit too many."""
    practice(here)
    (record,) = claims_of([signed(here, stored_patient(here), overbilled("V1", **about))])  # type: ignore[arg-type]
    return record


def test_a_days_claims_stand_as_the_library_says_and_twice_is_once(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        records = example_day(here)
        stored = {one.number: one for one in ClaimRecord.objects.all()}
        assert len(stored) == len(records) > 30
        marks = {"clean": {"ready", "check"}, "failed": {"hold"}, "undetermined": {"missing"}}
        for one in judge(records):
            if len(one.visits) == 1:
                assert stored[one.record.number].state in marks[one.visits[0].review.status], one.record.number
                assert stored[one.record.number].cents == one.cents
        before: dict[Any, dict[str, Any]] = {one["id"]: {**one} for one in ClaimRecord.objects.values()}
        again = place_visits(VisitRecord.objects.all(), here.actor)
        assert {one.pk for one in rejudge(again)} == {one.pk for one in records}
        after: dict[Any, dict[str, Any]] = {one["id"]: {**one} for one in ClaimRecord.objects.values()}
        assert all(one.pop("judged_at") < after[key].pop("judged_at") for key, one in before.items())
        assert after == before
        assert after[records[0].pk]["law"] == law_version()
        assert "NCCI" in after[records[0].pk]["tables"]
        assert ClaimVersion.objects.count() == len(records), "nobody decided anything"


def test_together_and_alone_claims_are_judged_alike(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        records = example_day(here)[:6]
        together = judge(records)
        for record, one in zip(records, together, strict=True):
            (alone,) = judge([record])
            assert [finding for _visit, finding in alone.findings] == [finding for _visit, finding in one.findings]


def test_only_signed_visits_make_claims_and_two_of_a_day_one(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        record = stored_patient(here)
        unsigned = changes.add(VisitRecord(patient=record), visit("V0", ON - timedelta(days=3)), here.actor)
        assert claims_of([unsigned]) == []
        first = signed(here, record, visit("V1"))
        (claim,) = claims_of([first])
        assert (claim.number, claim.state) == ("V1", "ready")
        claims_of([signed(here, record, visit("V2", services=(line(code="97112"),)))])
        (claim,) = ClaimRecord.objects.all()
        assert ClaimVisit.objects.filter(claim=claim).count() == 2
        assert claim.cents == 4 * 6800
        other = visit("V3", payer="aetna")
        claims_of([signed(here, record, other)])
        assert set(ClaimRecord.objects.values_list("number", flat=True)) == {"V1", "V3"}


def test_a_fix_is_previewed_made_undone_and_redone(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = one_claim(here)
        assert (record.state, record.cause, record.cents) == ("hold", "minutes.overbilled", 20400)
        (judged,) = judge([record])
        shown = fixing.preview(judged, "V1", "minutes.overbilled", 1)
        assert shown is not None
        assert (shown.was, shown.cents, shown.open_after) == (20400, 13600, 0)
        assert fixing.fix_finding(as_seen(record), here.actor, visit="V1", rule="minutes.overbilled", line=1)
        assert (record.state, record.cents, record.version) == ("ready", 13600, 2)
        (judged,) = judge([record])
        assert [line.units for line in judged.visits[0].review.lines] == [2]
        for way, state in (("undo", "hold"), ("redo", "ready"), ("undo", "hold")):
            acts.step([as_seen(record)], here.actor, way)
            assert record.state == state
        (stored,) = VisitRecord.objects.all()
        assert stored.version == 1, "what was signed stays as it was signed"
        why = ClaimVersion.objects.get(record=record, number=2).why
        assert why == "fix: Units beyond the minutes documented"


def test_who_saw_an_older_version_changes_nothing(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = one_claim(here)
        old = acts.Seen(record, 1)
        acts.hold([old], here.actor, reason="Ask the patient", until=None)
        with pytest.raises(changes.ChangedMeanwhile):
            acts.hold([old], here.actor, reason="Something else", until=None)
        record.refresh_from_db()
        assert record.worst == "Ask the patient"


def test_a_hold_ends_on_its_day_or_when_it_is_released(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        (record,) = claims_of([signed(here, stored_patient(here), visit("V1"))])
        acts.hold([as_seen(record)], here.actor, reason="Card is copied", until=today() + timedelta(days=3))
        assert (record.state, record.cause, record.worst) == ("hold", "by hand", "Card is copied")
        acts.release([as_seen(record)], here.actor)
        assert record.state == "ready"
        with pytest.raises(UserError, match="is empty"):
            acts.hold([as_seen(record)], here.actor, reason=" ", until=None)


def test_an_override_lets_pass_until_its_day_and_no_required_rule(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = one_claim(here)
        acts.override(
            as_seen(record), here.actor, meant=acts.OneFinding("V1", "minutes.overbilled", 1),
            ground="chart", reason="Second note proves it", expires=today() + timedelta(days=1), author="Renee",
        )  # fmt: skip
        assert record.state == "ready"
        (judged,) = judge([record])
        (eased,) = [one for _visit, one in judged.findings if one.rule == "minutes.overbilled"]
        assert eased.overridden.author == "Renee"  # type: ignore[union-attr]
        with pytest.raises(UserError, match="no claim can be written"):
            acts.override(
                as_seen(record), here.actor, meant=acts.OneFinding("V1", "practice.coverage_missing", None),
                ground="other", reason="x", expires=today(), author="R",
            )  # fmt: skip


def test_an_override_is_of_one_finding_and_the_other_lines_stay(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        services = (line(units=3), line(units=3, code="97530", performed_by="PT"))
        (record,) = claims_of([signed(here, stored_patient(here), visit("V1", services=services))])
        wrong = [one for _visit, one in judge([record])[0].findings if one.outcome == "fail" and one.line]
        rule = wrong[0].rule
        assert [(one.rule, one.line) for one in wrong if one.rule == rule] == [(rule, 1), (rule, 2)]
        about: dict[str, Any] = {
            "ground": "chart",
            "reason": "Second note proves it",
            "expires": today() + timedelta(days=1),
            "author": "Renee",
        }
        acts.override(as_seen(record), here.actor, meant=acts.OneFinding("V1", rule, 2), **about)
        (judged,) = judge([record])
        found = {one.line: one for _visit, one in judged.findings if one.rule == rule}
        assert (found[1].severity, found[2].severity) == ("stop", "info")
        assert record.state == "hold"
        (made,) = judged.work.overrides
        assert (made.line, made.code) == (2, "97530")
        with pytest.raises(UserError, match="no longer there"):
            acts.override(as_seen(record), here.actor, meant=acts.OneFinding("V1", rule, 9), **about)
        assert "override " + rule + ", line 2: The chart shows it: Second note" in changes.newest(record).why


def test_what_somebody_should_look_at_goes_out_once_it_was_approved(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        records = example_day(here)
        checked = next(one for one in records if one.state == "check")
        held = next(one for one in records if one.state == "hold")
        done = acts.approve([as_seen(checked), as_seen(held)], here.actor)
        assert [one.pk for one in done.changed] == [checked.pk]
        assert checked.state == "ready"
        assert "to fix first" in done.left[held.pk]
        acts.step([as_seen(checked)], here.actor, "undo")
        assert checked.state == "check"


def test_a_hold_ends_on_a_day_to_come(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = example_day(here)[0]
        for day in (today(), today() - timedelta(days=1)):
            with pytest.raises(UserError, match="not to come"):
                acts.hold([as_seen(record)], here.actor, reason="The card is expected", until=day)
        acts.hold([as_seen(record)], here.actor, reason="The card is expected", until=today() + timedelta(days=1))
        record.refresh_from_db()
        assert not record.needs_work
        assert record.state == "hold"


def test_what_was_approved_on_one_line_is_looked_at_anew_on_another(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = next(one for one in example_day(here) if one.state == "check")
        (judged,) = judge([record])
        one, finding = next((one, finding) for one, finding in judged.findings if finding.severity == "warn")
        acts.approve([as_seen(record)], here.actor)
        (approved,) = judge([record])
        assert not is_open(approved, one, finding)
        assert is_open(approved, one, structs.replace(finding, line=(finding.line or 0) + 1))
        assert is_open(approved, one, structs.replace(finding, message="1 unit billed, 3 earned"))
        other = structs.replace(one, visit=structs.replace(one.visit, visit_id="another visit"))
        assert is_open(approved, other, finding)


def test_one_key_fixes_what_can_be_fixed_of_many(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        record = stored_patient(here)
        rows = [signed(here, record, overbilled(f"V{day}", ON - timedelta(days=day))) for day in range(5)]
        rows.append(signed(here, record, visit("W1", ON - timedelta(days=9))))
        records = claims_of(rows)
        done = fixing.fix_all([as_seen(one) for one in records], here.actor, rule="minutes.overbilled")
        assert {one.number for one in done.changed} == {f"V{day}" for day in range(5)}
        assert done.left == {records[5].pk: "There is nothing like that on it."}
        assert {one.state for one in records} == {"ready"}


def test_what_a_biller_corrected_survives_a_change_of_the_visit(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        record = one_claim(here)
        fixing.fix_finding(as_seen(record), here.actor, visit="V1", rule="minutes.overbilled", line=1)
        (row,) = VisitRecord.objects.all()
        changed = structs.replace(overbilled("V1"), necessity_documented=True)
        changes.change(row, changed, here.actor, seen=1)
        follow_up()
        record.refresh_from_db()
        assert (record.state, record.cents) == ("ready", 13600)


def test_what_is_recorded_of_a_patient_counts_at_once(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        patient = stored_patient(here)
        (record,) = claims_of([signed(here, patient, visit("V1"))])
        value = changes.newest(patient).read()
        changes.change(patient, structs.replace(value, coverages={}), here.actor, seen=1)
        follow_up()
        record.refresh_from_db()
        assert (record.state, record.cause) == ("hold", "practice.coverage_missing")


def bulk(here: House, number: int) -> None:
    """Claims as rows, without visits."""
    patient = stored_patient(here)
    states = [ClaimState.HOLD, ClaimState.CHECK, ClaimState.READY, ClaimState.SENT]
    ClaimRecord.objects.bulk_create(
        ClaimRecord(
            organization=here.organization, number=f"C{at:04}", patient=patient, sorted_name="example, ada",
            payer=("medicare", "aetna")[at % 2], clinician="1000000012", day=date(2026, 1, 1) + timedelta(days=at % 90),
            cents=100 * at, state=states[at % 4], needs_work=at % 4 < 2, cause=f"rule.{at % 3}",
            cause_title=f"Rule {at % 3}", rank=at // 3, deadline=today() + timedelta(days=at % 40),
        )
        for at in range(number)
    )  # fmt: skip


@pytest.mark.parametrize("filters", [
    QueueFilter(), QueueFilter(payer="aetna"), QueueFilter(state="hold"), QueueFilter(cause="rule.1"),
    QueueFilter(view="ready"), QueueFilter(view="all"), QueueFilter(view="due"), QueueFilter(text="exam"),
])  # fmt: skip
def test_the_queue_pages_through_each_claim_once_in_the_order_of_work(here: House, filters: QueueFilter) -> None:
    with organization_transaction([here.organization.pk]):
        bulk(here, 260)
        seen: list[ClaimRecord] = []
        after = ""
        while True:
            page = find_claims(filters, today(), after)
            seen += page.claims
            if not page.after:
                break
            after = page.after
        assert len({one.pk for one in seen}) == len(seen) > 20
        assert seen == sorted(seen, key=lambda one: (one.rank, one.pk), reverse=True)
        for wrong in ("x|y", "1|y", f"x|{seen[0].pk}"):
            with pytest.raises(UserError):
                find_claims(filters, today(), wrong)


def test_counts_by_state_and_cause_add_up(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        bulk(here, 260)
        counts = count_claims(today())
        assert counts.of("hold", "check", "ready", "sent") == (260, sum(100 * at for at in range(260)))
        groups = count_causes(QueueFilter(), today())
        assert sum(group.claims for group in groups) == counts.of("hold", "check")[0]
        assert {group.title for group in groups} == {"Rule 0", "Rule 1", "Rule 2"}
        assert [group.state for group in groups] == ["hold"] * 3 + ["check"] * 3


def test_the_queue_seeks_in_an_index(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        bulk(here, 260)
        sqlite = connection.vendor == "sqlite"
        if not sqlite:  # so few rows are read whole and sorted, where nothing forbids it
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
        filters = (QueueFilter(), QueueFilter(view="ready"), QueueFilter(payer="aetna"))
        for one in filters:
            plan = matching(one, today()).order_by("-rank", "-id")[:50].explain()
            index, no_sort = (
                ("USING INDEX claim_", "TEMP B-TREE") if sqlite else ("Index Scan using claim_", "Sort Key")
            )
            assert index in plan, plan
            assert no_sort not in plan, plan


def test_what_each_page_counts_is_read_from_indexes_alone(here: House) -> None:
    sqlite = connection.vendor == "sqlite"
    with organization_transaction([here.organization.pk]):
        bulk(here, 260)
    with connections[settings.OWNER].cursor() as cursor:
        cursor.execute("ANALYZE" if sqlite else "VACUUM ANALYZE claims_claimrecord")
    with organization_transaction([here.organization.pk]):
        whose = ClaimRecord.objects.filter(clinician__in=["", "1000000012"])
        with CaptureQueriesContext(connection) as counted:
            count_claims(today())
            count_claims(today(), whose)
            count_causes(QueueFilter(), today())
            count_causes(QueueFilter(payer="aetna"), today(), whose)
        with connection.cursor() as cursor:
            if not sqlite:  # so few rows are read whole, where pages of the table cost next to nothing
                for cost in ("seq_page_cost", "random_page_cost"):
                    cursor.execute(f"SET LOCAL {cost} = 100000")
            for query in counted.captured_queries:
                cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{query['sql']}")
                plan = str(cursor.fetchall())
                assert ("USING COVERING INDEX claim_" if sqlite else "Index Only Scan using claim_") in plan, plan
