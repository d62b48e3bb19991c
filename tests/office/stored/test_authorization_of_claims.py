"""A claim to a payer that approves treatment beforehand is not called ready before an authorization is entered."""

from datetime import date

from django.test import Client
from msgspec import structs

from cleanclaim.model.chart import Authorization
from cleanclaim.model.practice import Coverage
from cleanclaim.model.visit import History
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from tests.office.stored.claims_made_up import ON, claims_of, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import PART, claim, client  # noqa: F401 - a fixture

MEDI_CAL = '[payers.medi_cal]\npolicy = "medicaid_ca"\nname = "Medi-Cal"\nid = "EX077"\nclaim_filing = "MC"\n\n'


def medi_cal_claim() -> str:
    """Where the claim of a visit to Medi-Cal is, whose coverage and chart have no authorization."""
    with organization_transaction([here().organization.pk]):
        file = PracticeRecord.objects.get()
        written = changes.newest(file).read().text.replace("[payers.medicare]", MEDI_CAL + "[payers.medicare]")
        changes.change(file, PracticeFile(written), here().actor, seen=file.version)
        record = PatientRecord.objects.get()
        value = changes.newest(record).read()
        first = next(iter(value.coverages.values()))
        coverage = Coverage(payer="medi_cal", relationship="self", member_id="90000001A", referrer=first.referrer)
        changed = structs.replace(value, coverages={**value.coverages, "medi_cal": coverage})
        changes.change(record, changed, here().actor, seen=record.version)
        (made,) = claims_of([signed(here(), record, visit("V9", ON, payer="medi_cal"))])
    return f"/claims/{made.pk}/"


def test_it_is_on_hold_until_the_number_is_entered_in_correct(client: Client) -> None:  # noqa: F811
    address = medi_cal_claim()
    assert claim("V9").state == "hold"
    page = text(client.get(address))
    assert "No authorization entered" in page
    assert "Medi-Cal approves treatment beforehand" in page
    assert 'data-field="prior_authorization">Correct: Authorization</button>' in page
    sent = {"version": claim("V9").version, "prior_authorization": "TAR77"}
    assert client.post(f"{address}correct", sent, **PART).status_code == 204
    assert claim("V9").state == "ready"


def test_an_authorization_in_the_chart_makes_it_ready_and_goes_on_the_claim(client: Client) -> None:  # noqa: F811, ARG001
    medi_cal_claim()
    with organization_transaction([here().organization.pk]):
        approval = Authorization(number="CHART7", payer="medicaid_ca", begins=ON.replace(day=1))
        chart = ChartRecord(patient=PatientRecord.objects.get())
        changes.add(chart, History(authorizations=(approval,)), here().actor)
        follow_up()
        (judged,) = judge([ClaimRecord.objects.get(number="V9")])
    assert [one.coverage.prior_authorization for one in judged.claims] == ["CHART7"]
    assert not [one for _visit, one in judged.findings if "authoriz" in one.rule and one.severity == "stop"]


def test_a_fault_of_the_chart_leads_to_its_part_of_the_chart(client: Client) -> None:  # noqa: F811
    """The approval ended before the visit: another one is entered where the first stands."""
    address = medi_cal_claim()
    with organization_transaction([here().organization.pk]):
        patient = PatientRecord.objects.get()
        approval = Authorization(number="A1", payer="medicaid_ca", begins=date(2026, 1, 2), ends=date(2026, 1, 31))
        changes.add(ChartRecord(patient=patient), History(authorizations=(approval,)), here().actor)
        follow_up()
        (judged,) = judge([ClaimRecord.objects.get(number="V9")])
    assert "authorizations.outside" in {
        finding.rule for _visit, finding in judged.findings if finding.outcome == "fail"
    }
    assert f'<a href="/charts/{patient.pk}/#authorizations">Open the chart</a>' in text(client.get(address))
