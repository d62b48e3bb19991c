"""Review a whole book: millions of lines by all processors, in constant memory, as `review` would one by one.

IN is a Parquet file of visits, a folder of such files (`cleanclaim columns` lists the columns), or a folder of claims
(837P). OUT becomes a folder of tables in Parquet. A run that was stopped goes on where it was; nothing of what is done
is done again.
"""

from cleanclaim.cli.bulk_options import BookOptions, BookPaperOptions, BookPlace, work_through
from cleanclaim.cli.bulk_screens import bulk_exit_code, say_bulk_review, say_manifest
from cleanclaim.cli.options import FilingOptions, Format

EXAMPLES = (
    "cleanclaim bulk review visits.parquet -o findings",
    "cleanclaim bulk review claims -o findings --practice practice.toml",
)


def run(book: BookPlace, format: Format, *, law: FilingOptions, options: BookOptions, papers: BookPaperOptions) -> int:
    """Review the book and say what it came to; returns the exit code."""
    done = work_through("review", book, options, law.basis, papers=papers)
    if format == "json":
        say_manifest(done)
    else:
        say_bulk_review(book, done)
    return bulk_exit_code(done)
