"""What `cleanclaim denials` shows: the work list in groups, one claim with everything, the root causes."""

from collections.abc import Iterable, Sequence
from datetime import date

from cleanclaim.cli.book_summaries import denial_steps, say_summary
from cleanclaim.cli.screen import pluralize, say, say_heading, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.denials.causes import RootCause
from cleanclaim.money.denials.deadlines import Deadline
from cleanclaim.money.denials.denial import STATES, Denial
from cleanclaim.money.denials.find_denials import RemarkNotice
from cleanclaim.money.denials.playbook import ACTIONS, BILL_PATIENT
from cleanclaim.money.posting.facts import DenialStep
from cleanclaim.reference.reasons import ListName, reason

MOST_OF_GROUP = 10
OVERDUE = (
    "past every day that is known, or denied as late for good. Ask for good cause or an exception, or write it off."
)
LABEL = 16


def say_work_list(denials: Sequence[Denial], as_of: date) -> None:
    """What is to be done, by cause, the most urgent first; then what no list knows, and what waits for others."""
    to_do = [one for one in denials if one.stage == "to do" and not one.is_overdue(as_of)]
    known = [one for one in to_do if not one.is_unknown]
    unknown = [one for one in to_do if one.is_unknown]
    overdue = [one for one in denials if one.is_overdue(as_of)]
    claims = len({one.claim_id for one in to_do})
    work = f"{pluralize(len(to_do), 'denial')} of {pluralize(claims, 'claim')} to be worked, {_sum(to_do)}"
    late = f"; {_sum(overdue)} too late" if overdue else ""
    say_summary("Denials", f"{work if to_do else 'No denial is to be worked'}{late}.", denial_steps(to_do, as_of))
    groups: dict[tuple[str, str], list[Denial]] = {}
    for one in known:
        groups.setdefault((one.play.name, one.play.to_do), []).append(one)
    for same in groups.values():
        _say_group(same, as_of)
    if unknown:
        say(style("Codes that no list here knows", "yellow", bold=True))
        say()
        _say_group(unknown, as_of)
    waiting = [one for one in denials if one.stage == "waiting"]
    for state in dict.fromkeys(one.state for one in waiting):
        mine = [one for one in waiting if one.state == state]
        say(f"{pluralize(len(mine), 'denial')} {state}, {_sum(mine)}: {STATES[state]}.")
    if overdue:
        say(style("Too late", bold=True))
        say_text(f"{pluralize(len(overdue), 'denial')}, {_sum(overdue)}: {OVERDUE}", 2, lead="  ")
        _say_rows(overdue, as_of)
    if to_do:
        say_text(
            "`cleanclaim denials FOLDER --claim CLAIM` says all of one: why, what to gather, each deadline.", dim=True
        )


def _say_group(same: Sequence[Denial], as_of: date) -> None:
    play = same[0].play
    say_text(f"{play.cause}.", lead=f"{style(play.category, bold=True)}   ")
    say_text(f"{pluralize(len(same), 'denial')}, {_sum(same)}: {ACTIONS[play.action]}.", 2, lead="  ")
    _say_rows(same, as_of)


def _say_rows(same: Sequence[Denial], as_of: date) -> None:
    rows = [_row(one, as_of) for one in same[:MOST_OF_GROUP]]
    say_table(("claim", "codes", "open", "send by", "days left", "payer"), rows, indent=4, right="llrlr")
    if len(same) > MOST_OF_GROUP:
        say_text(f"and {len(same) - MOST_OF_GROUP:,} more; --format csv lists them all", 4, lead="    ", dim=True)
    for one in same[:MOST_OF_GROUP]:
        for each in one.sooner(as_of):
            text = (
                f"{one.claim_id}: sooner than that runs out: {each.name}, to be sent by {day(each.send_by or each.on)}."
            )
            say_text(make_printable(text), 4, lead="    ", dim=True)
    say()


def _row(one: Denial, as_of: date) -> tuple[str, ...]:
    deadline = one.deadline(as_of)
    unknown = "nothing" if not one.deadlines else "not known"
    by = deadline.send_by.isoformat() if deadline and deadline.send_by else unknown
    return (
        make_printable(one.claim_id),
        make_printable(one.codes),
        dollars_for_people(one.open_cents),
        by,
        days_left_in_words(one, as_of),
        make_printable(f"{one.payer}{', ' + one.state if one.state != 'new' else ''}"),
    )


def days_left_in_words(one: Denial, as_of: date) -> str:
    """How many days are left to send it; where only its arrival is still in time, that day."""
    deadline, left = one.deadline(as_of), one.days_left(as_of)
    if deadline is None or left is None:
        return "past" if one.is_overdue(as_of) else ""
    if left >= 0:
        return str(left)
    return "past" if deadline.is_past(as_of) else f"there by {deadline.on}"


def _sum(denials: Iterable[Denial]) -> str:
    return dollars_for_people(sum(one.open_cents for one in denials))


