"""From the segments of an 837P to its claims.

Most of what clinics send they send over and over: the same codes at the same charges, the same days, the same
clinicians. What such a text means is remembered (`lru_cache`).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cleanclaim.exchange.x12.lexer import words
from cleanclaim.exchange.x12.loop_text import LoopText, each
from cleanclaim.exchange.x12.segment_parsers import (
    REMEMBERED,
    address,
    adjustments,
    description_in,
    element,
    party,
    procedure,
    provider,
)
from cleanclaim.exchange.x12.values import cents_of, day_of, number_of
from cleanclaim.model.practice import Address
from cleanclaim.model.submitted_claim import (
    Adjudication,
    Attachment,
    ClaimHeader,
    OtherPayer,
    Party,
    SubmittedClaim,
    SubmittedLine,
)

_PERSONS = {"2010BA.NM1", "2010CA.NM1", "2330A.NM1"}  # of whom a file names many
_NO_DATES = (None, None)


class Biller(NamedTuple):
    """The billing provider's level (2000A), shared by many claims."""

    party: Party | None = None
    taxonomy: str | None = None
    tax_id: str | None = None


def biller_of(level: LoopText) -> Biller:
    """The biller of level 2000A."""
    texts, sep = level.texts, level.marks.element
    tax_ids = {
        element(ref, sep, 1): element(ref, sep, 2) for ref in each(texts.get("2010AA.REF", ""), level.marks.segment)
    }
    return Biller(
        _party(level, "2010AA.NM1"), element(texts.get("2000A.PRV", ""), sep, 3), tax_ids.get("EI") or tax_ids.get("SY")
    )


def claim_header(biller: Biller, subscriber: LoopText | None, patient: LoopText | None) -> ClaimHeader:
    """The levels above a claim: who bills, level 2000B, and level 2000C if the patient is another."""
    if subscriber is None:
        return ClaimHeader(billing=biller.party, billing_taxonomy=biller.taxonomy, tax_id=biller.tax_id)
    sep = subscriber.marks.element
    sbr = subscriber.texts.get("2000B.SBR", "").split(sep)
    sbr += [""] * (10 - len(sbr))
    insured = _party(subscriber, "2010BA.NM1")
    relationship, who = sbr[2] or None, insured if sbr[2] == "18" else None
    person, whose, loop = subscriber.texts.get("2010BA.DMG", ""), subscriber, "2010BA"
    if patient is not None:
        relationship = element(patient.texts.get("2000C.PAT", ""), sep, 1) or relationship
        who = _party(patient, "2010CA.NM1") or (insured if relationship == "18" else None)
        person = patient.texts.get("2010CA.DMG", "") or person
        whose, loop = patient, "2010CA"
    born, sex = _person(person, sep)
    died = element(whose.texts.get("2000C.PAT" if patient is not None else "2000B.PAT", ""), sep, 6)
    return ClaimHeader(  # in the order of the fields: naming so many takes several times as long
        biller.party,
        biller.taxonomy,
        biller.tax_id,
        insured,
        _party(subscriber, "2010BB.NM1"),
        sbr[1] or None,
        sbr[9] or None,
        sbr[2] == "18",
        relationship,
        who,
        born,
        sex,
        sbr[3] or None,
        sbr[5] or None,
        _numbers(whose.texts[f"{loop}.REF"], sep, whose.marks.segment).get("Y4")
        if f"{loop}.REF" in whose.texts
        else None,
        address(whose.texts.get(f"{loop}.N3", ""), whose.texts.get(f"{loop}.N4", ""), sep),
        day_of(died) if died else None,
        _billing_number(subscriber.texts["2010BB.REF"], sep, subscriber.marks.segment)
        if "2010BB.REF" in subscriber.texts
        else None,
    )


def _party(part: LoopText, path: str) -> Party | None:
    text = part.texts.get(path)
    if text is None:
        return None
    marks = part.marks
    return (party if path in _PERSONS else provider)(text.partition(marks.segment)[0], marks.element)


def _person(dmg: str, separator: str) -> tuple[date | None, str | None]:
    e = [*dmg.split(separator), "", "", ""]
    return day_of(e[2]), e[3] or None


