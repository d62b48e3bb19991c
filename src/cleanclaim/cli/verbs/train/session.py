"""Ask questions at the terminal, mark the answers, and remember when each kind is due again.

Questions from your own claims (--visits, --denials) come first, then what is due, then what was never asked. Type ?
after an answer you are not sure of: right, it is asked again sooner. An empty line or the end of the input
leaves; what was answered until then is in the record.
"""

import sys
from collections.abc import Iterator
from itertools import chain, islice

from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import PayerOptions
from cleanclaim.cli.own_questions import OwnClaims, own_items
from cleanclaim.cli.screen import pluralize, say, say_text
from cleanclaim.cli.training_options import Competencies, Count, LawDay, Record, Role, Who, chosen_competencies
from cleanclaim.cli.training_screens import how_to_answer, say_item, say_marked
from cleanclaim.compliance.training.bank import setting_on
from cleanclaim.compliance.training.item import Item
from cleanclaim.compliance.training.record import TrainingAnswer, add_to_record, read_record
from cleanclaim.compliance.training.reply import UnreadableReplyError, mark
from cleanclaim.compliance.training.session import answer_of, next_items
from cleanclaim.compliance.training.setting import TrainingSetting

EXAMPLES = (
    "cleanclaim train session --as kim --role therapist",
    "cleanclaim train session --as lee --competency B1 --competency B4 -n 20",
)


def run(
    *,
    who: Who,
    role: Role,
    competency: Competencies,
    count: Count,
    record: Record,
    on: LawDay,
    own: OwnClaims,
    law: PayerOptions,
) -> int:
    """Ask, mark and remember; returns the exit code, 0: a wrong answer is no fault."""
    setting = setting_on(law.basis, on)
    wanted = chosen_competencies(role, competency)
    before = read_record(record).answers_of(who)
    answered_before = {one.item for one in before}
    names = {one.id for one in wanted}
    first = [one for one in own_items(own, law.basis, who) if one.competency in names and one.id not in answered_before]
    items = chain(first, next_items(who, wanted, count, before, setting))
    answered = 0
    right = 0
    for number, item in enumerate(islice(items, count), 1):
        say_item(item, number, count)
        answer = _ask(item, who, setting)
        if answer is None:
            break
        add_to_record(record, answers=[answer])
        answered += 1
        right += answer.right
    if not answered:
        say("Nothing was answered.")
    else:
        say(f"{right} of {pluralize(answered, 'answer')} right. `cleanclaim train mastery` shows what that says.")
    return ExitCode.CLEAN


def _ask(item: Item, who: str, setting: TrainingSetting) -> TrainingAnswer | None:
    """The answer to a question; None where somebody leaves."""
    for reply in _replies(item):
        unsure = reply.endswith("?")
        try:
            marked = mark(item, reply.rstrip("? "))
        except UnreadableReplyError as wrong:
            say_text(str(wrong), 2, lead="  ")
            continue
        say()
        say_marked(item, marked)
        return answer_of(who, item, marked, setting, unsure=unsure)
    return None


def _replies(item: Item) -> Iterator[str]:
    """What is typed, line by line, until an empty line or the end."""
    while True:
        say(f"  Answer ({how_to_answer(item)}):")
        sys.stdout.flush()
        reply = sys.stdin.readline().strip()
        if not reply:
            return
        yield reply
