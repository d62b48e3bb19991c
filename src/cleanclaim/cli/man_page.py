"""The manual page, `man cleanclaim`, in the language of man pages, from the commands themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import click

import cleanclaim
from cleanclaim.cli.commands import Verb
from cleanclaim.cli.exit_codes import ExitCode

ENVIRONMENT = {
    "CLEANCLAIM_LIBRARY": "the folder of imported releases, as --library",
    "CLEANCLAIM_PAYERS": "the folder with policy files of your own payers, as --payers",
    "COLUMNS": "how wide a line may be, instead of the terminal's width",
    "FORCE_COLOR": "color wherever the output goes",
    "NO_COLOR": "no color",
    "PAGER": "what shows an answer that is longer than the screen; cat for nothing",
}


def man_page(
    program: click.Group,
    commands: Iterable[click.Context],
    options: Callable[[click.Context], Sequence[tuple[str, str]]],
) -> str:
    """The page of a program and its commands. `options` lists how each option of a command is written, and its use."""
    first, *rest = _paragraphs(program.help or "")
    lines = [
        '.\\" Generated from the commands; changes made here are lost.',
        f'.TH CLEANCLAIM 1 "" "cleanclaim {cleanclaim.__version__}" "User Commands"',
        ".SH NAME",
        f"cleanclaim \\- {_roff(first[0].lower() + first[1:])}",
        ".SH SYNOPSIS",
        ".B cleanclaim",
        ".I COMMAND",
        "[options]",
        ".SH DESCRIPTION",
        *(line for text in rest for line in (".PP", _roff(text))),
        ".SH COMMANDS",
    ]
    for context in commands:
        lines += _command(context, options(context))
    lines += [".SH ENVIRONMENT", *_listed(ENVIRONMENT.items())]
    lines += [".SH EXIT STATUS", *_listed((str(code.value), code.meaning) for code in ExitCode)]
    return "\n".join(lines) + "\n"


def _command(context: click.Context, options: Sequence[tuple[str, str]]) -> Iterator[str]:
    command = context.command
    call = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f".SS {_roff(call)}"
    for text in _paragraphs(command.help or ""):
        yield ".PP"
        yield _roff(text)
    yield from _listed((written, " ".join(meaning.split())) for written, meaning in options)
    if isinstance(command, Verb):
        yield ".PP"
        yield "Examples:"
        yield ".nf"
        yield from (f"    {_roff(one)}" for one in command.examples)
        yield ".fi"


def _listed(items: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, meaning in items:
        yield ".TP"
        yield f".B {_roff(name)}"
        yield _roff(meaning)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _roff(text: str) -> str:
    """A text as roff has it: its backslashes, hyphens and a dot at the beginning are no commands."""
    escaped = text.replace("\\", "\\\\").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
