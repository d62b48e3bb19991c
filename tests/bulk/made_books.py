"""Made-up books as Parquet, and their reviews one at a time as the rows that a run over the book writes."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars

from cleanclaim.bulk.tables.words import word_finding
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import Visit
from cleanclaim.sandbox.synth.make import SynthSettings, made_files, synthesize

Row = tuple[Any, ...]

FINDING = ("visit_id", "number", "line", "code", "rule", "outcome", "severity", "title", "message", "remedy", "cite")
SAYING = ("carc", "rests_on", "overridden")
VISIT = ("visit_id", "status", "charge_cents", "passed", "failed", "bypassed", "undetermined", "not_applicable")


def write_book(path: Path, visits: Sequence[Visit]) -> Path:
    """Write visits as we write Parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_visits("visits.parquet", visits))
    return path


def made_practice(folder: Path) -> Path:
    """A small made-up practice, with its visits as Parquet besides."""
    settings = SynthSettings(years=0.2, clinicians=3, seed=7)
    for name, content in made_files(settings, synthesize(settings)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def reviewed_rows(case: Case, basis: Basis) -> dict[str, list[Row]]:
    """The visits, findings and evidence of a review, as rows in order."""
    visits, findings, evidence = [], [], []
    for claim in review(case, basis).claims:
        visits.append((claim.visit_id, claim.status, claim.charge, *claim.checked.values()))
        for number, one in enumerate(claim.findings, 1):
            words = word_finding(one)
            code = claim.lines[one.line - 1].code if one.line else None
            saying = (one.title, one.message, one.remedy, one.cite.id)
            row = (claim.visit_id, number, one.line, code, one.rule, one.outcome, one.severity, *saying)
            findings.append((*row, *words.texts[-3:]))
            evidence += [(claim.visit_id, number, *value) for value in words.values]
    return {"visits": sorted(visits), "findings": in_order(findings), "evidence": in_order(evidence)}


def written_rows(folder: Path) -> dict[str, list[Row]]:
    """The same from a run's tables."""
    words = read_table(folder, "words").drop("rule")
    findings = read_table(folder, "findings")
    worded = findings.join(words, on="words", how="inner", validate="m:1")
    assert worded.height == findings.height
    evidence = findings.select("visit_id", "number", "words").join(read_table(folder, "evidence"), on="words")
    return {
        "visits": sorted(read_table(folder, "visits").select(VISIT).iter_rows()),
        "findings": in_order(worded.select(*FINDING, *SAYING).iter_rows()),
        "evidence": in_order(evidence.select("visit_id", "number", "name", "place", "value").iter_rows()),
    }


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows in order, whatever of them is unknown."""
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])


def read_table(folder: Path, name: str) -> polars.DataFrame:
    """A table of a run."""
    return polars.read_parquet(folder / name / "*.parquet")


def all_tables(folder: Path) -> dict[str, list[Row]]:
    """Every table of a run, its rows in order."""
    names = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return {name: in_order(read_table(folder, name).iter_rows()) for name in names}
