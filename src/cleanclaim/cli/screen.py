"""Printing for people and programs: every line, paragraph and table of the screens goes through here.

No line is longer than the screen is wide, but for a word that is longer itself.
"""

import codecs
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from io import TextIOWrapper
from textwrap import wrap
from typing import Any

import click
import msgspec

from cleanclaim.cli.call import this_call
from cleanclaim.cli.terminal import edge_of_screen, screen_width, shows_color
from cleanclaim.explanations.marks import Mark, Tone, mark_finding
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding

TONES: dict[Tone, str] = {"hold": "red", "missing": "cyan", "check": "yellow", "fyi": "blue", "clean": "green"}
"""The color of each tone."""


def style(text: str, color: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
    """The text in color; plain where standard output shows none."""
    if not text or not shows_color():
        return text
    return click.style(make_harmless(text), fg=color, bold=bold or None, dim=dim or None)


def style_mark(mark: Mark, width: int = 0, before: str = "") -> str:
    """How a claim stands, or how grave a finding is, in its color, filled up to a width. `before`: a word before it."""
    return style(f"{before}{mark.word:<{width}}", TONES[mark.tone], bold=True)


def say(text: str = "") -> None:
    """A line on standard output; on a terminal, one that is too long for it goes on below. Nothing with --quiet.

    What would command the terminal is not passed on, but for our own colors.
    """
    if not this_call().quiet:
        text = make_harmless(text, colors=shows_color())
        edge = edge_of_screen()
        for line in fold(text, edge) if edge else [text]:
            sys.stdout.write(line + "\n")


def make_harmless(text: str, *, colors: bool = False) -> str:
    """The text with a question mark for each control character but tabs and newlines: it may come from anybody's file
    or name of a file. `colors`: colors and weights of letters stay.
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: found[0] if colors and len(found[0]) > 1 else "?", text)


_CONTROLS = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Colors, and single characters that are none: controls, halves of characters, and turns of the writing's direction."""


def say_text(
    text: str,
    indent: int = 0,
    *,
    lead: str = "",
    color: str | None = None,
    bold: bool = False,
    dim: bool = False,
) -> None:
    """A paragraph that begins at a column, broken between words to the width of the screen.

    `lead` stands before it on its first line: a word, a code, a number.
    """
    width = screen_width()
    column = min(indent, max(width // 2, width - NARROW_WORDS))
    before = lead + " " * (column - visible_length(lead))
    if visible_length(lead) > column:
        before = f"{lead.rstrip()}  "
    first, *more = _broken(text, visible_length(before), column, width) or [""]
    say((before + style(first, color, bold=bold, dim=dim)).rstrip())
    for line in more:
        say(" " * column + style(line, color, bold=bold, dim=dim))


def _broken(text: str, first: int, column: int, width: int) -> Sequence[str]:
    """The text in lines for a screen: the first from one column on, the others from another."""
    if first <= column:
        return wrap_text(text, width - column)
    head, *rest = wrap_text(text, max(width - first, 12)) or ("",)
    return [head, *wrap_text(" ".join(rest), width - column)]


NARROW_WORDS = 38
"""Columns that are left to words on a narrow screen, however far in they would begin on a wide one."""


def say_heading(left: str, right: str = "") -> None:
    """A heading in bold; `right`, such as an id, stands dim at the edge of the screen, or below it."""
    gap = screen_width() - visible_length(left) - len(right)
    if not right or gap < 3:
        say(style(left, bold=True))
        if right:
            say(style(f"{right:>{screen_width()}}", dim=True))
        return
    say(style(left, bold=True) + " " * gap + style(right, dim=True))


def say_columns(*parts: str, gap: int = 10) -> None:
    """Parts of a line, side by side; each on a line of its own where the screen is too narrow."""
    line = (" " * gap).join(parts)
    for one in [line] if visible_length(line) <= screen_width() else parts:
        say(one)


def say_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, indent: int = 0, right: str = "") -> None:
    """Rows in columns as wide as what stands in them, the last column in as many lines as it wants.

    `right`: a letter for each column, `r` where it is set to the right. Where the screen is too narrow for the columns
    but the last, each row is a paragraph.
    """
    every = [list(heads), *map(list, rows)] if heads else list(map(list, rows))
    widths = [max((visible_length(row[at]) for row in every), default=0) for at in range(len(every[0]) if every else 0)]
    before = indent + sum(width + 2 for width in widths[:-1])
    room = screen_width() - before
    for number, row in enumerate(every):
        sides = f"{right:<{len(widths)}}"
        cells = [_filled(cell, width, side) for cell, width, side in zip(row, widths, sides, strict=True)]
        dim = bool(heads) and number == 0
        if room < min(widths[-1], 16):
            parts = [cell for cell in row if cell.strip()]
            say_text("  ".join(parts), indent + 4, lead=" " * indent, dim=dim)
            continue
        last = row[-1] if visible_length(row[-1]) > room else cells[-1].rstrip()
        say_text(last, before, lead=" " * indent + "".join(f"{cell}  " for cell in cells[:-1]), dim=dim)


def _filled(cell: str, width: int, side: str) -> str:
    spaces = " " * (width - visible_length(cell))
    return spaces + cell if side == "r" else cell + spaces


_CODES = re.compile(r"\x1b\[[0-9;]*m")
_RESET = "\x1b[0m"


def visible_length(text: str) -> int:
    """How many columns a text takes: its color takes none."""
    return len(text) if "\x1b" not in text else len(_CODES.sub("", text))


def fold(text: str, width: int) -> list[str]:
    """A line as lines no longer than `width`, broken at spaces, those after the first indented; colors go on.

    A longer word has a line of its own.
    """
    if visible_length(text) <= width:
        return [text]
    plain = _CODES.sub("", text)
    indent = " " * min(len(plain) - len(plain.lstrip()) + 2, width // 3)
    lines, current, colors = [], "", ""
    for spaces, word in re.findall(r"( *)([^ ]+)", text):
        if current.strip() and visible_length(current + spaces + word) > width:
            lines.append(current + _RESET * bool(colors))
            current = indent + colors + word
        else:
            current += spaces + word
        for code in _CODES.findall(word):
            colors = "" if code == _RESET else colors + code
    return [*lines, current]


def say_json(value: Any) -> None:
    """A value as JSON on standard output, indented; UTF-8 whatever the terminal can show."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def write_json(piece: bytes) -> None:
    """A piece of a JSON document on standard output, as it is made; UTF-8 whatever the terminal can show."""
    sys.stdout.buffer.write(piece)


def write_for_a_file(content: bytes) -> None:
    """Bytes that no screen shows, on standard output. Raises UserError where that is a terminal."""
    if sys.stdout.isatty():
        raise UserError(
            "standard output", "is a terminal, and this format is none for people", "Write it to a file: > FILE"
        )
    sys.stdout.buffer.write(content)


def say_json_list(name: str, items: Iterable[Any], rest: Callable[[], Mapping[str, Any]]) -> None:
    """A JSON object on standard output, laid out as `say_json` does, whose first key is a list of any length.

    Each item is written as it comes; `rest`, the other keys, is called after the last.
    """
    head = f'{{\n  "{name}": ['.encode()
    before, end = head + b"\n    ", head + b"]"
    for item in items:
        write_json(before + _indented(item, 4))
        before, end = b",\n    ", b"\n  ]"
    write_json(end)
    for key, value in rest().items():
        write_json(f',\n  "{key}": '.encode() + _indented(value, 2))
    write_json(b"\n}\n")


def _indented(value: Any, spaces: int) -> bytes:
    """A value as JSON, the lines after its first indented by so many spaces and as they are nested."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).replace(b"\n", b"\n" + b" " * spaces)


PLAIN = {"·": "-", "×": "x", "█": "#", "▐": "|", "→": "->", "■": "#", "□": "o"}


def replace_letters(error: UnicodeError) -> tuple[str, int]:
    """What stands for a character the terminal cannot show: our signs as ASCII, other people's letters as `_`."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(PLAIN.get(letter, "_") for letter in error.object[error.start : error.end]), error.end


def support_plain_terminals() -> None:
    """Let nothing we print stop the work on a terminal that lacks our signs."""
    codecs.register_error("replace_letters", replace_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace_letters")


def bar_glyphs() -> tuple[str, str]:
    """The characters a minute and a quarter-hour rule are drawn with; ASCII where the terminal has no others."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return ("█", "▐") if encoding.startswith("utf") else ("#", "|")


FINDING_COLUMN = 32
"""Where the words of a finding begin, on a screen that is wide enough."""
ROOM_FOR_WORDS = 44


def group_findings(findings: Sequence[Finding]) -> list[tuple[tuple[Hashable, ...], list[Finding]]]:
    """Findings that say the same of several lines together, in their order, with the words they have in common."""
    groups: dict[tuple[Hashable, ...], list[Finding]] = {}
    for one in findings:
        passages = (str(one.evidence.get("passage", "")), str(one.evidence.get("passage_then", "")))
        rests_on = tuple(one.rests_on) if isinstance(one.rests_on, list) else ()
        words = (one.rule, mark_finding(one), one.title, one.message, one.remedy, passages, rests_on)
        groups.setdefault(words, []).append(one)
    return list(groups.items())


def say_findings(findings: Sequence[Finding], codes: Mapping[int, str]) -> None:
    """Findings as a table: lines, code, how grave, title, rule; under each what to do."""
    for _, alike in group_findings(findings):
        finding = alike[0]
        lead = f"  {_describe_lines(alike, codes):<16} {style_mark(mark_finding(finding), 12)}"
        if screen_width() - FINDING_COLUMN < ROOM_FOR_WORDS:
            say(lead.rstrip())
            lead, column = "", 4
        else:
            column = FINDING_COLUMN
        say_titled(finding.title, finding.rule, column, lead)
        say_text(finding.message, column)
        say_text(finding.remedy, column)
        for label, passage in (("here", "passage"), ("then", "passage_then")):
            if finding.evidence.get(passage):
                say_text(f'{label}: "{_shortened(str(finding.evidence[passage]))}"', column, dim=True)
        if isinstance(finding.rests_on, list):
            basis = f"Rests on a report or a contract: {', '.join(finding.rests_on)}; it never puts a claim on hold."
            say_text(basis, column, dim=True)


def _describe_lines(alike: Sequence[Finding], codes: Mapping[int, str]) -> str:
    """`line 1   97110`, `lines 1, 2`, `4 lines`, `visit`: which lines of a visit are meant, in 16 columns."""
    lines = [finding.line for finding in alike if finding.line]
    if len(lines) < 2:
        where = f"line {lines[0]}" if lines else "visit"
        return f"{where:<8} {codes.get(lines[0], '') if lines else ''}".rstrip()
    listed = f"lines {', '.join(map(str, lines))}"
    return listed if len(listed) <= 16 else f"{len(lines)} lines"


def say_titled(title: str, name: str, column: int, lead: str = "") -> None:
    """A title that begins at a column, and at the edge of the screen, dim, the id of what it is of."""
    room = screen_width() - column
    *lines, last = wrap_text(title, room) or ("",)
    before = f"{lead}{' ' * (column - visible_length(lead))}"
    for line in lines:
        say(before + style(line, bold=True))
        before = " " * column
    if len(last) + 2 + len(name) <= room:
        say(before + style(last, bold=True) + style(f"{name:>{room - len(last)}}", dim=True))
    else:
        say(before + style(last, bold=True))
        say(style(f"{name:>{screen_width()}}", dim=True))


def _shortened(passage: str, longest: int = 220) -> str:
    """The passage, or its beginning where it is longer than a reader needs to find it."""
    return passage if len(passage) <= longest else passage[: passage.rfind(" ", 0, longest)] + " ..."


@lru_cache(maxsize=65_536)
def wrap_text(text: str, width: int = 76) -> tuple[str, ...]:
    """The text in lines no longer than `width` characters, broken between words; a longer word has a line of its own.

    Remembered, since a review says the same few sentences of thousands of claims.
    """
    return tuple(wrap(text, width, break_long_words=False, break_on_hyphens=False))


def pluralize(number: int, word: str) -> str:
    """`1 visit`, `2 visits`, with thousands separated."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
