"""Questions and marks as they stand on the screen."""

from cleanclaim.cli.screen import say, say_heading, say_text, style
from cleanclaim.compliance.training.competencies import competencies
from cleanclaim.compliance.training.grounds import source_words
from cleanclaim.compliance.training.item import LETTERS, Item
from cleanclaim.compliance.training.misconceptions import misconceptions
from cleanclaim.compliance.training.reply import Marked

STANDINGS = {"contract": "a contract's answer", "reported": "so the field reports; nobody here read it at the source"}


def say_item(item: Item, number: int, count: int) -> None:
    """A question with its facts and choices."""
    about = f"{competencies()[item.competency].name}"
    say_heading(f"{number} of {count}   {about}", "from your own claims" if item.own else "")
    say()
    for line in item.facts:
        if line.startswith("  "):
            say_text(line.strip(), 6, lead="    ") if len(line) > 90 else say(f"  {line}")
        else:
            say_text(line, 2, lead="  ")
    say()
    say_text(item.question, 2, lead="  ", bold=True)
    for letter, choice in zip(LETTERS, item.choices, strict=False):
        say_text(choice.text, 7, lead=f"    {style(letter, bold=True)}")


def how_to_answer(item: Item) -> str:
    """What to type."""
    last = LETTERS[len(item.choices) - 1] if item.choices else ""
    return {
        "choose": f"a to {last}",
        "find the fault": f"a to {last}",
        "read the segment": f"a to {last}",
        "several": "all that are right, such as ac",
        "order": f"all letters in their order, such as {''.join(reversed(LETTERS[: len(item.choices)]))}",
        "number": "a number",
        "date": "a day, such as 2026-03-31",
        "fix the claim": "the units of each line, such as 2 1",
    }[item.format]


def say_marked(item: Item, marked: Marked) -> None:
    """Whether a reply was right, what it comes of where it was not, why, and where that stands."""
    if marked.right:
        say(style("  Right.", "green", bold=True))
    else:
        say_text(f"No: {item.right_words()}.", 2, lead="  ", color="red", bold=True)
        for name in marked.misconceptions:
            say_text(misconceptions()[name].words(), 2, lead="  ")
    say_text(item.why, 2, lead="  ")
    standing = STANDINGS.get(item.standing)
    say_text(f"{source_words(item.source)}{f' ({standing})' if standing else ''}", 2, lead="  ", dim=True)
    say()
