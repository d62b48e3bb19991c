"""A packet on paper: a page for the biller that is not sent; the letter and the exhibits.

Every sentence of the letter says what a file of the practice says; the reasons alone are a person's words.
"""

from collections.abc import Iterator, Sequence

from cleanclaim.exchange.forms.names import city, full_name, street, telephone
from cleanclaim.exchange.forms.paper import (
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperPoints,
    PaperTable,
    PaperText,
    PaperTitle,
    PaperTogether,
)
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.money.appeals.disputes import payer_name
from cleanclaim.money.appeals.exhibits_paper import exhibit_parts, was_or_is
from cleanclaim.money.appeals.packet import FILING, NOTES, UNITS, AppealPacket
from cleanclaim.money.denials.deadlines import Deadline
from cleanclaim.money.denials.denial import Denial
from cleanclaim.reference.reasons import ListName, reason


def packet_papers(packet: AppealPacket) -> tuple[Paper, Paper]:
    """The page for the biller, and what is sent: each with pages numbered from 1."""
    claim_id = packet.dispute.billed.claim.claim_id
    title = f"{packet.title}, claim {claim_id}"
    author = next(iter(_sender(packet)), "")
    biller = Paper(title=title, author=author, parts=tuple(_for_the_biller(packet)), foot="Not to be sent")
    parts = (*_letter(packet), *exhibit_parts(packet))
    return biller, Paper(title=title, author=author, parts=parts, foot=f"Claim {claim_id}")


def _for_the_biller(packet: AppealPacket) -> Iterator[PaperPart]:
    """What is to be known and done before the rest is sent."""
    deadline = packet.dispute.deadline
    yield PaperTitle("For the biller: take this page out before you send the packet")
    form = f", or on form {packet.form}" if packet.form else ""
    to = "; ".join(packet.to) or packet.recipient or payer_name(packet.dispute)
    yield PaperFacts(
        (
            ("What", f"{packet.title}{form}"),
            ("Claim", f"{packet.dispute.facts.claim_id}, {dollars_for_people(packet.dispute.cents)} in dispute"),
            ("To", to),
            ("By", describe_last_day(packet)),
            ("Counted", describe_limit(deadline)),
            ("Cause", "; ".join(dict.fromkeys(one.denial.play.cause for one in packet.dispute.denials))),
            ("What to do", " ".join(dict.fromkeys(one.denial.play.to_do for one in packet.dispute.denials))),
        )
    )
    yield PaperHeading("Missing" if packet.missing else "Nothing is missing")
    if packet.missing:
        points = [f"{one.what}. {one.remedy}" for one in packet.missing]
        yield PaperPoints(tuple((f"{number}.", text) for number, text in enumerate(points, 1)))
    yield PaperHeading("Look at these")
    yield PaperPoints(tuple(("-", text) for text in packet.check))


def describe_last_day(packet: AppealPacket) -> str:
    """By when it has to arrive, and by when to send it."""
    deadline = packet.dispute.deadline
    if deadline.on is None:
        return f"not known: {deadline.note}"
    send = f", so send it by {day(deadline.send_by)}" if deadline.send_by not in {None, deadline.on} else ""
    return f"{day(deadline.on)}{send}; {deadline.describe_left(packet.on)}"


def describe_limit(deadline: Deadline) -> str:
    """What sets the last day, from which day it counts, and how sure that is."""
    if deadline.on is None:
        return ""
    source = ", ".join(filter(None, (deadline.cite.title, deadline.cite.section))) if deadline.cite else "no source"
    longer = f" Longer ones that may be this payer's: {'; '.join(deadline.others)}." if deadline.others else ""
    text = f"{deadline.limit}, from {day(deadline.begins)} ({deadline.standing}: {source}).{longer} {deadline.note}"
    return " ".join(text.split())


def _letter(packet: AppealPacket) -> Iterator[PaperPart]:
    body = list(_body(packet))
    before, last = _split_last(body)
    yield from before
    signed = "Signed: ______________________________   Name: ______________________________"
    yield PaperTogether(
        (
            *last,
            PaperHeading("Enclosed"),
            PaperPoints(tuple((one.letter, one.title) for one in packet.exhibits)),
            PaperText("\n".join(("", signed, *_contact(packet)))),
        )
    )


