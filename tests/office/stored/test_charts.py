"""The chart of a patient, asked on both databases: entered, changed, undone, and the clocks that go by it."""

import re
from datetime import date

import pytest
from django.test import Client

from cleanclaim.model.chart import OutsideCare
from cleanclaim.model.finding import Cite, Finding
from cleanclaim.model.visit import History
from cleanclaim.office.charts import views as chart_views
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices import views as practice_views
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.office.visits.presenter import find_entry_page
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import (
    EXERCISE,
    FILE,
    THERAPIST,
    begun,
    own,
    page,
    patient_key,
    therapists_browser,
)


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def test_a_chart_is_entered_changed_and_undone_and_the_clocks_go_by_it(client: Client) -> None:
    begun(client)
    with organization_transaction([here().organization.pk]):
        key = VisitRecord.objects.get().patient_id
    address = f"/charts/{key}/"
    assert "Nothing is entered" in text(client.get(address))
    plan = {"begins": "1/21/2026", "signed_on": "1/25/2026", "written_by": "PT"}
    wrong = client.post(f"{address}entry?part=plan_of_care", {**plan, "begins": "1/32/2026", "version": 0})
    assert wrong.status_code == 400
    assert text(wrong).count('aria-invalid="true"') == 1
    assert client.post(f"{address}entry?part=plan_of_care", {**plan, "version": 0}).status_code == 302
    shown = text(client.get(address))
    assert "Jan 21, 2026" in shown
    assert "until" in text(client.get(f"/patients/{key}/"))
    changed = {**plan, "begins": "2/2/2026", "version": 1}
    assert client.post(f"{address}entry?part=plan_of_care&at=0", changed).status_code == 302
    assert client.post(f"{address}entry?part=plan_of_care&at=0", changed).status_code == 409
    assert "Feb 2, 2026" in text(client.get(address))
    assert client.post(f"{address}undo", {"version": 2}).status_code == 302
    assert "Jan 21, 2026" in text(client.get(address))
    assert client.post(f"{address}remove?part=authorizations", {"version": 3}).status_code == 302
    assert "Known to be none" in text(client.get(address))
    assert client.post(f"{address}remove?part=plan_of_care&at=0", {"version": 4}).status_code == 302
    entered, _, history = text(client.get(address)).partition('id="history"')
    assert "Jan 21, 2026" not in entered
    assert "Jan 21, 2026" in history, "what was removed"
    assert client.get(f"{address}entry?part=nothing").status_code == 400


