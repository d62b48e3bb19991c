"""What the program's exit code says to a script. Help and docs take the codes and their meaning from here."""

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """An exit code, with its meaning in words."""

    meaning: str

    def __new__(cls, number: int, meaning: str) -> "ExitCode":
        """A code that knows its meaning."""
        code = int.__new__(cls, number)
        code._value_ = number
        code.meaning = meaning
        return code

    CLEAN = 0, "every claim is clean"
    FAULT = 1, "some claim has a fault"
    UNDETERMINED = 3, "no fault, but something could not be checked"
    UNUSABLE = 2, "the input or the call is unusable"
    INTERNAL_ERROR = 70, "the program itself failed"
    INTERRUPTED = 130, "it was interrupted"


_BY_STATUS = {"clean": ExitCode.CLEAN, "undetermined": ExitCode.UNDETERMINED, "failed": ExitCode.FAULT}


def exit_code_of_status(status: str) -> ExitCode:
    """The code of a claim's status (`clean`, `undetermined`, `failed`)."""
    return _BY_STATUS[status]


def worst_exit_code(statuses: Iterable[str]) -> ExitCode:
    """The code of several claims together: a fault before what is undetermined, that before clean."""
    seen = set(statuses)
    return next((_BY_STATUS[status] for status in ("failed", "undetermined") if status in seen), ExitCode.CLEAN)


def describe_exit_codes() -> str:
    """`0 every claim is clean, 1 some claim has a fault, ...`."""
    return ", ".join(f"{code.value} {code.meaning}" for code in ExitCode)
