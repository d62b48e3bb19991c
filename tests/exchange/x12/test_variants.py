"""Every kind of claim we write: read back it is equal, the validator finds nothing, and pyx12 accepts it."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec import structs

from cleanclaim.claims.voids import write_voids
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.located import values
from cleanclaim.exchange.x12.stream import read_stream
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.exchange.x12.write_837p_loops import FREQUENCY, ORDER
from cleanclaim.model import submitted_claim as submitted
from cleanclaim.model.adjudication import Adjudication
from cleanclaim.model.claim import Claim, ClaimLine, Frequency, LaterPayer
from cleanclaim.model.practice import Address, Clinician, Coverage, Name
from cleanclaim.model.submitted_claim import ClaimHeader, Party, SubmittedClaim, SubmittedLine
from tests.cli.oracle import refusal
from tests.conftest import tries
from tests.exchange.x12.variants import PRACTICE, VARIANTS, claim

CREATED = datetime(2026, 3, 30, 18, 5)
A_FILE = 125


def items(text: str) -> list[Item]:
    return list(read_stream(BytesIO(text.encode("ascii"))))


def written(claims: Sequence[Claim]) -> str:
    return write_837p(claims, PRACTICE, created=CREATED)


def read_back(claims: Sequence[Claim]) -> list[SubmittedClaim]:
    """The claims as read from the file they are written to."""
    return list(values(items(written(claims)), SubmittedClaim))


@pytest.mark.parametrize("variant", VARIANTS)
@tries(40)
@given(source=some.randoms(use_true_random=False), count=some.integers(1, 3))
def test_a_claim_is_read_back_equal(variant: str, source: Random, count: int) -> None:
    claims = [claim(source, variant, number) for number in range(count)]
    assert read_back(claims) == list(map(expected, claims))


@pytest.mark.parametrize("count", [50, pytest.param(500, marks=pytest.mark.long)])
@pytest.mark.parametrize("variant", VARIANTS)
def test_pyx12_and_our_validator_accept_hundreds_of_each(variant: str, count: int) -> None:
    random = Random(variant)  # noqa: S311 - made-up data that must come out the same, not a secret
    claims = [claim(random, variant, number) for number in range(count)]
    text = "".join(written(claims[at : at + A_FILE]) for at in range(0, count, A_FILE))
    found = items(text)
    assert [item for item in found if isinstance(item, Diagnostic)] == []
    assert len(list(values(found, SubmittedClaim))) == count
    assert refusal(text) == ""


@tries(25)
@given(source=some.randoms(use_true_random=False), data=some.data())
def test_a_void_says_of_each_claim_what_was_sent(
    tmp_path_factory: pytest.TempPathFactory, source: Random, data: some.DataObject
) -> None:
    claims = [claim(source, data.draw(some.sampled_from(sorted(VARIANTS))), number) for number in range(4)]
    wanted = data.draw(some.lists(some.sampled_from(claims), min_size=1, unique_by=lambda one: one.claim_id))
    sent = tmp_path_factory.mktemp("void") / "sent.837"
    sent.write_text(written(claims[:2]) + written(claims[2:]), encoding="ascii")
    made = write_voids([sent], {one.claim_id: f"V{one.claim_id}" for one in wanted}, created=CREATED)
    text = "".join(one.text for one in made)
    found = items(text)
    assert [item for item in found if isinstance(item, Diagnostic)] == []
    voided = [
        structs.replace(expected(one), frequency="8", payer_claim_number=f"V{one.claim_id}")
        for one in claims
        if one in wanted
    ]
    assert list(values(found, SubmittedClaim)) == voided


def test_what_another_payer_leaves_unexplained_is_never_written() -> None:
    one = claim(Random(1), "secondary")  # noqa: S311 - made up
    first, *rest = one.lines
    off = structs.replace(first.adjudications[0], paid=(first.adjudications[0].paid or 0) + 1)
    wrong = structs.replace(one, lines=(structs.replace(first, adjudications=(off,)), *rest))
    with pytest.raises(AssertionError, match="line 1 does not balance"):
        written([wrong])


@pytest.mark.parametrize(("frequency", "number"), [("replacement", None), ("void", None), ("original", "ICN1")])
def test_only_a_correction_names_an_earlier_claim(frequency: Frequency, number: str | None) -> None:
    one = claim(Random(1), "original")  # noqa: S311 - made up
    with pytest.raises(ValueError, match="only a replacement or a void"):
        structs.replace(one, frequency=frequency, payer_claim_number=number)


def expected(one: Claim) -> SubmittedClaim:
    """What a reader must find in a claim's loops, said a second time and straight from the claim."""
    days = {line.service_date for line in one.lines}
    coverage, accident, site = one.coverage, one.coverage.accident, one.site
    causes = {"employment": "EM", "auto": "AA", "other": "OA"}
    onset = coverage.onset_date
    return SubmittedClaim(
        claim_id=one.claim_id,
        header=_around(one),
        charge=one.charge,
        place_of_service=one.place_of_service,
        frequency=FREQUENCY[one.frequency],
        payer_claim_number=one.payer_claim_number,
        prior_authorization=coverage.prior_authorization,
        onset_date=None if onset in days else onset,
        accident_date=accident.on if accident else None,
        accident_causes=(causes[accident.cause],) if accident else (),
        accident_state=accident.state if accident else None,
        diagnoses=one.diagnoses,
        referring=_party(coverage.referrer.name, "XX", coverage.referrer.npi) if coverage.referrer else None,
        rendering=_clinician(one.rendering),
        rendering_taxonomy=one.rendering.taxonomy,
        location=_party(site.name.upper(), "XX", site.npi) if site else None,
        other_payers=tuple(_other(other, one) for other in one.others),
        attachments=one.attachments,
        lines=tuple(map(_line, one.lines)),
        location_address=_upper(site.address) if site else None,
        unable_from=coverage.unable_from,
        unable_to=coverage.unable_to,
    )


