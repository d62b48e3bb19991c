"""The main job in one verb: review the visits, put the clean ones on claims, and write the 837P."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time

from msgspec import Struct, structs

from cleanclaim.claims.assemble import assemble, with_attachments
from cleanclaim.claims.replacements import Correction, build_replacements
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.practice_payers import with_insurers, with_policies
from cleanclaim.law.review.review import ClaimReview, Review, review
from cleanclaim.model.adjudication import Attachment
from cleanclaim.model.claim import BilledBefore, BilledByAnother, Claim, HoldReason, VisitOnHold
from cleanclaim.model.errors import UserError
from cleanclaim.model.line import Line
from cleanclaim.model.practice import Practice, Receiver
from cleanclaim.model.visit import Service, Visit

NOT_A_FIRST_CLAIM: dict[str, tuple[str, str]] = {
    "correction": (
        "It is sent as a correction, and a first claim of it would be a duplicate.",
        "Write it with `cleanclaim claim --replace`, naming the claim that it corrects; else leave sent_as empty.",
    ),
    "appeal": (
        "It is sent as an appeal, and an appeal is no claim.",
        "Send the appeal to the payer; to correct the claim, use `cleanclaim claim --replace`.",
    ),
    "second": (
        "It goes to the second payer, whose claim says what the first one decided.",
        "Write it with `cleanclaim secondary`, from the claim sent and the first payer's remittance.",
    ),
}
"""Why a visit makes no first claim, by what it is sent as, and what writes it instead."""


class ClaimResult(Struct, frozen=True, kw_only=True):
    """The claims of some visits, and the visits that are on none.

    `claims` are in the 837P `text`, an interchange a receiver; it is None where there is no claim. `on_hold` are the
    visits that need a fix first. `patient_pays` are the ids of the visits that no payer is billed for, `left_out` of
    those that belong to no claim that is replaced, `by_another` the visits claimed that a claim of another clinician's
    perhaps has already.
    """

    claims: list[Claim]
    on_hold: list[VisitOnHold]
    patient_pays: list[str]
    left_out: list[str] = []
    by_another: list[BilledByAnother] = []
    text: str | None
    review: Review


def claim(
    visits: Case | Iterable[Visit],
    practice: Practice | None = None,
    basis: Basis | None = None,
    *,
    created: datetime | None = None,
    sent_before: BilledBefore | None = None,
    corrections: Sequence[Correction] = (),
    papers: Mapping[str, Sequence[Attachment]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> ClaimResult:
    """Review a case, or a practice's visits, and write the clean ones as an 837P.

    Only a visit whose every stopping question was answered with pass is claimed; the others are on hold, those
    with unknowns too. `basis` says by which law, and when they are filed, which is what `created` is unless given.
    `sent_before`: what was billed before: visits of it are on hold, and no new claim gets the id of one of it.
    `corrections` are claims sent earlier: their visits become replacements,
    and all other visits are left out. `papers` go with the claims of the visits whose ids they have.

        >>> import cleanclaim
        >>> from datetime import date
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> practice = cleanclaim.read_practice("examples/clinic-day/practice.toml")
        >>> result = cleanclaim.claim(visits, practice, cleanclaim.Basis(filed_on=date(2026, 3, 3)))
        >>> len(result.claims), result.text[:3]
        (23, 'ISA')
        >>> result.on_hold[0].visit_id, result.on_hold[0].reasons[0].rule
        ('3', 'minutes.overbilled')
    """
    case, basis = as_case(visits), basis or Basis()
    practice = practice or case.practice
    if practice is None:
        remedy = "Give the practice with the visits: claim(visits, practice), or a case that has one."
        raise UserError("The claims", "the practice that bills them is not known", remedy)
    practice = with_policies(practice, basis)
    case = structs.replace(case, practice=practice)
    case = case.with_visits(with_insurers(case.visits, practice)) if _names_otherwise(case, practice) else case
    sent_before = sent_before or BilledBefore()
    before, created = sent_before.visits, created or datetime.combine(basis.filing_day, time())
    everything, result = case.visits, review(case, basis, progress=progress)
    by_payer = [(v, r) for v, r in zip(everything, result.claims, strict=True) if not patient_pays(v, basis)]
    reviewed = [
        (visit, number_lines(found.lines) if _is_ready(visit, found, before, replacing=bool(corrections)) else None)
        for visit, found in by_payer
    ]
    if corrections:
        claims, lacking, billable = build_replacements(reviewed, corrections, practice, basis, sent_before.claim_ids)
    else:
        clean = [(visit, lines) for visit, lines in reviewed if lines is not None]
        claims, lacking = assemble(clean, practice, basis, used_ids=sent_before.claim_ids)
        billable = {visit.visit_id for visit in everything}
    claims = [with_attachments(one, papers) for one in claims] if papers else claims
    claimed = {line.visit_id for one in claims for line in one.lines}
    reasons: dict[str, list[HoldReason]] = {}
    for visit, found in by_payer:
        if found.visit_id in billable:
            elsewhere = _sent_elsewhere(visit, before, replacing=bool(corrections))
            if found.status != "clean" or elsewhere:
                aside = _patient_set_aside(visit, practice)
                reasons[found.visit_id] = [*_stopping(found), *elsewhere, *aside]
    for one in lacking:
        reasons.setdefault(one.visit_id, []).extend(one.reasons)
    return ClaimResult(
        claims=claims,
        on_hold=[
            VisitOnHold(visit.visit_id, reasons[visit.visit_id]) for visit in everything if visit.visit_id in reasons
        ],
        patient_pays=[] if corrections else [visit.visit_id for visit in everything if patient_pays(visit, basis)],
        left_out=[visit.visit_id for visit in everything if visit.visit_id not in billable],
        by_another=[one for visit_id, one in sent_before.by_another.items() if visit_id in claimed],
        text=_write(claims, practice, created) if claims else None,
        review=result,
    )


def _write(claims: Sequence[Claim], practice: Practice, created: datetime) -> str:
    """The interchanges of the claims, one a receiver."""
    by_receiver: dict[Receiver | None, list[Claim]] = {}
    for one in claims:
        by_receiver.setdefault(one.payer.receiver, []).append(one)
    return "".join(
        write_837p(of_one, practice.sending_to(receiver), created=created) for receiver, of_one in by_receiver.items()
    )


def _names_otherwise(case: Case, practice: Practice) -> bool:
    """Whether visits name payers as the practice does, and not their policies."""
    keys = {key for key, payer in practice.payers.items() if payer.policy != key}
    return any(visit.payer in keys and visit.insurer is None for visit in case.visits)


def patient_pays(visit: Visit, basis: Basis) -> bool:
    """Whether the visit's payer takes no claims, since the patient pays."""
    described = basis.policy_of(visit)
    return described is not None and described.claim_filing == "none"