def test_a_finding_leads_to_where_what_it_asks_for_is_entered(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    shown = text(client.get(address))
    assert "Enter referring NPI, referring last name" in shown
    form = f"/patients/{patient_key()}/edit?field=referring_npi"
    assert f'href="{form}">Open the patient</a>' in shown
    _folded, _, opened = text(client.get(form)).partition("<details open>")
    assert re.search(r'<input name="referring_npi" autofocus', opened), "unfolded, and the field is in focus"
    assert "--charts" not in shown
    assert "--practice" not in shown
    assert not re.search(
        r"(?<![./\w])(?:referring|necessity|birth|service)_[a-z]+(?=[ ).,])", re.sub(r"<[^>]*>", "", shown)
    )
    own(Role.AUDITOR, THERAPIST)
    assert "Open the patient" not in text(client.get(address)), "only who may enter it is led there"


@pytest.mark.parametrize(("unknown", "part"), [("authorizations", "authorizations"), ("plan_writer", "plan_of_care")])
def test_what_is_missing_of_a_chart_leads_to_its_part(unknown: str, part: str) -> None:
    cite = Cite(id="", title="", section="", url="")
    about = {"rule": "any", "severity": "warn", "title": "", "message": "", "remedy": "Enter what the answer said."}
    finding = Finding(outcome="undetermined", evidence={"unknown": unknown}, cite=cite, **about)  # type: ignore[arg-type]
    assert find_entry_page(finding, {"chart": ("/charts/P01/", "Open the chart")}) == (
        f"/charts/P01/#{part}",
        "Open the chart",
    )
    assert find_entry_page(finding, {}) is None, "only who may enter it is led there"


def test_what_is_entered_in_a_chart_happened_by_today_and_ends_after_it_begins(client: Client) -> None:
    address = f"/charts/{patient_key()}/entry?part="
    plan, approval = {"begins": "1/21/2026"}, {"number": "A1", "payer": "aetna", "begins": "1/21/2026"}
    for part, sent, field in (
        ("plan_of_care", {**plan, "signed_on": "1/25/2043"}, "signed_on"),
        ("plan_of_care", {**plan, "verbal_on": "1/25/2043"}, "verbal_on"),
        ("plan_of_care", {"begins": "1/21/2043"}, "begins"),
        ("plan_of_care", {**plan, "through": "1/20/2026"}, "through"),
        ("progress_reports", {"on": "1/21/2043"}, "on"),
        ("authorizations", {**approval, "ends": "1/20/2026"}, "ends"),
        ("authorizations", {**approval, "visits": "9", "used": "1", "counted_on": "1/21/2043"}, "counted_on"),
    ):
        answer = client.post(f"{address}{part}", {**sent, "version": 0})
        assert answer.status_code == 400, (part, sent)
        assert re.search(rf'<input name="{field}"[^>]*aria-invalid="true"', text(answer)), (part, sent)
    assert client.post(f"{address}authorizations", {**approval, "ends": "1/20/2027", "version": 0}).status_code == 302


def test_a_plan_begun_today_is_on_the_clock_before_any_visit(client: Client) -> None:
    key = patient_key()
    on = today()
    plan = {"begins": f"{on.month}/{on.day}/{on.year}", "discipline": "PT", "version": 0}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", plan).status_code == 302
    shown = text(client.get(f"/patients/{key}/"))
    assert "no plan of care covers this day" not in shown
    assert "on the plan of care begun" in shown
    both = {**plan, "discipline": "OT", "version": 1}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", both).status_code == 302
    assert "for which discipline it is counted is not known" in text(client.get(f"/patients/{key}/"))


def test_two_who_enter_the_first_part_of_a_chart_or_the_file_at_once_are_told_of_each_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = patient_key()
    plan = {"begins": "1/21/2026", "version": 0}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", plan).status_code == 302
    monkeypatch.setattr(
        chart_views, "_find_record", lambda _patient: None
    )  # as a page that read before the other wrote
    late = client.post(f"/charts/{key}/entry?part=progress_reports", {"on": "1/25/2026", "version": 0})
    assert (late.status_code, "Changed by" in text(late)) == (409, True)
    assert client.post("/practices/edit", {"text": FILE.read_text(), "version": 0}).status_code == 409
    monkeypatch.setattr(practice_views, "_find_record", lambda: None)
    late = client.post("/practices/edit", {"text": FILE.read_text(), "version": 0})
    assert (late.status_code, "Changed by" in text(late)) == (409, True)


def test_discharges_and_care_at_other_providers_are_entered_and_taken_back(client: Client) -> None:
    address = f"/charts/{patient_key()}/"
    ended = {"discharged_on": "11/3/2025", "version": 0}
    assert client.post(f"{address}entry?part=discharged_on", {**ended, "discharged_on": "1/1/2043"}).status_code == 400
    assert client.post(f"{address}entry?part=discharged_on", ended).status_code == 302
    assert client.post(f"{address}remove?part=spent_elsewhere", {"version": 1}).status_code == 302
    assert chart() == History(discharged_on=(date(2025, 11, 3),), spent_elsewhere=OutsideCare(low=0, high=0))
    for low, high, field in (("", "450.00", "low"), ("12x", "450.00", "low"), ("900.00", "450.00", "high")):
        wrong = client.post(f"{address}entry?part=spent_elsewhere", {"low": low, "high": high, "version": 2})
        assert re.search(rf'<input name="{field}"[^>]*aria-invalid="true"', text(wrong)), (low, high)
    outside = {"low": "0", "high": "450.00", "version": 2}
    assert client.post(f"{address}entry?part=spent_elsewhere", outside).status_code == 302
    shown = text(client.get(address))
    assert "Nov 3, 2025" in shown
    assert "$450.00" in shown
    assert "entry?part=spent_elsewhere&amp;at=0" in shown
    assert 'entry?part=spent_elsewhere"' not in shown, "there is one of it"
    assert client.post(f"{address}remove?part=spent_elsewhere&at=0", {"version": 3}).status_code == 302
    assert client.post(f"{address}remove?part=discharged_on&at=0", {"version": 4}).status_code == 302
    assert chart() == History(discharged_on=())


def test_an_entry_shows_its_payer_by_name_and_its_days_as_people_write_them(client: Client) -> None:
    address = f"/charts/{patient_key()}/"
    approval = {"number": "A1", "payer": "workers_comp", "begins": "1/21/2026", "version": 0}
    assert client.post(f"{address}entry?part=authorizations", approval).status_code == 302
    shown, _, history = text(client.get(address)).partition('id="history"')
    for part in (shown, text(client.get(f"{address}entry?part=authorizations&at=0"))):
        assert "Example Mutual" in part, "as the practice's file names it"
    assert "workers_comp" not in shown + history
    assert 'value="1/21/2026"' in text(client.get(f"{address}entry?part=authorizations&at=0"))
    span = {"payer": "medicare_advantage", "begins": "1/1/2026", "instead": "hospice", "version": 1}
    assert client.post(f"{address}entry?part=coverage", span).status_code == 302
    shown = text(client.get(address))
    assert "a hospice" in shown
    assert "a Medicare Advantage plan" not in shown, "a payer has its own name where it pays"
    instead = text(client.get(f"{address}entry?part=coverage"))
    assert '<option value="skilled_nursing">a skilled nursing facility</option>' in instead


def chart() -> History:
    with organization_transaction([here().organization.pk]):
        found: History = changes.newest(ChartRecord.objects.get()).read()
        return found