def _upper(address: Address) -> Address:
    return structs.replace(
        address, line1=address.line1.upper(), line2=(address.line2 or "").upper() or None, city=address.city.upper()
    )


def _party(name: str | Name, kind: str | None, number: str | None) -> Party:
    if isinstance(name, str):
        return Party(last_or_organization=name, id=number, id_kind=kind)
    return Party(
        last_or_organization=name.last,
        first=name.first,
        middle=name.middle,
        suffix=name.suffix,
        id=number,
        id_kind=kind,
    )


_PLAIN = str.maketrans("öÅ", "oA")


def _clinician(one: Clinician) -> Party:
    name = structs.replace(
        one.name, last=one.name.last.translate(_PLAIN).upper(), first=one.name.first.translate(_PLAIN).upper()
    )
    return _party(name, "XX", one.npi)


def _insured(coverage: Coverage, patient: Name) -> Party:
    return _party(coverage.subscriber.name if coverage.subscriber else patient, "MI", coverage.member_id)


_RELATION = {"self": "18", "spouse": "01", "child": "19", "employee": "20", "other": "G8"}


def _around(one: Claim) -> ClaimHeader:
    by, patient, coverage = PRACTICE.billing, one.patient, one.coverage
    assert isinstance(by.name, str)
    insured = _insured(coverage, patient.name)
    own = coverage.subscriber is None
    return ClaimHeader(
        billing=_party(by.name.upper(), "XX", by.npi),
        billing_taxonomy=by.taxonomy,
        tax_id=by.tax_id,
        subscriber=insured,
        payer=_party(one.payer.name, "PI", one.payer.id),
        sequence=ORDER[one.order],
        filing=one.payer.claim_filing,
        own=own,
        relationship=_RELATION[coverage.relationship],
        patient=insured if own else _party(patient.name, None, None),
        birth_date=patient.birth_date,
        sex=patient.sex,
        group_number=coverage.group_number,
        insurance_type=coverage.medicare_second,
        claim_number=coverage.claim_number,
        address=patient.address,
    )


def _other(other: LaterPayer, one: Claim) -> submitted.OtherPayer:
    coverage, payer = other.coverage, _party(other.payer.name, "PI", other.payer.id)
    by_line = any(each.payer_id == other.payer.id for line in one.lines for each in line.adjudications)
    return submitted.OtherPayer(
        sequence=ORDER[other.order],
        payer_id=other.payer.id,
        paid=other.paid,
        remaining=other.remaining,
        adjustments=other.adjustments,
        on=None if by_line else other.on,
        payer=payer,
        filing=other.payer.claim_filing,
        insurance_type=coverage.medicare_second,
        subscriber=_insured(coverage, one.patient.name),
        relationship=_RELATION[coverage.relationship],
        group_number=coverage.group_number,
        payer_claim_number=other.payer_claim_number,
    )


def _line(line: ClaimLine) -> SubmittedLine:
    adjudications: tuple[Adjudication, ...] = line.adjudications
    return SubmittedLine(
        number=str(line.number),
        code=line.code,
        code_kind="HC",
        modifiers=line.modifiers,
        charge=line.charge,
        unit="UN",
        units=line.units,  # type: ignore[arg-type] # a whole number equals its decimal
        pointers=line.pointers,
        first_date=line.service_date,
        last_date=line.service_date,
        control_number=line.control_number,
        rendering=_clinician(line.rendering) if line.rendering else None,
        rendering_taxonomy=line.rendering.taxonomy if line.rendering else None,
        adjudications=adjudications,
    )