def claim_of(parts: Sequence[LoopText], before: ClaimHeader) -> SubmittedClaim:
    """The claim whose loops these are, in their order, the first with its CLM."""
    first = parts[0]
    texts, marks = first.texts, first.marks
    sep = marks.element
    clm = texts["2300.CLM"].split(sep)
    clm += [""] * (12 - len(clm))
    place, frequency = _place(clm[5], marks.component)
    causes, state = _causes(clm[11], marks.component) if clm[11] else ((), None)
    dates = _dates(texts["2300.DTP"], sep, marks.segment) if "2300.DTP" in texts else {}
    numbers = _numbers(texts["2300.REF"], sep, marks.segment) if "2300.REF" in texts else {}
    lines: list[SubmittedLine] = []
    others: list[OtherPayer] = []
    at, end = 1, len(parts)
    while at < end:
        part = parts[at]
        at += 1
        if part.path == "2400.LX":
            decided: tuple[Adjudication, ...] = ()
            while at < end and parts[at].path != "2400.LX":
                if parts[at].path == "2430.SVD":
                    decided = (*decided, _adjudication(parts[at]))
                at += 1
            lines.append(_line(part, decided))
        elif part.path == "2320.SBR":
            others.append(_other_payer(part))
    return SubmittedClaim(  # in the order of the fields: naming so many takes several times as long
        words(clm[1]),
        before,
        cents_of(clm[2]),
        place,
        frequency,
        numbers.get("F8"),
        numbers.get("G1"),
        dates.get("431"),
        dates.get("439"),
        causes,
        state,
        diagnoses_in(texts.get("2300.HI", ""), sep, marks.component, marks.segment),
        _party(first, "2310A.NM1"),
        _party(first, "2310B.NM1"),
        element(texts["2310B.PRV"], sep, 3) if "2310B.PRV" in texts else None,
        _party(first, "2310C.NM1"),
        tuple(others),
        _attachments(texts["2300.PWK"], sep, marks.segment) if "2300.PWK" in texts else (),
        tuple(lines),
        _location(first) if "2310C.N3" in texts else None,
        dates.get("314") or dates.get("360"),
        dates.get("314 to") or dates.get("361"),
        cents_of(_numbers(texts["2300.AMT"], sep, marks.segment).get("F5") or "") if "2300.AMT" in texts else None,
    )


def _billing_number(text: str, separator: str, terminator: str) -> str | None:
    numbers = _numbers(text, separator, terminator)
    return numbers.get("G2") or numbers.get("LU")


def _location(claim: LoopText) -> Address | None:
    return address(claim.texts.get("2310C.N3", ""), claim.texts.get("2310C.N4", ""), claim.marks.element)


@lru_cache(maxsize=REMEMBERED)
def _place(element: str, mark: str) -> tuple[str | None, str | None]:
    """Place of service and frequency (CLM05)."""
    parts = element.split(mark)
    return parts[0] or None, (parts[2] if len(parts) > 2 else "") or None


@lru_cache(maxsize=REMEMBERED)
def _causes(element: str, mark: str) -> tuple[tuple[str, ...], str | None]:
    """Causes of the accident and the state it happened in (CLM11)."""
    parts = element.split(mark)
    return tuple(code for code in parts[:3] if code), (parts[3] if len(parts) > 3 else "") or None


def _dates(text: str, separator: str, terminator: str) -> dict[str, date | None]:
    """The date of each DTP, by its qualifier; of a period (RD8) its first day, and its last as `314 to`."""
    dates: dict[str, date | None] = {}
    for one in each(text, terminator):
        e = [*one.split(separator), "", "", ""]
        first, dash, last = e[3].partition("-")
        dates[e[1]] = day_of(first)
        if dash:
            dates[f"{e[1]} to"] = day_of(last)
    return dates


def _numbers(text: str, separator: str, terminator: str) -> dict[str, str | None]:
    """The number of each REF, by its qualifier."""
    found = ([*one.split(separator), "", ""] for one in each(text, terminator))
    return {e[1]: e[2] or None for e in found}


_DIAGNOSIS = {"ABK", "ABF", "BK", "BF"}


@lru_cache(maxsize=REMEMBERED)
def diagnoses_in(text: str, separator: str, mark: str, terminator: str) -> tuple[str, ...]:
    """The codes of the diagnoses in one HI or more."""
    parts = [part.split(mark) for hi in each(text, terminator) for part in hi.split(separator)[1:]]
    return tuple(part[1] for part in parts if len(part) > 1 and part[0] in _DIAGNOSIS)


@lru_cache(maxsize=REMEMBERED)
def _attachments(text: str, separator: str, terminator: str) -> tuple[Attachment, ...]:
    found = (one.split(separator) + [""] * 6 for one in each(text, terminator))
    return tuple(Attachment(e[1], e[2], e[6] or None) for e in found)


