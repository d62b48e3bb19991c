"""The page on enrollment says what happens: its entries are read, and its two visits fare as it says."""

import textwrap
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Service, Visit

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs/how-to/check-enrollment.md").read_text(encoding="utf-8")
CLINIC = REPO / "examples/clinic-day"


def entries() -> str:
    """The entries the page shows."""
    shown = PAGE[PAGE.index("    [[clinicians]]") : PAGE.index("| entry |")]
    return textwrap.dedent(shown)


def practice(folder: Path) -> Path:
    """The example clinic with the page's clinician in place of its first."""
    written = (CLINIC / "practice.toml").read_text(encoding="utf-8")
    before, _first, *others = written.split("[[clinicians]]")
    path = folder / "practice.toml"
    path.write_text("[[clinicians]]".join([before + entries(), *others]), encoding="utf-8")
    (folder / "patients.csv").write_bytes((CLINIC / "patients.csv").read_bytes())
    return path


def test_the_page_shows_every_entry_it_explains() -> None:
    held = tomllib.loads(entries())["clinicians"][0]
    assert {"hired", "licenses", "enrollments", "screenings"} <= set(held)


@pytest.mark.parametrize(("day", "outcome"), [(2, "fail"), (9, "bypassed")])
def test_a_visit_before_the_enrollment_fares_as_the_page_says(tmp_path: Path, day: int, outcome: str) -> None:
    billing = read_practice(practice(tmp_path))
    service = Service(code="97110", minutes=15, units=1, modifiers=("GP",), performed_by="PT", charge=4800)
    visit = Visit(
        visit_id="1",
        patient_id="p1",
        payer="medicare",
        service_date=date(2026, 3, day),
        discipline="PT",
        provider_npi="1000000012",
        place_of_service="11",
        services=(service,),
        history=History(spent=0),
    )
    case = Case(visits=[visit], practice=billing)
    (claim,) = review(case, Basis(filed_on=date(2026, 3, 20))).claims
    said = {finding.rule: finding.outcome for finding in claim.findings if finding.rule.startswith("staff.")}
    assert said == {"staff.before_enrollment": outcome}
