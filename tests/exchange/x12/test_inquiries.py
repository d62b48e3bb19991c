"""270 and 276: read back, the questions are equal; our validator finds nothing, and pyx12's reader neither.

pyx12 holds no guide of these two in version 5010, so it is asked about envelopes, counts and hierarchy only.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

import pytest
import pyx12.x12file
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.generic_loops import GenericLoop
from cleanclaim.exchange.x12.inquiries import EligibilityInquiry, StatusInquiry, eligibility_inquiry, status_inquiry
from cleanclaim.exchange.x12.values import cents_of, day_of
from cleanclaim.exchange.x12.write_270 import write_270
from cleanclaim.exchange.x12.write_276 import write_276
from cleanclaim.model.practice import Practice
from cleanclaim.model.submitted_claim import Party
from tests.conftest import tries
from tests.exchange.x12.synthetic import SOLE_PROPRIETOR, practice
from tests.exchange.x12.test_variants import items, read_back
from tests.exchange.x12.variants import PAYERS, VARIANTS, claim

CREATED = datetime(2026, 3, 30, 18, 5)


def eligibility(random: Random, count: int) -> tuple[list[EligibilityInquiry], Practice]:
    """Questions about patients of every kind, in the order of the payers."""
    people = [claim(random, random.choice(["original", "dependent"]), number) for number in range(count)]
    by = practice(*(one.patient for one in people))
    by = structs.replace(by, payers={payer.policy: payer for payer in PAYERS})
    on = date(2026, 3, 9) + timedelta(days=random.randint(0, 9))
    asked = [eligibility_inquiry(one.patient, one.coverage, by, on) for one in people]
    return sorted(asked, key=lambda one: one.payer.id or ""), by


def statuses(random: Random, count: int) -> list[StatusInquiry]:
    sent = read_back([claim(random, random.choice(sorted(VARIANTS)), number) for number in range(count)])
    asked = [status_inquiry(one, random.choice([None, "ICN9"])) for one in sent]
    return sorted((one for one in asked if one), key=lambda one: one.payer.id or "")


def levels(text: str) -> Iterator[GenericLoop]:
    """The levels of the file, in which nothing is wrong."""
    for item in items(text):
        assert not isinstance(item, Diagnostic), item
        if isinstance(item, GenericLoop) and item.segments[0][0] == "HL":
            yield item


def segments(level: GenericLoop) -> list[tuple[str, ...]]:
    """A level's segments with those of the loops inside it."""
    return [*level.segments, *(segment for loop in level.loops for segment in segments(loop))]


def party(nm1: tuple[str, ...]) -> Party:
    e = [*nm1, *[""] * (10 - len(nm1))]
    last, first, middle, suffix, kind, number = (e[at] or None for at in (3, 4, 5, 7, 8, 9))
    return Party(last_or_organization=last, first=first, middle=middle, suffix=suffix, id_kind=kind, id=number)


Found = dict[str, list[tuple[str, ...]]]


def by_name(found: Sequence[tuple[str, ...]]) -> Found:
    names: Found = {}
    for one in found:
        names.setdefault(one[0], []).append(one)
    return names


def asked_in(text: str) -> Iterator[tuple[dict[str, Party], Found]]:
    """Each question of a file: who stands above it, and its own segments."""
    above: dict[str, Party] = {}
    inside = {"20": "payer", "21": "sender", "19": "provider", "22": "subscriber", "23": "patient"}
    for level in levels(text):
        said = by_name(segments(level))
        code = said["HL"][0][3]
        if code in {"20", "22"}:
            above.pop("patient", None)
        above[inside[code]] = party(said["NM1"][0])
        if "TRN" in said:
            yield dict(above), said


def shared(above: dict[str, Party], said: Found) -> dict[str, object]:
    person = said["DMG"][0]
    return {
        "trace": said["TRN"][0][2],
        "payer": above["payer"],
        "provider": above.get("provider", above["sender"]),
        "subscriber": above["subscriber"],
        "patient": above.get("patient"),
        "birth_date": day_of(person[2]),
        "sex": person[3] if len(person) > 3 else None,
    }


def eligibility_read(text: str) -> list[EligibilityInquiry]:
    return [
        EligibilityInquiry(
            on=day_of(said["DTP"][0][3]),  # type: ignore[arg-type]
            service_types=tuple(one[1] for one in said["EQ"]),
            **shared(above, said),  # type: ignore[arg-type]
        )
        for above, said in asked_in(text)
    ]


def status_read(text: str) -> list[StatusInquiry]:
    made = []
    for above, said in asked_in(text):
        numbers = {one[1]: one[2] for one in said["REF"]}
        first, _, last = said["DTP"][0][3].partition("-")
        made.append(
            StatusInquiry(
                claim_id=numbers["EJ"],
                charge=cents_of(said["AMT"][0][2]),
                first_date=day_of(first),
                last_date=day_of(last or first),
                payer_claim_number=numbers.get("1K"),
                **shared(above, said),  # type: ignore[arg-type]
            )
        )
    return made


def without_u(asked: EligibilityInquiry | StatusInquiry) -> EligibilityInquiry | StatusInquiry:
    """As these transactions can say it: they have no U for a sex that is not known."""
    return structs.replace(asked, sex=None) if asked.sex == "U" else asked


@tries(50)
@given(source=some.randoms(use_true_random=False), count=some.integers(1, 4))
def test_questions_about_coverage_are_read_back_equal(source: Random, count: int) -> None:
    asked, by = eligibility(source, count)
    assert eligibility_read(write_270(asked, by, created=CREATED)) == list(map(without_u, asked))


@tries(50)
@given(source=some.randoms(use_true_random=False), count=some.integers(1, 4))
def test_questions_about_claims_are_read_back_equal(source: Random, count: int) -> None:
    asked = statuses(source, count)
    assert status_read(write_276(asked, practice(), created=CREATED)) == list(map(without_u, asked))


def reader_errors(text: str) -> list[object]:
    reader = pyx12.x12file.X12Reader(io.StringIO(text))
    errors = [error for _segment in reader for error in reader.pop_errors()]
    reader.cleanup()
    return errors + list(reader.pop_errors())


def test_five_hundred_of_each_are_whole() -> None:
    random = Random(5)  # noqa: S311 - made-up data that must come out the same, not a secret
    asked, by = eligibility(random, 500)
    coverage = write_270(asked, by, created=CREATED)
    claims = write_276(statuses(random, 500), by, created=CREATED)
    for text in (coverage, claims):
        assert list(levels(text))
        assert reader_errors(text) == []
    assert coverage.count("ST*270*") == 6  # 99 patients a transaction
    assert reader_errors(claims.replace("HL*2*1*21*1", "HL*9*1*21*1"))


def test_a_sole_proprietors_ssn_is_in_no_question() -> None:
    by = practice(billing=SOLE_PROPRIETOR)
    (patient,) = by.patients.values()
    (coverage,) = patient.coverages.values()
    text = write_270([eligibility_inquiry(patient, coverage, by, date(2026, 3, 9))], by, created=CREATED)
    assert SOLE_PROPRIETOR.tax_id not in text
    assert f"*9{SOLE_PROPRIETOR.npi[1:]}~" in text


def test_without_a_question_there_is_no_file() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        write_270([], practice(), created=CREATED)
    with pytest.raises(ValueError, match="at least one question"):
        write_276([], practice(), created=CREATED)


def test_a_claim_without_a_payer_cannot_be_asked_about() -> None:
    (one,) = read_back([claim(Random(1), "original")])  # noqa: S311 - made up
    assert status_inquiry(structs.replace(one, header=structs.replace(one.header, payer=None))) is None
