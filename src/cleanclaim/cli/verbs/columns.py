"""Show what each column of a visits file is read as, and write a mapping to correct it by.

With -o the mapping goes into a TOML file, a line a column: correct it, and give it to every command with --map. Columns
of WebPT's charges extract, OpenEMR's billing table and Jane's sales report are recognized.
"""

from pathlib import Path
from typing import Annotated, Any

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import File, Format, MapFile, Payers, PracticeFile
from cleanclaim.cli.screen import pluralize, say, say_json, style
from cleanclaim.cli.writing import write_whole
from cleanclaim.exchange.files.column_guess import GuessedColumn, GuessedColumns, guess_columns, mapping_text
from cleanclaim.exchange.files.intake import names_of
from cleanclaim.exchange.files.mapping import read_mapping
from cleanclaim.exchange.files.visit_values import payer_may_be
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError

SECTION = "Code and review"
EXAMPLES = (
    "cleanclaim columns export.csv",
    "cleanclaim columns export.csv -o mapping.toml",
)


def run(
    file: File,
    format: Format,
    *,
    mapping: MapFile,
    practice: PracticeFile,
    payers: Payers,
    output: Annotated[
        Path | None, Output("The mapping to write (TOML).", content="the mapping", example="mapping.toml")
    ],
    force: Annotated[bool, click.Option(["--force"], is_flag=True, help="Replace a mapping that is there.")],
) -> int:
    """Print the columns of a file; returns the exit code, which is 0 where it can be read."""
    names = names_of(load_practice(practice, mapping=mapping) if practice else None)
    guessed = guess_columns(file, read_mapping(mapping) if mapping else None, names, payer_names(payers))
    if output:
        if output.is_file() and not force:
            remedy = "It may have been corrected by hand: name another file, or give --force to replace it."
            raise UserError(str(output), "is there already", remedy)
        write_whole(output, mapping_text(guessed))
    if format == "json":
        say_json(_as_json(guessed, output))
    else:
        _say_columns(guessed, output)
    return 0


def _say_columns(guessed: GuessedColumns, output: Path | None) -> None:
    used = sum(1 for column in guessed.columns if column.field)
    counts = f"{pluralize(len(guessed.columns), 'column')}, {used:,} used"
    say(f"{style(Path(guessed.file).name, bold=True)}   {counts}")
    say()
    width = min(max((len(column.heading) for column in guessed.columns), default=0), 28)
    for column in guessed.columns:
        say(f"  {_cut(column.heading, width):<{width}}  {_standing(column):<40} {_cut(', '.join(column.examples), 28)}")
    say()
    for note in guessed.notes:
        say(note)
    for field, words in guessed.words.items():
        listed = f"{', '.join(_suggested(field, word) for word in words[:8])}{', ...' if len(words) > 8 else ''}"
        say(f"{_NOT_KNOWN[field]}: {listed}. A mapping says which they are, under [values.{field}].")
    if output:
        say(f"{style(str(output), bold=True)}   the mapping: correct it, and give it to every command with --map")


_NOT_KNOWN = {"payer": "Payers without a policy of this name", "provider_npi": "Clinicians without an NPI"}


def _suggested(field: str, word: str) -> str:
    may_be = payer_may_be(word) if field == "payer" else None
    return f"{word} (did you mean {may_be}?)" if may_be else word


def _standing(column: GuessedColumn) -> str:
    if column.field or column.known_by == "mapping":
        return f"{column.field or 'not used'} ({column.known_by})"
    return f"not used; may be {column.may_be}" if column.may_be else "not used"


def _cut(text: str, width: int) -> str:
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return clean if len(clean) <= width else f"{clean[: width - 3]}..."


def _as_json(guessed: GuessedColumns, output: Path | None) -> dict[str, Any]:
    return {
        "file": Path(guessed.file).name,
        "mapping": guessed.mapping.name or None,
        "written": str(output) if output else None,
        "columns": guessed.columns,
        "words": guessed.words,
        "notes": guessed.notes,
    }
