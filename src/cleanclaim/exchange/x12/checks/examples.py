"""The examples of checks as files: a right file with one segment changed, as the check's example says.

`example_files/` has the right files: an 837P, the same claim to the second payer, its 835, and a 277CA.
"""

import re
from functools import cache
from importlib.resources import files

from cleanclaim.exchange.x12.checks.check import CheckExample

_END = re.compile(r"(?<=[~\n])SE\*[0-9]+\*")


@cache
def example_file(name: str) -> tuple[str, ...]:
    """The segments of a right file, each with its terminator."""
    text = files("cleanclaim.exchange.x12.checks").joinpath("example_files", f"{name}.x12").read_text("ascii")
    return tuple(text.splitlines())


def failing(example: CheckExample) -> bytes:
    """The file that has the fault."""
    return _changed(example, example.fails)


def passing(example: CheckExample) -> bytes:
    """The file that has not."""
    segment = next(one for one in example_file(example.file) if one.startswith(example.segment))
    return _changed(example, segment if example.passes is None else example.passes)


def _changed(example: CheckExample, text: str) -> bytes:
    """The file with the example's segment changed; its count of segments is right, unless that is what is changed."""
    segments = list(example_file(example.file))
    for beginning, new in [(example.segment, text), *([example.also] if example.also else [])]:
        at = next(at for at, one in enumerate(segments) if one.startswith(beginning))
        segments[at : at + 1] = [new] if new else []
    whole = "\n".join(segments)
    return (whole if example.segment.startswith("SE*") else _counted(whole)).encode("ascii")


def _counted(text: str) -> str:
    """The text with the count of its transaction's segments (SE01) put right."""
    end = _END.search(text)
    if end is None or "ST*" not in text:
        return text
    count = text[text.index("ST*") : end.start()].count("~") + 1
    return f"{text[: end.start()]}SE*{count}*{text[end.end() :]}"
