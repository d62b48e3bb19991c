"""The old name of `cleanclaim audit patterns`: what many visits show together."""

from cleanclaim.cli.verbs.audit.patterns import run

__all__ = ["EXAMPLES", "SECTION", "run"]

SECTION = "Compliance"
EXAMPLES = ("cleanclaim patterns year.csv --practice practice.toml",)
