"""What a person sees: color only where there is a terminal, and no screen that an old encoding cannot print."""

import errno
import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.cli.calling import (
    CLINIC_DAY,
    FILED,
    THE_DAY,
    Answer,
    command,
    process,
    row,
    surroundings,
    visits_file,
    warnings_of,
)

ESCAPE = "\x1b["
DAY = (str(CLINIC_DAY / "visits.csv"), "--history", str(CLINIC_DAY / "history.json"))
SCREENS: list[tuple[str, ...]] = [
    ("code", *DAY),
    ("review", *THE_DAY),
    ("codes", "show", "97110", "--on", "2026-03-02"),
    ("codes", "check", "97530", "97116", "--on", "2026-03-02"),
    ("codes", "search", "exercise", "--on", "2026-03-02"),
    ("reference", "status", "--on", "2026-03-02"),
    ("reference", "diff", "MPFS RVU25D", "MPFS RVU26C"),
    ("rules", "list"),
    ("rules", "show", "minutes.overbilled"),
]
NAMES = [" ".join(words[: 2 if words[0] in {"codes", "reference", "rules"} else 1]) for words in SCREENS]


@cache
def piped(words: tuple[str, ...]) -> Answer:
    """What a screen is in a pipe."""
    return process(*words)


def on_a_terminal(*arguments: str | Path, watched: bool = False, **environment: str) -> Answer:
    """The call with standard output on a terminal, and where it is `watched` standard input; errors on a pipe."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(*arguments),
        stdin=theirs if watched else subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=surroundings(**{"TERM": "xterm-256color"} | environment),
    ) as running:
        os.close(theirs)
        seen = b"".join(iter(lambda: read(ours), b""))
        os.close(ours)
        assert running.stderr is not None
        errors = running.stderr.read()
    return Answer(running.returncode, seen.decode().replace("\r\n", "\n"), errors.decode())


def read(terminal: int) -> bytes:
    """What stands on the terminal; nothing once the other side has gone, which Linux reports as an error."""
    try:
        return os.read(terminal, 65_536)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


def without_color(text: str) -> str:
    import click

    return click.unstyle(text)


@pytest.mark.parametrize("words", SCREENS, ids=NAMES)
def test_a_screen_is_colored_on_a_terminal_and_says_the_same_without(words: tuple[str, ...]) -> None:
    shown, plain = on_a_terminal(*words), piped(words)
    assert ESCAPE in shown.out
    assert ESCAPE not in plain.out
    assert without_color(shown.out) == plain.out
    assert shown.code == plain.code


def test_json_is_never_colored(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(modifiers="5"))
    assert ESCAPE not in on_a_terminal("review", file, *FILED, "--format", "json").out


def test_a_refusal_is_on_standard_error_without_color(tmp_path: Path) -> None:
    answer = on_a_terminal("review", tmp_path / "none.csv")
    assert (answer.code, answer.out) == (2, "")
    assert ESCAPE not in answer.err


def test_nothing_is_shown_of_progress_where_nobody_watches() -> None:
    assert process("review", *THE_DAY).err == ""


@pytest.mark.parametrize(
    ("words", "encoding"),
    [(words, "ascii") for words in SCREENS] + [(SCREENS[0], other) for other in ("latin-1", "cp1252", "cp437")],
    ids=[*NAMES, "code-latin-1", "code-cp1252", "code-cp437"],
)
def test_every_screen_is_printed_in_every_encoding(words: tuple[str, ...], encoding: str) -> None:
    answer, whole = process(*words, PYTHONIOENCODING=encoding), piped(words)
    assert answer.err == ""
    assert answer.code == whole.code
    assert len(answer.out.splitlines()) == len(whole.out.splitlines())


def test_without_blocks_the_minutes_are_drawn_in_ascii() -> None:
    answer = process("code", *DAY, PYTHONIOENCODING="ascii")
    assert "97112    24 min   |###############|#########" in answer.out
    assert "1 quarter-hour and 9 min" in answer.out


def test_a_sign_the_terminal_lacks_never_reads_as_undetermined() -> None:
    # On our screens a question mark says that something is not known.
    heading = process("code", *DAY, PYTHONIOENCODING="ascii").out.splitlines()[0]
    assert "Medicare" in heading
    assert "?" not in heading


@pytest.mark.parametrize("command_", ["claim", "demo"])
def test_claims_are_written_whatever_the_terminal_can_show(tmp_path: Path, command_: str) -> None:
    calls: dict[str, Callable[[Path], tuple[str | Path, ...]]] = {
        "claim": lambda folder: ("claim", *THE_DAY, "-o", folder / "claims.837"),
        "demo": lambda folder: ("demo", "-o", folder),
    }
    texts = []
    for encoding in ("ascii", "utf-8"):
        answer = process(*calls[command_](tmp_path / encoding), PYTHONIOENCODING=encoding)
        assert warnings_of(answer) == ""
        texts.append((tmp_path / encoding / "claims.837").read_bytes())
    assert texts[0] == texts[1]


def test_json_is_utf_8_whatever_the_terminal_can_show(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(visit_id="Zo\u00eb-1"))
    done = subprocess.run(
        command("review", file, *FILED, "--format", "json"),
        capture_output=True,
        env=surroundings(PYTHONIOENCODING="ascii"),
        check=False,
    )
    assert done.stderr == b""
    assert '"visit_id": "Zo\u00eb-1"' in done.stdout.decode("utf-8")


def left_early(*words: str | Path) -> tuple[int, bytes]:
    """How a call ends whose reader goes away before anything is written, and what it says of that."""
    with subprocess.Popen(
        command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        errors = running.stderr.read()
    return running.returncode, errors


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_review_read_in_part_exits_as_if_read_whole(tmp_path: Path, form: str) -> None:
    for name, rows, code in (
        ("clean.csv", [row()], 0),
        ("faulty.csv", [row(modifiers="5", units="2")], 1),
        ("open.csv", [row(minutes="")], 3),
    ):
        file = visits_file(tmp_path, *rows, name=name)
        assert left_early("review", file, *FILED, "--format", form) == (code, b"")
    assert left_early("code", CLINIC_DAY / "visits.csv") == (process("code", CLINIC_DAY / "visits.csv").code, b"")


@pytest.mark.parametrize("words", [("rules", "list"), ("codes", "search", "gait")], ids=["much", "little"])
def test_a_reader_that_goes_early_is_no_error_message(words: tuple[str, ...]) -> None:
    code, errors = left_early(*words)
    assert (code, errors) == (0, b"")


def test_bold_is_bold_and_never_taken_back_at_once(tmp_path: Path) -> None:
    shown = on_a_terminal("review", visits_file(tmp_path, row(modifiers="5")), *FILED).out
    assert "\x1b[1m" in shown
    assert "\x1b[22m" not in shown


def test_color_is_as_the_environment_wants_it(tmp_path: Path) -> None:
    words = ("review", visits_file(tmp_path, row(modifiers="5")), *FILED)
    assert ESCAPE not in on_a_terminal(*words, NO_COLOR="1").out
    assert ESCAPE in on_a_terminal(*words, NO_COLOR="").out
    assert ESCAPE not in on_a_terminal(*words, TERM="dumb").out
    assert ESCAPE in process(*words, FORCE_COLOR="1").out
    assert ESCAPE not in process(*words, FORCE_COLOR="0").out
    assert ESCAPE not in process(*words, FORCE_COLOR="1", NO_COLOR="1").out


PAGER = "#!/bin/sh\necho PAGED\ncat\n"


def test_what_is_longer_than_the_screen_is_paged_where_a_person_reads(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(PAGER, encoding="utf-8")
    pager.chmod(0o755)
    long, short = ("rules", "list"), ("codes", "check", "97530", "97116", "--on", "2026-03-02")
    shown = on_a_terminal(*long, watched=True, PAGER=str(pager))
    assert shown.out.splitlines()[0] == "PAGED"
    assert without_color(shown.out).removeprefix("PAGED\n") == process(*long).out
    for words in (
        on_a_terminal(*short, watched=True, PAGER=str(pager)),
        on_a_terminal(*long, watched=True, PAGER="cat"),
        on_a_terminal(*long, watched=False, PAGER=str(pager)),
        on_a_terminal(*long, "--format", "json", watched=True, PAGER=str(pager)),
        process(*long, PAGER=str(pager)),
    ):
        assert "PAGED" not in words.out
        assert words.out
        assert words.code == 0


def test_who_leaves_the_pager_gets_the_exit_code_of_the_whole(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    pager.chmod(0o755)
    answer = on_a_terminal("review", *THE_DAY, watched=True, PAGER=str(pager))
    assert (answer.code, answer.err) == (1, "")
