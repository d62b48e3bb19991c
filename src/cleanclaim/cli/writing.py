"""Files that commands write: whole or not at all, and never in the place of one they read."""

from collections.abc import Sequence
from pathlib import Path

from cleanclaim.atomic_write import write_atomically
from cleanclaim.cli.call import this_call
from cleanclaim.model.errors import UserError


def spare(output: Path, inputs: Sequence[str | Path | None], what: str, example: str) -> None:
    """Raises UserError where the output would take the place of something we were given, or is no file by name.

    `what` is to be kept there ("the claims"), `example` a good name for it.
    """
    if not output.name:
        raise UserError(f'"{output}"', "is no name for a file", f"Name a file for {what}, such as {example}.")
    if str(output) == "-" or (output.exists() and not (output.is_file() or output.is_dir())):
        raise UserError(str(output), f"is no file to keep {what} in", f"Name a file, such as {example}.")
    for given in inputs:
        if given and output.resolve() == Path(given).resolve():
            raise UserError(str(output), "is one of the files this command reads", f"Name another file for {what}.")


def write_whole(path: Path, content: str | bytes, *, private: bool = True) -> None:
    """Write a file as a whole or not at all (`write_atomically`), and the folders it wants. Text is written as UTF-8.

    Raises UserError where the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content if isinstance(content, bytes) else content.encode(), private=private)
        this_call().written.append(str(path))
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise UserError(
            str(path), f"cannot be written: {reason}", "Name a file in a folder you may write to."
        ) from None
