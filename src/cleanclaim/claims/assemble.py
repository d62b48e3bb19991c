"""Visits grouped into claims: one patient, payer, rendering clinician, place of service and authorization each.

Visits of several dates share a claim. A visit stays together on one claim unless it alone is more than
a claim may hold.
"""

from base64 import b32encode
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from typing import NamedTuple

import msgspec
from msgspec import structs

from cleanclaim.claims.missing_for_claim import missing_for_claim, rendering_clinician
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.authorization_use import choose_authorization, find_authorizations
from cleanclaim.law.chart.visit_history import history_of
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.adjudication import Attachment
from cleanclaim.model.claim import Claim, ClaimLine, LaterPayer, VisitOnHold
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Coverage, Patient, Practice, with_fees
from cleanclaim.model.visit import Visit
from cleanclaim.reference.medicare_number import carried_member_number

# What one professional claim may carry (005010X222A1: loop 2400, segments HI and PWK, element SV107).
LINES_A_CLAIM = 50
DIAGNOSES_A_CLAIM = 12
POINTERS_A_LINE = 4
UNDESCRIBED = 8
"""The parts of a billed line without its description, which few have."""
ATTACHMENTS_A_CLAIM = 10
UNSITED, SITED = 4, 5
"""The parts of what a claim's lines have in common without the office, and with it."""


class _ClaimKey(NamedTuple):
    """What the lines of one claim have in common."""

    patient_id: str
    payer: str
    rendering_npi: str
    place_of_service: str
    site: str = ""
    """The office by its name, where the practice has several sites."""
    authorization: str = ""
    """The number of the payer's approval, where the chart has it and the coverage has none."""


class _BilledLine(NamedTuple):
    """A line that is billed; all it needs is known."""

    visit_id: str
    visit_line: int
    service_date: date
    code: str
    modifiers: tuple[str, ...]
    units: int
    charge: int
    diagnoses: tuple[str, ...]
    description: str | None
    noted: bool


def assemble(
    visits: Iterable[tuple[Visit, Sequence[Line]]],
    practice: Practice,
    basis: Basis | None = None,
    *,
    replaces: str | None = None,
    used_ids: Container[str] = (),
) -> tuple[list[Claim], list[VisitOnHold]]:
    """The claims that the visits' lines make, and the visits on hold with every reason.

    Lines of 0 units are left off. Claims come in the order of their first visits. A line without diagnoses has those of
    its visit. `replaces` is the payer's number of the earlier claim that these replace. No claim gets one of the
    `used_ids`, which are those of claims sent before.
    """
    basis = basis or Basis()
    on_hold: list[VisitOnHold] = []
    bills: dict[_ClaimKey, list[list[_BilledLine]]] = {}
    for visit, lines in visits:
        rules = basis.policy_of(visit)
        charged = with_fees(lines, practice.fees)
        reasons = list(missing_for_claim(visit, charged, practice, rules))
        if reasons:
            on_hold.append(VisitOnHold(visit.visit_id, reasons))
        else:
            bills.setdefault(_claim_key(visit, charged, practice, rules), []).append(
                _billed_lines(visit, charged, noted=bool(rules and rules.unlisted_description_in_note))
            )
    claims = [
        _claim(bill, lines, practice, replaces, used_ids)
        for bill, visits_of_bill in bills.items()
        for lines in _split_to_fit(sorted(visits_of_bill, key=_service_date))
    ]
    return claims, on_hold


def _claim_key(visit: Visit, lines: Sequence[Line], practice: Practice, rules: Policy | None) -> _ClaimKey:
    rendering = rendering_clinician(visit, practice, rules)
    # The visit would be on hold if one of these were missing.
    assert visit.patient_id
    payer = visit.billed_payer
    assert payer
    assert visit.place_of_service
    assert rendering
    (site,) = practice.find_sites(visit.place_of_service, visit.site)
    name = site.name if site and len(practice.sites) > 1 else visit.site or ""
    entered = practice.patients[visit.patient_id].coverages[payer].prior_authorization
    authorization = "" if entered else _authorization(visit, lines)
    return _ClaimKey(visit.patient_id, payer, rendering.npi, visit.place_of_service, name, authorization)


def _authorization(visit: Visit, lines: Sequence[Line]) -> str:
    """The number of the approval in the patient's chart that the visit falls under; empty where none does."""
    history = visit.history
    if history is None or not history.authorizations or visit.service_date is None:
        return ""
    payer = visit.payer or ""
    approvals = find_authorizations(history.authorizations, payer, visit.discipline)
    own = history_of(history.visits).own(payer) if history.visits is not None else None
    codes = [line.code for line in lines if line.units]
    chosen = choose_authorization(approvals, visit.service_date, own, codes)
    return chosen.number if chosen else ""


