"""Review a whole book: millions of lines by all processors, in constant memory, as `review` would one by one.

IN is a Parquet file of visits, a folder of such files (`cleanclaim columns` lists the columns), or a folder of claims
(837P). OUT becomes a folder of tables in Parquet. A run that was stopped goes on where it was; nothing of what is done
is done again.
"""

from cleanclaim.bulk.run.bulk_run import run_review
from cleanclaim.cli.bulk_options import BookOptions, BookPlace, load_papers, read_settings, watch_stage
from cleanclaim.cli.bulk_screens import bulk_exit_code, say_bulk_review
from cleanclaim.cli.options import FilingOptions, Format
from cleanclaim.cli.screen import say_json

EXAMPLES = (
    "cleanclaim bulk review visits.parquet -o findings",
    "cleanclaim bulk review claims -o findings --practice practice.toml",
)


def run(book: BookPlace, format: Format, *, law: FilingOptions, options: BookOptions) -> int:
    """Review the book and say what it came to; returns the exit code."""
    settings = read_settings("review", options, law.basis)
    done = run_review(
        book,
        options.output,
        settings,
        papers=load_papers(book, options, settings),
        processes=options.processes,
        force=options.force,
        watch=watch_stage,
    )
    if format == "json":
        say_json({"folder": str(done.folder)} | done.manifest)
    else:
        say_bulk_review(book, done)
    return bulk_exit_code(done)
