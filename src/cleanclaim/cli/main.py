"""The command line: `cleanclaim VERB ...`. The verbs are the files in `verbs/` (see `commands.py`)."""

import errno
import os
import signal
import sys
from pathlib import Path

import click

from cleanclaim import __version__
from cleanclaim.cli.commands import VerbGroup
from cleanclaim.cli.exit_codes import ExitCode, in_words
from cleanclaim.cli.screen import serve_plain_terminals
from cleanclaim.model.errors import UserError

app = VerbGroup(
    "cleanclaim.cli.verbs",
    Path(__file__).with_name("verbs"),
    name="cleanclaim",
    help=f"""Minutes to units, modifiers and clean claims, with the proof.

FILE holds visits as CSV, JSON, NDJSON or Parquet; - reads standard input.

Exit codes: {in_words()}.
""",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(__version__, prog_name="cleanclaim")(app)


@app.result_callback()
def leave(code: int) -> None:
    """What a verb returns is the exit code."""
    click.get_current_context().exit(code)


def main() -> None:
    """The entry point: user errors in words with exit code 2, everything else as it falls."""
    if not sys.stdout:  # closed by whoever called us
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lasts as long as we do
    serve_plain_terminals()
    try:
        sys.exit(app.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message())
        sys.exit(0)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(ExitCode.UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Stopped; nothing was written.\n")
        sys.exit(ExitCode.INTERRUPTED)
    except UserError as wrong:
        sys.stderr.write(f"{wrong}\nNothing was written.\n")
        sys.exit(ExitCode.UNUSABLE)
    except OSError as wrong:
        if wrong.errno not in {errno.EPIPE, errno.ENOSPC}:
            raise
        if wrong.errno == errno.ENOSPC:
            sys.stderr.write("Standard output: no space is left.\nFree some, or send it elsewhere.\n")
        # Or the reader of our output has gone, as with `| head`. What is in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.UNUSABLE if wrong.errno == errno.ENOSPC else 128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()
