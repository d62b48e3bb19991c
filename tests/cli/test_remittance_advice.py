"""`cleanclaim read payment.835`: a remittance advice that can be posted from, on the screen and as a PDF."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pypdf import PdfReader

from cleanclaim.exchange.forms.advice_entries import advice_entries
from cleanclaim.exchange.forms.remittance_advice import render_advices
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, ProviderAdjustment, Remittance
from cleanclaim.model.submitted_claim import Adjustment, Party
from tests.cli.calling import call, refused
from tests.conftest import tries
from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, changed, written

CENTS = st.integers(-99_999, 99_999)


def saved(folder: Path, segments: list[str], name: str = "paid.835") -> Path:
    file = folder / name
    file.write_bytes(written(segments))
    return file


def screen(file: Path) -> str:
    return call("read", file).out


def test_the_screen_says_what_a_poster_needs(tmp_path: Path) -> None:
    out = screen(saved(tmp_path, REMITTANCE_835))
    for words in (
        "Payer    ",
        "Payee    ",
        "Payment  $",
        "claim PT1",
        "processed by the first payer (1)",
        "97110 GP",
        "CO 45",
        "what was charged above the payer's price",
        "patient owes $",
        "paid on these claims",
        "the provider bears it",
    ):
        assert words in out
    assert "explained by nothing" not in out


def test_what_does_not_add_up_is_said(tmp_path: Path) -> None:
    clp = next(one for one in REMITTANCE_835 if one.startswith("CLP*")).split("*")
    out = screen(saved(tmp_path, changed(REMITTANCE_835, "CLP*", "*".join([*clp[:4], "1", *clp[5:]]))))
    assert "does not add up" in out
    assert "explained by nothing: ask the payer" in out


def test_an_amount_that_cannot_be_read_is_no_zero(tmp_path: Path) -> None:
    clp = next(one for one in REMITTANCE_835 if one.startswith("CLP*")).split("*")
    out = screen(saved(tmp_path, changed(REMITTANCE_835, "CLP*", "*".join([*clp[:4], "41.125", *clp[5:]]))))
    assert "unreadable" in out


def test_a_file_of_claims_has_no_advice(tmp_path: Path) -> None:
    claims = saved(tmp_path, CLAIM_837P, "claims.837")
    assert "Payment" not in screen(claims)
    refused(call("read", claims, "-o", tmp_path / "advice.pdf"), "holds no remittance")
    assert not (tmp_path / "advice.pdf").exists()


def test_it_is_written_as_a_pdf_too(tmp_path: Path) -> None:
    paid, pdf = saved(tmp_path, REMITTANCE_835), tmp_path / "advice.pdf"
    answer = call("read", paid, "-o", pdf)
    assert (answer.code, answer.out) == (0, f"{pdf}   1 payment\n")
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    for words in ("Remittance advice", "claim PT1", "97110 GP", "Totals", "CO 45"):
        assert words in text
    refused(call("read", paid, "-o", paid), "is one of the files this command reads")


REASONS = st.sampled_from([("CO", "45"), ("PR", "2"), ("OA", "23"), ("CO", "ZZZ")])


@st.composite
def remittances(draw: st.DrawFn) -> Remittance:
    """A remittance whose amounts add up."""
    claims = []
    for at in range(draw(st.integers(0, 3))):
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            off = [Adjustment(*draw(REASONS), draw(CENTS)) for _ in range(draw(st.integers(0, 2)))]
            paid = draw(CENTS)
            charge = paid + sum(one.amount or 0 for one in off)
            lines.append(PaidLine("97110", "HC", ("GP",), charge, paid, adjustments=tuple(off), remarks=("N851",)))
        whole = [Adjustment(*draw(REASONS), draw(CENTS))] if draw(st.booleans()) else []
        paid = sum(one.paid or 0 for one in lines) or draw(CENTS)
        off_lines = [one for line in lines for one in line.adjustments]
        charge = paid + sum(one.amount or 0 for one in (*whole, *off_lines))
        name = Party(last_or_organization="O'BRIEN & <SONS>", first="AL")
        status = draw(st.sampled_from(["1", "22", "4", "99"]))
        claim = PaidClaim(f"C{at}", status, charge, paid, patient=name, adjustments=tuple(whole), lines=tuple(lines))
        claims.append(claim)
    taken = [ProviderAdjustment(draw(st.sampled_from(["WO", "FB", "Q9"])), "R1", draw(CENTS))]
    total = sum(one.paid or 0 for one in claims) - (taken[0].amount or 0)
    payment = Payment(amount=abs(total), credit=total >= 0, trace="T1", adjustments=tuple(taken))
    return Remittance(payment, tuple(claims))


@tries(25)
@given(one=remittances())
def test_what_adds_up_is_said_to_and_every_pdf_can_be_read(one: Remittance) -> None:
    advice = advice_entries(one)
    assert advice.unexplained == 0
    assert all(claim.unexplained == 0 for claim in advice.claims)
    off = structs.replace(one, payment=structs.replace(one.payment, amount=(one.payment.amount or 0) + 1))
    assert advice_entries(off).unexplained in {1, -1}
    assert PdfReader(BytesIO(render_advices([advice]))).pages


@pytest.mark.parametrize("claims", [1, 40])
def test_the_same_remittances_give_the_same_bytes(claims: int) -> None:
    line = PaidLine("97110", "HC", ("GP",), 100, 60, adjustments=(Adjustment("CO", "45", 40),))
    lines = (line,) * 3
    paid = tuple(PaidClaim(f"C{at}", "1", 300, 180, lines=lines) for at in range(claims))
    advice = advice_entries(Remittance(Payment(amount=180 * claims, trace="T"), paid))
    assert render_advices([advice]) == render_advices([advice])