def say_denial(one: Denial, as_of: date) -> None:
    """Everything about one denial."""
    say_heading(make_printable(f"{one.claim_id}   {one.codes}   {dollars_for_people(one.cents)}"), one.state)
    lines = f"line{'s' * (len(one.lines) > 1)} {', '.join(one.lines)}" if one.lines else "the claim as a whole"
    about = f"{lines} ({', '.join(one.procedures)}), service of {day(one.service)}"
    _say("denied", f"by {one.payer} on {day(one.first_on)}, {about}; payment {one.payment or 'without a number'}")
    if one.payer_claim_number:
        _say("their number", one.payer_claim_number)
    if one.open_cents != one.cents or one.recovered:
        _say("open", f"{dollars_for_people(one.open_cents)}; paid since {dollars_for_people(one.recovered)}")
    for label, list_name, code in _codes(one):
        _say(label, words_of(list_name, code))
    _say("cause", f"{one.play.category}: {one.play.cause}.")
    _say("to do", one.play.to_do)
    _say("patient", _patient(one))
    for paper in one.play.gather:
        _say("gather", paper)
    for why in one.ways_changed:
        _say("mind", why)
    if not one.deadlines:
        _say("deadline", "nothing is to be sent.")
    for deadline in one.deadlines:
        _say("deadline", describe_deadline(deadline, as_of))
    for rule_id in one.rules:
        _say("prevented by", f"{rule_id}: {rule_set().rules[rule_id].title}")
    for event in one.history:
        _say("history", f"{day(event.on)}: {event.what}" + (f" [{event.source}]" if str(event.source) else ""))
    _say("rests on", f"{one.play.standing}, reviewed {day(one.play.reviewed)}; the remittance, {one.source}")
    say()


def _say(label: str, text: str) -> None:
    say_text(make_printable(text), LABEL, lead=f"  {label}")


def _codes(one: Denial) -> list[tuple[str, ListName, str]]:
    return [
        (one.group, "group", one.group),
        (one.code, "carc", one.code),
        *((remark, "rarc", remark) for remark in one.remarks),
    ]


def words_of(list_name: ListName, code: str) -> str:
    """What a code means, in our words; that no list has it, or nobody here is sure."""
    found = reason(list_name, code)
    if found is None:
        return "on no list here: ask the payer, or look it up with its publisher"
    return found.meaning or "nobody here is sure what it means"


def _patient(one: Denial) -> str:
    put = " The payer put it to the patient." if one.to_patient else ""
    return BILL_PATIENT[one.play.patient] + put


def describe_deadline(one: Deadline, as_of: date) -> str:
    """A deadline in words: until when, by when to send, what sets it, from which day, and how sure that is."""
    if one.on is None:
        return f"{one.name}: not known. {one.note}"
    left = one.describe_left(as_of)
    past = f" {left[:1].upper()}{left[1:]}."
    send = f", so send it by {day(one.send_by)}" if one.send_by != one.on else ""
    source = ", ".join(filter(None, (one.cite.title, one.cite.section))) if one.cite else ""
    text = f"{one.name}: by {day(one.on)}{send}.{past} {one.limit}, from {day(one.begins)} ({one.standing}: {source})."
    if one.others:
        text += f" The shortest of several that may be this payer's; longer: {'; '.join(one.others)}."
    return f"{text} {one.note}".strip()


def deadline_as_object(one: Deadline) -> dict[str, object]:
    """A deadline as JSON has it."""
    return {
        "way": one.way,
        "name": one.name,
        "level": one.level,
        "on": one.on,
        "send_by": one.send_by,
        "counted_from": one.begins,
        "limit": one.limit,
        "standing": one.standing,
        "source": one.cite,
        "longer": one.others,
        "note": one.note,
    }


def say_causes(causes: Sequence[RootCause]) -> None:
    """The root causes, by payer, kind, cause and rule."""
    for one in causes:
        lead = f"{dollars_for_people(one.cents):>12}  "
        about = f"{one.payer}: {one.category}. {one.cause}."
        say_text(make_printable(about), 14, lead=lead)
        open_now = f"{dollars_for_people(one.open_cents)} open, {dollars_for_people(one.recovered)} paid since"
        counts = f"{pluralize(one.denials, 'denial')} of {pluralize(one.claims, 'claim')}, {open_now}"
        rules = f"; prevented by {', '.join(one.rules)}" if one.rules else "; no rule of ours sees it"
        say_text(f"{counts}{rules}", 14, lead=" " * 14, dim=True)
    total = dollars_for_people(sum(one.cents for one in causes))
    say(f"{pluralize(len(causes), 'cause')}, {total} denied.")


def say_notices(notices: Iterable[RemarkNotice]) -> None:
    """Remarks that deny nothing and want something done."""
    for one in notices:
        about = f"{one.remark}, {one.payer}, {pluralize(len(one.claim_ids), 'claim')}, last on {day(one.last_on)}"
        say_text(make_printable(f"{one.play.cause}. {one.play.to_do} ({about})"), 8, lead=style("notice  ", bold=True))


def say_unplaced(steps: Iterable[DenialStep]) -> None:
    """What people wrote of denials that are none."""
    for step in steps:
        codes = f" with {step.codes}" if step.codes else ""
        text = f"{step.source.file}, denial {step.source.segment}: claim {step.claim_id} has no denial{codes}."
        say_text(make_printable(text), 10, lead=style("not placed", "red", bold=True) + " ")
