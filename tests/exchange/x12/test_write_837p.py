"""The 837P we write, judged by pyx12, which we did not write, and by a few lines that add it up again."""

import io
import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import pyx12.params
import pyx12.x12n_document
from msgspec import structs

from cleanclaim.claims.assemble import assemble
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.claim import Claim
from cleanclaim.model.practice import Accident, Coverage, Name, Practice, Subscriber, with_fees
from tests.exchange.x12.synthetic import DAY, PT, SOLE_PROPRIETOR, line, npi_of, patient, practice, random_day, visit

CREATED = datetime(2026, 3, 3, 18, 5)
Oracle = Callable[[str], str]


@pytest.fixture(scope="module")
def refusal() -> Oracle:
    """What pyx12 has against a file: nothing if it accepts it, else its own report."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)

    def ask(text: str) -> str:
        acknowledgement, problems = io.StringIO(), io.StringIO()
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), io.StringIO(text), acknowledgement, None, fd_json=problems
        )
        return "" if accepted else problems.getvalue() or acknowledgement.getvalue() or "refused"

    return ask


def written(claims: list[Claim], by: Practice) -> str:
    return write_837p(claims, by, created=CREATED, control_number=7)


def segments(text: str) -> list[list[str]]:
    return [segment.split("*") for segment in text.replace("\n", "").split("~") if segment]


def one_claim(coverage: Coverage, **visit_changes: Any) -> list[list[str]]:
    by = practice(patient("p1", coverage))
    claims, held = assemble([(visit(payer=coverage.payer, **visit_changes), [line()])], by)
    assert not held
    return segments(written(claims, by))


def cents(dollars: str) -> int:
    whole, _, part = dollars.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


@pytest.mark.parametrize("first", [0, 20, *(pytest.param(at, marks=pytest.mark.long) for at in range(40, 200, 20))])
def test_pyx12_accepts_two_hundred_variants(first: int, refusal: Oracle) -> None:
    # Twenty interchanges a question: pyx12 takes a third of a second to get ready for each.
    texts = []
    for seed in range(first, first + 20):
        visits, by = random_day(seed)
        claims, held = assemble(visits, by)
        assert not held
        texts.append(write_837p(claims, by, created=CREATED))
    assert refusal("".join(texts)) == ""


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_each_claim_is_the_sum_of_its_lines_and_nothing_billed_is_lost(seed: int) -> None:
    visits, by = random_day(seed)
    claims, _ = assemble(visits, by)
    charged: list[int] = []
    lines: list[int] = []
    for segment in segments(written(claims, by)):
        if segment[0] == "CLM":
            charged.append(cents(segment[2]))
            lines.append(0)
        elif segment[0] == "SV1":
            lines[-1] += cents(segment[2])
    assert charged == lines
    assert sum(charged) == sum(one.charge or 0 for _, of_visit in visits for one in with_fees(of_visit, by.fees))


def test_pyx12_refuses_a_file_with_a_fault_so_its_word_means_something(refusal: Oracle) -> None:
    by = practice()
    claims, _ = assemble([(visit(), [line()])], by)
    assert refusal(written(claims, by).replace("DTP*472*D8*20260302", "DTP*472*D8*20269999"))


def test_the_same_claims_give_the_same_bytes() -> None:
    first, second = (written(assemble(visits, by)[0], by) for visits, by in (random_day(3), random_day(3)))
    assert first == second


def test_the_time_defaults_to_the_latest_service_date_and_the_number_to_the_claims() -> None:
    by = practice()
    later = date(2026, 3, 9)
    one, _ = assemble([(visit(), [line()]), (visit("v2", service_date=later), [line()])], by)
    other, _ = assemble([(visit("v3"), [line()])], by)
    head = segments(write_837p(one, by))[0]
    assert head[9:11] == ["260309", "0000"]
    assert head[13] == segments(write_837p(one, by))[0][13]
    assert head[13] != segments(write_837p(other, by))[0][13]


def test_claim_ids_and_line_control_numbers_are_never_used_twice() -> None:
    visits, by = random_day(11)
    numbers = [s for s in segments(written(assemble(visits, by)[0], by)) if s[0] == "CLM" or s[:2] == ["REF", "6R"]]
    claim_ids = [s[1] for s in numbers if s[0] == "CLM"]
    controls = [s[2] for s in numbers if s[0] == "REF"]
    assert len(set(claim_ids)) == len(claim_ids) > 1
    assert len(set(controls)) == len(controls) > len(claim_ids)
    assert max(map(len, claim_ids)) <= 20
    assert max(map(len, controls)) <= 30


def test_more_than_five_thousand_claims_take_a_second_transaction() -> None:
    by = practice()
    (claim,), _ = assemble([(visit(), [line()])], by)
    text = write_837p([structs.replace(claim, claim_id=f"C{n}") for n in range(5001)], by, created=CREATED)
    found = segments(text)
    assert [s[2] for s in found if s[0] == "ST"] == ["0001", "0002"]
    assert next(s for s in found if s[0] == "GE")[1] == "2"
    assert len({s[3] for s in found if s[0] == "BHT"}) == 2


def test_the_interchange_says_from_whom_to_whom_and_that_it_is_a_test() -> None:
    by = practice()
    claims, _ = assemble([(visit(), [line()])], by)
    head = written(claims, by).splitlines()[0]
    assert head == (
        "ISA*00*          *00*          *ZZ*RIVERBEND      *ZZ*EXAMPLECH      *260303*1805*^*00501*000000007*0*T*:~"
    )
    real = structs.replace(by, usage="production")
    assert written(claims, real).splitlines()[0].endswith("*0*P*:~")


def test_no_claims_is_no_file() -> None:
    with pytest.raises(ValueError, match="at least one claim"):
        write_837p([], practice(), created=CREATED)


@pytest.mark.parametrize("number", [0, 10**9])
def test_a_control_number_of_other_than_nine_digits_is_refused(number: int) -> None:
    by = practice()
    claims, _ = assemble([(visit(), [line()])], by)
    with pytest.raises(ValueError, match="not a control number"):
        write_837p(claims, by, control_number=number)


def test_a_claim_that_does_not_balance_is_never_written() -> None:
    by = practice()
    (claim,), _ = assemble([(visit(), [line()])], by)
    with pytest.raises(AssertionError, match="does not balance"):
        written([structs.replace(claim, charge=1)], by)


def test_a_line_carries_its_code_modifiers_charge_units_and_pointers() -> None:
    by = practice()
    lines = [line(1, diagnoses=("M54.50", "M25561"), modifiers=("GP", "59")), line(2, "97140", units=1, charge=4255)]
    claims, _ = assemble([(visit(), lines)], by)
    found = segments(written(claims, by))
    assert [s for s in found if s[0] == "HI"] == [["HI", "ABK:M5450", "ABF:M25561"]]
    assert [s for s in found if s[0] == "SV1"] == [
        ["SV1", "HC:97110:GP:59", "90", "UN", "2", "", "", "1:2"],
        ["SV1", "HC:97140:GP", "42.55", "UN", "1", "", "", "1"],
    ]


def test_the_subscriber_is_the_patient_or_else_comes_first() -> None:
    own = one_claim(Coverage(payer="aetna", relationship="self", member_id="W1"))
    assert ["SBR", "P", "18", "", "", "", "", "", "", "CI"] in own
    assert not any(s[:2] == ["NM1", "QC"] for s in own)
    parent = Subscriber(name=Name(last="Ångström", first="Per"))
    theirs = one_claim(Coverage(payer="aetna", relationship="child", member_id="W1", subscriber=parent))
    assert ["NM1", "IL", "1", "ANGSTROM", "PER", "", "", "", "MI", "W1"] in theirs
    assert ["PAT", "19"] in theirs
    assert ["NM1", "QC", "1", "ANGSTROM", "ZOE"] in theirs
    assert [s for s in theirs if s[0] == "HL"] == [
        ["HL", "1", "", "20", "1"],
        ["HL", "2", "1", "22", "1"],
        ["HL", "3", "2", "23", "0"],
    ]


@pytest.mark.parametrize(("entered", "sent"), [
    ("1EX0-XX8-XX77", "1EX0XX8XX77"), ("1ex0 xx8 xx77", "1EX0XX8XX77"), ("W1-77", "W1-77"),
])  # fmt: skip
def test_a_medicare_number_is_sent_without_the_hyphens_of_its_card(entered: str, sent: str) -> None:
    coverage, by = Coverage(payer="medicare", relationship="self", member_id=entered), practice(patient("p1"))
    (claim,), _held = assemble([(visit(), [line()])], by)
    stored = structs.replace(claim, coverage=coverage)  # as it was sent before
    assert f"*MI*{sent}~" in written([stored], by)


def test_workers_compensation_names_the_employer_the_case_and_the_accident() -> None:
    found = one_claim(
        Coverage(
            payer="workers_comp",
            relationship="employee",
            member_id="WC-77",
            subscriber=Subscriber(name="Example Foundry"),
            accident=Accident(cause="employment", on=date(2026, 1, 20)),
            claim_number="WC-77",
        )
    )
    assert ["NM1", "IL", "2", "EXAMPLE FOUNDRY", "", "", "", "", "MI", "WC-77"] in found
    assert ["PAT", "20"] in found
    assert ["REF", "Y4", "WC-77"] in found
    assert ["DTP", "439", "D8", "20260120"] in found
    assert next(s for s in found if s[0] == "CLM")[11] == "EM"


def test_an_auto_accident_names_its_state() -> None:
    accident = Accident(cause="auto", on=date(2026, 1, 20), state="TX")
    found = one_claim(Coverage(payer="aetna", relationship="self", member_id="W1", accident=accident))
    assert next(s for s in found if s[0] == "CLM")[11] == "AA:::TX"


@pytest.mark.parametrize(("onset", "sent"), [(date(2026, 1, 20), True), (DAY, False), (None, False)])
def test_the_onset_is_sent_when_known_and_not_the_service_date(onset: date | None, sent: bool) -> None:
    found = one_claim(Coverage(payer="aetna", relationship="self", member_id="W1", onset_date=onset))
    assert any(s[:2] == ["DTP", "431"] for s in found) is sent


def test_a_site_is_named_only_where_it_is_not_the_billing_address() -> None:
    coverage = Coverage(payer="aetna", relationship="self", member_id="W1")
    assert not any(s[:2] == ["NM1", "77"] for s in one_claim(coverage))
    assert ["NM1", "77", "2", "RIVERBEND WEST", "", "", "", "", "XX", npi_of(8)] in one_claim(
        coverage, place_of_service="62"
    )


def test_a_therapist_who_is_the_billing_provider_is_named_once() -> None:
    by = practice(billing=SOLE_PROPRIETOR)
    claims, _ = assemble([(visit(), [line()])], by)
    found = segments(written(claims, by))
    assert [s for s in found if s[0] == "NM1" and PT in s] == [
        ["NM1", "85", "1", "RIVERA", "ANA", "", "", "", "XX", PT]
    ]
    assert ["REF", "SY", "900123456"] in found
    assert ["PER", "IC", "ANA RIVERA", "TE", "5125550100"] in found
