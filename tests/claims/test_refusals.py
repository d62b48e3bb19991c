"""Claims refused before they were decided: a rejection of many names every one of them, by whatever answer it came."""

from pathlib import Path

import pytest

from cleanclaim.claims.refusals import Refusal, refusals_of
from tests.cli.calling import Answer, call
from tests.exchange.x12.files import ANSWERS_277CA, CLAIM_837P, changed, diagnostics, items, recounted, written

ISA = "ISA*00*          *00*          *ZZ*EXAMPLECH      *ZZ*RIVERBEND      *260303*0900*^*00501*000000102*0*T*:"


def answer_999(*body: str, verdict: str = "R") -> list[str]:
    lines = [
        ISA,
        "GS*FA*EXAMPLECH*RIVERBEND*20260303*0900*9*X*005010X231A1",
        "ST*999*0001*005010X231A1",
        "AK1*HC*1*005010X222A1",
        "AK2*837*0001*005010X222A1",
        *body,
        f"IK5*{verdict}" + ("*I5" if verdict == "R" else ""),
        f"AK9*{verdict}*1*1*{0 if verdict == 'R' else 1}",
        "SE*0*0001",
        "GE*1*9",
        "IEA*1*000000102",
    ]
    return recounted(lines)


def answer_277ca(*, submitter: str, provider: str = "") -> list[str]:
    """An answer on the batch B1 of RIVERBEND, and on its provider where one is answered."""
    more = [
        "HL*3*2*19*0",
        "NM1*85*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000012",
        "TRN*1*0",
        provider,
        "QTY*QC*1",
        "AMT*YY*127.5",
    ]
    lines = [
        ISA,
        "GS*HN*EXAMPLECH*RIVERBEND*20260303*0900*29*X*005010X214",
        "ST*277*0001*005010X214",
        "BHT*0085*08*1*20260303*0900*TH",
        "HL*1**20*1",
        "NM1*PR*2*ACME HEALTH PLAN*****PI*60054",
        "TRN*1*T1",
        "DTP*050*D8*20260303",
        "DTP*009*D8*20260303",
        f"HL*2*1*21*{1 if provider else 0}",
        "NM1*41*2*RIVERBEND*****46*RIVERBEND",
        "TRN*2*B1",
        submitter,
        *(more if provider else ["QTY*AA*1", "AMT*YY*127.5"]),
        "SE*0*0001",
        "GE*1*29",
        "IEA*1*000000102",
    ]
    return recounted(lines)


BATCH = answer_277ca(submitter="STC*A3:24:41*20260303*U*127.5")
PROVIDER = answer_277ca(submitter="STC*A1:19:PR*20260303*WQ*127.5", provider="STC*A8:562:85**U*127.5")
SYNTAX = answer_999("IK3*LX*26*2400*8", "CTX*CLM01:PT1", "IK4*1**6*21")
TA1 = [ISA, "TA1*000000001*260302*1200*R*025", "IEA*0*000000102"]
ANSWERS = {"TA1": TA1, "999": SYNTAX, "277CA of a batch": BATCH, "277CA of a provider": PROVIDER}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_no_fault_of_its_own(name: str) -> None:
    assert [one for one in diagnostics(ANSWERS[name]) if one.check != "envelope.nesting"] == []


def refused(*files: list[str]) -> list[Refusal]:
    return refusals_of([item for lines in files for item in items(lines)])


@pytest.mark.parametrize(
    ("name", "about", "why"),
    [
        ("TA1", "interchange 000000001", "the control number was used before (025)"),
        ("999", "transaction 0001 of group 1", 'claim PT1, segment 26, LX01 "21" has an invalid character (6)'),
        ("277CA of a batch", "batch B1", "A3:24:41"),
        ("277CA of a provider", "provider 1000000012 in batch B1", "A8:562:85"),
    ],
)
def test_the_claims_in_what_is_rejected_are_named(name: str, about: str, why: str) -> None:
    for files in ([CLAIM_837P, ANSWERS[name]], [ANSWERS[name], CLAIM_837P]):
        (one,) = refused(*files)
        assert (one.about, one.claims, one.found) == (about, ("PT1",), True)
        assert why in one.why


def test_a_277ca_on_a_batch_says_how_much_it_is_about() -> None:
    (one,) = refused(CLAIM_837P, BATCH)
    assert (one.count, one.charge) == (1, 12750)


def test_a_claim_sent_again_in_another_batch_is_what_became_of_that_one() -> None:
    again = [line.replace("*B1*", "*B2*").replace("000000001", "000000002") for line in CLAIM_837P]
    (one,) = refused(CLAIM_837P, BATCH, again)
    assert (one.claims, one.found) == ((), True)
    (one,) = refused(CLAIM_837P, PROVIDER, again)
    assert (one.claims, one.found) == ((), True)
    (one,) = refused(CLAIM_837P, [line.replace("*XX*1000000012", "*XX*1000000020") for line in PROVIDER])
    assert (one.claims, one.found) == ((), False)  # a billing provider who sent nothing in that batch


def test_an_answer_on_a_batch_that_nobody_sent_names_no_claim() -> None:
    (one,) = refused(changed(CLAIM_837P, "BHT", "BHT*0019*00*B7*20260302*1200*CH"), BATCH)
    assert (one.claims, one.found) == ((), False)


def test_what_is_accepted_is_no_refusal() -> None:
    assert refused(CLAIM_837P, answer_999(verdict="A"), answer_277ca(submitter="STC*A1:19:PR*20260303*WQ*127.5")) == []


def test_of_two_answers_on_a_claim_the_later_one_counts() -> None:
    assert [one.about for one in refused(CLAIM_837P, ANSWERS_277CA)] == ["claim PT1"]
    later = [line.replace("*20260303*U*", "*20260305*WQ*") for line in ANSWERS_277CA]
    for answers in ([ANSWERS_277CA, later], [later, ANSWERS_277CA]):
        assert refused(CLAIM_837P, *answers) == []


def said(verb: str, folder: Path, *files: list[str]) -> Answer:
    paths = []
    for at, lines in enumerate(files):
        paths.append(folder / f"{at}.x12")
        paths[-1].write_bytes(written(lines))
    return call(verb, *paths)


def test_match_says_that_a_batch_was_rejected(tmp_path: Path) -> None:
    answer = said("match", tmp_path, CLAIM_837P, BATCH)
    assert answer.code == 1
    assert "claim PT1   refused before it was decided" in answer.out
    assert "277CA, batch B1: A3:24:41" in answer.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("999", "claim PT1, segment 26, LX has elements in error (8), loop 2400"),
        ("277CA of a batch", "batch B1 is rejected (1 claim, $127.50): A3:24:41"),
        ("277CA of a provider", "provider 1000000012 in batch B1 is rejected (1 claim, $127.50): A8:562:85"),
        ("TA1", "interchange 000000001 is rejected: the control number was used before (025)"),
    ],
)
def test_read_says_what_was_rejected(tmp_path: Path, name: str, text: str) -> None:
    answer = said("read", tmp_path, ANSWERS[name])
    assert text in " ".join(answer.out.split())