def number_lines(lines: Sequence[Line | Service]) -> list[Line]:
    """Claim lines with their numbers; services that came with their units become lines as they are."""
    fields = Service.__struct_fields__
    return [
        line if isinstance(line, Line) else Line(number=number, **{name: getattr(line, name) for name in fields})
        for number, line in enumerate(lines, 1)
    ]


def _is_ready(visit: Visit, found: ClaimReview, sent_before: Mapping[str, HoldReason], *, replacing: bool) -> bool:
    return found.status == "clean" and not _sent_elsewhere(visit, sent_before, replacing=replacing)


def _sent_elsewhere(visit: Visit, sent_before: Mapping[str, HoldReason], *, replacing: bool) -> list[HoldReason]:
    """Why a visit makes no first claim, or no replacement: it was sent, or says it is sent as something else."""
    if visit.visit_id in sent_before:
        return [sent_before[visit.visit_id]]
    if visit.sent_as in (None, "first") or (replacing and visit.sent_as == "correction"):
        return []
    return [HoldReason(*NOT_A_FIRST_CLAIM[visit.sent_as])]


def _patient_set_aside(visit: Visit, practice: Practice) -> list[HoldReason]:
    """What is wrong with the entry of the visit's patient, where it cannot be used."""
    why = practice.patients_set_aside.get(visit.patient_id or "")
    remedy = "Correct the row; `cleanclaim check` lists all that is wrong."
    return [HoldReason(f"Its patient was set aside: {why}", remedy, "practice.patient_missing")] if why else []


def _stopping(found: ClaimReview) -> list[HoldReason]:
    return [
        HoldReason(f"{finding.title}: {finding.message}", finding.remedy, finding.rule)
        for finding in found.findings
        if finding.severity == "stop" and finding.outcome != "bypassed"
    ]