def _split_last(body: Sequence[PaperPart]) -> tuple[Sequence[PaperPart], Sequence[PaperPart]]:
    """The letter without its last sentence, and that: a signature does not stand alone on a page."""
    *before, last = body
    if isinstance(last, PaperPoints) and len(last.points) > 1:
        return [*before, PaperPoints(last.points[:-1])], [PaperPoints(last.points[-1:])]
    with_heading = before and isinstance(before[-1], PaperHeading)
    return (before[:-1], [before[-1], last]) if with_heading else (before, [last])


def _body(packet: AppealPacket) -> Iterator[PaperPart]:
    dispute = packet.dispute
    yield PaperText("\n".join(_sender(packet)) or "From: ______________________________")
    yield PaperText(day(packet.on))
    addressee = payer_name(dispute) if packet.goes_to_payer else packet.recipient
    addressee = f"{addressee[:1].upper()}{addressee[1:]}"
    yield PaperText("\n".join(packet.to) or f"{addressee}\n______________________________")
    yield PaperTitle(packet.title)
    yield PaperFacts(tuple(_facts(packet)))
    yield PaperText(f"{' '.join(_request(packet))} These lines were denied:")
    yield _denied_lines(packet)
    yield PaperFacts(tuple(_codes(packet)))
    if packet.reasons:
        yield PaperHeading("Our reasons" if dispute.way == "appeal" else "What is to be changed")
        yield from (PaperText(" ".join(part.split())) for part in packet.reasons.split("\n\n"))
    points = list(_record(packet))
    if points:
        yield PaperHeading("What the record shows")
        yield PaperPoints(tuple(("-", text) for text in points))


def _request(packet: AppealPacket) -> Iterator[str]:
    """What is asked for, and against which decision."""
    dispute = packet.dispute
    decision = dispute.denials[0].lines.decision
    on = f" of {day(decision.on)}" if decision.on else ""
    number = f" (payment {decision.payment.trace})" if decision.payment.trace else ""
    wanted = f" and ask for {_with_article(packet.name)}" if packet.level and packet.name != "appeal" else ""
    if dispute.way != "appeal":
        yield f"We ask you to reopen your decision{on}{number} to correct the claim."
    elif packet.before is not None:
        whose = "your" if packet.goes_to_payer else "the"
        yield f"We appeal {whose} {packet.before.name} of {day(packet.before.on)}{wanted}."
        by = f" by {packet.before.by}" if packet.before.by and not packet.goes_to_payer else ""
        yield f"It was made{by} on the decision{on}{number}."
    elif packet.level and not packet.level.is_appeal:
        yield f"We ask for {_with_article(packet.name)} of your decision{on}{number}."
    else:
        yield f"We appeal your decision{on}{number}{wanted}."


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def _sender(packet: AppealPacket) -> list[str]:
    if packet.practice is not None:
        billing = packet.practice.billing
        tax = f", tax number {billing.tax_id[:2]}-{billing.tax_id[2:]}" if billing.tax_id_kind == "EIN" else ""
        return [full_name(billing.name), street(billing.address), city(billing.address), f"NPI {billing.npi}{tax}"]
    billed_by = packet.dispute.billed.claim.header.billing
    if billed_by is None or not billed_by.last_or_organization:
        return []
    return [person(billed_by), *([f"NPI {billed_by.id}"] if billed_by.id and billed_by.id_kind == "XX" else [])]


def _contact(packet: AppealPacket) -> list[str]:
    if packet.practice is None:
        return []
    billing = packet.practice.billing
    return [f"Questions: {billing.contact}, telephone {telephone(billing.phone)}"]


def person(party: Party | None) -> str:
    """A name as it is spoken; an organization as it is called."""
    if party is None:
        return ""
    return " ".join(filter(None, (party.first, party.middle, party.last_or_organization, party.suffix)))


def _facts(packet: AppealPacket) -> Iterator[tuple[str, str]]:
    dispute = packet.dispute
    claim, denial = dispute.billed.claim, dispute.denials[0].denial
    header = claim.header
    days = sorted({line.first_date for line in claim.lines if line.first_date})
    yield "Patient", person(header.patient or header.subscriber)
    yield "Born", day(header.birth_date) if header.birth_date else ""
    yield "Member number", (header.subscriber.id if header.subscriber else "") or ""
    yield ("Your" if packet.goes_to_payer else "The payer's") + " claim number", denial.payer_claim_number
    yield "Our claim number", dispute.facts.claim_id
    yield "Days of service", ", ".join(map(day, days))
    yield "Billed under", _with_npi(claim.rendering)
    yield "Referred or certified by", _with_npi(claim.referring)
    yield "Authorization", claim.prior_authorization or ""
    yield "Charged", dollars_for_people(claim.charge or 0)
    yield "In dispute", dollars_for_people(dispute.cents)


