"""What a run over a book came to, on the screen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleanclaim.bulk.run.bulk_run import BulkRun
from cleanclaim.cli.exit_codes import ExitCode, worst_exit_code
from cleanclaim.cli.screen import pluralize, say, say_columns, say_table, say_text, style, style_mark
from cleanclaim.explanations.marks import STATUS_MARKS

MOST_RULES = 15
"""Rules that a screen lists; the tables have them all."""


def bulk_exit_code(done: BulkRun) -> ExitCode:
    """As of a review; where all is clean but something was set aside, what could not be checked."""
    code = worst_exit_code(status for status in STATUS_MARKS if done.summary[status])
    aside = done.manifest["lines_set_aside"] or done.manifest["files_set_aside"]
    return ExitCode.UNDETERMINED if aside and code == ExitCode.CLEAN else code


def say_bulk_review(book: Path, done: BulkRun) -> None:
    """What a review of a book came to: what was read, claims by status, the rules, where the tables are."""
    say_book(book, done)
    summary = done.summary
    counts = [f"{summary[status]:,} {style_mark(mark)}" for status, mark in STATUS_MARKS.items()]
    say_columns("   ".join(counts), f"rules {summary['law']}")
    say()
    _say_rules(summary["rules"])
    say_tables(done)


def say_book(book: Path, done: BulkRun) -> None:
    """What of a book was read, and what was not."""
    manifest = done.manifest
    files = pluralize(len(manifest["files"]), "file")
    lines = manifest["lines"] - manifest["lines_set_aside"]
    say(f"{style(str(book), bold=True)}   {files} · {lines:,} lines of {pluralize(manifest['visits'], 'visit')}")
    if manifest["lines_set_aside"]:
        visits = pluralize(manifest["visits_set_aside"], "visit")
        aside = (
            f"Set aside, and in no other table: {manifest['lines_set_aside']:,} lines of {visits}; set_aside says why."
        )
        say(style(aside, "red", bold=True))
    if manifest["files_set_aside"]:
        unread = f"{pluralize(manifest['files_set_aside'], 'file')} could not be read; set_aside says why."
        say(style(unread, "red", bold=True))
    if manifest["files_not_read"]:
        say_text(f"Neither visits nor claims, and not read: {_listed(manifest['files_not_read'])}.")
    if manifest["columns_not_used"]:
        say_text(f"Columns not used: {_listed(manifest['columns_not_used'])}.")
    if manifest["voids_left_out"]:
        say(f"{pluralize(manifest['voids_left_out'], 'void')} left out: they bill nothing.")
    if manifest["notes_of_no_visit"]:
        say(f"{pluralize(manifest['notes_of_no_visit'], 'note')} of no visit here.")
    say()


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 5:,} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _say_rules(rules: Mapping[str, Mapping[str, Any]]) -> None:
    if not rules:
        return
    rows = [
        (rule, f"{counts['held']:,}", f"{counts['fail']:,}", f"{counts['undetermined']:,}")
        for rule, counts in list(rules.items())[:MOST_RULES]
    ]
    say_table(("rule", "holds", "faults", "open"), rows, right="123")
    if len(rules) > MOST_RULES:
        say(style(f"{len(rules) - MOST_RULES} rules more: see the table findings.", dim=True))
    say()


def say_tables(done: BulkRun) -> None:
    """Where the tables are, and how to ask them."""
    listed = ", ".join(f"{name} ({rows:,})" for name, rows in done.manifest["tables"].items())
    say_text(f"Tables in {done.folder}: {listed}.")
    say(style("`cleanclaim bulk` has a page of the columns: docs/reference/bulk.md.", dim=True))
