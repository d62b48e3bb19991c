"""What a page says of a dropped file: columns that were not used, rows set aside, and nothing where all is plain."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from cleanclaim.office.review import views
from cleanclaim.office.review.review_session import ReviewSession
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from cleanclaim.office.shared.workspace import Workspace
from tests.cli.calling import CLINIC_DAY
from tests.office.test_access import browser, page_text

EXPORT = b"visit_id,patient_id,code,minutes,Auth #\n1,P1,97110,15,x\n2,P2,97110,<b>oops,x\n"
PAGES = ["/review/open", "/explain/open", "/minutes/open"]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An office just started, with a library of its own."""
    monkeypatch.setattr(access, "ACCESS", Access())
    monkeypatch.setattr(views, "SESSIONS", Workspace[ReviewSession]("This review", lambda one: bool(one.changes)))
    monkeypatch.setattr(settings, "LIBRARY", str(tmp_path / "library"))


def page_of(address: str, name: str, content: bytes) -> str:
    """The page that a dropped file leads to."""
    answer = browser().post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    return page_text(answer)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_what_was_not_used_and_set_aside(address: str) -> None:
    page = page_of(address, "export.csv", EXPORT)
    assert "Columns not used: Auth #." in page
    assert "1 row set aside, of 1 visit that cannot be read whole" in page
    assert "row 3, column minutes: &quot;&lt;b&gt;oops&quot; is not a number of minutes." in page


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_nothing_of_a_file_of_own_columns(address: str) -> None:
    page = page_of(address, "visits.csv", (CLINIC_DAY / "visits.csv").read_bytes())
    assert "Columns not used" not in page
    assert "set aside" not in page
