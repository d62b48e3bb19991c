"""Lawful claims of every kind an 837P can be, made of a random source: what Hypothesis shrinks, or a seed repeats.

Everything about a claim that may vary does: who is insured, who referred, what was decided before. All texts are such
as a claim carries unchanged, so that what is read back can be equal.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from msgspec import structs

from cleanclaim.model.adjudication import PAPERS, WAYS, Adjudication, Adjustment, Attachment
from cleanclaim.model.claim import Claim, ClaimLine, LaterPayer
from cleanclaim.model.practice import (
    MEDICARE_SECOND,
    Accident,
    AccidentCause,
    Address,
    Coverage,
    Name,
    Order,
    Patient,
    PayerId,
    Referrer,
    Relationship,
    Subscriber,
)
from tests.exchange.x12.synthetic import CLINICIANS, DAY, REFERRER, practice

PRACTICE = practice()
THERAPISTS = [one for one in CLINICIANS if one.credential != "PTA"]
PAYERS = [
    PayerId(policy="medicare", name="MEDICARE PART B", id="04412", claim_filing="MB"),
    PayerId(policy="aetna", name="AETNA", id="60054", claim_filing="CI"),
    PayerId(policy="medicaid", name="TEXAS MEDICAID", id="86916", claim_filing="MC"),
    PayerId(policy="workers_comp", name="EXAMPLE MUTUAL", id="WC001", claim_filing="WC"),
]
REASONS = [("CO", "45"), ("CO", "97"), ("CO", "59"), ("OA", "23"), ("PI", "45"), ("PR", "1"), ("PR", "2"), ("PR", "3")]
DIAGNOSES = ["M5450", "M25561", "M25511", "M542", "Z96651", "M6281", "R262", "M25551", "G8929", "R2689"]
CODES = ["97110", "97112", "97140", "97530", "97116"]
SINCE = date(2026, 1, 20)


def claim(random: Random, variant: str, number: int = 1) -> Claim:
    """A lawful claim of the variant, of which no other of the file has the number."""
    return VARIANTS[variant](random, _plain(random, number))


def _plain(random: Random, number: int) -> Claim:
    """A first claim of a patient who is insured themselves, for one payer alone."""
    claim_id = f"C{number:07d}"
    diagnoses = tuple(random.sample(DIAGNOSES, random.choice([1, 2, 3, 10])))
    lines = tuple(_line(random, claim_id, at, len(diagnoses)) for at in range(1, random.choice([1, 1, 2, 2, 3]) + 1))
    payer = random.choice(PAYERS[:3])
    place = random.choice(["11", "11", "12", "62"])
    coverage = _coverage(random, payer)
    patient = Patient(
        patient_id=f"p{number}",
        name=_name(random),
        birth_date=date(1930, 1, 1) + timedelta(days=random.randint(0, 30_000)),
        sex=random.choice(["F", "M", "U"]),
        address=_address(random),
        coverages={coverage.payer: coverage},
    )
    return Claim(
        claim_id=claim_id,
        patient=patient,
        coverage=coverage,
        payer=payer,
        rendering=random.choice(THERAPISTS),
        place_of_service=place,
        diagnoses=diagnoses,
        lines=lines,
        charge=sum(line.charge for line in lines),
        site=PRACTICE.find_sites(place, None)[0],
    )


def _line(random: Random, claim_id: str, number: int, diagnoses: int) -> ClaimLine:
    return ClaimLine(
        number=number,
        visit_id=claim_id,
        visit_line=number,
        control_number=f"{claim_id}L{number}",
        code=random.choice(CODES),
        modifiers=("GP", *random.sample(["KX", "59", "CQ"], random.randint(0, 3))),
        charge=random.randint(1, 99_999),
        units=random.randint(1, 4),
        service_date=DAY + timedelta(days=random.randint(0, 3)),
        pointers=tuple(random.sample(range(1, diagnoses + 1), random.randint(1, min(4, diagnoses)))),
    )


def _name(random: Random) -> Name:
    return Name(
        last=random.choice(["SMITH", "O'BRIEN", "MULLER-LUDENSCHEIDT", "VAN DER BERG"]),
        first=random.choice(["JOSE", "MARY-ANN", "LI"]),
        middle=random.choice([None, "Q", "RENEE"]),
        suffix=random.choice([None, "JR.", "III"]),
    )


def _address(random: Random) -> Address:
    return Address(
        line1=f"{random.randint(1, 999)} ELM ST",
        line2=random.choice([None, "APT. 4"]),
        city="AUSTIN",
        state=random.choice(["TX", "CA"]),
        zip_code=random.choice(["78701", "787011234"]),
    )


def _coverage(random: Random, payer: PayerId, order: Order | None = None) -> Coverage:
    later = payer.claim_filing == "MB" and order not in {None, "primary"}
    return Coverage(
        payer=payer.policy,
        relationship="self",
        member_id=f"W{random.randrange(10**9):09d}",
        group_number=random.choice([None, "G-100/7"]),
        referrer=random.choice([None, Referrer(name=_name(random), npi=REFERRER)]),
        prior_authorization=random.choice([None, f"A{random.randrange(10**6)}"]),
        onset_date=random.choice([None, SINCE]),
        accident=random.choice([None, None, Accident(cause="other", on=SINCE)]),
        order=order,
        medicare_second=random.choice(MEDICARE_SECOND) if later else None,
    )


def _original(_random: Random, one: Claim) -> Claim:
    return one


def _replacement(random: Random, one: Claim) -> Claim:
    return structs.replace(one, frequency="replacement", payer_claim_number=f"ICN{random.randrange(10**9)}")


def _void(random: Random, one: Claim) -> Claim:
    return structs.replace(one, frequency="void", payer_claim_number=f"ICN{random.randrange(10**9)}")


def _dependent(random: Random, one: Claim) -> Claim:
    relationships: tuple[Relationship, ...] = ("spouse", "child", "other")
    coverage = structs.replace(
        one.coverage, relationship=random.choice(relationships), subscriber=Subscriber(name=_name(random))
    )
    return structs.replace(one, coverage=coverage)


def _injured(random: Random, one: Claim, cause: AccidentCause) -> Claim:
    """A claim to the insurer of an injury: the case's number, the accident; the employer is the insured at work."""
    accident = Accident(cause=cause, on=SINCE, state="TX" if cause == "auto" else None)
    case = f"WC-{random.randrange(10**6)}"
    coverage = structs.replace(
        one.coverage,
        payer="workers_comp",
        accident=accident,
        claim_number=case,
        unable_from=random.choice([None, SINCE]),
        unable_to=random.choice([None, SINCE + timedelta(days=20)]),
    )
    if cause == "employment":
        employer = Subscriber(name="EXAMPLE FOUNDRY")
        coverage = structs.replace(coverage, relationship="employee", member_id=case, subscriber=employer)
    payer = PAYERS[3] if cause == "employment" else structs.replace(PAYERS[3], claim_filing="AM")
    return structs.replace(one, coverage=coverage, payer=payer)