def _billed_lines(visit: Visit, lines: Sequence[Line], *, noted: bool) -> list[_BilledLine]:
    everything = tuple(diagnosis for line in lines for diagnosis in line.diagnoses)
    billed = []
    for line in lines:
        if line.units == 0:
            continue
        # The visit would be on hold if one of these were missing.
        assert visit.service_date
        assert line.units
        assert line.charge
        codes = (code.replace(".", "") for code in line.diagnoses or everything)
        diagnoses = tuple(dict.fromkeys(codes))[:DIAGNOSES_A_CLAIM]
        billed.append(
            _BilledLine(
                visit_id=visit.visit_id,
                visit_line=line.number,
                service_date=visit.service_date,
                code=line.code,
                modifiers=line.modifiers,
                units=line.units,
                charge=line.charge,
                diagnoses=diagnoses,
                description=line.description,
                noted=noted and line.description is not None,
            )
        )
    return billed


def _service_date(billed: list[_BilledLine]) -> date:
    return billed[0].service_date


def _diagnoses(lines: Iterable[_BilledLine]) -> tuple[str, ...]:
    """Each diagnosis once, in the order in which the lines name them."""
    return tuple(dict.fromkeys(diagnosis for line in lines for diagnosis in line.diagnoses))


def _split_to_fit(visits: Iterable[list[_BilledLine]]) -> Iterator[list[_BilledLine]]:
    """The lines, in order, in as many lots as they need to fit on claims."""

    def fit(lines: list[_BilledLine]) -> bool:
        return len(lines) <= LINES_A_CLAIM and len(_diagnoses(lines)) <= DIAGNOSES_A_CLAIM

    claimful: list[_BilledLine] = []
    for visit in visits:
        if claimful and not fit(claimful + visit):
            yield claimful
            claimful = []
        for line in visit:
            if not fit([*claimful, line]):
                yield claimful
                claimful = []
            claimful.append(line)
    yield claimful


def _claim(
    bill: _ClaimKey, lines: list[_BilledLine], practice: Practice, replaces: str | None, used_ids: Container[str]
) -> Claim:
    patient = practice.patients[bill.patient_id]
    claim_id = next(one for one in _claim_ids(bill, lines, replaces) if one not in used_ids)
    diagnoses = _diagnoses(lines)
    first = patient.coverages[bill.payer]
    entered = _as_carried(first)
    approved = structs.replace(entered, prior_authorization=bill.authorization) if bill.authorization else entered
    return Claim(
        claim_id=claim_id,
        patient=patient,
        coverage=approved,
        payer=practice.payers[bill.payer],
        rendering=practice.clinicians[bill.rendering_npi],
        place_of_service=bill.place_of_service,
        site=practice.find_sites(bill.place_of_service, bill.site)[0],
        diagnoses=diagnoses,
        charge=sum(line.charge for line in lines),
        frequency="replacement" if replaces else "original",
        payer_claim_number=replaces,
        others=_others(patient, first, practice),
        lines=tuple(
            ClaimLine(
                number=number,
                visit_id=line.visit_id,
                visit_line=line.visit_line,
                control_number=f"{claim_id}L{number}",
                code=line.code,
                modifiers=line.modifiers,
                charge=line.charge,
                units=line.units,
                service_date=line.service_date,
                pointers=tuple(diagnoses.index(code) + 1 for code in line.diagnoses[:POINTERS_A_LINE]),
                description=line.description,
                noted=line.noted,
            )
            for number, line in enumerate(lines, start=1)
        ),
    )


def with_attachments(claim: Claim, papers: Mapping[str, Sequence[Attachment]]) -> Claim:
    """The claim with the papers of its visits, each once, as many as a claim has room for."""
    visits = dict.fromkeys(line.visit_id for line in claim.lines)
    mine = dict.fromkeys(paper for visit_id in visits for paper in papers.get(visit_id, ()))
    return structs.replace(claim, attachments=tuple(mine)[:ATTACHMENTS_A_CLAIM]) if mine else claim


def _as_carried(coverage: Coverage) -> Coverage:
    """The coverage with its number as claims carry it, however it was stored."""
    return structs.replace(coverage, member_id=carried_member_number(coverage.member_id))


def _others(patient: Patient, first: Coverage, practice: Practice) -> tuple[LaterPayer, ...]:
    """The payers after the first, where their order is entered; the first payer's claim names them."""
    return tuple(
        LaterPayer(order=one.order, payer=practice.payers[one.payer], coverage=_as_carried(one))
        for one in patient.coverages_after(first)
        if one.order
    )


def _claim_ids(bill: _ClaimKey, lines: list[_BilledLine], replaces: str | None) -> Iterator[str]:
    """The ids that a claim may have, each the first service date and eight characters, as `260302K7Q2M9XA`.

    The first depends on everything billed: no clock and no counter, so the same lines in the same order have the same
    id, and a corrected claim has another. The next are for the same lines billed anew, which a payer's answer could not
    tell from the claim before. Fourteen characters are what item 26 of a CMS-1500 has room for.
    """
    billed = [line if line.description else line[:UNDESCRIBED] for line in lines]
    key = bill if bill.authorization else bill[:SITED] if bill.site else bill[:UNSITED]
    content = msgspec.json.encode((key, billed, replaces) if replaces else (key, billed))
    for anew in count():
        digest = sha256(content + (f" billed anew {anew}".encode() if anew else b"")).digest()
        yield f"{lines[0].service_date:%y%m%d}{b32encode(digest).decode()[:8]}"
