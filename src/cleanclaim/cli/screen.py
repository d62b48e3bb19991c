"""Printing for people: color only on a terminal, progress only when a person is watching."""

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from io import TextIOWrapper
from textwrap import wrap
from typing import Any

import click
import msgspec

from cleanclaim.explanations.marks import Mark, Tone, mark_finding
from cleanclaim.model.finding import Finding

LONG_WORK = 5_000
"""Visits or services that take long enough to watch."""
LONG_FILE = 4_000_000
"""Bytes that take long enough to watch."""
TONES: dict[Tone, str] = {"hold": "red", "missing": "cyan", "check": "yellow", "fyi": "blue", "clean": "green"}
"""The color of each tone."""


def style(text: str, color: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
    """The text in color; plain where standard output is no terminal."""
    return click.style(make_harmless(text), fg=color, bold=bold, dim=dim) if sys.stdout.isatty() else text


def style_mark(mark: Mark, width: int = 0, before: str = "") -> str:
    """How a claim stands, or how grave a finding is, in its color, filled up to a width. `before`: a word before it."""
    return style(f"{before}{mark.word:<{width}}", TONES[mark.tone], bold=True)


def say(text: str = "") -> None:
    """A line on standard output. What would command the terminal is not passed on, but for our own colors."""
    sys.stdout.write(make_harmless(text, colors=sys.stdout.isatty()) + "\n")


def make_harmless(text: str, *, colors: bool = False) -> str:
    """The text with a question mark for each control character but tabs and newlines: it may come from anybody's file
    or name of a file. `colors`: colors and weights of letters stay.
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: found[0] if colors and len(found[0]) > 1 else "?", text)


_CONTROLS = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Colors, and single characters that are none: controls, halves of characters, and turns of the writing's direction."""


def say_json(value: Any) -> None:
    """A value as JSON on standard output, indented; UTF-8 whatever the terminal can show."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def write_json(piece: bytes) -> None:
    """A piece of a JSON document on standard output, as it is made; UTF-8 whatever the terminal can show."""
    sys.stdout.buffer.write(piece)


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


def _can_show_progress() -> bool:
    """Whether a person is watching, and what draws the bar (`cleanclaim[progress]`) is installed."""
    return sys.stderr.isatty() and find_spec("rich") is not None


@contextmanager
def progress(label: str, total: int, *, in_bytes: bool = False) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error for long work, where a person is watching; None elsewhere.

    What is printed meanwhile stands above the bar on a terminal, and goes where it should when it is sent elsewhere.
    """
    if not _can_show_progress() or total < (LONG_FILE if in_bytes else LONG_WORK):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    done_of_all = DownloadColumn() if in_bytes else TextColumn("{task.completed:,}/{task.total:,}")
    with Progress(
        TextColumn(label), BarColumn(), done_of_all, TimeRemainingColumn(),
        console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty(),
    ) as display:  # fmt: skip
        task = display.add_task(label, total=total)
        yield lambda done: display.update(task, completed=done)


@contextmanager
def show_stages() -> Iterator[Callable[[str], None]]:
    """What long work is at, on standard error, where a person is watching; nothing elsewhere."""
    if not _can_show_progress():
        yield lambda _what: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as display:
        yield lambda what: display.update(f"{what} ...")


def say_findings(findings: list[Finding], codes: dict[int, str]) -> None:
    """Findings as a table: line, code, how grave, title, rule; under each what to do."""
    for finding in findings:
        where = f"line {finding.line}" if finding.line else "visit"
        code = codes.get(finding.line or 0, "")
        title, *more = wrap_text(finding.title, 48)
        mark = style_mark(mark_finding(finding), 12)
        say(f"  {where:<8} {code:<7} {mark} {title:<48} {style(finding.rule, dim=True)}")
        for text in [*more, *wrap_text(finding.message, 72), *wrap_text(finding.remedy, 72)]:
            say(" " * 31 + text)
        for label, passage in (("here", "passage"), ("then", "passage_then")):
            if finding.evidence.get(passage):
                for text in wrap_text(f'{label}: "{_shortened(str(finding.evidence[passage]))}"', 72):
                    say(" " * 31 + style(text, dim=True))
        if isinstance(finding.rests_on, list):
            basis = f"Rests on a report or a contract: {', '.join(finding.rests_on)}; it never puts a claim on hold."
            for text in wrap_text(basis, 72):
                say(" " * 31 + style(text, dim=True))


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