def _workers_comp(random: Random, one: Claim) -> Claim:
    return _injured(random, one, "employment")


def _auto(random: Random, one: Claim) -> Claim:
    return _injured(random, one, "auto")


def _attached(random: Random, one: Claim) -> Claim:
    papers = [
        Attachment(kind, way, None if way == "AA" else f"{one.claim_id}-{at}")
        for at, (kind, way) in enumerate(
            (random.choice(list(PAPERS)), random.choice(list(WAYS))) for _ in range(random.randint(1, 4))
        )
    ]
    return structs.replace(one, attachments=tuple(papers))


def _many_hands(random: Random, one: Claim) -> Claim:
    """Lines that another therapist gave than the one the claim names."""
    other = next(clinician for clinician in THERAPISTS if clinician is not one.rendering)
    lines = [structs.replace(line, rendering=random.choice([None, other])) for line in one.lines]
    return structs.replace(one, lines=tuple(lines))


def _told_of_the_second(random: Random, one: Claim) -> Claim:
    other = random.choice([payer for payer in PAYERS[:3] if payer.policy != one.payer.policy])
    second = LaterPayer(order="secondary", payer=other, coverage=_insured(random, other, "secondary"))
    return structs.replace(one, others=(second,))


def _insured(random: Random, payer: PayerId, order: Order) -> Coverage:
    """Another coverage of the patient's, their own or a spouse's."""
    coverage = _coverage(random, payer, order)
    spouse = structs.replace(coverage, relationship="spouse", subscriber=Subscriber(name=_name(random)))
    return random.choice([coverage, spouse])


