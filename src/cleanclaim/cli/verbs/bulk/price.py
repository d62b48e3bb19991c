"""Price a whole book: what Medicare's fee schedule allows, who pays it, what is not known, as tables.

IN and OUT are as of `bulk review`. Amounts are before any deductible. Exit code 3: some amount cannot be known.
"""

from cleanclaim.cli.bulk_options import BookOptions, BookPlace, work_through
from cleanclaim.cli.bulk_screens import say_bulk_price, say_manifest
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Format, LawOptions

EXAMPLES = ("cleanclaim bulk price visits.parquet -o prices --zip 60601",)


def run(book: BookPlace, format: Format, *, law: LawOptions, options: BookOptions) -> int:
    """Price the book and say what it came to; returns the exit code."""
    done = work_through("price", book, options, law.basis)
    if format == "json":
        say_manifest(done)
    else:
        say_bulk_price(book, done)
    known = done.summary["visits_priced"] == done.summary["visits"] and not done.sets_aside
    return ExitCode.CLEAN if known else ExitCode.UNDETERMINED
