"""What a person sees: color only where there is a terminal, and no screen that an old encoding cannot print."""

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, THE_DAY, Answer, command, process, row, surroundings, visits_file

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


def on_a_terminal(*arguments: str | Path) -> Answer:
    """The call with standard output on a terminal; standard error on a pipe."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdout=theirs, stderr=subprocess.PIPE, env=surroundings(TERM="xterm-256color")
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
    shown, piped = on_a_terminal(*words), process(*words)
    assert ESCAPE in shown.out
    assert ESCAPE not in piped.out
    assert without_color(shown.out) == piped.out
    assert shown.code == piped.code


def test_json_is_never_colored(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(modifiers="5"))
    assert ESCAPE not in on_a_terminal("review", file, *FILED, "--format", "json").out


def test_a_refusal_is_on_standard_error_without_color(tmp_path: Path) -> None:
    answer = on_a_terminal("review", tmp_path / "none.csv")
    assert (answer.code, answer.out) == (2, "")
    assert ESCAPE not in answer.err


def test_nothing_is_shown_of_progress_where_nobody_watches() -> None:
    assert process("review", *THE_DAY).err == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
@pytest.mark.parametrize("words", SCREENS, ids=NAMES)
def test_every_screen_is_printed_in_every_encoding(words: tuple[str, ...], encoding: str) -> None:
    answer, whole = process(*words, PYTHONIOENCODING=encoding), process(*words)
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
        assert answer.err == ""
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


@pytest.mark.parametrize("words", [("rules", "list"), ("codes", "search", "gait")], ids=["much", "little"])
def test_a_reader_that_goes_early_is_no_error_message(words: tuple[str, ...]) -> None:
    with subprocess.Popen(
        command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141