def _with_npi(party: Party | None) -> str:
    name = person(party)
    return f"{name}, NPI {party.id}" if party and name and party.id and party.id_kind == "XX" else name


def _denied_lines(packet: AppealPacket) -> PaperTable:
    rows: list[tuple[str, ...]] = []
    claim = packet.dispute.billed.claim
    for one in packet.dispute.denials:
        for number, cents in one.lines.lines.items():
            rows.append((*_line(claim, number), dollars_for_people(cents), one.denial.codes))
    total = dollars_for_people(sum(one.lines.cents for one in packet.dispute.denials))
    rows.append(("Together", "", "", "", "", total, ""))
    return PaperTable(
        head=("Line", "Day", "Code", "Units", "Charged", "Denied", "Codes of the denial"),
        rows=tuple(rows),
        widths=(0.75, 1.0, 1.1, 0.55, 0.9, 0.9, 1.5),
        right=frozenset({3, 4, 5}),
        total=True,
    )


def _line(claim: SubmittedClaim, number: str) -> tuple[str, ...]:
    line = next((one for one in claim.lines if one.number == number), None)
    if line is None:
        return "the claim", "", "", "", dollars_for_people(claim.charge or 0)
    units = "" if line.units is None else f"{line.units.normalize():f}"
    on = day(line.first_date) if line.first_date else ""
    return number, on, " ".join((line.code or "", *line.modifiers)), units, dollars_for_people(line.charge or 0)


def _codes(packet: AppealPacket) -> Iterator[tuple[str, str]]:
    """What the codes of the denials say, once each, in our words."""
    for name, code in dict.fromkeys(each for one in packet.dispute.denials for each in _codes_of(one.denial)):
        found = reason(name, code)
        yield code, (found.meaning if found else "") or "on no list at hand"


def _codes_of(one: Denial) -> Sequence[tuple[ListName, str]]:
    return [("carc", one.code), *(("rarc", remark) for remark in one.remarks)]


def _record(packet: AppealPacket) -> Iterator[str]:
    """What the files show, a point each, with the exhibit where it stands: what decides first."""
    letters = {one.title: one.letter for one in packet.exhibits if one.is_made}
    if packet.is_late:
        yield from _filing_point(packet, letters)
    authorization = packet.dispute.billed.claim.prior_authorization
    if authorization and packet.dispute.sent:
        yield f"The claim has the authorization number {authorization}."
    yield from packet.points
    for proof in packet.fitting_proofs:
        if not proof.lacks_minutes:
            units = ", ".join(f"{code} × {units}" for code, units in proof.timed.items())
            yield (
                f"On {day(proof.visit.service_date)} the minutes recorded earn the units billed: {units} "
                f"(exhibit {letters[UNITS]})."
            )
    for one in packet.excerpts:
        signed = f", signed by {one.signed_by}" if one.signed_by else ""
        yield f'The note of {day(one.on)}{signed}: "{one.text}" (exhibit {letters[NOTES]}).'
    if not packet.is_late:
        yield from _filing_point(packet, letters)


def _filing_point(packet: AppealPacket, letters: dict[str, str]) -> Iterator[str]:
    """When the claim was there, how long after the service, and by which day it had to be. What a contract may set
    otherwise is said only where the denial is about it.
    """
    filing = packet.filing
    if filing.filed_on is None:
        return
    days = filing.days_from_service
    after = f", {days} day{'s' * (days != 1)} after the first service in dispute" if days is not None else ""
    limit = filing.limit_to_cite
    if limit and limit.standing != "verified" and not packet.is_late:
        limit = None
    agreed = ", unless our agreement sets another" if limit and limit.standing == "contract" else ""
    counted = f" ({limit.limit}{agreed})" if limit and packet.is_late else ""
    last = f"; the last day for it {was_or_is(limit.on, packet.on)} {day(limit.on)}{counted}" if limit else ""
    yield f"{_filed(packet)}{after}{last} (exhibit {letters[FILING]})."


def _filed(packet: AppealPacket) -> str:
    """Who had the claim first, and on which day."""
    filing = packet.filing
    if filing.received_on == filing.filed_on:
        who, whose = ("You", "your") if packet.goes_to_payer else (payer_name(packet.dispute), "its")
        return f"{who} received the claim on {day(filing.received_on)}, as {whose} remittance says"
    first = next(one for one in filing.accepted if one.on == filing.filed_on)
    return f"{first.receiver} accepted the claim on {day(first.on)} ({first.by})"
