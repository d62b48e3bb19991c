"""The exhibits of a packet on paper, each on a page of its own under its letter."""

from collections.abc import Callable, Iterator
from datetime import date

from cleanclaim.exchange.forms.advice_entries import AdviceClaim, AdviceReason, advice_entries
from cleanclaim.exchange.forms.paper import (
    PageEnd,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
)
from cleanclaim.law.wording import day
from cleanclaim.model.finding import Cite
from cleanclaim.model.money import amount_for_people, dollars_for_people
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.appeals.packet import CLAIM, DECISION, FILING, LAW, NOTES, UNITS, AppealPacket
from cleanclaim.reference.diagnosis_successors import with_point


def exhibit_parts(packet: AppealPacket) -> Iterator[PaperPart]:
    """Every exhibit that is in the packet, and a sheet for each paper that a person puts behind it."""
    for one in packet.exhibits:
        yield PageEnd()
        yield PaperTitle(f"Exhibit {one.letter}: {one.title}")
        if one.is_made:
            yield from _EXHIBITS[one.title](packet)
        else:
            yield PaperText("The paper follows this sheet.")


def _decision(packet: AppealPacket) -> Iterator[PaperPart]:
    whose = "your" if packet.goes_to_payer else "its"
    for decision in dict.fromkeys(one.lines.decision for one in packet.dispute.denials):
        advice = advice_entries(Remittance(decision.payment, (decision.claim,)))
        (claim,) = advice.claims
        yield PaperFacts(
            (
                ("Payer", advice.payer),
                ("Payment", advice.payment),
                ("Claim", f"{claim.claim_id}, {claim.status}, {whose} number {claim.payer_claim_number or 'none'}"),
                ("Of the claim", _reasons((*claim.reasons, *claim.remarks))),
                ("Read from", str(decision.source)),
            )
        )
        yield _paid_lines(claim)


def _paid_lines(claim: AdviceClaim) -> PaperTable:
    rows = [
        (
            one.days or claim.days,
            one.service,
            one.units,
            amount_for_people(one.charge),
            amount_for_people(one.paid),
            _reasons((*one.reasons, *one.remarks)),
        )
        for one in claim.lines
    ]
    rows.append(("Claim", "", "", amount_for_people(claim.charge), amount_for_people(claim.paid), ""))
    return PaperTable(
        head=("Days", "Service", "Units", "Charged", "Paid", "Taken off, and why"),
        rows=tuple(rows),
        widths=(1.0, 0.9, 0.5, 0.8, 0.8, 2.7),
        right=frozenset({2, 3, 4}),
        total=True,
    )


def _reasons(reasons: tuple[AdviceReason, ...]) -> str:
    return "; ".join(
        f"{one.code}{'' if one.amount is None else ' ' + dollars_for_people(one.amount)}, {one.words}"
        for one in reasons
    )


def _claim(packet: AppealPacket) -> Iterator[PaperPart]:
    billed = packet.dispute.billed
    claim = billed.claim
    yield PaperFacts(
        (
            ("Claim", claim.claim_id),
            ("Sent", f"{day(billed.on)}, {billed.source}"),
            ("Frequency", claim.frequency or ""),
            ("Place of service", claim.place_of_service or ""),
            ("Diagnoses", ", ".join(map(with_point, claim.diagnoses))),
            ("Onset", day(claim.onset_date) if claim.onset_date else ""),
            ("Papers sent with it", ", ".join(one.control_number or one.kind for one in claim.attachments)),
        )
    )
    rows = [
        (
            line.number,
            day(line.first_date) if line.first_date else "",
            " ".join((line.code or "", *line.modifiers)),
            "" if line.units is None else f"{line.units.normalize():f}",
            amount_for_people(line.charge),
            ", ".join(with_point(claim.diagnoses[at - 1]) for at in line.pointers if at <= len(claim.diagnoses)),
        )
        for line in claim.lines
    ]
    rows.append(("Together", "", "", "", amount_for_people(claim.charge), ""))
    yield PaperTable(
        head=("Line", "Day", "Code", "Units", "Charged", "Diagnoses"),
        rows=tuple(rows),
        widths=(0.75, 1.1, 1.3, 0.6, 1.0, 1.9),
        right=frozenset({3, 4}),
        total=True,
    )


