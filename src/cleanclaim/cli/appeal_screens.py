"""What `cleanclaim appeal` shows: the request with what it lacks, or the claim to be sent instead."""

from collections.abc import Iterable
from datetime import date

from cleanclaim.cli.denial_screens import LABEL, describe_deadline
from cleanclaim.cli.screen import say, say_heading, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.appeals.disputes import Dispute
from cleanclaim.money.appeals.packet import AppealPacket


def say_dispute(dispute: Dispute, name: str, on: date) -> None:
    """What is in dispute, until when something can be done, and what the playbook says to do."""
    past = f", PAST ITS LAST DAY, {day(dispute.deadline.on)}" if dispute.deadline.is_past(on) else ""
    say_heading(make_printable(f"{dispute.facts.claim_id}   {dollars_for_people(dispute.cents)}"), f"{name}{past}")
    for one in dispute.denials:
        numbers = one.denial.lines
        lines = f"line{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else "the claim as a whole"
        _say("denied", f"{one.denial.codes}, {lines}, by {one.denial.payer}")
    _say("by", describe_deadline(dispute.deadline, on))
    _say_each("cause", dict.fromkeys(one.denial.play.cause + "." for one in dispute.denials))
    _say_each("to do", dict.fromkeys(one.denial.play.to_do for one in dispute.denials))


def say_packet(packet: AppealPacket) -> None:
    """The exhibits of a packet, what it lacks, and what to look at before it goes."""
    for line in packet.to:
        _say("to", line)
    for one in packet.exhibits:
        _say(f"exhibit {one.letter}", one.title + ("" if one.is_made else ": put it behind the packet"))
    for need in packet.missing:
        _say(style("missing", "yellow"), f"{need.what}. {need.remedy}")
    _say_each("look at", packet.check)


def say_command(dispute: Dispute, command: str) -> None:
    """The command that does what is to be done where no request is."""
    _say("do", command)
    for left in dispute.left:
        _say("besides", f"{left.codes}: {', '.join(dict.fromkeys(one.name for one in left.deadlines)) or 'nothing'}")
    say()


def _say_each(label: str, texts: Iterable[str]) -> None:
    for text in texts:
        _say(label, text)


def _say(label: str, text: str) -> None:
    say_text(make_printable(text), LABEL, lead=f"  {label}")
