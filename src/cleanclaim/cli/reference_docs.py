"""`python -m cleanclaim.cli.reference_docs FOLDER`: the whole reference in Markdown, and the man page."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cleanclaim.atomic_write import write_atomically
from cleanclaim.cli.api_page import api_page
from cleanclaim.cli.bulk_page import bulk_page
from cleanclaim.cli.commands import Verb
from cleanclaim.cli.main import app
from cleanclaim.cli.man_page import man_page
from cleanclaim.explanations.lookup.markdown import GENERATED, join_blocks, render_table
from cleanclaim.explanations.lookup.reference_docs import build_reference_pages


def build_pages() -> dict[str, str]:
    """Every page of the reference by its path."""
    made_here = {"commands.md": _commands(), "api.md": api_page(), "bulk.md": bulk_page(), "cleanclaim.1": _man_page()}
    return {**build_reference_pages(), **made_here}


def write_pages(folder: Path) -> None:
    """Write the reference into a folder, and take away pages of it that no longer belong to it, but nothing else."""
    wanted = build_pages()
    for stale in set(folder.rglob("*.md")) - {folder / path for path in wanted}:
        if GENERATED in stale.read_text(encoding="utf-8", errors="replace"):
            stale.unlink()
    for path, text in wanted.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode(), private=False)


def list_commands() -> Iterator[click.Context]:
    """Every command, as it is called: `cleanclaim codes show`."""
    yield from _below(app.context_class(app, info_name="cleanclaim", **app.context_settings))


def _below(context: click.Context) -> Iterator[click.Context]:
    if not isinstance(context.command, click.Group):
        yield context
        return
    for word in context.command.list_commands(context):
        inner = context.command.get_command(context, word)
        assert inner is not None  # it is listed
        yield from _below(click.Context(inner, info_name=word, parent=context))


def list_options(context: click.Context) -> list[tuple[str, str]]:
    """How each option of a command is written, and what it is for."""
    records = [one.get_help_record(context) for one in context.command.params if isinstance(one, click.Option)]
    return [record for record in records if record is not None]


def _commands() -> str:
    blocks = ["# Commands", GENERATED, _help(app)]
    for context in list_commands():
        call = " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
        rows = [(f"`{written}`", " ".join(meaning.split())) for written, meaning in list_options(context)]
        blocks += [f"## {context.command_path}", f"    {call}", _help(context.command), _examples(context.command)]
        blocks.append(render_table(("", ""), rows))
    return join_blocks(*blocks)


def _examples(command: click.Command) -> str:
    return "\n".join(f"    {one}" for one in command.examples) if isinstance(command, Verb) else ""


def _man_page() -> str:
    return man_page(app, list_commands(), list_options)


def _help(command: click.Command) -> str:
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(text.split()) for text in paragraphs)


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