def _units(packet: AppealPacket) -> Iterator[PaperPart]:
    for proof in packet.fitting_proofs:
        yield PaperHeading(f"Visit of {day(proof.visit.service_date)} (record {proof.visit.visit_id})")
        yield PaperTable(
            head=("Code", "Service, in our words", "Minutes", "Units", "Modifiers"),
            rows=tuple(
                (
                    one.code,
                    one.label,
                    "" if one.minutes is None else str(one.minutes),
                    "not known" if one.units is None else str(one.units),
                    " ".join(one.modifiers),
                )
                for one in proof.lines
            ),
            widths=(0.7, 3.3, 0.8, 0.8, 1.0),
            right=frozenset({2, 3}),
        )
        yield PaperPoints(tuple((f"{at}.", step.text) for at, step in enumerate(proof.steps, 1)))
    cites = dict.fromkeys(step.cite for proof in packet.fitting_proofs for step in proof.steps)
    yield PaperText("\n".join(f"Source: {_source(one)}" for one in cites), fine=True)


def _source(cite: Cite) -> str:
    return ". ".join(filter(None, (cite.title, cite.section, cite.url)))


def _notes(packet: AppealPacket) -> Iterator[PaperPart]:
    for one in packet.excerpts:
        signed = f" Signed by {one.signed_by}" if one.signed_by else ""
        when = f" on {day(one.signed_on)}." if one.signed_on and signed else "." if signed else ""
        yield PaperHeading(f"Note of {day(one.on)} (record {one.visit_id})")
        yield PaperText(f'"{one.text}"')
        yield PaperText(f"Copied from the note as it stands.{signed}{when}", fine=True)


def _law(packet: AppealPacket) -> Iterator[PaperPart]:
    yield PaperText(f"As it stood on {day(packet.law[0].on)}, the first day of service in dispute.")
    for one in packet.law:
        since = f" In force since {day(one.since)}." if one.since else ""
        agreed = " Our agreement may set another." if one.standing == "contract" else ""
        says = f"{one.says[:1].upper()}{one.says[1:]}".rstrip(".")
        yield PaperHeading(one.about)
        yield PaperText(f"{says}.{since}{agreed}")
        yield PaperText(f"Why it bears: {one.why}")
        yield PaperText(_source(one.cite), fine=True)


def _filing(packet: AppealPacket) -> Iterator[PaperPart]:
    filing = packet.filing
    rows: list[tuple[str, ...]] = [
        (day(one.on), f"Sent, claim {one.claim.claim_id}", str(one.source)) for one in filing.sent
    ]
    for one in filing.accepted:
        number = f", its number {one.payer_claim_number}" if one.payer_claim_number else ""
        rows.append((day(one.on), f"Accepted by {one.receiver} ({one.by}): {one.says}{number}", str(one.source)))
    if filing.received_on:
        rows.append((day(filing.received_on), "Received, as the remittance says", str(filing.received_source)))
    yield PaperTable(head=("Day", "What", "File"), rows=tuple(rows), widths=(1.1, 3.6, 2.0))
    limit = filing.limit_to_cite
    if limit is not None and limit.cite is not None and (packet.is_late or limit.standing == "verified"):
        last = f"the last day {was_or_is(limit.on, packet.on)} {day(limit.on)}"
        agreed = " Our agreement may set another." if limit.standing == "contract" else ""
        yield PaperText(f"The limit: {limit.limit}, from {day(limit.begins)}; {last}.{agreed}")
        yield PaperText(_source(limit.cite), fine=True)


def was_or_is(last: date | None, on: date) -> str:
    """How a letter of a day speaks of a last day."""
    return "was" if last is not None and last < on else "is"


_EXHIBITS: dict[str, Callable[[AppealPacket], Iterator[PaperPart]]] = {
    DECISION: _decision,
    CLAIM: _claim,
    UNITS: _units,
    NOTES: _notes,
    LAW: _law,
    FILING: _filing,
}
