"""What each box of a CMS-1500 says for a claim: six service lines a sheet, each sheet a claim with a total of its own.

The boxes are those of version 02/12. What Medicare wants otherwise than other payers (no insured where Medicare is
first, NONE as the group, the address of every place of service) is from the Medicare Claims Processing Manual, ch. 26.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.exchange.forms.layout import SERVICES_A_SHEET
from cleanclaim.exchange.forms.names import city, full_name, street, zip_code
from cleanclaim.model.claim import Claim, ClaimLine
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.practice import Address, Name, Practice
from cleanclaim.reference.medicare_number import carried_member_number

Boxes = dict[str, str]

# The box of item 1 by the kind of insurance (X12 element 1032); any other kind is "other".
_INSURANCE = {"MB": "medicare", "MC": "medicaid", "CH": "tricare", "VA": "champva", "BL": "group", "12": "group"}
_ACCIDENT = {"10a": "employment", "10b": "auto", "10c": "other"}
_RELATIONSHIP = {"self": "self", "spouse": "spouse", "child": "child", "employee": "other", "other": "other"}
# Item 22, as element 1325 of the 837P.
_RESUBMISSION = {"replacement": "7", "void": "8"}
_LETTERS = "ABCDEFGHIJKL"
_AT_HOME = "12"


class Sheet(Struct, frozen=True):
    """One filled form: what each box says, by the names of the layout, and the boxes of each service line."""

    boxes: Boxes
    services: tuple[Boxes, ...]


def fill_sheets(claim: Claim, practice: Practice, signed_on: date) -> list[Sheet]:
    """The claim on as many forms as its lines need; `signed_on` is the day it is signed and sent."""
    practice.require_whole()
    common = _boxes(claim, practice, signed_on)
    return [
        Sheet(common | _total(lines), tuple(_service(line, claim) for line in lines)) for lines in _batches(claim.lines)
    ]


def _batches(lines: Sequence[ClaimLine]) -> Iterator[Sequence[ClaimLine]]:
    for at in range(0, len(lines), SERVICES_A_SHEET):
        yield lines[at : at + SERVICES_A_SHEET]


def _boxes(claim: Claim, practice: Practice, signed_on: date) -> Boxes:
    filled = {
        **_payer(claim),
        **_patient(claim, practice),
        **_insured(claim),
        **_condition(claim),
        **_provider(claim, practice, signed_on),
    }
    return {box: claim_text(text) for box, text in filled.items() if text}


def _payer(claim: Claim) -> Boxes:
    kind = _INSURANCE.get(claim.payer.claim_filing, "other")
    return {
        "payer_name": claim.payer.name,
        **_carrier(claim),
        f"1 {kind}": "X",
        "1a": claim.coverage.member_id.replace("-", ""),
    }


def _carrier(claim: Claim) -> Boxes:
    """The block above the form: where the claim goes, or by which id if no address is entered."""
    where = claim.payer.address
    if where is None:
        return {"payer_street": claim.payer.id}
    return {"payer_street": street(where), "payer_city": city(where)}


def _patient(claim: Claim, practice: Practice) -> Boxes:
    patient = claim.patient
    return {
        "2": _named(patient.name),
        **_day("3", patient.birth_date, long=True),
        f"3 {patient.sex}": "X" if patient.sex in {"M", "F"} else "",
        **_address("5", patient.address),
        f"6 {_RELATIONSHIP[claim.coverage.relationship]}": "X",
        "12": "SIGNATURE ON FILE",
        "13": "SIGNATURE ON FILE" if practice.billing.is_paid(claim.payer) else "",
    }


def _insured(claim: Claim) -> Boxes:
    """Items 4, 7 and 11. Medicare as the first payer has no insured besides the patient, and is told so by NONE."""
    if claim.payer.claim_filing == "MB":
        return {"11": "NONE"}
    coverage, subscriber = claim.coverage, claim.coverage.subscriber
    whose = subscriber.name if subscriber else claim.patient.name
    address = subscriber.address if subscriber else claim.patient.address
    birth = subscriber.birth_date if subscriber else claim.patient.birth_date
    sex = subscriber.sex if subscriber else claim.patient.sex
    return {
        "4": _named(whose),
        **(_address("7", address) if address else {}),
        "11": coverage.group_number or "",
        **(_day("11a", birth, long=True) if birth else {}),
        f"11a {sex}": "X" if sex in {"M", "F"} else "",
        **({"11b qualifier": "Y4", "11b": coverage.claim_number} if coverage.claim_number else {}),
        **_other_insured(claim),
    }


def _other_insured(claim: Claim) -> Boxes:
    """Items 9 and 11d: the payer after this one."""
    if not claim.others:
        return {"11d no": "X"}
    coverage = claim.others[0].coverage
    whose = coverage.subscriber.name if coverage.subscriber else claim.patient.name
    return {
        "9": _named(whose),
        "9a": coverage.group_number or carried_member_number(coverage.member_id),
        "9d": claim.others[0].payer.name,
        "11d yes": "X",
    }


def _condition(claim: Claim) -> Boxes:
    """Items 10 to 23: what is treated, since when, who sent the patient, what the payer has or approved."""
    coverage, accident = claim.coverage, claim.coverage.accident
    boxes = {
        f"{box} {'yes' if accident and accident.cause == cause else 'no'}": "X" for box, cause in _ACCIDENT.items()
    }
    if accident and accident.state:
        boxes["10b state"] = accident.state
    since = accident.on if accident and accident.on else coverage.onset_date
    if since:
        boxes |= {**_day("14", since), "14 qualifier": "431"}
    for end, on in (("from", coverage.unable_from), ("to", coverage.unable_to)):
        if on:
            boxes |= _day(f"16 {end}", on)
    if coverage.referrer:
        boxes |= {"17 qualifier": "DN", "17": full_name(coverage.referrer.name), "17b": coverage.referrer.npi}
    return boxes | {
        "20 no": "X",
        "21 indicator": "0",
        **{f"21 {letter}": code for letter, code in zip(_LETTERS, claim.diagnoses, strict=False)},
        **_resubmission(claim),
        "23": coverage.prior_authorization or "",
    }


def _resubmission(claim: Claim) -> Boxes:
    """Item 22: that the claim replaces (7) or voids (8) one that the payer has under this number."""
    if claim.payer_claim_number is None:
        return {}
    return {"22 code": _RESUBMISSION[claim.frequency], "22 number": claim.payer_claim_number}


def _provider(claim: Claim, practice: Practice, signed_on: date) -> Boxes:
    billing = practice.billing
    return {
        "25": billing.tax_id,
        f"25 {billing.tax_id_kind.lower()}": "X",
        "26": claim.claim_id,
        "27 yes" if billing.accepts(claim.payer) else "27 no": "X",
        "31 name": f"{full_name(claim.rendering.name)} {claim.rendering.credential}",
        "31 date": f"{signed_on:%m%d%y}",
        **_place(claim, practice),
        "33 area": billing.phone[:3],
        "33 telephone": billing.phone[3:],
        "33 name": full_name(billing.name),
        "33 street": street(billing.address),
        "33 city": city(billing.address),
        "33a": billing.npi,
        "33b": f"G2{claim.payer.provider_id}" if claim.payer.provider_id else "",
    }


def _place(claim: Claim, practice: Practice) -> Boxes:
    """Item 32. Medicare wants it for every place but the patient's home, others where it is not the billing address."""
    if claim.site:
        return _facility(claim.site.name, claim.site.address, claim.site.npi)
    if claim.payer.claim_filing != "MB" or claim.place_of_service == _AT_HOME:
        return {}
    return _facility(full_name(practice.billing.name), practice.billing.address, practice.billing.npi)


