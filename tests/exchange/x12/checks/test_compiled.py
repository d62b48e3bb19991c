"""What is remembered of a file makes no difference to what is found, and its key is what the checks read."""

import re
from io import BytesIO
from itertools import permutations, product

import pytest
from benchmarks.x12_files import claims_837p, remittance_835
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.exchange.x12.checks.compiled import FileChecks, memories, source_of
from cleanclaim.exchange.x12.checks.registry import checks
from cleanclaim.exchange.x12.checks.subjects import CLAIM_837P as CLAIM
from cleanclaim.exchange.x12.checks.subjects import LINE_837P, LISTS, SUBJECTS, Subject
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.right_claims import RightClaim
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.model.submitted_claim import ClaimHeader
from tests.exchange.x12.files import (
    ANSWERS_277CA,
    CLAIM_837P,
    REMITTANCE_835,
    SECONDARY_837P,
    changed,
    diagnostics,
    recounted,
    written,
)
from tests.exchange.x12.mutants import FILES, mutants

SPOILT = ["", "0", "-1", "1.5", "MJ", "N4", "HC", "97001", "ZZZZZ", "12345", "GD", "ZZ", "17", "999", "97", "22", "4",
          "19000101", "20300101", "1000000013", "M2556", "BAD", "85", "90"]  # fmt: skip


def read(data: bytes, capacity: int) -> list[Item]:
    return list(read_stream(BytesIO(data), FileChecks(capacity=capacity)))


def alike(data: bytes) -> None:
    """Nothing remembered, one thing at a time, and everything, with and without values: the same is found."""
    found = read(data, 16384)
    assert read(data, 0) == read(data, 1) == found
    terse = list(read_stream(BytesIO(data), values=False))
    assert faults_in(terse) == faults_in(found)
    assert totals_of(terse) == totals_of(found)
    few = list(read_stream(BytesIO(data), FileChecks(most=3)))
    assert up_to_amounts(few) == up_to_amounts(found)


def up_to_amounts(items: list[Item]) -> list[Item]:
    return [one for one in items if not isinstance(one, Diagnostic) or one.level <= 3]


def faults_in(items: list[Item]) -> list[Diagnostic]:
    return [one for one in items if isinstance(one, Diagnostic)]


def totals_of(items: list[Item]) -> dict[str, object]:
    totals = FileTotals()
    for item in items:
        totals.take(item)
    return structs.asdict(totals)


def test_of_a_line_only_its_text_and_the_day_of_birth_are_asked_where_a_line_like_it_was_right() -> None:
    reading = {one.id for one in checks().values() if one.subject is LINE_837P and "birth_date" in one.reads}
    assert reading == {"837p.service-before-birth"}
    lines = claims_837p(2).decode().split("~\n")[:-1]
    second = [at for at, line in enumerate(lines) if line.startswith("HL*")][2]
    services = [line for line in lines[:second] if line.startswith(("CLM*", "LX*", "SV1*", "DTP*", "REF*6R"))]
    mixed = [*lines[:second], *lines[second : second + 10], *services[1:], *lines[-3:]]
    mixed[second + 7] = services[0].replace("CLM*PT0", "CLM*PT1")
    mixed[second + 5] = "DMG*D8*20260301*F"
    found = diagnostics(recounted(mixed))
    assert [one.check for one in found] == ["837p.service-before-birth"] * 4


HANG_ON_LINES = {
    "837p.line-charges",
    "837p.line-numbers",
    "837p.control-number-twice",
    "837p.negative-charge",
    # of days, amounts and the patient's death, which a claim known by its text does not say
    "837p.onset-after-service",
    "837p.service-after-death",
    "837p.patient-paid",
}


def test_what_checks_read_is_in_the_text_by_which_claims_and_lines_are_known() -> None:
    """A new check that fails here needs a look at `right_claims`: what it reads must be in the text, or be asked."""
    of_claims = [one for one in checks().values() if one.subject is CLAIM]
    anew = [one for one in of_claims if {"charge", "lines"} & set(one.reads)]
    assert {one.id for one in anew if one.when not in {"other_payers", "days"}} == HANG_ON_LINES
    assert {one.id for one in of_claims if "first_day" in one.reads and one.when != "other_payers"} == {
        "837p.diagnosis-code"
    }
    above = {name for one in of_claims for name in one.reads if name in ClaimHeader.__struct_fields__}
    assert above == {
        "address", "billing", "billing_number", "billing_taxonomy", "birth_date", "death_date", "filing",
        "insurance_type", "own", "patient", "relationship", "sequence", "sex",
    }  # fmt: skip
    of_lines = {name for one in checks().values() if one.subject is LINE_837P for name in one.reads}
    service = {"code", "code_kind", "modifiers", "charge", "unit", "units", "place_of_service", "pointers"}
    days = {"first_date", "last_date", "days", "birth_date", "written"}
    further = {"description", "note", "rendering", "adjudications", "diagnosis_count", LISTS}
    assert of_lines == service | days | further


