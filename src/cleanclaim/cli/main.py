"""The command line: `cleanclaim VERB ...`. The verbs are the files in `verbs/` (see `commands.py`)."""

import errno
import io
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import shell_complete

import cleanclaim
from cleanclaim.cli.call import Call
from cleanclaim.cli.commands import VerbGroup
from cleanclaim.cli.completing import COMPLETION_VARIABLE, PROGRAM
from cleanclaim.cli.exit_codes import ExitCode, describe_exit_codes
from cleanclaim.cli.extras import find_extra
from cleanclaim.cli.screen import make_harmless, support_plain_terminals
from cleanclaim.cli.surroundings import open_closed_streams, signals_as_interrupts, surviving_closed_errors
from cleanclaim.cli.terminal import wrap_standard_output
from cleanclaim.model.errors import UserError

app = VerbGroup(
    "cleanclaim.cli.verbs",
    Path(__file__).with_name("verbs"),
    name="cleanclaim",
    help=f"""Minutes to units, modifiers and clean claims, with the proof.

FILE holds visits as CSV, xlsx, JSON, NDJSON or Parquet; - reads standard input.

Exit codes: {describe_exit_codes()}.
""",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(cleanclaim.__version__, prog_name="cleanclaim")(app)
click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _option, value: setattr(ctx.ensure_object(Call), "debug", value),
    help="Show the whole traceback where the program itself fails. It may quote what is in your files.",
)(app)
click.option(
    "--no-project",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, _option, value: setattr(ctx.ensure_object(Call), "uses_project", not value),
    help="Let cleanclaim.toml be, in this folder and above it.",
)(app)


@app.result_callback()
def exit_with_result(code: int) -> None:
    """What a verb returns is the exit code; nothing is clean where a row could not be read."""
    context = click.get_current_context()
    aside = context.ensure_object(Call).describe_set_aside()
    if aside:
        with surviving_closed_errors():
            sys.stderr.write(f"{aside}\n")
    context.exit(ExitCode.UNDETERMINED if aside and code == ExitCode.CLEAN else code)


def main() -> NoReturn:
    """The entry point: runs the verb, and says in words what went wrong. Exits with one of `exit_codes`."""
    open_closed_streams()
    support_plain_terminals()
    wrap_standard_output()
    with signals_as_interrupts():
        _run(Call())


def _run(call: Call) -> NoReturn:
    if os.environ.get(COMPLETION_VARIABLE):
        sys.exit(shell_complete(app, {}, PROGRAM, COMPLETION_VARIABLE, os.environ[COMPLETION_VARIABLE]))
    try:
        code = app.main(standalone_mode=False, obj=call)
    except click.exceptions.NoArgsIsHelpError as no_arguments:
        click.echo(no_arguments.format_message())
        sys.exit(ExitCode.CLEAN)
    except click.ClickException as wrong:
        words = io.StringIO()
        wrong.show(words)
        _exit(ExitCode.UNUSABLE, words.getvalue().rstrip(), call, files=False)
    except (click.Abort, KeyboardInterrupt):
        _exit(ExitCode.INTERRUPTED, "Stopped.", call)
    except UserError as wrong:
        _exit(ExitCode.UNUSABLE, str(wrong), call)
    except OSError as wrong:
        _exit_on_system_error(wrong, call)
    except ModuleNotFoundError as wrong:
        if (extra := find_extra(wrong.name or "")) is None:
            _exit_on_internal_error(wrong, call)
        problem = f"needs {wrong.name}, which is not installed"
        _exit(ExitCode.UNUSABLE, str(UserError("This command", problem, f"Install cleanclaim[{extra}].")), call)
    except BaseException as wrong:  # whoever else would end the program: what it exits with is a verb's to say
        _exit_on_internal_error(wrong, call)
    sys.exit(code)


def _exit(code: ExitCode, words: str, call: Call, *, files: bool = True) -> NoReturn:
    """Say what happened, and what is known to have been written, on standard error."""
    written = call.describe_written_files() if files else ""
    with surviving_closed_errors():
        sys.stderr.write(make_harmless("\n".join(filter(None, [words, written]))) + "\n")
    sys.exit(code)


def _exit_on_system_error(wrong: OSError, call: Call) -> NoReturn:
    """What the system refused is the user's to put right: a disk, a name, a permission."""
    if wrong.errno == errno.ENOSPC and not wrong.filename:  # standard output has no space: its buffer goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    place = str(wrong.filename or ("Standard output" if wrong.errno == errno.ENOSPC else "The system"))
    problem = wrong.strerror or type(wrong).__name__
    remedy = _REMEDIES.get(wrong.errno or 0, "Check the name, the permissions and the disk.")
    _exit(ExitCode.UNUSABLE, str(UserError(place, problem[0].lower() + problem[1:], remedy)), call)


_REMEDIES = {
    errno.ENOSPC: "Free some space, or name another place.",
    errno.EMFILE: "Close other programs, or raise the number of files one may open (ulimit -n).",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


def _exit_on_internal_error(wrong: BaseException, call: Call) -> NoReturn:
    if call.debug:
        with surviving_closed_errors():
            traceback.print_exc()
    _exit(ExitCode.INTERNAL_ERROR, _describe_internal_error(wrong), call)


def _describe_internal_error(wrong: BaseException) -> str:
    """What failed and where, in a line. Not what the error says: it may quote a patient's data."""
    ours = Path(cleanclaim.__file__).parent
    frames = [frame for frame in traceback.extract_tb(wrong.__traceback__) if ours in Path(frame.filename).parents]
    place = f" in {Path(frames[-1].filename).relative_to(ours).as_posix()}, line {frames[-1].lineno}" if frames else ""
    return (
        f"cleanclaim {cleanclaim.__version__} itself failed: {type(wrong).__name__}{place}.\n"
        "Report this line as an issue at the project's page; `cleanclaim --debug ...` shows more."
    )


if __name__ == "__main__":
    main()
