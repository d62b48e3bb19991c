"""What the pages show for an unknown payer: the visit's own word or `payer not known`, and nothing is assumed."""

from datetime import date

import pytest

from cleanclaim.explanations.lookup.known_names import find_policy
from cleanclaim.law.basis import Basis
from cleanclaim.model.errors import UserError
from cleanclaim.office.minutes.form import Block, VisitForm
from cleanclaim.office.minutes.presenter import build_minutes_view
from cleanclaim.office.shared.unknown_payer import UNKNOWN_PAYER, show_payer

ON = date(2026, 3, 2)


@pytest.mark.parametrize(("payer", "text"), [
    ("medicare", "Medicare"),
    ("acme", "acme"),
    ("", UNKNOWN_PAYER),
    (None, UNKNOWN_PAYER),
])  # fmt: skip
def test_a_payer_is_shown_by_its_name_or_the_visits_own_word(payer: str | None, text: str) -> None:
    assert show_payer(payer, ON) == text


@pytest.mark.parametrize("payer", ["acme", ""])
def test_nothing_is_assumed_of_an_unknown_payer(payer: str) -> None:
    blocks = [Block(code=code, minutes="7", who="therapist", start="") for code in ("97110", "97140")]
    entered = VisitForm(
        payer=payer,
        second_payer="",
        service_date=ON.isoformat(),
        discipline="PT",
        about="{}",
        choice="",
        blocks=blocks,
    )
    view = build_minutes_view(entered)
    assert view
    assert view.payer == show_payer(payer, ON)
    assert view.coded.unit_method is None
    assert view.coded.units is None


def test_a_page_about_an_unknown_payer_names_the_likeliest_and_every_payer() -> None:
    with pytest.raises(UserError, match=r"no policy describes this payer.*medicare") as refused:
        find_policy("medicar", ON, Basis())
    assert "aetna" in refused.value.remedy