def _after(random: Random, one: Claim, orders: list[Order], mine: Order, *, by_line: bool) -> Claim:
    """The claim for the payer in `mine`, after those in `orders`, each of which decided the lines or the whole."""
    payers = random.sample(PAYERS[:3], len(orders) + 1)
    lines, others = one.lines, []
    for order, payer in zip(orders, payers, strict=False):
        if by_line:
            lines = tuple(
                structs.replace(line, adjudications=(*line.adjudications, _adjudication(random, line, payer)))
                for line in lines
            )
            decided = [line.adjudications[-1] for line in lines]
            paid = sum(each.paid or 0 for each in decided)
            adjustments: tuple[Adjustment, ...] = ()
            left = [each for line in decided for each in line.adjustments]
        else:
            paid, adjustments = _split(random, one.charge)
            left = list(adjustments)
        others.append(
            LaterPayer(
                order=order,
                payer=payer,
                coverage=_insured(random, payer, order),
                paid=paid,
                remaining=sum(each.amount or 0 for each in left if each.group == "PR"),
                adjustments=adjustments,
                on=date(2026, 3, 20),
                payer_claim_number=random.choice([None, f"ICN{random.randrange(10**6)}"]),
            )
        )
    coverage = _coverage(random, payers[-1], mine)
    return structs.replace(one, lines=lines, others=tuple(others), order=mine, coverage=coverage, payer=payers[-1])


def _adjudication(random: Random, line: ClaimLine, payer: PayerId) -> Adjudication:
    paid, adjustments = _split(random, line.charge)
    return Adjudication(
        payer_id=payer.id,
        paid=paid,
        adjustments=adjustments,
        on=date(2026, 3, 20),
        code=line.code,
        modifiers=line.modifiers,
        units=Decimal(random.randint(1, line.units)),
    )


def _split(random: Random, charge: int) -> tuple[int, tuple[Adjustment, ...]]:
    """What was paid of a charge, and adjustments for the rest."""
    rest = charge
    taken = []
    for group, reason in sorted(random.sample(REASONS, random.randint(0, 5))):
        amount = random.randint(0, rest)
        rest -= amount
        if amount:
            units = random.choice([None, Decimal(1)])
            taken.append(Adjustment(group, reason, amount, units))
    return rest, tuple(taken)


def _secondary(random: Random, one: Claim) -> Claim:
    return _after(random, one, ["primary"], "secondary", by_line=True)


def _secondary_as_a_whole(random: Random, one: Claim) -> Claim:
    return _after(random, one, ["primary"], "secondary", by_line=False)


def _tertiary(random: Random, one: Claim) -> Claim:
    return _after(random, one, ["primary", "secondary"], "tertiary", by_line=True)


VARIANTS: dict[str, Callable[[Random, Claim], Claim]] = {
    "original": _original,
    "replacement": _replacement,
    "void": _void,
    "dependent": _dependent,
    "workers_comp": _workers_comp,
    "auto": _auto,
    "attached": _attached,
    "many_hands": _many_hands,
    "told_of_the_second": _told_of_the_second,
    "secondary": _secondary,
    "secondary_as_a_whole": _secondary_as_a_whole,
    "tertiary": _tertiary,
}
