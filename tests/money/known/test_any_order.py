"""However files are added, renamed and taken out of a folder, what is remembered comes to what all of it comes to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.model.submitted_claim import Party
from tests.claims.stories import AETNA, CHARGES, MARCH, MEDICARE, decision, remittance
from tests.conftest import tries
from tests.exchange.x12.files import ANSWERS_277CA, written
from tests.money.book.folders import claim_file, remittance_file
from tests.money.known.comparing import assert_same

IDS = ("PT1", "PT2", "A-100/7", "PT9")
RETURNED = (*IDS, "00A1007", "NOBODY")
KINDS: tuple[dict[str, str], ...] = (
    {},
    {"*260302*1200*": "*260309*1200*"},
    {"D8*20260302": "D8*20260305"},
    {"11:B:1*": "11:B:7*", "DTP*431": "REF*F8*ICN1~\nDTP*431"},
    {"11:B:1*": "11:B:8*", "DTP*431": "REF*F8*ICN2~\nDTP*431"},
    {"SBR*P*18*******MB": "SBR*S*18*******CI", "*MEDICARE PART B*": "*AETNA*"},
    {"*MEDICARE PART B*": "*CIGNA*"},
    {"*MEDICARE PART B*": "*AETNA*", "*******MB": "*******WC"},
)
REASONS = ("WO", "WO", "FB", "72", "CT", "L6")
REFERENCES = ("PT1", "PT2 ICN3", "ICN1", "A-100/7 20260402", "EFT0")
ENTRIES = (
    '[[takeback]]\npayment = "Q1"\namount = "5.00"\nclaim = "PT9"\nby = "D"\n',
    '[[takeback]]\npayment = "Q2"\namount = "8.00"\nclaim = "PT1"\nby = "D"\n',
    '[[patient_payment]]\non = 2026-05-02\nclaim = "PT1"\namount = "25.00"\nnumber = "7"\n',
    '[[patient_payment]]\non = 2026-05-02\nclaim = "a1007"\namount = "5.00"\n',
    '[[patient_payment]]\non = 2026-05-02\nclaim = "PT1 of 2026-03-05"\namount = "3.00"\n',
    '[[write_off]]\non = 2026-06-01\nclaim = "PT2"\namount = "9.00"\nowed_by = "AETNA"\nreason = "r"\nby = "D"\n',
    (
        '[[payer_payment]]\non = 2026-05-04\npayer = "AETNA"\nnumber = "Q1"\nclaim = "PT2"\npaid = "89.00"\n'
        'taken_off = ["CO 45 100.00"]\n'
    ),
    (
        '[[payer_payment]]\non = 2026-05-04\npayer = "CIGNA"\nnumber = "77"\nclaim = "NOBODY"\npaid = "89.00"\n'
        'taken_off = ["CO 45 100.00"]\n'
    ),
    '[[payer_refund]]\non = 2026-05-09\npayer = "AETNA"\namount = "12.00"\nclaim = "PT1"\nreason = "r"\nby = "D"\n',
    '[[claim_number]]\nreturned = "NOBODY"\nclaim = "PT9"\nby = "D"\n',
    '[[done]]\non = 2026-06-02\nwhat = "unknown claim"\namount = "0.00"\nby = "D"\n',
)
OTHERS: tuple[dict[str, str], ...] = (
    {"payee": "LAKESIDE HAND THERAPY INC", "payee_id": "1000000020", "payee_id_kind": "XX"},
    {"payee": "LAKESIDE HAND THERAPY INC", "payee_id": "999999999", "payee_id_kind": "FI"},
)
"""Whom a remittance may pay that is not this practice's."""
CAPITATED = '[[contracts]]\nname = "Aetna HMO"\npayers = ["AETNA"]\nfrom = 2026-01-01\ncapitated = true\n'


@st.composite
def remittances(draw: st.DrawFn) -> Remittance:
    claims = []
    for claim_id in draw(st.lists(st.sampled_from(RETURNED), min_size=1, max_size=3)):
        status = draw(st.sampled_from(("1", "1", "2", "4", "22", "25")))
        paid = {0: 0, 1: 0, 2: 0} if status == "4" else {0: draw(st.sampled_from((0, 4500))), 1: 2500, 2: 2000}
        reason = draw(st.sampled_from(("45", "24", "197", "18")))
        one = decision(paid, draw(st.sampled_from(("ICN1", "ICN2", "ICN3"))), status, reason, claim_id)
        patient = draw(st.sampled_from((None, Party("SMITH", "JANE", "W123456789", "MI"), Party("SMITH", "JANE"))))
        claims.append(structs.replace(one, patient=patient, first_date=MARCH))
    taken = draw(st.lists(st.tuples(st.sampled_from(REASONS), st.sampled_from(REFERENCES)), max_size=2))
    adjustments = tuple(ProviderAdjustment(*one, draw(st.sampled_from((-500, 500, 800)))) for one in taken)
    total = sum(one.paid or 0 for one in claims) - sum(one.amount or 0 for one in adjustments)
    made = remittance(
        draw(st.integers(0, 8)),
        draw(st.sampled_from(("Q1", "Q2", "Q3"))),
        *claims,
        payer=draw(
            st.sampled_from(
                (MEDICARE, AETNA, ("Aetna", "1999999999"), ("AETNA", "1999999998"), ("CIGNA", "1999999999"))
            )
        ),
        adjustments=adjustments,
        **draw(st.sampled_from(({}, {}, {}, *OTHERS))),
    )
    return structs.replace(made, payment=structs.replace(made.payment, amount=abs(total), credit=total >= 0))


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file's ending and what is in it."""
    kind = draw(st.sampled_from(("claims", "claims", "remittances", "remittances", "answer", "by hand", "contracts")))
    if kind == "claims":
        made = draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(KINDS)), min_size=1, max_size=3))
        return ".837", b"".join(claim_file(name, CHARGES, **changes) for name, changes in made)
    if kind == "remittances":
        return ".835", remittance_file(draw(st.lists(remittances(), min_size=1, max_size=3))).encode()
    if kind == "answer":
        return ".277ca", written(ANSWERS_277CA)
    if kind == "contracts":
        return "contracts.toml", CAPITATED.encode()
    return "money.toml", "\n".join(draw(st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=5))).encode()


def change(folder: Path, names: Sequence[str], draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Add a file, or take one out, rename it, or put another in its place."""
    there = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    step = draw(st.sampled_from(("add", "add", "add", "take out", "rename", "forget")))
    if step == "take out" and there:
        draw(st.sampled_from(there)).unlink()
    elif step == "rename" and there:
        path = draw(st.sampled_from(there))
        path.rename(path.with_name(f"{draw(st.sampled_from(names))}-{path.name}"))
    elif step == "forget":
        for path in folder.glob(".cleanclaim*"):
            path.unlink()
    else:
        ending, content = draw(contents())
        name = draw(st.sampled_from(names))
        place = folder / f"{name}{ending}" if ending.startswith(".") else folder / ending
        place.write_bytes(content)


@tries(40)
@given(data=st.data())
def test_whatever_changes_it_comes_to_the_same_as_from_nothing(data: st.DataObject) -> None:
    steps = data.draw(st.integers(1, 7))
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "first.837").write_bytes(claim_file())
        for _ in range(steps):
            change(folder, ("a", "b", "c", "d"), data.draw)
            assert_same(folder)