@pytest.mark.parametrize("begins", ["HL*", "SBR*", "NM1*IL", "DMG*", "CLM*", "HI*", "NM1*82", "SV1*", "DTP*", "REF*6R"])
def test_most_right_claims_are_known_by_their_text(begins: str) -> None:
    on_one_day = re.sub(r"DTP\*472\*D8\*\d+", "DTP*472*D8*20260105", claims_837p(300).decode())
    lines = on_one_day.split("~\n")[:-1]
    terse = list(read_stream(BytesIO(written(lines)), values=False))
    assert sum(isinstance(one, RightClaim) for one in terse) > 100
    at = max(at for at, line in enumerate(lines) if line.startswith(begins))
    alike(written([*lines[:at], lines[at].replace("1", "2"), *lines[at + 1 :]]))
    alike(written([*lines[:at], *lines[at + 1 :]]))


@pytest.mark.parametrize("begins", ["SBR*", "NM1*IL", "HI*", "SV1*", "DTP*", "REF*6R", "PAT*"])
def test_a_loop_that_always_lacks_a_segment_is_checked_alike_with_and_without_values(begins: str) -> None:
    """Such a loop is recognized as a whole too; a level without its SBR once stopped the validation."""
    lines = []
    for line in re.sub(r"DTP\*472\*D8\*\d+", "DTP*472*D8*20260105", claims_837p(60).decode()).split("~\n")[:-1]:
        if begins == "PAT*" and line.startswith("CLM*"):
            lines += ["HL*9*2*23*0", "NM1*QC*1*SMITH*TOM", "N3*7 ELM ST", "N4*AUSTIN*TX*78701", "DMG*D8*20140101*M"]
        if not line.startswith(begins):
            lines.append(line)
    alike(written(lines))


def test_mutants_are_found_with_and_without_memory() -> None:
    for _change, _level, _place, lines in mutants():
        alike(written(lines))


def doubled(lines: list[str], begins: str) -> list[str]:
    """The file with its claims, from the first segment that begins so, twice."""
    begin = next(at for at, line in enumerate(lines) if line.startswith(begins))
    end = next(at for at, line in enumerate(lines) if line.startswith(("SE*", "PLB*")))
    return recounted([*lines[:end], *lines[begin:end], *lines[end:]])


REPEATING = [
    doubled(CLAIM_837P, "CLM*"),
    doubled(SECONDARY_837P, "CLM*"),
    doubled(REMITTANCE_835, "CLP*"),
    doubled(ANSWERS_277CA, "TRN*2*PT1"),
    claims_837p(20).decode().split("~\n")[:-1],
    remittance_835(20).decode().split("~\n")[:-1],
]
"""Files in which the same things come again, so that what was remembered is used."""


@given(st.data())
def test_files_with_elements_changed_are_found_alike_with_and_without_memory(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(REPEATING)))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(3, len(lines) - 3))
        elements = lines[at].split("*")
        place = data.draw(st.integers(1, len(elements) - 1)) if len(elements) > 1 else 0
        parts = elements[place].split(":")
        parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(st.sampled_from(SPOILT))
        elements[place] = ":".join(parts)
        lines[at] = "*".join(elements)
    alike(written(lines))


def lines_835(*services: str) -> list[str]:
    """An 835 with a claim whose lines are these, each paid whole."""
    head, tail = REMITTANCE_835[:12], REMITTANCE_835[26:]
    amount = 10 * len(services)
    paid = changed(
        head, "BPR*", f"BPR*I*{amount}*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*98*20260402"
    )
    body = [f"CLP*PT1*1*{amount}*{amount}**12*ICN1*11*1", "NM1*QC*1*SMITH*JANE****MI*W123456789"]
    body += [segment for service in services for segment in service.split("~")]
    return recounted([*paid, *body, *tail])


LINES_835 = {
    "the kind of code": ("SVC*HC:97001*10*10**1~DTM*472*20260302", "SVC*N4:97001*10*10**1~DTM*472*20260302"),
    "the code": ("SVC*HC:97001*10*10**1~DTM*472*20260302", "SVC*HC:97110*10*10**1~DTM*472*20260302"),
    "the day": ("SVC*HC:97001*10*10**1~DTM*472*20260302", "SVC*HC:97001*10*10**1~DTM*472*20160302"),
    "the last day": (
        "SVC*HC:97110*10*10**1~DTM*150*20260302~DTM*151*20260301",
        "SVC*HC:97110*10*10**1~DTM*150*20260302~DTM*151*20260303",
    ),
    "a modifier": ("SVC*HC:97110:GD*10*10**1~DTM*472*20260302", "SVC*HC:97110:GP*10*10**1~DTM*472*20260302"),
    "a reason": (
        "SVC*HC:97110*20*10**1~DTM*472*20260302~CAS*CO*17*10",
        "SVC*HC:97110*20*10**1~DTM*472*20260302~CAS*CO*45*10",
    ),
    "a remark": (
        "SVC*HC:97110*10*10**1~DTM*472*20260302~LQ*HE*MA999",
        "SVC*HC:97110*10*10**1~DTM*472*20260302~LQ*HE*N381",
    ),
    "an amount": ("SVC*HC:97110*10*9**1~DTM*472*20260302", "SVC*HC:97110*10*10**1~DTM*472*20260302"),
}
"""Two lines that differ in one thing: the first has a fault, the second has none."""


