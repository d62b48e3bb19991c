"""Patterns that are compiled when they are first used: as any other, and a start compiles none of a note's."""

import re
import subprocess
import sys

import pytest

from cleanclaim.late_patterns import late_pattern

WORDS = r"(?P<word>[a-z]+) \d"
STARTED = """
import re
compiled = []
compile = re._compiler.compile
re._compiler.compile = lambda text, flags=0: (compiled.append(text), compile(text, flags))[1]
from cleanclaim.law.notes.reading import read_note
before = len(compiled)
read_note("Ther ex 23 min.")
print(before, len(compiled))
"""


def test_it_has_what_the_pattern_has() -> None:
    one, other = late_pattern(WORDS, re.IGNORECASE), re.compile(WORDS, re.IGNORECASE)
    for text in ("Manual 7", "7 manual", ""):
        assert [found.span("word") for found in one.finditer(text)] == [each.span(1) for each in other.finditer(text)]
        assert bool(one.match(text)) == bool(other.match(text))
    assert (one.pattern, one.flags, one.groups) == (other.pattern, other.flags, other.groups)
    assert one.sub("x", "Manual 7") == "x"


def test_it_is_compiled_once() -> None:
    one = late_pattern("a")
    assert "search" not in vars(one)
    assert one.search("a")
    assert vars(one)["search"] == one.search


def test_what_is_wrong_with_it_is_found_when_it_is_used() -> None:
    wrong = late_pattern("(")
    with pytest.raises(re.error):
        wrong.search("a")


def test_starting_compiles_no_pattern_of_notes() -> None:
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True)
    started, read = map(int, done.stdout.split())
    assert started < 60
    assert started < read
