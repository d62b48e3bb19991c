"""What a run over a book came to, on the screen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cleanclaim.bulk.run.bulk_run import BulkRun
from cleanclaim.cli.exit_codes import ExitCode, worst_exit_code
from cleanclaim.cli.screen import pluralize, say, say_columns, say_json, say_table, say_text, style, style_mark
from cleanclaim.explanations.marks import STATUS_MARKS
from cleanclaim.model.money import dollars_for_people

MOST_RULES = 15
"""Rules that a screen lists; the tables have them all."""


def bulk_exit_code(done: BulkRun) -> ExitCode:
    """As of a review; where all is clean but something was set aside, what could not be checked."""
    code = worst_exit_code(status for status in STATUS_MARKS if done.summary[status])
    return ExitCode.UNDETERMINED if done.sets_aside and code == ExitCode.CLEAN else code


def say_manifest(done: BulkRun) -> None:
    """The folder, and what its manifest says, for programs."""
    say_json({"folder": str(done.folder)} | done.manifest)


def say_bulk_review(book: Path, done: BulkRun) -> None:
    """What a review of a book came to: what was read, claims by status, the rules, where the tables are."""
    say_book(book, done)
    summary = done.summary
    counts = [f"{summary[status]:,} {style_mark(mark)}" for status, mark in STATUS_MARKS.items()]
    say_columns("   ".join(counts), f"rules {summary['law']}")
    say()
    _say_rules(summary["rules"])
    say_tables(done)


def say_bulk_price(book: Path, done: BulkRun) -> None:
    """What pricing a book came to."""
    say_book(book, done)
    summary = done.summary
    rows = [
        (words, dollars_for_people(summary[f"{name}_cents"]))
        for words, name in (("allowed", "allowed"), ("payers pay", "payer_pays"), ("patients owe", "patient_owes"))
    ]
    say_table((), rows, right=" r")
    say()
    if left := summary["visits"] - summary["visits_priced"]:
        say_text(f"{pluralize(left, 'visit')} without a price, and in no total: open_prices says why.")
    say("Before any deductible.")
    say_tables(done)


def say_bulk_changes(book: Path, done: BulkRun, what: str) -> None:
    """What a change would do to a book."""
    say_book(book, done)
    every = done.summary["all"][0]
    say(style(f"{what} would change {pluralize(every['changed'], 'visit')}", bold=True))
    _say_before_and_after(every)
    _say_groups("payer", done.summary["by_payer"])
    _say_groups("rule", [group for group in done.summary["by_rule"] if _finds_otherwise(group)])
    say_tables(done)


def say_bulk_reaudit(book: Path, done: BulkRun, since: str) -> None:
    """Which past claims of a book are judged otherwise now."""
    say_book(book, done)
    summary = done.summary
    changed = summary["all"][0]["changed"]
    say(style(f"{pluralize(changed, 'visit')} judged otherwise than before {since}", bold=True))
    say()
    rows = [
        (
            judged,
            f"{summary.get(judged, 0):,}",
            dollars_for_people(summary.get(f"{judged}_at_stake_cents", 0)) if judged != "otherwise" else "",
            f"{summary.get(f'{judged}_still_correctable', 0):,}",
        )
        for judged in ("overpaid", "underpaid", "otherwise")
    ]
    say_table(("", "visits", "at stake", "can still be corrected"), rows, right=" rrr")
    say()
    words = "What was overpaid, a person decides, with counsel; a public payer's is due back in sixty days (report_by)."
    say_text(f"{words} These are expectations: what was paid stands in the remittances.")
    _say_reasons(summary.get("because", {}))
    say_tables(done)


def _say_reasons(reasons: Mapping[str, Mapping[str, int]]) -> None:
    """The rules behind it, those of most visits first."""
    ordered = sorted(reasons.items(), key=lambda item: (-sum(item[1].values()), item[0]))[:MOST_RULES]
    if ordered:
        say()
        kinds = ("overpaid", "underpaid", "otherwise")
        rows = [(rule, *(f"{counts.get(kind, 0):,}" for kind in kinds)) for rule, counts in ordered]
        say_table(("because of", *kinds), rows, right=" rrr")
    say()


def _say_before_and_after(every: Mapping[str, Any]) -> None:
    before, after = every["before"], every["after"]
    rows = [(mark.word, f"{before[status]:,}", f"{after[status]:,}") for status, mark in STATUS_MARKS.items()]
    for words, name in (("allowed", "allowed"), ("payers pay", "payer_pays")):
        if every["unknown"][name] < every["visits"]:
            rows.append((words, dollars_for_people(before[name]), dollars_for_people(after[name])))
    say_table(("", "before", "after"), rows, right=" rr")
    say()


def _say_groups(word: str, groups: Sequence[Mapping[str, Any]]) -> None:
    """The groups of which most changes."""
    rows = [
        (group["name"] or "not known", f"{group['changed']:,}", f"{group['visits']:,}")
        for group in groups[:MOST_RULES]
        if group["changed"]
    ]
    if rows:
        say()
        say_table((word, "change", "of"), rows, right=" rr")
        say()


def _finds_otherwise(group: Mapping[str, Any]) -> bool:
    return any(group["before"][name] != group["after"][name] for name in ("faults", "unanswered", "bypassed"))


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
    say_table(("rule", "holds", "faults", "open"), rows, right=" rrr")
    if len(rules) > MOST_RULES:
        say(style(f"{len(rules) - MOST_RULES} rules more: see the table findings.", dim=True))
    say()


def say_tables(done: BulkRun) -> None:
    """Where the tables are, and how to ask them."""
    listed = ", ".join(f"{name} ({rows:,})" for name, rows in done.manifest["tables"].items())
    say_text(f"Tables in {done.folder}: {listed}.")
    say(style("`cleanclaim bulk` has a page of the columns: docs/reference/bulk.md.", dim=True))