@pytest.mark.parametrize("pair", LINES_835.values(), ids=LINES_835)
def test_a_line_is_judged_by_itself_whatever_came_before_it(pair: tuple[str, str]) -> None:
    """A line of a remittance was once judged by another's verdict: N4 and HC are not the same kind of code."""
    for services in (*product(pair, repeat=2), *permutations((*pair, *pair))):
        found = diagnostics(lines_835(*services))
        starts = {one.place.number: one for one in found if one.place.segment in {"SVC", "CAS", "LQ"}}
        wrong = services.count(pair[0])
        unknown = any(one.severity == "undetermined" for one in found)  # said once in a file
        assert len(starts) == (min(wrong, 1) if unknown else wrong), services


def test_a_biller_is_judged_by_its_own_tax_id() -> None:
    """A second biller's bad tax id once passed unseen, because nobody had named it in the key."""
    begin = next(at for at, line in enumerate(CLAIM_837P) if line.startswith("HL*1"))
    end = next(at for at, line in enumerate(CLAIM_837P) if line.startswith("SE*"))
    biller = CLAIM_837P[begin:end]
    second = [
        line.replace("HL*1**", "HL*3**").replace("HL*2*1*", "HL*4*3*").replace("CLM*PT1", "CLM*PT2") for line in biller
    ]
    bad = changed(second, "REF*EI", "REF*EI*74123456")
    for first, then in ((biller, bad), (changed(biller, "REF*EI", "REF*EI*74123456"), second)):
        lines = recounted([*CLAIM_837P[:begin], *first, *then, *CLAIM_837P[end:]])
        (one,) = diagnostics(lines)
        wanted = lines.index("REF*EI*74123456") + 1
        assert (one.check, one.place.number, one.place.element) == ("837p.tax-id", wanted, 2)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.path)
def test_a_check_is_remembered_by_all_it_reads_or_not_at_all(subject: Subject) -> None:
    members = [one for one in checks().values() if one.subject is subject]
    remembered = {one.id for _, group in memories(subject, members) for one in group}
    for names, group in memories(subject, members):
        assert set(names) == {name for one in group for name in one.reads} - {LISTS}
        assert all(set(one.reads) - {LISTS} <= set(names) <= subject.repeats for one in group)
    assert remembered == {one.id for one in members if set(one.reads) - {LISTS} <= subject.repeats}


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.path)
def test_each_check_is_asked_in_one_place_and_what_the_settled_names_do_not_say_again(subject: Subject) -> None:
    members = [one for one in checks().values() if one.subject is subject]
    text, _, quick = "\n".join(source_of(subject, members)).partition("def quick(")
    everything = [str(number) for number in range(len(members))]
    assert sorted(re.findall(r"ask_(\d+)\(", text), key=int) == everything
    if not subject.settled:
        assert not quick
        return
    groups = memories(subject, members)
    again = {members[int(number)].id for number in re.findall(r"ask_(\d+)\(", quick)}
    again |= {one.id for number in re.findall(r"remembered_(\d+)\(", quick) for one in groups[int(number)][1]}
    assert again == {one.id for one in members if not set(one.reads) - {LISTS} <= subject.settled}


def test_a_right_claim_is_no_cover_for_one_that_differs_in_what_varies() -> None:
    """Each claim is like the right ones before it but for one thing; that thing is found."""
    lines = claims_837p(6).decode().split("~\n")[:-1]
    last = max(at for at, line in enumerate(lines) if line.startswith("HL*"))
    for old, new, check in (
        ("CLM*PT5*", "CLM*PT5*1", "837p.line-charges"),
        ("LX*2", "LX*3", "837p.line-numbers"),
        ("REF*6R*PT5L2", "REF*6R*PT5L1", "837p.control-number-twice"),
        ("N3*", "", "837p.patient-address"),
        ("HI*", "HI*ABK:M5450*ABF:M5450", "837p.diagnosis-twice"),
    ):
        at = next(at for at, line in enumerate(lines) if at > last and line.startswith(old))
        changed_line = [lines[at].replace(old, new)] if old.startswith("CLM") else [new] if new else []
        spoilt = written(recounted([*lines[:at], *changed_line, *lines[at + (2 if old == "N3*" else 1) :]]))
        found = [one.check for one in read(spoilt, 16384) if isinstance(one, Diagnostic)]
        assert check in found, (check, found)
        alike(spoilt)


def test_what_is_not_known_is_said_once_in_a_file() -> None:
    lines = doubled(changed(REMITTANCE_835, "SVC*HC:97110", "SVC*HC:12345:GP*85*50**2"), "CLP*")
    for capacity in (0, 16384):
        found = [one for one in read(written(lines), capacity) if isinstance(one, Diagnostic)]
        assert [one.check for one in found if one.severity == "undetermined"] == ["835.procedure-unlisted"]


def test_the_files_are_right() -> None:
    for lines, _ in FILES:
        alike(written(lines))
