"""The commands that look things up: `cleanclaim codes`, `rules` and `policy`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanclaim.cli.options import as_format, known_on, library, on, payer, payers, together

if TYPE_CHECKING:
    from cleanclaim.reference.library import Library


@click.group()
def codes() -> None:
    """Look codes up: what one is, whether two may be billed together, which one fits words."""


@codes.command("show")
@click.argument("code", nargs=-1, required=True, metavar="CODE")
@together(on, payer, as_format, known_on, library)
def codes_show(code: tuple[str, ...], on: date | None, **options: Any) -> int:
    """Everything held of a code on a date, with its sources.

    CODE is a service (97140), a diagnosis (M54.50), a modifier (GP), or a place of service (pos 11).
    """
    from cleanclaim.cli.verbs.codes import show

    return show(" ".join(code).upper(), on or date.today(), **options)


@codes.command("check")
@click.argument("first", metavar="CODE")
@click.argument("second", metavar="CODE")
@together(on, payer, as_format, known_on, library)
def codes_check(first: str, second: str, on: date | None, **options: Any) -> int:
    """Whether two codes may be billed on one day, and since when."""
    from cleanclaim.cli.verbs.codes import check

    return check(first.upper(), second.upper(), on or date.today(), **options)


@codes.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--icd", is_flag=True, help="Only diagnoses (ICD-10-CM).")
@together(on, as_format, library)
def codes_search(words: tuple[str, ...], on: date | None, **options: Any) -> int:
    """Find services and diagnoses by words, or by how their code begins."""
    from cleanclaim.cli.verbs.codes import search

    return search(list(words), on or date.today(), **options)


@click.group()
def rules() -> None:
    """The rule book: every rule with its source, dates, examples and remedy."""


@rules.command("list")
@as_format
def rules_list(format: str) -> int:
    """Every rule, a line each."""
    from cleanclaim.cli.verbs.rules import list_all

    return list_all(format)


@rules.command("search")
@click.argument("words", nargs=-1, required=True)
@as_format
def rules_search(words: tuple[str, ...], format: str) -> int:
    """Find rules by what the fault is called, or by the reason code of a denial (CO-236)."""
    from cleanclaim.cli.verbs.rules import search

    return search(" ".join(words), format)


@rules.command("show")
@click.argument("rule")
@as_format
def rules_show(rule: str, format: str) -> int:
    """One rule: the fault, why it matters, source, dates, examples, remedy."""
    from cleanclaim.cli.verbs.rules import show

    return show(rule, format)


@rules.command("coverage")
@click.option("--payer", metavar="NAME", help="Every answer of one payer, instead of all payers at a glance.")
@together(on, as_format, known_on, payers)
def rules_coverage(on: date | None, **options: Any) -> int:
    """What is known of each payer by topic, what nobody verified, and what is unknown."""
    from cleanclaim.cli.verbs.rules_coverage import run

    return run(on=on or date.today(), **options)


@click.group()
def policy() -> None:
    """What payers ask for, and payers of your own."""


@policy.command("check")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@together(on, as_format, library)
def policy_check(file: Path, format: str, on: date | None, library: "Library") -> int:
    """Read a payer's file: what it extends, what differs, its sources; then try its own examples.

    Exit code 1: an example does not hold, or the file verifies by a source nobody read; 2: the file is unusable.
    """
    from cleanclaim.cli.verbs.policy_check import check

    return check(file, format, on or date.today(), library)