def _facility(name: str, address: Address, npi: str | None) -> Boxes:
    return {"32 name": name, "32 street": street(address), "32 city": city(address), "32a": npi or ""}


def _total(lines: Sequence[ClaimLine]) -> Boxes:
    return _amount("28", sum(line.charge for line in lines))


def _service(line: ClaimLine, claim: Claim) -> Boxes:
    on = line.service_date
    return {
        **{f"24A{to} {part}": f"{on:{form}}" for to in ("", " to") for part, form in _PARTS.items()},
        "24 shaded": (line.description or "").upper(),
        "24B": claim.place_of_service,
        "24D": line.code,
        **{f"24D {at}": modifier for at, modifier in enumerate(line.modifiers, 1)},
        "24E": "".join(_LETTERS[pointer - 1] for pointer in line.pointers),
        **_amount("24F", line.charge),
        "24G": str(line.units),
        "24J": claim.rendering.npi,
    }


_PARTS = {"month": "%m", "day": "%d", "year": "%y"}


def _day(box: str, on: date, *, long: bool = False) -> Boxes:
    return {f"{box} {part}": f"{on:{'%Y' if long and part == 'year' else form}}" for part, form in _PARTS.items()}


def _amount(box: str, amount: int) -> Boxes:
    return {f"{box} dollars": str(amount // 100), f"{box} cents": f"{amount % 100:02d}"}


def _named(name: str | Name) -> str:
    """Last, first, middle name with commas between; an organization as it is."""
    if isinstance(name, str):
        return name
    last = f"{name.last} {name.suffix}" if name.suffix else name.last
    return ", ".join(filter(None, (last, name.first, name.middle)))


def _address(box: str, address: Address) -> Boxes:
    return {
        f"{box} street": street(address),
        f"{box} city": address.city,
        f"{box} state": address.state,
        f"{box} zip": zip_code(address),
    }
