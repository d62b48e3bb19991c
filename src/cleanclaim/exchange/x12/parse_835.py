"""From the segments of an 835 to its claims as paid, and to the payment they make up."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from cleanclaim.exchange.x12.lexer import GAP, words
from cleanclaim.exchange.x12.loop_text import LoopText, each
from cleanclaim.exchange.x12.segment_parsers import REMEMBERED, adjustments, party, procedure, provider
from cleanclaim.exchange.x12.values import cents_of, day_of, number_of
from cleanclaim.model.remittance import PaidClaim, PaidLine, Payment, ProviderAdjustment
from cleanclaim.model.submitted_claim import Adjustment, Party


def payment_of(
    outside: LoopText | None, claims: int, claims_paid: int | None, taken: tuple[ProviderAdjustment, ...]
) -> Payment:
    """The payment that the segments outside the claims describe."""
    if outside is None:
        return Payment(claims=claims, claims_paid=claims_paid, adjustments=taken)
    texts, sep = outside.texts, outside.marks.element
    bpr, trn, payer, payee = (
        texts.get(path, "").split(sep) + [""] * 17 for path in (".BPR", ".TRN", "1000A.N1", "1000B.N1")
    )
    return Payment(
        amount=cents_of(bpr[2]),
        credit=bpr[3] != "D",
        method=bpr[4] or None,
        on=day_of(bpr[16]),
        trace=trn[2] or None,
        payer_id=trn[3] or None,
        payer=words(payer[2]) or None,
        payee=words(payee[2]) or None,
        payee_id=payee[4] or None,
        payee_id_kind=payee[3] or None,
        originator=bpr[10] or None,
        claims=claims,
        claims_paid=claims_paid,
        adjustments=taken,
    )


def provider_adjustments(plb: str, separator: str, mark: str) -> list[ProviderAdjustment]:
    """The adjustments of a PLB: up to six."""
    e = plb.split(separator)
    made = []
    for at in range(3, len(e), 2):
        reason, _, reference = e[at].partition(mark)
        amount = e[at + 1] if at + 1 < len(e) else ""
        if reason or amount:
            made.append(ProviderAdjustment(reason, reference or None, cents_of(amount)))
    return made


def paid_claim_of(parts: Sequence[LoopText]) -> PaidClaim:
    """The claim whose loops these are: the first has its CLP, each other a line."""
    first = parts[0]
    texts, marks = first.texts, first.marks
    sep, end = marks.element, marks.segment
    clp = texts["2100.CLP"].split(sep)
    clp += [""] * (8 - len(clp))
    parties = _parties(texts["2100.NM1"], sep, end) if "2100.NM1" in texts else {}
    dates = _dates(texts["2100.DTM"], sep, end) if "2100.DTM" in texts else {}
    return PaidClaim(  # in the order of the fields: naming so many takes several times as long
        words(clp[1]),
        clp[2] or None,
        cents_of(clp[3]),
        cents_of(clp[4]),
        cents_of(clp[5]),
        clp[6] or None,
        clp[7] or None,
        parties.get("QC"),
        parties.get("82"),
        parties.get("TT"),
        dates.get("232"),
        dates.get("233"),
        dates.get("050"),
        _adjustments(texts["2100.CAS"], sep, end) if "2100.CAS" in texts else (),
        _remarks(first),
        tuple([_paid_line(part) for part in parts if part.path == "2110.SVC"]),
        tuple(texts["2100.MOA"].split(sep)[1:10]) if "2100.MOA" in texts else (),
    )


_PERSONS = {"QC", "IL", "74"}  # of whom a file names many


def _parties(text: str, separator: str, terminator: str) -> dict[str, Party]:
    """The parties named, by what they are (NM101)."""
    return {nm1[4:6]: (party if nm1[4:6] in _PERSONS else provider)(nm1, separator) for nm1 in each(text, terminator)}


_NOT_BILLED_OTHERWISE: tuple[str | None, str | None, tuple[str, ...]] = (None, None, ())
_NO_DATES: dict[str, date | None] = {}


@lru_cache(maxsize=REMEMBERED)
def _dates(text: str, separator: str, terminator: str) -> dict[str, date | None]:
    """The date of each DTM, by its qualifier."""
    found = ([*one.split(separator), "", ""] for one in each(text, terminator))
    return {e[1]: day_of(e[2]) for e in found}


def _adjustments(text: str, separator: str, terminator: str) -> tuple[Adjustment, ...]:
    found = each(text, terminator)
    if len(found) == 1:
        return adjustments(found[0], separator)
    return tuple([one for cas in found for one in adjustments(cas, separator)])


def _remarks(first: LoopText) -> tuple[str, ...]:
    """The remarks on the claim, which the MIA (of an inpatient) or the MOA carries."""
    texts, sep = first.texts, first.marks.element
    mia, moa = (texts[path].split(sep) if path in texts else [] for path in ("2100.MIA", "2100.MOA"))
    return tuple(code for code in (*mia[5:6], *mia[20:24], *moa[3:8]) if code)


def _paid_line(part: LoopText) -> PaidLine:
    texts, marks = part.texts, part.marks
    sep, end = marks.element, marks.segment
    code, kind, modifiers, charge, paid, units, billed, billed_units, first, last, taken, billed_modifiers = _service(
        texts["2110.SVC"], texts.get("2110.DTM"), texts.get("2110.CAS"), sep, marks.component, end
    )
    return PaidLine(  # in the order of the fields: naming so many takes several times as long
        code,
        kind,
        modifiers,
        charge,
        paid,
        units,
        billed,
        billed_units,
        first,
        last,
        _second(texts["2110.REF"], "6R", sep, end) if "2110.REF" in texts else None,
        cents_of(_second(texts["2110.AMT"], "B6", sep, end) or "") if "2110.AMT" in texts else None,
        taken,
        tuple([lq.split(sep)[2] for lq in each(texts["2110.LQ"], end) if lq.count(sep) > 1])
        if "2110.LQ" in texts
        else (),
        billed_modifiers,
    )


@lru_cache(maxsize=REMEMBERED)
def _service(svc: str, dtm: str | None, cas: str | None, separator: str, mark: str, terminator: str) -> tuple[Any, ...]:
    """What a line says of its service (SVC), of its days, and of what was taken off; then the modifiers billed."""
    e = svc.split(separator)
    e += [""] * (8 - len(e))
    kind, code, modifiers = procedure(e[1], mark)
    _kind, billed_code, billed_modifiers = procedure(e[6], mark) if e[6] else _NOT_BILLED_OTHERWISE
    dates = _dates(dtm, separator, terminator) if dtm is not None else _NO_DATES
    return (
        code,
        kind,
        modifiers,
        cents_of(e[2]),
        cents_of(e[3]),
        number_of(e[5]) if e[5] else None,
        billed_code,
        number_of(e[7]) if e[7] else None,
        dates.get("472") or dates.get("150"),
        dates.get("151"),
        _adjustments(cas, separator, terminator) if cas is not None else (),
        billed_modifiers,
    )


def _second(text: str, qualifier: str, separator: str, terminator: str) -> str | None:
    """The second element of the segment (REF, AMT) whose first is the qualifier."""
    if terminator not in text:
        begin = f"{text[:3]}{separator}{qualifier}{separator}"
        return text.rstrip(GAP)[len(begin) :].partition(separator)[0] or None if text.startswith(begin) else None
    for one in each(text, terminator):
        e = one.split(separator)
        if len(e) > 2 and e[1] == qualifier:
            return e[2] or None
    return None
