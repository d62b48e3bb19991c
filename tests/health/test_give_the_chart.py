"""The page on charts says what happens: its chart is read, and its patient's visit fares as it says."""

import textwrap
from datetime import date
from pathlib import Path

from cleanclaim.exchange.files.charts import read_charts
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import Service, Visit

PAGE = (Path(__file__).parents[2] / "docs/how-to/give-the-chart.md").read_text(encoding="utf-8")


def the_chart() -> str:
    """The charts the page shows."""
    return textwrap.dedent(PAGE[PAGE.index("    [\n") : PAGE.index("A part that is absent")])


def test_the_patient_of_the_page_is_told_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "charts.json"
    path.write_text(the_chart(), encoding="utf-8")
    visit = Visit(
        visit_id="1",
        patient_id="P05",
        payer="aetna",
        service_date=date(2026, 3, 2),
        discipline="PT",
        provider_npi="1000000012",
        place_of_service="11",
        services=(Service(code="97110", minutes=15, units=1, modifiers=("GP",), performed_by="PT", charge=4800),),
    )
    visits = add_history([visit], [], read_charts(path))
    (claim,) = review(visits, Basis(filed_on=date(2026, 3, 3))).claims
    failed = {finding.rule for finding in claim.findings if finding.outcome == "fail"}
    assert "authorizations.outside" in failed
    assert "    authorizations.outside\n" in PAGE