def _line(part: LoopText, adjudications: tuple[Adjudication, ...]) -> SubmittedLine:
    texts, marks = part.texts, part.marks
    sep = marks.element
    code, kind, modifiers, charge, unit, units, place, pointers, first, last, description = _service(
        texts.get("2400.SV1", ""), texts.get("2400.DTP", ""), sep, marks.component, marks.segment
    )
    number = None
    ref = texts.get("2400.REF")
    if ref is not None:
        number = (
            _numbers(ref, sep, marks.segment).get("6R")
            if marks.segment in ref or ref[3:7] != f"{sep}6R{sep}"
            else ref[7:].partition(sep)[0] or None
        )
    rendering = taxonomy = None
    if "2420A.NM1" in texts:
        rendering = _party(part, "2420A.NM1")
        taxonomy = element(texts.get("2420A.PRV", ""), sep, 3)
    return SubmittedLine(  # in the order of the fields: naming so many takes several times as long
        texts["2400.LX"].partition(sep)[2].partition(sep)[0],
        code,
        kind,
        modifiers,
        charge,
        unit,
        units,
        place,
        pointers,
        first,
        last,
        number,
        rendering,
        adjudications,
        taxonomy,
        description,
        element(texts["2400.NTE"], sep, 2) if "2400.NTE" in texts else None,
    )


class ServiceElements(NamedTuple):
    """What a line says of its service (SV1) and of its days (DTP), in the order of the line's fields, and in words."""

    code: str | None
    kind: str | None
    modifiers: tuple[str, ...]
    charge: int | None
    unit: str | None
    units: Decimal | None
    place: str | None
    pointers: tuple[int, ...]
    first_date: date | None
    last_date: date | None
    description: str | None


@lru_cache(maxsize=REMEMBERED)
def _service(sv1: str, dtp: str, separator: str, mark: str, terminator: str) -> ServiceElements:
    """What an SV1 and the DTP of its line say."""
    e = sv1.split(separator) + [""] * 7
    kind, code, modifiers = procedure(e[1], mark)
    pointers = tuple(int(one) for one in e[7].split(mark) if one.isascii() and one.isdigit() and len(one) < 9)
    return ServiceElements(
        code,
        kind,
        modifiers,
        cents_of(e[2]),
        e[3] or None,
        number_of(e[4]),
        e[5] or None,
        pointers,
        *_service_dates(dtp, separator, terminator),
        description_in(e[1], mark),
    )


def _service_dates(text: str, separator: str, terminator: str) -> tuple[date | None, date | None]:
    """The first and last day of service among a line's dates (DTP 472)."""
    for dtp in each(text, terminator):
        e = [*dtp.split(separator), "", "", ""]
        if e[1] == "472":
            first, _, last = e[3].partition("-")
            return day_of(first), day_of(last or first)
    return _NO_DATES


def _adjudication(part: LoopText) -> Adjudication:
    texts, marks = part.texts, part.marks
    sep, end = marks.element, marks.segment
    svd = texts["2430.SVD"].split(sep)
    svd += [""] * (7 - len(svd))
    _kind, code, modifiers = procedure(svd[3], marks.component)
    taken = (adjustments(cas, sep) for cas in each(texts.get("2430.CAS", ""), end))
    return Adjudication(
        payer_id=svd[1],
        paid=cents_of(svd[2]),
        adjustments=tuple(one for cas in taken for one in cas),
        on=_dates(texts.get("2430.DTP", ""), sep, end).get("573"),
        code=code,
        modifiers=modifiers,
        units=number_of(svd[5]) if svd[5] else None,
        bundled_into=svd[6] or None,
    )


def _other_payer(part: LoopText) -> OtherPayer:
    texts, marks = part.texts, part.marks
    sep, end = marks.element, marks.segment
    amounts = _numbers(texts.get("2320.AMT", ""), sep, end)
    taken = (adjustments(cas, sep) for cas in each(texts.get("2320.CAS", ""), end))
    payer = _party(part, "2330B.NM1")
    sbr = texts["2320.SBR"].split(sep)
    sbr += [""] * (10 - len(sbr))
    return OtherPayer(
        sequence=sbr[1] or None,
        payer_id=payer.id if payer else None,
        paid=cents_of(amounts.get("D") or ""),
        remaining=cents_of(amounts.get("EAF") or ""),
        adjustments=tuple(one for cas in taken for one in cas),
        on=_dates(texts.get("2330B.DTP", ""), sep, end).get("573"),
        payer=payer,
        filing=sbr[9] or None,
        insurance_type=sbr[5] or None,
        subscriber=_party(part, "2330A.NM1"),
        relationship=sbr[2] or None,
        group_number=sbr[3] or None,
        payer_claim_number=_numbers(texts.get("2330B.REF", ""), sep, end).get("F8"),
        outpatient=tuple(texts["2320.MOA"].split(sep)[1:10]) if "2320.MOA" in texts else (),
    )
